"""Plans of watch state become calls on accounts: in batches of one action, those of a title in turn.

That a title is put into a list, or taken off one, follows on nothing else and nothing on it.
"""

from collections.abc import Iterator, Sequence, Set as AbstractSet
from dataclasses import dataclass, field

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
    """Writes of one action at one side, that are sent together."""

    side: Side
    action: Action
    writes: tuple[Numbered, ...]

    @property
    def operations(self) -> list[WatchOperation]:
        """What is written."""
        return [each.operation for each in self.writes]


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
        while at < len(writes):
            batch: list[Numbered] = []
            while at < len(writes) and len(batch) < size:
                each, at = writes[at], at + 1
                if _about(each.operation) in self._broken:
                    self.waiting.add(each.number)
                else:
                    batch.append(each)
            if batch:
                yield Batch(side, action, tuple(batch))


async def apply_batch(account: WatchAccount, batch: Batch) -> dict[int, WatchOutcome]:
    """Write a batch and return what became of each write, by number; an account that breaks leaves doubt."""
    try:
        outcomes = await account.write(batch.operations)
    except SyncopateError as error:
        # It is not told when it broke: it may have been after the service had it.
        outcomes = [WatchOutcome(Became.IN_DOUBT, error.key, error.detail)] * len(batch.writes)
    if len(outcomes) != len(batch.writes):
        outcomes = [WatchOutcome(Became.IN_DOUBT, "odd_answer", "")] * len(batch.writes)
    return {each.number: outcome for each, outcome in zip(batch.writes, outcomes, strict=True)}
