"""Navidrome and all that speak Subsonic, in import-light data."""

from syncopate.providers.manifest import (
    VERIFY_TLS,
    Capability,
    FieldKind,
    LoginKind,
    LoginMethod,
    Manifest,
    RateLimit,
    SettingField,
    TargetKind,
)

_URL_HELP = "Where the server is reached, e.g. http://192.168.1.5:4533; the path too where it has one."
_ADDRESS = SettingField(name="url", label="Address", help=_URL_HELP)
"""As it is typed: http or https is found out where it is missing."""
_USER = SettingField(name="user", label="User", help="The user whose playlists and favourites are kept.")
_PASSWORD = SettingField(
    name="password", label="Password", help="The password of this user.", kind=FieldKind.SECRET
)
_API_KEY = SettingField(
    name="api_key",
    label="API key",
    help="A key that the server made for this user, instead of user and password.",
    kind=FieldKind.SECRET,
)
_OPTIONAL_SECRETS = tuple(
    SettingField(name=one.name, label=one.label, help=one.help, kind=one.kind, required=False)
    for one in (_PASSWORD, _API_KEY)
)

LIMIT = RateLimit(requests=60, seconds=1.0, concurrency=2)

MANIFEST = Manifest(
    domain="subsonic",
    name="Navidrome / Subsonic",
    summary="Music on Navidrome, Gonic, Airsonic, LMS and others, with kept playlists and favourites.",
    capabilities=frozenset({Capability.LIBRARY, Capability.PLAYLIST_TARGET}),
    fields=(
        SettingField(name="url", label="Address", help=_URL_HELP, kind=FieldKind.URL),
        SettingField(name="user", label="User", help=_USER.help, required=False),
        *_OPTIONAL_SECRETS,
        SettingField(
            name="password_as",
            label="How the password is sent",
            help="As a token that is another one every time; itself only to servers that take no tokens.",
            kind=FieldKind.CHOICE,
            required=False,
            default="token",
            choices=("token", "itself"),
        ),
        SettingField(
            name="server",
            label="Server",
            help="What the server calls itself; signing in fills it in.",
            required=False,
        ),
        VERIFY_TLS,
    ),
    login=LoginKind.BROWSER,
    logins=(
        LoginMethod(
            name="password",
            label="User and password",
            help="Works with every server.",
            fields=(_ADDRESS, _USER, _PASSWORD, VERIFY_TLS),
        ),
        LoginMethod(
            name="api_key",
            label="API key",
            help="For servers that make keys for programs, so that no password is needed here.",
            fields=(_ADDRESS, _API_KEY, VERIFY_TLS),
        ),
    ),
    target_kinds=frozenset({TargetKind.PLAYLIST, TargetKind.FAVOURITES}),
    shows_description=True,
    has_covers=True,
    # The protocol knows no server's own id: what a server calls itself is all that tells it, at any address.
    identity=("server", "user"),
    one_of=("url", "user"),
    rate_limit=LIMIT,
)
