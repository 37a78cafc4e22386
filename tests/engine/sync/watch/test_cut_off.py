"""A run that is cut off at any point, and done again, leaves what an undisturbed one does."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest
from engine.sync.watch.conftest import BOTH, SEEN, Pair, film, listed, rated, seen
from syncopate.domain.link import WatchOperation
from syncopate.domain.run import ItemStatus
from syncopate.domain.watch import Feature, Values, Watched
from syncopate.providers.local.keeping import Keeping
from syncopate.store import watch_plans
from syncopate.store.accounts import Account
from syncopate.store.database import Database
from syncopate.store.links import Link
from syncopate.store.watch_plans import PlanState
from syncopate.sync.watch.deciding import approve_plan
from syncopate.sync.watch.running import run_link

FEATURES = dict.fromkeys((Feature.HISTORY, Feature.RATINGS, Feature.WATCHLIST), BOTH)


class PowerCut(BaseException):
    """Nobody catches it."""


@dataclass
class Moments:
    """Counts what is written, by us and to trackers, and cuts the power before one of them.

    Nothing outlasts a cut but what is written, so that before one is as well after the one before it.
    """

    at: int | None = None
    count: int = 0

    def around[**P, R](self, done: Callable[P, R]) -> Callable[P, R]:
        """Return what does it as well, unless the power goes."""

        def do(*args: P.args, **kwargs: P.kwargs) -> R:
            self.count += 1
            if self.count == self.at:
                raise PowerCut
            return done(*args, **kwargs)

        return do


async def prepared(pair: Pair, number: int) -> tuple[Account, Account, Link]:
    """Return two trackers in step, at which then much happens."""
    one, other = await pair.tracker(f"One {number}"), await pair.tracker(f"Other {number}")
    await pair.put(one, *(seen(film(at)) for at in range(1, 6)), rated(film(1), 5.0))
    await pair.put(one, listed(film(20)), listed(film(21)))
    link = await pair.link(one, other, FEATURES)
    await pair.approved(link)
    assert (await pair.run(link)).status is ItemStatus.UNCHANGED
    await pair.put(one, seen(film(7)), seen(film(1), SEEN.replace(day=9)), rated(film(2), 8.0))
    await pair.put(other, seen(film(8)), listed(film(9)), rated(film(1), 9.0, SEEN.replace(day=12)))
    await pair.take(one, ["Film 20"], Feature.WATCHLIST)
    await pair.take(other, ["Film 3"], Feature.HISTORY)
    return one, other, link


async def cut(pair: Pair, link: Link, moments: Moments, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Run a link; tell whether the power went."""
    with monkeypatch.context() as patched:
        patched.setattr(Database, "change", moments.around(Database.change))
        patched.setattr(Keeping, "write", moments.around(Keeping.write))
        try:
            await pair.run(link)
        except PowerCut:
            return True
    return False


def plain(said: Mapping[str, Values]) -> dict[str, Any]:
    """Return what a tracker says, without when a rating or an entry was written."""
    return {
        name: (
            values.watched and values.watched.plays,
            values.rating and values.rating.value,
            values.listed is not None,
        )
        for name, values in said.items()
    }


async def test_wherever_it_is_cut_off(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other, link = await prepared(pair, 0)
    whole = Moments()
    assert not await cut(pair, link, whole, monkeypatch)
    wanted = plain(await pair.said(one))
    assert plain(await pair.said(other)) == wanted
    assert set(wanted) == {"Film 1", "Film 2", "Film 4", "Film 5", "Film 7", "Film 8", "Film 9", "Film 21"}
    assert len(wanted["Film 1"][0]) == 2
    assert whole.count > 15

    for number in range(1, whole.count + 1):
        one, other, link = await prepared(pair, number)
        assert await cut(pair, link, Moments(at=number), monkeypatch), number
        await pair.run(link)
        assert (await pair.run(link)).status is ItemStatus.UNCHANGED, number
        assert plain(await pair.said(one)) == wanted, number
        assert plain(await pair.said(other)) == wanted, number
        for plan in await pair.kit.database.read(watch_plans.of_link, link.id):
            assert plan.state is not PlanState.APPLYING, number
            counts = dict(plan.counts)
            assert counts.pop("planned") == sum(counts.values()), (number, plan)


async def test_what_a_tracker_stamps_anew_is_ours_also_after_a_cut(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A tracker that writes down when it was told, and not when it was seen, brings no second play."""
    whole = Keeping.write

    def stamping(keeping: Keeping, operations: Sequence[WatchOperation]) -> Any:
        now = pair.household.clock()
        stamped = [
            replace(each, value=Watched((now,)) if isinstance(each.value, Watched) else each.value)
            for each in operations
        ]
        return whole(keeping, stamped)

    monkeypatch.setattr(Keeping, "write", stamping)
    number, cut_off = 0, True
    while cut_off:
        number += 1
        one, other = await pair.tracker(f"One {number}"), await pair.tracker(f"Other {number}")
        link = await pair.link(one, other, {Feature.HISTORY: BOTH})
        await pair.put(one, seen(film(1)))
        await pair.approved(link)
        await pair.put(one, seen(film(2)), seen(film(3)))
        cut_off = await cut(pair, link, Moments(at=number), monkeypatch)
        for _ in range(3):
            await pair.run(link)
        said = await pair.said(one)
        assert {name: values.watched for name, values in said.items()} == {
            f"Film {at}": Watched((SEEN,)) for at in (1, 2, 3)
        }, number
        there = await pair.said(other)
        assert {
            name: values.watched and values.watched.count for name, values in there.items()
        } == dict.fromkeys(("Film 1", "Film 2", "Film 3"), 1), number
    assert number > 12


async def test_a_yes_outlasts_a_cut(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the user let through is done, however often it takes; nobody is asked a second time."""
    number, cut_off = 0, True
    while cut_off:
        number += 3
        one, other = await pair.tracker(f"One {number}"), await pair.tracker(f"Other {number}")
        await pair.put(one, *(seen(film(at)) for at in range(1, 4)))
        await pair.put(other, seen(film(9)))
        link = await pair.link(one, other, {Feature.HISTORY: BOTH})
        assert (await pair.run(link)).status is ItemStatus.HELD
        await approve_plan(pair.kit, link.id)
        cut_off = await cut(pair, link, Moments(at=number), monkeypatch)
        result = await pair.run(link)
        assert result.status in {ItemStatus.SYNCED, ItemStatus.UNCHANGED}, (number, result)
        assert plain(await pair.said(one)) == plain(await pair.said(other)), number
        assert len(await pair.said(one)) == 4, number
        await nothing_waits(pair, link)
    assert number > 10


async def test_a_yes_to_removals_outlasts_a_cut_and_is_used_up(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, cut_off = 0, True
    while cut_off:
        number += 3
        one, other = await pair.tracker(f"One {number}"), await pair.tracker(f"Other {number}")
        await pair.put(one, *(seen(film(at)) for at in range(1, 21)))
        link = await pair.link(one, other, {Feature.HISTORY: BOTH})
        await pair.approved(link)
        await pair.take(one, [f"Film {at}" for at in range(1, 14)], Feature.HISTORY)
        await pair.put(other, seen(film(30)))
        assert (await pair.run(link)).status is ItemStatus.HELD
        await approve_plan(pair.kit, link.id)
        cut_off = await cut(pair, link, Moments(at=number), monkeypatch)
        result = await pair.run(link)
        assert result.status in {ItemStatus.SYNCED, ItemStatus.UNCHANGED}, (number, result)
        assert len(plain(await pair.said(other))) == 8, number
        assert plain(await pair.said(one)) == plain(await pair.said(other)), number
        await nothing_waits(pair, link)
    assert number > 10
    # The next time many are taken away, it is asked for anew.
    await pair.put(one, *(seen(film(at)) for at in range(40, 60)))
    await pair.run(link)
    await pair.take(one, [f"Film {at}" for at in range(40, 60)], Feature.HISTORY)
    assert (await pair.run(link)).status is ItemStatus.HELD


async def nothing_waits(pair: Pair, link: Link) -> None:
    """Hold that no plan of a link waits for anybody, or is under way."""
    waiting = (PlanState.HELD, PlanState.APPROVED, PlanState.APPLYING)
    assert await pair.kit.database.read(watch_plans.latest, link.id, *waiting) is None


async def test_what_was_taken_away_before_a_cut_does_not_look_like_an_emptied_account(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, cut_off = 0, True
    while cut_off:
        number += 3
        one, other = await pair.tracker(f"One {number}"), await pair.tracker(f"Other {number}")
        await pair.put(one, *(seen(film(at)) for at in range(1, 10)))
        link = await pair.link(one, other, {Feature.HISTORY: BOTH})
        await pair.approved(link)
        # Less than half goes at each; more than half of what the other had, once both were told.
        await pair.take(one, [f"Film {at}" for at in range(1, 5)], Feature.HISTORY)
        await pair.take(other, ["Film 5", "Film 6"], Feature.HISTORY)
        cut_off = await cut(pair, link, Moments(at=number), monkeypatch)
        result = await pair.run(link)
        assert result.status in {ItemStatus.SYNCED, ItemStatus.UNCHANGED}, (number, result)
        assert set(plain(await pair.said(one))) == {"Film 7", "Film 8", "Film 9"}, number
        assert plain(await pair.said(one)) == plain(await pair.said(other)), number
    assert number > 10


async def test_what_a_run_did_before_a_cut_is_its_doing(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    number, cut_off = 0, True
    while cut_off:
        number += 5
        _, _, link = await prepared(pair, number)
        with monkeypatch.context() as patched:
            moments = Moments(at=number)
            patched.setattr(Database, "change", moments.around(Database.change))
            patched.setattr(Keeping, "write", moments.around(Keeping.write))
            try:
                cut_off = False
                await run_link(pair.kit, link.id, f"run {number}", report=pair.household.report)
            except PowerCut:
                cut_off = True
        result = await run_link(pair.kit, link.id, f"run {number}", report=pair.household.report)
        counts: Counter[str] = Counter()
        for plan in await pair.kit.database.read(watch_plans.of_link, link.id):
            if plan.run_id == f"run {number}":
                counts.update(plan.counts)
        assert result.added + result.removed == counts["applied"], number
        assert counts["applied"] + counts["in_doubt"] >= 8, (number, counts)
        assert result.status is ItemStatus.SYNCED, number
    assert number > 15
