"""An Emby server: its libraries of music, playlists and favourites."""

from syncopate.providers._mediabrowser.manifest import LIMIT, account_fields, address, by_key, by_password
from syncopate.providers.manifest import Capability, LoginKind, Manifest, TargetKind

_URL = address("emby.example.org")

MANIFEST = Manifest(
    domain="emby",
    name="Emby",
    summary="Keeps playlists and favourites on an Emby server, and reads its libraries of music.",
    capabilities=frozenset({Capability.LIBRARY, Capability.PLAYLIST_TARGET}),
    fields=account_fields(_URL),
    login=LoginKind.BROWSER,
    logins=(
        by_password(_URL, "Emby"),
        by_key(
            _URL,
            text="Made in Emby's settings. Only with one can playlists of other users be kept.",
            place="settings",
        ),
    ),
    target_kinds=frozenset({TargetKind.PLAYLIST, TargetKind.FAVOURITES}),
    shows_description=True,
    has_covers=True,
    shows_cover=True,
    serves_users=True,
    identity=("server_id", "user_id"),
    rate_limit=LIMIT,
)
