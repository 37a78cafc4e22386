"""Links, identifiers and files as URIs."""

import re
from collections.abc import Collection
from urllib.parse import quote

from syncopate.domain.export import is_windows_path
from syncopate.domain.ids import ExternalId, IdKind, parse_link, track_link
from syncopate.sync.formats.exported import path_bytes

_BEST_FIRST = (IdKind.SPOTIFY, IdKind.TIDAL, IdKind.DEEZER, IdKind.YOUTUBE, IdKind.MB_RECORDING)
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")


def link_in(ids: Collection[ExternalId], kind: IdKind) -> str | None:
    """Return a link that really is one: what cannot be read back is left out."""
    return next(
        (link for item in sorted(item for item in ids if item.kind is kind) if (link := _link(item))), None
    )


def best_link(ids: Collection[ExternalId]) -> str | None:
    """Return the best public link."""
    return next((link for kind in _BEST_FIRST if (link := link_in(ids, kind))), None)


def link_of(ids: Collection[ExternalId], linked_by: IdKind | None) -> str | None:
    """Return the link at the one service that is asked for, at the best one where none is."""
    return best_link(ids) if linked_by is None else link_in(ids, linked_by)


def identifiers(ids: Collection[ExternalId]) -> list[str]:
    """Return identifiers as URIs: MusicBrainz first, which most look for, then ISRCs, then the rest."""
    first = (IdKind.MB_RECORDING, IdKind.ISRC)
    ordered = sorted(ids, key=lambda item: (item.kind not in first, item.kind is first[1], item))
    said = (f"isrc:{item.value}" if item.kind is IdKind.ISRC else _link(item) for item in ordered)
    return [identifier for identifier in said if identifier]


def _link(item: ExternalId) -> str | None:
    link = track_link(item)
    return link if link and link.split() == [link] and parse_link(link) is not None else None


def is_address(path: str) -> bool:
    """Tell whether a path is an address already: a prefix may have made one of it (smb://nas/music)."""
    return _ADDRESS.match(path) is not None


def file_uri(path: str) -> str:
    """Return the URI of a file (RFC 8089), of a relative path a relative reference (RFC 3986, 4.2)."""
    if is_address(path):
        return quote(path_bytes(path), safe=":/@")
    if is_windows_path(path):
        plain = quote(path_bytes(path.replace("\\", "/")), safe="/:")
        return f"file:{plain}" if plain.startswith("//") else f"file:///{plain}"
    plain = quote(path_bytes(path), safe="/")
    return f"file://{plain}" if plain.startswith("/") else plain
