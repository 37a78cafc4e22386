"""A link where one side has files of several episodes, between two trackers of our own."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from engine.sync.watch.conftest import BOTH, SEEN, Pair
from syncopate.domain.run import ItemStatus
from syncopate.domain.watch import (
    Feature,
    MediaType,
    Rating,
    Record,
    Side,
    Title,
    TitleId,
    TitleIdKind,
    Values,
    Watched,
)
from syncopate.store import watch_captures
from syncopate.store.accounts import Account
from syncopate.sync.watch.by_hand import in_hand
from syncopate.sync.watch.comparing import Chosen
from syncopate.sync.watch.deciding import restore_capture

DAY = timedelta(days=1)
PLAYED_AND_RATED = {Feature.HISTORY: BOTH, Feature.RATINGS: BOTH}


def episode(number: int, last: int | None = None) -> Title:
    return Title(
        type=MediaType.EPISODE,
        show_name="Lost",
        show_ids=frozenset({TitleId(TitleIdKind.TVDB, "73739")}),
        season=1,
        number=number,
        last_number=last,
    )


def seen(number: int, *plays: datetime, last: int | None = None, **more: object) -> Record:
    values = Values(watched=Watched(plays, len(plays)) if plays else None, **more)  # type: ignore[arg-type]
    return Record(key=f"{number}-{last}", title=episode(number, last), values=values)


async def rows(pair: Pair, account: Account) -> Sequence[tuple[int | None, int, tuple[datetime, ...]]]:
    records = await (await pair.files(account)).records()
    return sorted(
        (
            each.title.number,
            each.title.last_number or 0,
            each.values.watched.plays if each.values.watched else (),
        )
        for each in records
    )


async def test_a_file_marks_its_episodes_and_waits_for_all_of_them(pair: Pair) -> None:
    one, other = await pair.tracker("One"), await pair.tracker("Other")
    await pair.put(one, seen(1, SEEN, last=3), seen(5, last=6, rating=Rating(7, SEEN)))
    await pair.put(other, seen(5, SEEN))
    link = await pair.link(one, other, PLAYED_AND_RATED)
    await pair.approved(link)
    assert await rows(pair, other) == [
        (1, 0, (SEEN,)),
        (2, 0, (SEEN,)),
        (3, 0, (SEEN,)),
        (5, 0, (SEEN,)),
    ]
    plan = await pair.plan(link)
    assert plan.counts == {"planned": 4, "applied": 3, "deferred": 1}
    waiting = [each for each in await pair.operations(link) if each.operation.ready != "ready"]
    assert [(each.label, each.operation.ready) for each in waiting] == [("Lost S01E05", "part_unseen")]

    await pair.put(other, seen(6, SEEN + DAY))
    assert (await pair.run(link)).status is ItemStatus.SYNCED
    assert await rows(pair, one) == [(1, 3, (SEEN,)), (5, 6, (SEEN + DAY,))]
    for _ in range(2):
        assert (await pair.run(link)).status is ItemStatus.UNCHANGED
    assert await rows(pair, other) == [
        *((number, 0, (SEEN,)) for number in (1, 2, 3, 5)),
        (6, 0, (SEEN + DAY,)),
    ]


async def test_one_episode_taken_back_takes_back_its_file_alone(pair: Pair) -> None:
    one, other = await pair.tracker("One"), await pair.tracker("Other")
    await pair.put(one, seen(1, SEEN, last=2), seen(9, SEEN), seen(10, SEEN))
    link = await pair.link(one, other, {Feature.HISTORY: BOTH})
    await pair.approved(link)
    await pair.run(link)
    taken = [each for each in await (await pair.files(other)).records() if each.title.number == 1]
    await pair.erase(other, taken)
    await pair.run(link)
    assert (await pair.plan(link)).counts == {"planned": 2, "applied": 2}
    assert [row[:2] for row in await rows(pair, one) if row[2]] == [(9, 0), (10, 0)]
    await pair.run(link)
    assert [row[0] for row in await rows(pair, other) if row[2]] == [2, 9, 10]


async def test_by_hand_a_file_is_written_once(pair: Pair) -> None:
    one, other = await pair.tracker("One"), await pair.tracker("Other")
    await pair.put(one, seen(1, last=2, rating=Rating(3, SEEN)), seen(9, SEEN))
    await pair.put(other, seen(1, SEEN), seen(2, SEEN + DAY))
    link = await pair.link(one, other, PLAYED_AND_RATED)
    async with in_hand(pair.kit, link.id, Chosen(side=Side.LEFT), report=pair.household.report) as hand:
        titles = [each for each in hand.comparison.titles if each.writes]
        assert [each.title.number for each in titles] == [1, 2, 9]
        became = [await hand.write([title]) for title in titles]
    assert sorted(number for each in became for number in each) == list(range(len(titles)))
    assert (1, 2, (SEEN + DAY,)) in await rows(pair, one)


async def test_a_capture_brings_back_all_that_a_file_held(pair: Pair) -> None:
    one, other = await pair.tracker("One"), await pair.tracker("Other")
    await pair.put(one, seen(1, SEEN, last=2), *(seen(number, SEEN) for number in range(5, 9)))
    link = await pair.link(one, other, {Feature.HISTORY: BOTH})
    await pair.approved(link)
    await pair.run(link)
    await pair.erase(
        other, [each for each in await (await pair.files(other)).records() if each.title.number == 1]
    )
    await pair.run(link)
    assert (1, 2, (SEEN,)) not in await rows(pair, one)
    captures = await pair.kit.database.read(watch_captures.every, one.id)
    await restore_capture(pair.kit, captures[0].id, report=pair.household.report)
    assert (await rows(pair, one))[:2] == [(1, 0, (SEEN,)), (2, 0, (SEEN,))], (
        "this one takes them apart as well"
    )
