"""A Jellyfin server: its libraries of music, playlists and favourites."""

from syncopate.providers._mediabrowser.manifest import (
    LIMIT,
    VERIFY_TLS,
    account_fields,
    address,
    by_key,
    by_password,
)
from syncopate.providers.manifest import Capability, LoginKind, LoginMethod, Manifest, TargetKind

_URL = address("jellyfin.example.org")

MANIFEST = Manifest(
    domain="jellyfin",
    name="Jellyfin",
    summary="Keeps playlists and favourites on a Jellyfin server, and reads its libraries of music.",
    capabilities=frozenset({Capability.LIBRARY, Capability.PLAYLIST_TARGET}),
    fields=account_fields(_URL),
    login=LoginKind.BROWSER,
    logins=(
        LoginMethod(
            name="quick_connect",
            label="Quick Connect",
            help="Type a code into Jellyfin where you are signed in already: no password is told to anyone.",
            fields=(_URL, VERIFY_TLS),
        ),
        by_password(_URL, "Jellyfin"),
        by_key(
            _URL,
            text="Made in Jellyfin's dashboard. It may act for all users, also to change their playlists.",
            place="dashboard",
        ),
    ),
    target_kinds=frozenset({TargetKind.PLAYLIST, TargetKind.FAVOURITES}),
    shows_description=True,
    has_covers=True,
    shows_cover=True,
    serves_users=True,
    identity=("server_id", "user_id"),
    keeps_duplicates=False,
    rate_limit=LIMIT,
)
