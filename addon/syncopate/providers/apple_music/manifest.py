"""Apple Music, in import-light data."""

from syncopate.providers.manifest import Capability, IdKind, Manifest, RateLimit, SettingField

MANIFEST = Manifest(
    domain="apple_music",
    name="Apple Music",
    summary="Public playlists and albums of Apple Music by their links, and its catalogue; without a login.",
    capabilities=frozenset({Capability.PLAYLISTS, Capability.METADATA}),
    fields=(
        SettingField(
            name="country",
            label="Country",
            help="The shop that is searched, by its two letters, e.g. us or de.",
            required=False,
            default="us",
        ),
    ),
    recording_ids=IdKind.APPLE,
    catalogue_place=40,
    cover_hosts=frozenset({"mzstatic.com"}),
    link_hosts=frozenset(
        {
            "music.apple.com",
            "geo.music.apple.com",
            "embed.music.apple.com",
            "classical.music.apple.com",
            "itunes.apple.com",
            "geo.itunes.apple.com",
        }
    ),
    short_hosts=frozenset({"apple.co"}),
    open_catalogue=True,
    needs_account=False,
    counts_by_address=True,
    rate_limit=RateLimit(requests=20, seconds=60.0, concurrency=2),
    reference_help="The link to a public playlist or album, or one of playlist:us/pl.ID, album:us/ID.",
)
