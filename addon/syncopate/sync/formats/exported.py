"""What is exported, and its texts as files can hold them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.match import Verdict
from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry

_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\s]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One entry: its verdict, the track that is it, and where that one's file is for who reads the export."""

    entry: Entry
    verdict: Verdict = Verdict.UNKNOWN
    track: Track | None = None
    path: str | None = None

    @property
    def duration(self) -> timedelta | None:
        """Return its length as the source says, else the file."""
        return self.entry.duration or (self.track.duration if self.track else None)

    @property
    def ids(self) -> frozenset[ExternalId]:
        """Return the source's identifiers, with the file's recording of MusicBrainz where that names none."""
        said = self.entry.ids
        if self.track is None or any(item.kind is IdKind.MB_RECORDING for item in said):
            return said
        return said | {item for item in self.track.ids if item.kind is IdKind.MB_RECORDING}


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A whole playlist or album, in order.

    `service` is the one at which its entries are linked, by the kind of ids it has; "": each at the best one.
    """

    name: str
    description: str | None = None
    rows: Sequence[Row] = ()
    service: str = ""
    linked_by: IdKind | None = None


def one_line(text: str) -> str:
    """Return a text on one line, without control characters and lone surrogates."""
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode()
    return _BREAKS.sub(" ", text).strip()


def artists_line(entry: Entry) -> str:
    """Return all artists in one line, "" without any."""
    return ", ".join(name for artist in entry.artists if (name := one_line(artist)))


def path_bytes(path: str) -> bytes:
    """Return the name of a file as it is on disk: what is no text there has been kept as surrogates."""
    try:
        return path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return path.encode("utf-8", "replace")
