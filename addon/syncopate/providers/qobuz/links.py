"""What links and URIs of Qobuz name."""

import re

from syncopate.providers.links import Link, Linked, LinkKind

LIKED = "liked"
_ID = re.compile(r"[A-Za-z0-9]+", re.ASCII)
_NUMBER = re.compile(r"\d+", re.ASCII)
_STORE = re.compile(r"[a-z]{2}-[a-z]{2}", re.IGNORECASE | re.ASCII)
_KINDS = {
    "playlist": (LinkKind.PLAYLIST, "playlist", _NUMBER),
    "playlists": (LinkKind.PLAYLIST, "playlist", _NUMBER),
    "album": (LinkKind.ALBUM, "album", _ID),
    "track": (LinkKind.TRACK, "track", _NUMBER),
    "artist": (LinkKind.ARTIST, "artist", _NUMBER),
    "interpreter": (LinkKind.ARTIST, "artist", _NUMBER),
}


def read_link(link: Link) -> Linked | None:
    """Return what it names, None for what is none of Qobuz's playlists, albums, tracks and artists.

    The shop has a country, and a name before the id: /de-de/album/name/0060254736219.
    """
    parts = link.path[1:] if link.path and _STORE.fullmatch(link.path[0]) else link.path
    match parts:
        case [name, key] | [name, _, key] if name in _KINDS:
            kind, prefix, form = _KINDS[name]
            return Linked(kind=kind, reference=f"{prefix}:{key}") if form.fullmatch(key) else None
        case _:
            return None
