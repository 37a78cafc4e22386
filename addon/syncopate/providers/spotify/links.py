"""Links to Spotify and its URIs, of today and of former years."""

import re

from syncopate.providers.links import Link, Linked, LinkKind

LIKED = "liked"
_ID = re.compile(r"[0-9A-Za-z]{22}", re.ASCII)
_LANGUAGE = re.compile(r"intl-[a-z]{2,3}(?:-[a-z0-9]{2,4})?", re.IGNORECASE)
_AROUND = frozenset({"embed", "embed-legacy"})
_KINDS = {
    "playlist": LinkKind.PLAYLIST,
    "album": LinkKind.ALBUM,
    "track": LinkKind.TRACK,
    "artist": LinkKind.ARTIST,
}
_LIKED = Linked(kind=LinkKind.PLAYLIST, reference=LIKED)


def read_link(link: Link) -> Linked | None:
    """Return what a link names, None for what is no music (podcasts, searches)."""
    path = link.path
    while path and (path[0].lower() in _AROUND or _LANGUAGE.fullmatch(path[0])):
        path = path[1:]
    match path:
        case ("user", _, "playlist", key, *_):
            return _of("playlist", key)
        case ("user", _, "collection") | ("collection",) | ("collection", "tracks"):
            return _LIKED
        case ("user", name) | ("user", name, "playlists"):
            return Linked(kind=LinkKind.USER, reference=f"user:{name}")
        case (kind, key, *_):
            return _of(kind, key)
        case _:
            return None


def _of(kind: str, key: str) -> Linked | None:
    named = _KINDS.get(kind)
    if named is None or not _ID.fullmatch(key):
        return None
    return Linked(kind=named, reference=f"{kind}:{key}")
