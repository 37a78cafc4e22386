"""Links to Deezer: pages in any language, and URIs of its apps."""

from syncopate.providers.links import Link, Linked, LinkKind

_KINDS = {
    "playlist": LinkKind.PLAYLIST,
    "album": LinkKind.ALBUM,
    "track": LinkKind.TRACK,
    "artist": LinkKind.ARTIST,
    "profile": LinkKind.USER,
    "user": LinkKind.USER,
}
_SITE = frozenset({"www.deezer.com", "deezer.com"})
_LOVED = "loved"
_LANGUAGE = 2
"""Letters of a language in front of a path, as in /de/album/1; some have a region too, as in /pt-br/."""


def read_link(link: Link) -> Linked | None:
    """Return what a link names, None for what is none of it (podcasts, radios, pages)."""
    path = list(link.path)
    if path and path[0].lower() in _SITE:
        # deezer://www.deezer.com/playlist/1
        del path[0]
    if path and path[0].lower() not in _KINDS and len(path[0].partition("-")[0]) == _LANGUAGE:
        del path[0]
    if len(path) < 2:  # noqa: PLR2004 -- what it is, and which
        return None
    kind, number = _KINDS.get(path[0].lower()), path[1]
    if kind is None or not (number.isascii() and number.isdecimal()):
        return None
    if kind is not LinkKind.USER:
        return Linked(kind=kind, reference=f"{kind.value}:{number}")
    if [part.lower() for part in path[2:3]] == [_LOVED]:
        return Linked(kind=LinkKind.PLAYLIST, reference=f"loved:{number}")
    return Linked(kind=kind, reference=f"user:{number}")
