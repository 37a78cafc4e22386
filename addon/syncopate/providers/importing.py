"""What a tracker of our own may do besides: take in and give out files of what was watched, rated, listed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from syncopate.domain.watch import Record


@dataclass(frozen=True, slots=True)
class OddRow:
    """A row that was not read as it stands; `line` counts from 1, of lists the place in them.

    `kept`: it was read, without what is odd in it. `reasons` are sentences.
    """

    line: int
    reasons: tuple[str, ...]
    kept: bool = False

    @property
    def reason(self) -> str:
        """All of them as one text."""
        return " ".join(self.reasons)


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What a file tells. `format` is whose it is; the keys of `records` are the file's own."""

    format: str
    records: tuple[Record, ...]
    odd: tuple[OddRow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFormat:
    """A kind of file that can be written: its name in calls, `label` for people, how its files are called."""

    name: str
    label: str
    file_name: str
    content_type: str


@runtime_checkable
class Importing(Protocol):
    """What a `WatchAccount` may be as well: files of other services are taken in and given out."""

    def formats(self) -> tuple[FileFormat, ...]:
        """Return the kinds of files that can be written; which ones can be read, their content says."""
        ...

    def read_records(self, name: str, content: bytes) -> Imported:
        """Return what a file tells; `name` is its own. Raises InvalidInput for what nobody can read."""
        ...

    def write_records(self, format_name: str, records: Sequence[Record]) -> bytes:
        """Return a file of one of the `formats`. Raises InvalidInput for others."""
        ...

    async def bring_in(self, records: Sequence[Record]) -> int:
        """Add what they tell to what is there; return of how many titles something changed.

        Times it was seen are added to those known, of all else the newest counts, and nothing is taken back.
        Raises WriteFailed, DatabaseBusy.
        """
        ...

    async def records(self) -> Sequence[Record]:
        """Return all there is, in a fixed order. Raises FolderUnreadable, DatabaseBusy."""
        ...
