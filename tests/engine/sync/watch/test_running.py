"""A link as it runs, between two trackers of our own."""

from dataclasses import replace

import pytest
from engine.sync.watch.conftest import BOTH, MIRROR, SEEN, Pair, film, listed, rated, seen
from syncopate.domain.event import EventType
from syncopate.domain.run import ItemStatus
from syncopate.domain.watch import Feature
from syncopate.errors import Conflict, NotFound
from syncopate.store import watch_bases, watch_captures, watch_records
from syncopate.store.watch_plans import PlanState
from syncopate.sync.watch.deciding import approve_plan, discard_plan, reconsider, restore_capture
from syncopate.sync.watch.linking import LinkChanges, change_link


async def test_a_new_link_only_plans_until_its_first_plan_is_approved(pair: Pair) -> None:
    one, other = await pair.tracker("One"), await pair.tracker("Other")
    await pair.put(one, seen(film(1)), seen(film(2)))
    link = await pair.link(one, other)
    assert list(link.settings.features) == [Feature.HISTORY]
    policy = link.settings.features[Feature.HISTORY]
    assert (policy.to_right, policy.to_left, policy.adds, policy.removes) == (True, False, True, False)

    result = await pair.run(link)
    assert result.status is ItemStatus.HELD
    assert await pair.said(other) == {}
    assert await pair.kit.database.read(watch_bases.count, link.id) == 0
    plan = await pair.plan(link)
    assert (plan.state, plan.counts) == (PlanState.HELD, {"planned": 2, "held": 2})
    assert [each.because for each in plan.reasons] == ["new_link"]

    result = await pair.go_on(link)
    assert result.status is ItemStatus.SYNCED
    assert {name: said.watched for name, said in (await pair.said(other)).items()} == {
        name: said.watched for name, said in (await pair.said(one)).items()
    }
    plan = await pair.plan(link)
    assert (plan.state, plan.counts) == (PlanState.DONE, {"planned": 2, "applied": 2})
    # What was written is known of the account at once.
    known = await pair.kit.database.read(watch_records.every, other.id)
    assert {each.title.name for each in known} == {"Film 1", "Film 2"}
    # Approved is approved: what comes later passes by itself.
    await pair.put(one, seen(film(3)))
    assert (await pair.run(link)).status is ItemStatus.SYNCED
    assert set(await pair.said(other)) == {"Film 1", "Film 2", "Film 3"}


async def test_a_run_without_news_decides_nothing(pair: Pair) -> None:
    one, other = await pair.tracker("One"), await pair.tracker("Other")
    await pair.put(one, seen(film(1)))
    link = await pair.link(one, other, {Feature.HISTORY: BOTH})
    await pair.approved(link)
    # It learns what it wrote itself, once.
    assert (await pair.run(link)).status is ItemStatus.UNCHANGED
    pair.household.compute.calls.clear()
    assert (await pair.run(link)).status is ItemStatus.UNCHANGED
    assert pair.household.compute.calls == []


async def test_a_preview_leaves_no_trace(pair: Pair) -> None:
    one, other = await pair.tracker("One"), await pair.tracker("Other")
    await pair.put(one, *(seen(film(number)) for number in range(1, 4)))
    link = await pair.link(one, other, {Feature.HISTORY: MIRROR})
    await pair.approved(link)
    await pair.run(link)
    before = await pair.stored(link)
    await pair.take(one, ["Film 2"], Feature.HISTORY)
    await pair.preview(link)
    assert await pair.stored(link) == before
    (operation,) = await pair.operations(link)
    assert (operation.operation.action, operation.label) == ("unwatch", "Film 2 (2000)")
    # What was only shown is still news to the run.
    assert (await pair.run(link)).status is ItemStatus.SYNCED
    assert set(await pair.said(other)) == {"Film 1", "Film 3"}


async def test_a_removal_reaches_every_target_once(pair: Pair) -> None:
    one, second, third = [await pair.tracker(name) for name in ("One", "Second", "Third")]
    await pair.put(one, *(listed(film(number)) for number in range(1, 5)))
    links = [await pair.link(one, target, {Feature.WATCHLIST: MIRROR}) for target in (second, third)]
    for link in links:
        await pair.approved(link)
        await pair.run(link)
    await pair.take(one, ["Film 1"], Feature.WATCHLIST)
    for link in links:
        assert (await pair.run(link)).status is ItemStatus.SYNCED
        assert [each.operation.action for each in await pair.operations(link)] == ["unlist"]
    for target in (second, third):
        assert set(await pair.said(target)) == {"Film 2", "Film 3", "Film 4"}
    for link in links:
        assert (await pair.run(link)).status is ItemStatus.UNCHANGED


async def test_what_takes_away_much_waits_and_can_be_discarded(pair: Pair) -> None:
    one, other = await pair.tracker("One"), await pair.tracker("Other")
    films = [film(number) for number in range(1, 41)]
    await pair.put(one, *(seen(each) for each in films))
    link = await pair.link(one, other, {Feature.HISTORY: MIRROR})
    await pair.approved(link)
    await pair.run(link)
    gone = [each.name for each in films[:11]]
    await pair.take(one, gone, Feature.HISTORY)
    assert (await pair.run(link)).status is ItemStatus.HELD
    assert len(await pair.said(other)) == 40
    held = pair.household.told(EventType.PLAN_HELD)
    assert held[-1].data["link_id"] == link.id
    assert [each.because for each in (await pair.plan(link)).reasons] == ["many_removals"]

    await discard_plan(pair.kit, link.id)
    with pytest.raises(NotFound):
        await approve_plan(pair.kit, link.id)
    assert len(await pair.said(other)) == 40
    # It is not asked again, unless the user wants it: nothing is forgotten.
    assert (await pair.run(link)).status is ItemStatus.UNCHANGED
    await reconsider(pair.kit, link.id)
    assert (await pair.run(link)).status is ItemStatus.HELD
    result = await pair.go_on(link)
    assert result.status is ItemStatus.SYNCED
    assert len(await pair.said(other)) == 29
    assert (await pair.plan(link)).counts == {"planned": 11, "applied": 11}
    (capture, *_) = await pair.kit.database.read(watch_captures.every, other.id)
    assert (capture.records, capture.link_id) == (40, link.id)

    restored = await restore_capture(pair.kit, capture.id, report=pair.household.report)
    assert restored.sums == {"planned": 11, "applied": 11}
    assert {name: said.watched for name, said in (await pair.said(other)).items()} == {
        each.name: seen(each).values.watched for each in films
    }


async def test_approving_one_plan_approves_no_other(pair: Pair) -> None:
    one, other = await pair.tracker("One"), await pair.tracker("Other")
    films = [film(number) for number in range(1, 61)]
    await pair.put(one, *(seen(each) for each in films))
    link = await pair.link(one, other, {Feature.HISTORY: MIRROR})
    await pair.approved(link)
    await pair.run(link)
    await pair.take(one, [each.name for each in films[:12]], Feature.HISTORY)
    await pair.run(link)
    plan = await approve_plan(pair.kit, link.id)
    # Meanwhile much more is gone.
    await pair.take(one, [each.name for each in films[12:30]], Feature.HISTORY)
    result = await pair.run(link, approve=plan.id)
    assert result.status is ItemStatus.HELD
    assert len(await pair.said(other)) == 60
    with pytest.raises(Conflict):
        await approve_plan(pair.kit, link.id, plan.id)


async def test_two_way_newest_rating_wins(pair: Pair) -> None:
    one, other = await pair.tracker("One"), await pair.tracker("Other")
    await pair.put(one, rated(film(1), 7.0), rated(film(2), 3.0, SEEN.replace(day=5)))
    await pair.put(other, rated(film(1), 9.0, SEEN.replace(day=3)), rated(film(2), 4.0))
    link = await pair.link(one, other, {Feature.RATINGS: BOTH})
    await pair.approved(link)
    for account in (one, other):
        said = await pair.said(account)
        assert {name: values.rating.value for name, values in said.items() if values.rating} == {
            "Film 1": 9.0,
            "Film 2": 3.0,
        }
    assert (await pair.run(link)).status is ItemStatus.UNCHANGED


async def test_a_feature_added_later_touches_no_other(pair: Pair) -> None:
    one, other = await pair.tracker("One"), await pair.tracker("Other")
    await pair.put(one, *(seen(film(number)) for number in range(1, 4)), listed(film(9)))
    link = await pair.link(one, other, {Feature.HISTORY: MIRROR})
    await pair.approved(link)
    await pair.run(link)
    await pair.take(one, ["Film 1"], Feature.HISTORY)
    features = {**link.settings.features, Feature.WATCHLIST: replace(MIRROR, removes=False)}
    await change_link(pair.kit, link.id, LinkChanges(features=features))
    assert (await pair.run(link)).status is ItemStatus.SYNCED
    actions = sorted(each.operation.action for each in await pair.operations(link))
    assert actions == ["list", "unwatch"]
    assert set(await pair.said(other)) == {"Film 2", "Film 3", "Film 9"}
