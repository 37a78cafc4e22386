"""What links and URIs of TIDAL name."""

import re

from syncopate.providers.links import Link, Linked, LinkKind

LIKED = "liked"
_ID = re.compile(r"[\w-]+", re.ASCII)
_COUNTRY = re.compile(r"[a-z]{2}", re.IGNORECASE | re.ASCII)
_KINDS = {
    "playlist": (LinkKind.PLAYLIST, "playlist"),
    "mix": (LinkKind.PLAYLIST, "mix"),
    "album": (LinkKind.ALBUM, "album"),
    "track": (LinkKind.TRACK, "track"),
    "artist": (LinkKind.ARTIST, "artist"),
    "user": (LinkKind.USER, "user"),
}
_COLLECTION = {
    "tracks": Linked(kind=LinkKind.PLAYLIST, reference=LIKED),
    "playlists": Linked(kind=LinkKind.USER, reference="playlists"),
    "albums": Linked(kind=LinkKind.USER, reference="albums"),
    "artists": Linked(kind=LinkKind.USER, reference="artists"),
}
"""What of one's own pages is a playlist, or a shelf."""


def read_link(link: Link) -> Linked | None:
    """Return what it names, None for what is none of TIDAL's playlists, albums, tracks, artists and users."""
    parts = [part for part in link.path if part not in {"browse", "u"}]
    if parts and _COUNTRY.fullmatch(parts[0]):
        parts = parts[1:]
    match parts:
        case ["my-collection", shelf, *_]:
            return _COLLECTION.get(shelf)
        case ["album", _, "track", key, *_]:
            return _linked("track", key)
        case [kind, key, *_]:
            return _linked(kind, key)
        case _:
            return None


def _linked(name: str, key: str) -> Linked | None:
    found = _KINDS.get(name)
    if found is None or not _ID.fullmatch(key):
        return None
    kind, prefix = found
    return Linked(kind=kind, reference=f"{prefix}:{key}")
