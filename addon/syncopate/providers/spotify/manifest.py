"""Spotify, in import-light data."""

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

REDIRECT_URI = "http://127.0.0.1:9030/callback"

LIMIT = RateLimit(requests=75, seconds=30.0, concurrency=2)
"""Spotify counts over 30 seconds and does not say how many it lets pass."""

_CLIENT_ID = SettingField(
    name="client_id",
    label="Client ID",
    help="Of your own app at developer.spotify.com/dashboard, which its owner needs Spotify Premium for.",
)
_REDIRECT_URI = SettingField(
    name="redirect_uri",
    label="Redirect URI",
    help="Enter the very same at your app; Spotify takes https, or http to 127.0.0.1 or [::1].",
    required=False,
    default=REDIRECT_URI,
)

MANIFEST = Manifest(
    domain="spotify",
    name="Spotify",
    summary="Playlists, albums and liked songs of an account; public ones by link without an account.",
    capabilities=frozenset({Capability.PLAYLISTS, Capability.METADATA, Capability.RECENT}),
    fields=(
        _CLIENT_ID,
        _REDIRECT_URI,
        SettingField(
            name="user_id",
            label="User",
            help="What Spotify knows you by; signing in fills it in.",
            required=False,
        ),
        SettingField(
            name="refresh_token",
            label="Refresh token",
            help="What Spotify takes as your login; signing in fills it in, and it changes by itself.",
            kind=FieldKind.SECRET,
        ),
        SettingField(
            name="access_token",
            label="Access token",
            help="What Spotify takes for an hour; it is renewed by itself.",
            kind=FieldKind.SECRET,
            required=False,
        ),
    ),
    login=LoginKind.BROWSER,
    logins=(
        LoginMethod(
            name="pkce",
            label="Sign in at Spotify",
            help="By an app of your own, without its secret; public links need no account at all.",
            fields=(_CLIENT_ID, _REDIRECT_URI),
        ),
    ),
    identity=("user_id",),
    one_of=("user_id",),
    recording_ids=IdKind.SPOTIFY,
    knows_isrc=True,
    catalogue_place=10,
    links_taken=True,
    cover_hosts=frozenset({"scdn.co", "spotifycdn.com"}),
    link_hosts=frozenset({"open.spotify.com", "play.spotify.com", "spotify"}),
    short_hosts=frozenset({"spotify.link", "spotify.app.link", "spoti.fi"}),
    needs_account=False,
    rate_limit=LIMIT,
    reference_help="A link or URI of a playlist or album, or “liked” for your liked songs.",
    renews_tokens=True,
)
