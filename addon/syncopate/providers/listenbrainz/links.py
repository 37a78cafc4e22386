"""Links of listenbrainz.org: playlists, and the pages of users."""

from syncopate.domain.ids import IdKind, parse_uuid
from syncopate.providers.links import Link, Linked, LinkKind

_SHELVES = {
    "playlists": "own",
    "recommendations": "createdfor",
}
"""What a page of a user shows."""


def read_link(link: Link) -> Linked | None:
    """Return the playlist or user that a link names."""
    match link.path:
        case ("playlist", mbid, *_):
            # Only a UUID is one; what it is the id of matters nothing here.
            if (found := parse_uuid(IdKind.MB_RECORDING, mbid)) is None:
                return None
            return Linked(kind=LinkKind.PLAYLIST, reference=f"playlist:{found.value}")
        case ("user", name, *page):
            return _of_user(name, page[0] if page else "")
        case _:
            return None


def _of_user(name: str, page: str) -> Linked | None:
    if page == "taste":
        return Linked(kind=LinkKind.PLAYLIST, reference=f"loved:{name}")
    if page in _SHELVES:
        return Linked(kind=LinkKind.USER, reference=f"{_SHELVES[page]}:{name}")
    return None if page else Linked(kind=LinkKind.USER, reference=f"user:{name}")
