"""What media players of Home Assistant take to play a playlist.

Home Assistant's Plex players take `plex://` and either the server and the playlist's key, or JSON that names
the user it is of. Music Assistant's ids are the paths of a server's items; it sees the playlists of the user
it is signed in as.
"""

import json

from syncopate.domain.server import PlayId

_PLAYLIST = "playlist"


def of_playlist(machine: str, target_key: str, user_name: str | None) -> tuple[PlayId, ...]:
    """Return the ids; `user_name` is whose playlist it is, None: the account's own."""
    if user_name is not None:
        # The machine cannot be named beside a user: Home Assistant asks the player's own server.
        asked = json.dumps({"plex_key": int(target_key), "username": user_name}, ensure_ascii=False)
        return (_play("plex", f"plex://{asked}"),)
    return (
        _play("plex", f"plex://{machine}/{target_key}"),
        _play("music_assistant", f"plex://playlist//playlists/{target_key}"),
    )


def _play(player: str, content_id: str) -> PlayId:
    return PlayId(player=player, media_content_id=content_id, media_content_type=_PLAYLIST)
