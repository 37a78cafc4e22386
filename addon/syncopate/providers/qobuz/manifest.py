"""Qobuz, in import-light data."""

from syncopate.providers.manifest import (
    Capability,
    FieldKind,
    IdKind,
    LoginKind,
    Manifest,
    RateLimit,
    SettingField,
)

# It names none; this is what others keep to.
LIMIT = RateLimit(requests=60, seconds=60.0, concurrency=2)

MANIFEST = Manifest(
    domain="qobuz",
    name="Qobuz",
    summary="Playlists and albums of Qobuz, and its catalogue; without an account, albums by their links.",
    capabilities=frozenset({Capability.PLAYLISTS, Capability.METADATA}),
    fields=(
        SettingField(
            name="app_id",
            label="App ID",
            help="A number that Qobuz gives to an application; playlists and the search need one.",
        ),
        SettingField(
            name="user_auth_token",
            label="User token",
            help="What Qobuz gives you when you sign in there: for your own playlists and favourites.",
            kind=FieldKind.SECRET,
            required=False,
        ),
    ),
    login=LoginKind.SETTINGS,
    recording_ids=IdKind.QOBUZ,
    knows_isrc=True,
    catalogue_place=30,
    cover_hosts=frozenset({"qobuz.com"}),
    link_hosts=frozenset(
        {"qobuz.com", "open.qobuz.com", "play.qobuz.com", "widget.qobuz.com", "qobuz", "qobuzapp"}
    ),
    needs_account=False,
    rate_limit=LIMIT,
    reference_help="A link to a playlist or album, e.g. of open.qobuz.com; liked for your own tracks.",
)
