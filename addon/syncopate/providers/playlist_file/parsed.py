"""What a playlist file says, with what a preview shows of how it was read."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from syncopate.domain.playlist import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedPlaylist:
    """A whole file. `columns` maps fields to headings (numbers from 1 where there are none)."""

    name: str
    entries: tuple[Entry, ...]
    description: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    header: tuple[str, ...] = ()
    encoding: str = "utf-8"
    warnings: tuple[str, ...] = ()
