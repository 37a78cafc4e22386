"""yt-dlp, in import-light data."""

from syncopate.providers.manifest import Capability, FieldKind, LoginKind, Manifest, SettingField

FORMATS = ("original", "m4a", "opus", "mp3")
SITES = ("youtube", "soundcloud", "both")

MANIFEST = Manifest(
    domain="ytdlp",
    name="yt-dlp",
    summary="Searches YouTube and SoundCloud; takes links of Bandcamp and the Internet Archive, too.",
    capabilities=frozenset({Capability.DOWNLOADS}),
    fields=(
        SettingField(
            name="site",
            label="Searched at",
            help="Links of all four sites are taken whatever is chosen here.",
            kind=FieldKind.CHOICE,
            required=False,
            default="youtube",
            choices=SITES,
        ),
        SettingField(
            name="format",
            label="Format",
            help="All but the original is converted where the site does not have it, by ffmpeg.",
            kind=FieldKind.CHOICE,
            required=False,
            default="original",
            choices=FORMATS,
        ),
        SettingField(
            name="cookies",
            label="File of cookies",
            help="A cookies.txt of a browser that is signed in, for what others are not shown; only read.",
            required=False,
        ),
        SettingField(
            name="delay",
            label="Seconds between requests",
            help="Sites shut out who asks too fast.",
            kind=FieldKind.NUMBER,
            required=False,
            default="3",
        ),
        SettingField(
            name="largest",
            label="Largest file in MB",
            help="What is larger is not fetched to its end.",
            kind=FieldKind.NUMBER,
            required=False,
            default="200",
        ),
    ),
    login=LoginKind.SETTINGS,
)
