"""Plans of watch state become calls on accounts: in batches of one action, those of a title in turn.

That a title is put into a list, or taken off one, follows on nothing else and nothing on it.

What is written to one record for several titles, to a file of several episodes, is sent once.
"""

from collections.abc import Iterator, Mapping, Sequence, Set as AbstractSet
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from syncopate.domain.link import Action, Became, WatchOperation, WatchOutcome
from syncopate.domain.watch import Side, Title
from syncopate.errors import SyncopateError
from syncopate.providers.watching import WatchAccount


@dataclass(frozen=True, slots=True)
class Numbered:
    """A write, and its number in its plan."""

    number: int
    operation: WatchOperation


type About = tuple[Side, Title, str]
"""What writes in turn are about: a title at one side, in one list where it is about one."""


def _about(operation: WatchOperation) -> About:
    return operation.side, operation.title, operation.list_name


@dataclass(frozen=True, slots=True)
class Batch:
    """Writes of one action at one side, that are sent together.

    `along` are those of which nothing is sent, since another one does it: the number of that one by theirs.
    """

    side: Side
    action: Action
    writes: tuple[Numbered, ...]
    along: Mapping[int, int] = MappingProxyType({})

    @property
    def sent(self) -> list[Numbered]:
        """What is sent, each record once."""
        done: set[str] = set()
        found: list[Numbered] = []
        for each in self.writes:
            if each.number in self.along:
                continue
            keys = tuple(key for key in each.operation.keys if key not in done)
            done.update(keys)
            same = len(keys) == len(each.operation.keys)
            found.append(each if same else Numbered(each.number, replace(each.operation, keys=keys)))
        return found


@dataclass(slots=True)
class Batches:
    """The batches of a plan, in order. A write whose forerunner failed is not in any: it waits.

    Whoever takes a batch says which writes of it `failed` before taking the next one.
    """

    writes: Sequence[Numbered]
    sizes: dict[Side, int]
    waiting: set[int] = field(default_factory=set)
    _broken: set[About] = field(default_factory=set)

    def failed(self, writes: AbstractSet[int]) -> None:
        """Let what follows on these writes wait."""
        if not writes:
            return
        for each in self.writes:
            if each.number in writes:
                self._broken.add(_about(each.operation))

    def __iter__(self) -> Iterator[Batch]:
        """Yield them: first what comes first of each title, then what follows on it."""
        rounds: list[dict[tuple[Side, Action], list[Numbered]]] = []
        before: dict[About, int] = {}
        for each in self.writes:
            about = _about(each.operation)
            place = before.get(about, 0)
            before[about] = place + 1
            if place == len(rounds):
                rounds.append({})
            rounds[place].setdefault((each.operation.side, each.operation.action), []).append(each)
        for groups in rounds:
            for (side, action), writes in groups.items():
                yield from self._batches(side, action, writes)

    def _batches(self, side: Side, action: Action, writes: Sequence[Numbered]) -> Iterator[Batch]:
        size, at = self.sizes[side], 0
        portions = _portions(writes)
        while at < len(portions):
            batch: list[Numbered] = []
            along: dict[int, int] = {}
            while at < len(portions) and (not batch or len(batch) - len(along) < size):
                for each in portions[at].writes:
                    if _about(each.operation) in self._broken:
                        self.waiting.add(each.number)
                    else:
                        batch.append(each)
                along |= portions[at].along
                at += 1
            there = {each.number for each in batch}
            along = {one: first for one, first in along.items() if one in there and first in there}
            if batch:
                yield Batch(side, action, tuple(batch), along)


@dataclass(slots=True)
class _Portion:
    """Writes that have a record in common, mostly one alone, and those of them that another one does."""

    writes: list[Numbered]
    along: dict[int, int] = field(default_factory=dict)


def _portions(writes: Sequence[Numbered]) -> list[_Portion]:
    """Return writes of one action at one side, those to one record, in one list, together."""
    found: list[_Portion] = []
    by_key: dict[tuple[str, str], tuple[_Portion, int]] = {}
    for each in writes:
        keys = [(key, each.operation.list_name) for key in each.operation.keys]
        known = [by_key[key] for key in keys if key in by_key]
        if not known:
            portion = _Portion([each])
            found.append(portion)
        else:
            portion, first = known[0]
            portion.writes.append(each)
            if len(known) == len(keys):
                portion.along[each.number] = first
        for key in keys:
            by_key.setdefault(key, (portion, each.number))
    return found


async def apply_batch(account: WatchAccount, batch: Batch) -> dict[int, WatchOutcome]:
    """Write a batch and return what became of each write, by number; an account that breaks leaves doubt."""
    sent = batch.sent
    try:
        outcomes = await account.write([each.operation for each in sent])
    except SyncopateError as error:
        # It is not told when it broke: it may have been after the service had it.
        outcomes = [WatchOutcome(Became.IN_DOUBT, error.key, error.detail)] * len(sent)
    if len(outcomes) != len(sent):
        outcomes = [WatchOutcome(Became.IN_DOUBT, "odd_answer", "")] * len(sent)
    became = {each.number: outcome for each, outcome in zip(sent, outcomes, strict=True)}
    return became | {number: became[first] for number, first in batch.along.items()}
