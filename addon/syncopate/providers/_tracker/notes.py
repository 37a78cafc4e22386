"""Dates and ids that cannot be: they are left out of records, and told."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from syncopate.domain.problem import Problem
from syncopate.domain.watch import TitleId, TitleIdKind
from syncopate.errors import InvalidInput, OddAnswer
from syncopate.providers._tracker.raw import Raw, text

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(days=1)
"""How far ahead of our clock a date may be: clocks differ, and so do ideas of what day it is."""
_UNKNOWN = EPOCH + timedelta(minutes=1)
"""Dates before that are how services say that nobody knows when it was."""
_IMDB = re.compile(r"tt\d{5,}", re.ASCII)
_MOST = 100


def is_possible(at: datetime, now: datetime) -> bool:
    """Tell whether something may have been watched then."""
    return EPOCH <= at <= now + _AHEAD


def sent(at: datetime, now: datetime) -> str:
    """Return a moment as it is sent, to the second. Raises InvalidInput for one that cannot be."""
    if at.tzinfo is None:
        raise InvalidInput("A date without a time zone says nothing.")
    if not is_possible(at, now):
        raise InvalidInput(f"Nothing was watched on {at:%Y-%m-%d}.")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(slots=True)
class Notes:
    """What is odd in what a service says; `now` is the time by its clock."""

    what: str
    now: datetime
    _found: dict[str, Problem] = field(default_factory=dict)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All of it, in the order it was met, the first hundred."""
        return tuple(self._found.values())

    def moment(self, raw: Raw, name: str, key: str) -> datetime | None:
        """Return a date of a record, in UTC where no zone is told; None where there is none that can be."""
        said = text(raw, name)
        if not said:
            return None
        try:
            found = datetime.fromisoformat(said)
            found = (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
        except ValueError, OverflowError:
            self._bad_date(said, key)
            return None
        if EPOCH <= found < _UNKNOWN:
            return None
        if is_possible(found, self.now):
            return found
        self._bad_date(said, key)
        return None

    def ids(self, raw: Raw, names: Mapping[str, TitleIdKind], key: str) -> frozenset[TitleId]:
        """Return the ids of a title by what the service calls them; what is no id of its kind is told."""
        found: set[TitleId] = set()
        for name, kind in names.items():
            value = raw.get(name)
            if value is None or value in {"", 0, "0"}:
                continue
            said = str(value).strip()
            good = _IMDB.fullmatch(said) if kind is TitleIdKind.IMDB else said.isascii() and said.isdigit()
            if good and not isinstance(value, bool | float):
                found.add(TitleId(kind, said))
            # TVDB is named by words as well, which say nothing to others.
            elif kind is not TitleIdKind.TVDB:
                self._note(f"id:{key}:{name}", f"{self.what} gives {said[:40]!r} as an id of {kind.upper()}.")
        return frozenset(found)

    def _bad_date(self, said: str, key: str) -> None:
        self._note(f"date:{key}", f"{self.what} gives {said[:40]!r} as a date.")

    def _note(self, name: str, detail: str) -> None:
        if len(self._found) < _MOST:
            problem = Problem(id=name, key=OddAnswer.key, title=name.split(":", 1)[1], detail=detail)
            self._found.setdefault(name, problem)
