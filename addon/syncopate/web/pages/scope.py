"""Of which library a page of what is browsed tells, and what else its address says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from syncopate.matching.ordering import LETTERS
from syncopate.store import libraries
from syncopate.store.database import Connection
from syncopate.store.libraries import Library
from syncopate.web.view.links import segment, with_query
from syncopate.web.visit import Visit

_FIRST_YEAR, _LAST_YEAR = 1, 9999


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """One library, or all; `path` is where the page lies, `kept` what its address says but for the page.

    `fixed`: the address itself names the library.
    """

    libraries: Sequence[Library]
    library: Library | None
    fixed: bool
    path: str
    kept: Mapping[str, str]

    @property
    def library_id(self) -> str | None:
        """The library that is shown, None for all."""
        return None if self.library is None else self.library.id

    @property
    def several(self) -> bool:
        """Whether there is a choice."""
        return len(self.libraries) > 1

    @property
    def names(self) -> Mapping[str, str]:
        """The names of libraries, where what is of several stands side by side."""
        if self.library is not None or not self.several:
            return {}
        return {library.id: library.name for library in self.libraries}

    @property
    def away(self) -> Sequence[Library]:
        """Libraries that cannot be read now, of those that are shown."""
        shown = self.libraries if self.library is None else [self.library]
        return [library for library in shown if library.readable is False]

    @property
    def scanned(self) -> bool:
        """Whether anything was ever read."""
        return any(library.last_scan_at is not None for library in self.libraries)

    @property
    def list_view(self) -> bool:
        """Whether lines are wanted rather than covers."""
        return self.kept.get("view") == "list"

    def said(self, name: str) -> str:
        """Return what the address says, "" for nothing."""
        return self.kept.get(name, "")

    def here(self, **other: object) -> str:
        """Return the address of this page, some of it said otherwise; from the first page on."""
        return with_query(self.path, **(dict(self.kept) | other))

    def to(self, page: str, **query: object) -> str:
        """Return the address of another page about the same library."""
        library_id = self.library_id if self.several else None
        return with_query(f"library/{page}" if page else "library", library=library_id, **query)


_KEPT = ("library", "q", "letter", "kind", "owned", "genre", "since", "until", "sort", "everyone", "view")


def scope_of(connection: Connection, visit: Visit, page: str) -> Scope:
    """Return what a page tells of: the library in its path, or the one chosen. Raises NotFound."""
    every = libraries.every(connection)
    named = visit.request.path_params.get("id")
    chosen = named or visit.parameter("library")
    library = libraries.get(connection, chosen) if chosen else None
    kept = {name: value for name in _KEPT if (value := visit.parameter(name)[:300])}
    if named:
        kept.pop("library", None)
    path = f"libraries/{segment(named)}/{page}" if named else f"library/{page}" if page else "library"
    return Scope(libraries=every, library=library, fixed=named is not None, path=path, kept=kept)


def asked_library(connection: Connection, visit: Visit) -> Library:
    """Return the library that the address names. Raises NotFound."""
    return libraries.get(connection, visit.request.path_params["id"])


def asked_letter(visit: Visit) -> str | None:
    """Return the letter that a list is opened at, None for all."""
    letter = visit.parameter("letter").upper()
    return letter if letter in LETTERS else None


def years_of(visit: Visit) -> tuple[int | None, int | None]:
    """Return from and until which year, None for no bound."""
    found = [visit.whole(name) for name in ("since", "until")]
    since, until = (year if _FIRST_YEAR <= year <= _LAST_YEAR else None for year in found)
    return since, until


def choice_of[E: StrEnum](kind: type[E], said: str) -> E | None:
    """Return what was chosen, None for anything else."""
    return kind(said) if said in set(kind) else None
