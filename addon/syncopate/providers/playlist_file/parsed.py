"""What a playlist file says, with what a preview shows of how it was read."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from syncopate.domain.playlist import Entry
from syncopate.providers.sifting import Sifted


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedPlaylist:
    """A whole file. `columns` maps fields to headings (numbers from 1 where there are none).

    `odd` is what was strange about it besides lines without a title.
    """

    name: str
    found: Sifted
    description: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    header: tuple[str, ...] = ()
    encoding: str = "utf-8"
    odd: tuple[str, ...] = ()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What is in it, in order."""
        return self.found.entries

    @property
    def warnings(self) -> tuple[str, ...]:
        """What people should know of how it was read."""
        untitled = len(self.found.left_out)
        said = (f"{untitled} lines without a title were left out.",) if untitled else ()
        return (*said, *self.odd)
