"""YouTube and YouTube Music, in import-light data."""

from syncopate.providers.manifest import (
    Capability,
    FieldKind,
    IdKind,
    LoginKind,
    LoginMethod,
    Manifest,
    RateLimit,
    SettingField,
)

_HELP = (
    "What the browser sends when you are signed in at music.youtube.com: open its developer tools, choose "
    "Network, click on a request named browse, and copy its request headers or copy it as cURL."
)

LIMIT = RateLimit(requests=5, seconds=1.0, concurrency=2)
"""Nothing is told of limits; this is slower than the pages of a browser ask."""

MANIFEST = Manifest(
    domain="youtube",
    name="YouTube Music",
    summary="Playlists and albums of YouTube and YouTube Music by their links; signed in, your library too.",
    capabilities=frozenset({Capability.PLAYLISTS, Capability.METADATA}),
    fields=(
        SettingField(
            name="headers", label="Request headers", help=_HELP, kind=FieldKind.SECRET, required=False
        ),
        SettingField(
            name="user",
            label="User",
            help="Whose account it is at YouTube; signing in fills it in.",
            required=False,
        ),
    ),
    login=LoginKind.BROWSER,
    logins=(
        LoginMethod(
            name="headers",
            label="A browser that is signed in",
            help="It works for as long as that browser stays signed in, about two years.",
            fields=(
                SettingField(name="headers", label="Request headers", help=_HELP, kind=FieldKind.SECRET),
            ),
        ),
    ),
    identity=("user",),
    one_of=("user",),
    recording_ids=IdKind.YOUTUBE,
    cover_hosts=frozenset({"ggpht.com", "googleusercontent.com", "ytimg.com"}),
    link_hosts=frozenset({"youtube.com", "music.youtube.com", "m.youtube.com", "youtu.be"}),
    raw_titles=True,
    open_catalogue=True,
    needs_account=False,
    counts_by_address=True,
    rate_limit=LIMIT,
    reference_help=(
        "A link to a playlist or album, or playlist:PL…, album:MPREb_…, album:OLAK5uy_…; with an account "
        "liked as well."
    ),
)
