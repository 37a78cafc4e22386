"""TIDAL, in import-light data."""

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

_ID_HELP = "Of an application of your own, made at developer.tidal.com."
_CLIENT_ID = SettingField(name="client_id", label="Client ID", help=_ID_HELP)
_SECRET = SettingField(
    name="client_secret",
    label="Client secret",
    help="Of the same application; only some ways to sign in need it.",
    kind=FieldKind.SECRET,
    required=False,
)
_NEEDED_SECRET = SettingField(
    name="client_secret",
    label="Client secret",
    help="Of the same application.",
    kind=FieldKind.SECRET,
)
_REDIRECT = SettingField(
    name="redirect_uri",
    label="Redirect URI",
    help="Where TIDAL sends your browser afterwards; the application has to name exactly this address, too.",
    required=False,
    default="http://127.0.0.1:9030/callback",
)
_COUNTRY = SettingField(
    name="country",
    label="Country",
    help="Two letters, e.g. US: what there is to listen to differs from country to country.",
    required=False,
    default="US",
)

# A small bucket, of which a request with much in it takes several drops; told nowhere, seen by others.
LIMIT = RateLimit(requests=4, seconds=8.0, concurrency=1)

MANIFEST = Manifest(
    domain="tidal",
    name="TIDAL",
    summary="Playlists, albums and favourites of TIDAL, and its catalogue.",
    capabilities=frozenset({Capability.PLAYLISTS, Capability.METADATA}),
    fields=(
        _CLIENT_ID,
        _SECRET,
        SettingField(
            name="user_id",
            label="User",
            help="TIDAL's number for the user; signing in fills it in.",
            required=False,
        ),
        _COUNTRY,
        SettingField(
            name="refresh_token",
            label="Refresh token",
            help="What the login is renewed with; signing in fills it in.",
            kind=FieldKind.SECRET,
            required=False,
        ),
        SettingField(
            name="access_token",
            label="Access token",
            help="The login as it is now; signing in fills it in.",
            kind=FieldKind.SECRET,
            required=False,
        ),
        SettingField(
            name="expires_at",
            label="End of the access token",
            help="When the login has to be renewed; signing in fills it in.",
            kind=FieldKind.SECRET,
            required=False,
        ),
    ),
    login=LoginKind.BROWSER,
    logins=(
        LoginMethod(
            name="browser",
            label="Sign in with TIDAL",
            help="TIDAL asks you in the browser whether your application may read your music.",
            fields=(_CLIENT_ID, _SECRET, _REDIRECT),
        ),
        LoginMethod(
            name="device",
            label="Code on another device",
            help="For the few applications that TIDAL lets sign in with a code.",
            fields=(_CLIENT_ID, _SECRET),
        ),
        LoginMethod(
            name="application",
            label="Without a user",
            help="The catalogue, and public playlists and albums by their links; nobody's own music.",
            fields=(_CLIENT_ID, _NEEDED_SECRET, _COUNTRY),
        ),
    ),
    identity=("user_id",),
    one_of=("user_id",),
    recording_ids=IdKind.TIDAL,
    knows_isrc=True,
    catalogue_place=20,
    links_taken=True,
    cover_hosts=frozenset({"tidal.com"}),
    link_hosts=frozenset({"tidal.com", "listen.tidal.com", "tidal"}),
    rate_limit=LIMIT,
    reference_help="A link to a playlist or album, e.g. https://tidal.com/playlist/…; liked for your tracks.",
    renews_tokens=True,
)
