"""Links of musicbrainz.org: releases and release groups, which are albums, and recordings."""

from syncopate.domain.ids import IdKind, parse_uuid
from syncopate.providers.links import Link, Linked, LinkKind

_PAGES = {
    "release": (LinkKind.ALBUM, IdKind.MB_RELEASE, "album"),
    "release-group": (LinkKind.ALBUM, IdKind.MB_RELEASE_GROUP, "release-group"),
    "recording": (LinkKind.TRACK, IdKind.MB_RECORDING, "recording"),
}
"""What a page is of, and how it is referred to."""


def read_link(link: Link) -> Linked | None:
    """Return the album or recording that a link names."""
    match link.path:
        case (page, mbid, *_) if page in _PAGES:
            kind, id_kind, prefix = _PAGES[page]
            found = parse_uuid(id_kind, mbid)
            return None if found is None else Linked(kind=kind, reference=f"{prefix}:{found.value}")
        case _:
            return None
