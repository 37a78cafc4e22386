"""Links to Beatport, with or without the language in front."""

import re

from syncopate.providers.beatport.manifest import MANIFEST
from syncopate.providers.beatport.places import place_of
from syncopate.providers.links import Link, Linked, LinkKind, take_apart

_LANGUAGE = re.compile(r"[a-z]{2}(?:-[a-z]{2})?", re.IGNORECASE)
_ID = re.compile(r"\d+", re.ASCII)
_LISTS = frozenset({"top-100", "hype-100", "tracks"})
_SHELVES = frozenset({"charts", "releases"})
_THINGS = {
    "chart": (LinkKind.PLAYLIST, "chart"),
    "release": (LinkKind.ALBUM, "album"),
    "track": (LinkKind.TRACK, "track"),
    "artist": (LinkKind.ARTIST, "artist"),
}
"""What stands in front of names and ids in links, and what it is to us."""


def read_link(link: Link) -> Linked | None:
    """Return what a link names. Genres are shelves like those of a user."""
    path = link.path[1:] if link.path and _LANGUAGE.fullmatch(link.path[0]) else link.path
    match path:
        case ("top-100" | "hype-100" as top,):
            return Linked(kind=LinkKind.PLAYLIST, reference=f"chart:{top}")
        case ("top-100-releases",):
            return Linked(kind=LinkKind.SHELF, reference="releases:top-100")
        case ("charts",):
            return Linked(kind=LinkKind.SHELF, reference="featured")
        case ("playlists", "share", key) | ("library", "playlists", key) if _ID.fullmatch(key):
            return Linked(kind=LinkKind.PLAYLIST, reference=f"playlist:{key}")
        case (kind, slug, key, *rest) if _ID.fullmatch(key):
            return _thing(kind, f"{slug}/{key}", rest[0] if rest else "")
        case _:
            return None


def reference_in(text: str) -> str:
    """Return the reference that a pasted link means, the text itself where it is none."""
    link = None if place_of(text) is not None else take_apart(text)
    found = read_link(link) if link is not None and link.host in MANIFEST.link_hosts else None
    return text if found is None else found.reference


def _thing(kind: str, key: str, part: str) -> Linked | None:
    if found := _THINGS.get(kind):
        return Linked(kind=found[0], reference=f"{found[1]}:{key}")
    match kind:
        case "genre" if part in _LISTS:
            return Linked(kind=LinkKind.PLAYLIST, reference=f"genre:{key}/{part}")
        case "genre":
            return Linked(
                kind=LinkKind.SHELF, reference=f"genre:{key}/{part}" if part in _SHELVES else f"genre:{key}"
            )
        case _:
            return None
