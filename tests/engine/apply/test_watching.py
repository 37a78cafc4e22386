"""Writes of watch state in batches: those to one record for several titles are sent once."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from syncopate.apply.watching import Batch, Batches, Numbered, apply_batch
from syncopate.domain.link import Action, Became, Because, WatchOperation, WatchOutcome
from syncopate.domain.watch import Feature, MediaType, Side, Title, Watched
from syncopate.errors import Unreachable


def see(number: int, *keys: str, action: Action = Action.WATCH) -> WatchOperation:
    return WatchOperation(
        side=Side.LEFT,
        feature=Feature.HISTORY,
        action=action,
        title=Title(type=MediaType.EPISODE, show_name="Lost", season=1, number=number),
        keys=keys,
        value=Watched(),
        before=None,
        because=Because.ADDED,
    )


def batches(*operations: WatchOperation, size: int = 10) -> list[Batch]:
    return list(Batches([Numbered(*each) for each in enumerate(operations)], dict.fromkeys(Side, size)))


def sent(batch: Batch) -> list[tuple[int, tuple[str, ...]]]:
    return [(each.number, each.operation.keys) for each in batch.sent]


@dataclass
class Keeper:
    """An account that takes what it is told, and says of each write what it is to say."""

    says: WatchOutcome | None
    taken: list[WatchOperation] = field(default_factory=list)

    async def write(self, operations: Sequence[WatchOperation]) -> Sequence[WatchOutcome]:
        """Take it. Raises Unreachable."""
        self.taken += operations
        if self.says is None:
            raise Unreachable(account="Left")
        return [self.says] * len(operations)


def test_a_file_is_written_once_for_all_it_holds() -> None:
    (batch,) = batches(see(1, "file"), see(2, "file"), see(3, "other"))
    assert [each.number for each in batch.writes] == [0, 1, 2]
    assert sent(batch) == [(0, ("file",)), (2, ("other",))]


def test_what_is_besides_the_file_is_written_too() -> None:
    (batch,) = batches(see(1, "alone", "file"), see(2, "copy", "file"), see(3, "file"))
    assert sent(batch) == [(0, ("alone", "file")), (1, ("copy",))]


def test_a_file_is_in_one_batch_however_small_that_is() -> None:
    found = batches(see(1, "file"), see(2, "other"), see(3, "file"), see(4, "last"), size=2)
    assert [[each.number for each in batch.writes] for batch in found] == [[0, 2, 1], [3]]
    assert [len(batch.sent) for batch in found] == [2, 1]


def test_what_has_no_record_yet_is_written_each() -> None:
    (batch,) = batches(see(1), see(2))
    assert sent(batch) == [(0, ()), (1, ())]


def test_taking_back_is_not_seeing() -> None:
    found = batches(see(1, "file"), see(2, "file", action=Action.UNWATCH))
    assert [sent(batch) for batch in found] == [[(0, ("file",))], [(1, ("file",))]]


async def test_what_became_of_a_file_became_of_all_it_holds() -> None:
    (batch,) = batches(see(1, "file"), see(2, "file"), see(3, "other"))
    failed = WatchOutcome(Became.FAILED, "write_not_kept", "")
    for keeper, became in (
        (Keeper(WatchOutcome(Became.APPLIED)), Became.APPLIED),
        (Keeper(failed), Became.FAILED),
    ):
        outcomes = await apply_batch(keeper, batch)  # type: ignore[arg-type]
        assert {number: each.became for number, each in outcomes.items()} == dict.fromkeys(range(3), became)
        assert [each.title.number for each in keeper.taken] == [1, 3]


async def test_an_account_that_breaks_leaves_all_of_a_file_in_doubt() -> None:
    (batch,) = batches(see(1, "file"), see(2, "file"))
    outcomes = await apply_batch(Keeper(None), batch)  # type: ignore[arg-type]
    assert {number: each.became for number, each in outcomes.items()} == dict.fromkeys(
        range(2), Became.IN_DOUBT
    )
