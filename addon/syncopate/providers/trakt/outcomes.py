"""What became of each line of a request: the answer names what it did not find, the rest it only counts."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from http import HTTPStatus

from syncopate.errors import (
    InvalidInput,
    LoginLacksRights,
    LoginRejected,
    NotConfigured,
    OddAnswer,
    RateLimited,
    SyncopateError,
    Unreachable,
)
from syncopate.providers.trakt.naming import Entry, Name
from syncopate.providers.trakt.raw import WHAT, Raw, inside, things, whole
from syncopate.providers.watching import Became, WatchOutcome

UNRESOLVED = WatchOutcome(Became.UNRESOLVED)
UNCHANGED = WatchOutcome(Became.UNCHANGED)
APPLIED = WatchOutcome(Became.APPLIED)
_REFUSALS = (LoginRejected, LoginLacksRights, RateLimited, InvalidInput, NotConfigured)
"""Of these it is sure that nothing was done."""
_STRICTNESS = (
    Became.IN_DOUBT,
    Became.FAILED,
    Became.UNRESOLVED,
    Became.APPLIED,
    Became.UNCHANGED,
)


def of_error(error: SyncopateError, *, repeatable: bool) -> WatchOutcome:
    """Return what became of a write that failed: in doubt where it may have been done, and would be twice."""
    refused = isinstance(error, _REFUSALS) or (isinstance(error, Unreachable) and error.unsent)
    status = error.placeholders.get("status", "")
    if status.isdecimal() and int(status) < HTTPStatus.INTERNAL_SERVER_ERROR:
        refused = True
    became = Became.FAILED if refused or repeatable else Became.IN_DOUBT
    return WatchOutcome(became, error.key, error.detail)


def of_additions(entries: Sequence[Entry], answer: Raw, *, repeatable: bool) -> list[WatchOutcome]:
    """Return the outcome of each line of what was to be added. Raises OddAnswer."""
    lacking = Lacking.of(entries, answer)
    added = _counts(answer, "added")
    sent = Counter(entry.name.counted for entry in entries if not lacking.has(entry))
    # What it changed, or had already, it counts apart.
    taken = added + _optional(answer, "updated")
    held = _optional(answer, "existing")
    found: list[WatchOutcome] = []
    for entry in entries:
        kind = entry.name.counted
        if lacking.has(entry):
            outcome = UNRESOLVED
        elif lacking.strange:
            outcome = _short(0, sent[kind], repeatable=repeatable)
        elif taken[kind] == 0:
            outcome = UNCHANGED if held[kind] else _short(0, sent[kind], repeatable=True)
        elif taken[kind] + held[kind] >= sent[kind]:
            outcome = APPLIED
        else:
            outcome = _short(taken[kind] + held[kind], sent[kind], repeatable=repeatable)
        found.append(outcome)
    return found


def of_removals(entries: Sequence[Entry], answer: Raw) -> list[WatchOutcome]:
    """Return the outcome of each line of what was to be taken away. Raises OddAnswer.

    What was not there is gone all the same.
    """
    lacking = Lacking.of(entries, answer)
    deleted = _counts(answer, "deleted")
    found: list[WatchOutcome] = []
    for entry in entries:
        if lacking.has(entry):
            outcome = UNRESOLVED
        elif lacking.strange:
            outcome = _short(0, len(entries), repeatable=True)
        else:
            outcome = APPLIED if deleted[entry.name.counted] else UNCHANGED
        found.append(outcome)
    return found


def by_operation(
    entries: Sequence[Entry], outcomes: Iterable[WatchOutcome]
) -> Mapping[int, list[WatchOutcome]]:
    """Return the outcomes of the lines of each operation."""
    found: dict[int, list[WatchOutcome]] = {}
    for entry, outcome in zip(entries, outcomes, strict=True):
        found.setdefault(entry.of, []).append(outcome)
    return found


def together(outcomes: Iterable[WatchOutcome]) -> WatchOutcome:
    """Return what became of an operation of which several lines were sent: the worst that did."""
    by_became = {outcome.became: outcome for outcome in outcomes}
    return next((by_became[became] for became in _STRICTNESS if became in by_became), UNRESOLVED)


class Lacking:
    """What an answer says it did not find. `strange`: it names something that nobody asked for."""

    def __init__(self) -> None:
        self.strange = False
        self._entries: set[int] = set()

    @classmethod
    def of(cls, entries: Sequence[Entry], answer: Raw) -> Lacking:
        """Read it from an answer. Raises OddAnswer where that does not say."""
        said = answer.get("not_found")
        if not isinstance(said, Mapping):
            raise OddAnswer(account=WHAT)
        found = cls()
        for name in ("movies", "shows", "seasons", "episodes"):
            for line in things(said.get(name)):
                meant = [entry for entry in entries if _is_meant(entry.name, name, line)]
                found.strange = found.strange or not meant
                found._entries |= {id(entry) for entry in meant}
        return found

    def has(self, entry: Entry) -> bool:
        """Tell whether a line was not found."""
        return id(entry) in self._entries


def _is_meant(name: Name, where: str, line: Raw) -> bool:
    """Tell whether a line that was not found is this title, or its show or season."""
    told = {key: str(value) for key, value in inside(line, "ids").items() if value is not None}
    sent = {key: str(value) for key, value in name.ids.items()}
    if name.list != where or not told or not told.items() <= sent.items():
        return False
    seasons = things(line.get("seasons"))
    if not (name.placed and seasons):
        return True
    return any(_is_in(name, season) for season in seasons)


def _is_in(name: Name, season: Raw) -> bool:
    if whole(season, "number") != name.season:
        return False
    numbers = {whole(episode, "number") for episode in things(season.get("episodes"))}
    return not numbers or name.number in numbers


def _short(taken: int, sent: int, *, repeatable: bool) -> WatchOutcome:
    said = f"Trakt took {taken} of {sent}, and does not say which."
    became = Became.FAILED if repeatable else Became.IN_DOUBT
    return WatchOutcome(became, OddAnswer.key, said)


def _counts(answer: Raw, name: str) -> Counter[str]:
    if not isinstance(answer.get(name), Mapping):
        raise OddAnswer(account=WHAT)
    return _optional(answer, name)


def _optional(answer: Raw, name: str) -> Counter[str]:
    return Counter(dict(_numbers(inside(answer, name))))


def _numbers(raw: Raw) -> Iterator[tuple[str, int]]:
    for name in raw:
        count = whole(raw, name)
        if count is not None:
            yield name, count
