"""What playlists of Deezer are read by: a text with its kind in front, e.g. "playlist:908622995"."""

from dataclasses import dataclass
from enum import StrEnum

from syncopate.errors import InvalidInput
from syncopate.providers.deezer.links import read_link
from syncopate.providers.deezer.manifest import MANIFEST
from syncopate.providers.links import Linked, LinkKind, take_apart


class Kind(StrEnum):
    """What is read as a playlist. The value stands in front of its id."""

    PLAYLIST = "playlist"
    ALBUM = "album"
    LOVED = "loved"
    CHART = "chart"


_ALL_GENRES = "0"
_TRACKS = "tracks"
_READ = frozenset({LinkKind.PLAYLIST, LinkKind.ALBUM})


@dataclass(frozen=True, slots=True)
class Reference:
    """Which playlist, album, favourites (`number` is the user's) or chart (the genre's, "0" for all)."""

    kind: Kind
    number: str

    def __str__(self) -> str:
        every = self.kind is Kind.CHART and self.number == _ALL_GENRES
        return f"{self.kind.value}:{_TRACKS if every else self.number}"


EVERYWHERE = Reference(Kind.CHART, _ALL_GENRES)
"""The chart of all genres."""


def read_reference(text: str) -> Reference:
    """Read a reference, or the link to a playlist or album. Raises InvalidInput."""
    kind, _, number = text.strip().partition(":")
    if kind == Kind.CHART.value and number == _TRACKS:
        return EVERYWHERE
    if kind in set(Kind) and number.isascii() and number.isdecimal():
        return Reference(Kind(kind), number)
    linked = _linked(text)
    if linked is None or linked.kind not in _READ:
        raise InvalidInput("That is no playlist or album of Deezer.", field="reference")
    return read_reference(linked.reference)


def read_user(text: str) -> str | None:
    """Return the number of a user, typed or out of the link to a profile; None where there is none."""
    plain = text.strip()
    if plain.isascii() and plain.isdecimal():
        return plain
    linked = _linked(plain)
    if linked is None or linked.reference.partition(":")[0] not in {"user", "loved"}:
        return None
    return linked.reference.partition(":")[2]


def _linked(text: str) -> Linked | None:
    """Return what a pasted link names here, None for one to elsewhere."""
    link = take_apart(text)
    return read_link(link) if link is not None and link.host in MANIFEST.link_hosts else None
