"""What the user says of plans holds: a yes until a run could go by it, a no for good; nothing is forgotten."""

from dataclasses import replace
from typing import Any

import pytest
from engine.sync.watch.conftest import MIRROR, SEEN, Pair, film, rated, seen
from syncopate.domain.event import EventType
from syncopate.domain.link import Action
from syncopate.domain.run import ItemStatus
from syncopate.domain.watch import Feature, MediaType, Plays, Record, Title, Values, Watched, WatchRules
from syncopate.errors import Unreachable
from syncopate.providers.local.keeping import Keeping
from syncopate.store import watch_plans
from syncopate.store.watch_plans import PlanState
from syncopate.sync.watch.deciding import approve_plan, discard_plan, reconsider
from syncopate.sync.watch.linking import LinkChanges, change_link
from syncopate.sync.watch.overview import problems_of_links
from syncopate.sync.watch.restoring import restoring
from syncopate.sync.watch.running import DISCARDED_BEFORE


async def held(pair: Pair) -> tuple[Any, Any, Any]:
    """Return two trackers, and a link of which a plan waits that takes twelve of thirty away."""
    one, other = await pair.tracker("One"), await pair.tracker("Other")
    films = [film(at) for at in range(1, 31)]
    await pair.put(one, *(seen(each) for each in films))
    link = await pair.link(one, other, {Feature.HISTORY: MIRROR})
    await pair.approved(link)
    await pair.run(link)
    await pair.take(one, [each.name for each in films[:12]], Feature.HISTORY)
    assert (await pair.run(link)).status is ItemStatus.HELD
    return one, other, link


async def test_a_plan_that_is_discarded_after_it_was_approved_is_not_done(pair: Pair) -> None:
    _, other, link = await held(pair)
    plan = await approve_plan(pair.kit, link.id)
    await discard_plan(pair.kit, link.id, plan.id)
    assert (await pair.run(link, approve=plan.id)).status is ItemStatus.UNCHANGED
    assert len(await pair.said(other)) == 30


async def test_what_was_discarded_is_not_asked_again(pair: Pair) -> None:
    one, other, link = await held(pair)
    refused = await discard_plan(pair.kit, link.id)
    assert (await pair.plan(link)).counts == {"planned": 12, "cancelled": 12}, "it waits for nobody any more"
    told = len(pair.household.told(EventType.PLAN_HELD))
    for _ in range(12):
        # Longer than plans are kept.
        result = await pair.run(link)
        assert (result.status, result.detail) == (ItemStatus.UNCHANGED, DISCARDED_BEFORE)
    plan = await pair.plan(link)
    assert (plan.state, plan.counts) == (PlanState.DISCARDED, {"planned": 12, "cancelled": 12})
    assert (plan.digest, plan.reasons) == (refused.digest, refused.reasons)
    assert (await pair.stored(link)).last_counts == {"planned": 12, "cancelled": 12}
    assert len(pair.household.told(EventType.PLAN_HELD)) == told
    assert await pair.kit.database.read(problems_of_links) == []
    assert len(await pair.said(other)) == 30
    # A look shows it all the same, and the user may come to say yes.
    await pair.preview(link)
    assert (await pair.plan(link)).state is PlanState.PREVIEW
    # Anything else is asked anew, and refused for itself.
    await pair.take(one, ["Film 20"], Feature.HISTORY)
    assert (await pair.run(link)).status is ItemStatus.HELD
    assert (await pair.plan(link)).counts["planned"] == 13
    await discard_plan(pair.kit, link.id)
    assert (await pair.run(link)).status is ItemStatus.UNCHANGED


async def test_what_was_discarded_is_asked_once_more_when_the_user_wants_it(pair: Pair) -> None:
    _, other, link = await held(pair)
    await discard_plan(pair.kit, link.id)
    assert (await pair.run(link)).status is ItemStatus.UNCHANGED
    await reconsider(pair.kit, link.id)
    assert (await pair.run(link)).status is ItemStatus.HELD
    assert (await pair.go_on(link)).status is ItemStatus.SYNCED
    assert len(await pair.said(other)) == 18


async def test_a_yes_outlasts_a_run_that_could_not_read(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    _, other, link = await held(pair)
    plan = await approve_plan(pair.kit, link.id)

    def read(*_given: Any) -> Any:
        raise Unreachable("Nobody answers.", what="All")

    with monkeypatch.context() as patched:
        patched.setattr(Keeping, "read", read)
        await pair.run(link, approve=plan.id)
    assert (await pair.run(link)).status is ItemStatus.SYNCED
    assert len(await pair.said(other)) == 18


async def test_looking_at_a_plan_leaves_the_one_that_waits(pair: Pair) -> None:
    _, _, link = await held(pair)
    waiting = await pair.kit.database.read(watch_plans.held)
    await pair.preview(link)
    assert await pair.kit.database.read(watch_plans.held) == waiting


async def test_what_a_link_does_not_cover_counts_for_nothing_in_its_guards(pair: Pair) -> None:
    one, other = await pair.tracker("One"), await pair.tracker("Other")
    films = [film(at) for at in range(1, 13)]
    show = film(99)
    episodes = [
        Title(type=MediaType.EPISODE, show_ids=show.ids, season=1, number=at, name=f"E {at}")
        for at in range(1, 200)
    ]
    for account in (one, other):
        await pair.put(account, *(seen(each) for each in (*films, *episodes)))
    link = await pair.link(one, other, {Feature.HISTORY: MIRROR})
    await change_link(pair.kit, link.id, LinkChanges(types=frozenset({MediaType.MOVIE})))
    await pair.run(link)
    await pair.put(one, seen(film(50)))
    await pair.approved(link)
    await pair.run(link)
    await pair.take(one, [each.name for each in films], Feature.HISTORY)
    result = await pair.run(link)
    assert result.status is ItemStatus.HELD
    assert "many_removals" in result.detail


async def test_a_direction_that_is_opened_later_brings_what_was_there_before(pair: Pair) -> None:
    one, other = await pair.tracker("One"), await pair.tracker("Other")
    later = SEEN.replace(day=20)
    await pair.put(one, seen(film(1)))
    await pair.put(other, seen(film(1), SEEN, later))
    link = await pair.link(one, other, {Feature.HISTORY: replace(MIRROR, removes=False)})
    await pair.put(one, rated(film(7), 3.0), seen(film(3)))
    await pair.approved(link)
    await pair.run(link)
    both = {Feature.HISTORY: replace(MIRROR, removes=False, to_left=True)}
    await change_link(pair.kit, link.id, LinkChanges(features=both, two_way_understood=True))
    assert (await pair.run(link)).status is ItemStatus.SYNCED
    watched = (await pair.said(one))["Film 1"].watched
    assert watched is not None
    assert watched.plays == (SEEN, later)


def test_files_that_came_anew_are_restored_as_the_titles_they_are() -> None:
    rules = WatchRules(features=frozenset({Feature.HISTORY}), plays=Plays.EVERY)
    then = [seen(film(at)) for at in (1, 2)]
    anew = [replace(each, key=f"new {each.key}") for each in then]
    features = [Feature.HISTORY]
    assert list(restoring(then, anew, features, rules)) == []
    more = Record(
        key="new",
        title=film(1),
        values=Values(watched=Watched((SEEN, SEEN.replace(day=9)), 2)),
    )
    (operation,) = restoring(then, [more, anew[1]], features, rules)
    assert (operation.action, operation.keys) == (Action.UNWATCH, ("new",))
    assert operation.value == Watched((SEEN.replace(day=9),), 1)


def test_what_has_no_name_but_its_key_is_restored_by_that() -> None:
    rules = WatchRules(features=frozenset(Feature), plays=Plays.EVERY)
    nameless = Record(
        key="movie:2",
        title=Title(type=MediaType.MOVIE, name="No ids", year=2009),
        values=Values(watched=Watched((SEEN,))),
    )
    then, features = [rated(film(1), 9.0), nameless], [Feature.HISTORY, Feature.RATINGS]
    gone = replace(then[0], values=Values())
    (operation,) = restoring(then, [gone, nameless], features, rules)
    assert (operation.action, operation.keys) == (Action.RATE, (gone.key,))
    (anew,) = restoring([nameless], [], features, rules)
    assert (anew.action, anew.keys, anew.title) == (Action.WATCH, (), nameless.title)
    named = replace(nameless, title=film(7))
    assert list(restoring([nameless], [named], features, rules)) == []
    (taken,) = restoring([], [nameless], features, rules)
    assert (taken.action, taken.keys) == (Action.UNWATCH, ("movie:2",))


async def test_plans_that_wait_are_never_pushed_out(pair: Pair) -> None:
    _, _, link = await held(pair)
    for _ in range(14):
        await pair.preview(link)
    (plan,) = await pair.kit.database.read(watch_plans.held)
    assert plan.state is PlanState.HELD
