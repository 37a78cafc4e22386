"""Lists of two trackers of our own kept in step: by runs, with captures, by hand."""

import pytest
from engine.sync.watch.conftest import BOTH, MIRROR, Pair, film, in_lists, seen
from syncopate.domain.run import ItemStatus
from syncopate.domain.watch import Feature, InLists
from syncopate.errors import InvalidInput
from syncopate.store import watch_captures, watch_records, watch_writes
from syncopate.store.accounts import Account
from syncopate.store.watch_writes import OperationFilter
from syncopate.sync.watch.deciding import delete_record, restore_capture
from syncopate.sync.watch.linking import LinkChanges, change_link

LISTS = frozenset({Feature.LISTS})


async def lists(pair: Pair, account: Account) -> dict[str, set[str]]:
    """Return in which lists a tracker has titles, by their names."""
    said = await pair.said(account)
    return {name: set(values.lists.names) for name, values in said.items() if values.lists is not None}


async def test_lists_pass_and_a_removal_only_where_it_had_been_seen_there(pair: Pair) -> None:
    one, other = await pair.tracker("One"), await pair.tracker("Other")
    await pair.put(one, *(in_lists(film(number), "Best Of") for number in range(1, 4)))
    await pair.put(one, in_lists(film(1), "Later"), in_lists(film(2), "Later"))
    await pair.put(other, in_lists(film(9), "best of", "Only here"))
    link = await pair.link(one, other, {Feature.LISTS: MIRROR})
    result = await pair.approved(link)
    assert (result.status, result.added, result.removed) == (ItemStatus.SYNCED, 5, 0)
    # What was there before and was never seen at the other side stays, and its list is called as it was.
    assert await lists(pair, other) == {
        "Film 1": {"best of", "Later"},
        "Film 2": {"best of", "Later"},
        "Film 3": {"best of"},
        "Film 9": {"best of", "Only here"},
    }
    assert (await pair.run(link)).status is ItemStatus.UNCHANGED

    await pair.take_off(one, "Film 1", "Best Of")
    result = await pair.run(link)
    assert (result.status, result.removed) == (ItemStatus.SYNCED, 1)
    (stored,) = await pair.operations(link)
    assert (stored.operation.action, stored.operation.list_name) == ("delist", "best of")
    assert stored.operation.value == InLists(frozenset({"best of"}))
    assert (await lists(pair, other))["Film 1"] == {"Later"}
    assert (await pair.run(link)).status is ItemStatus.UNCHANGED

    (capture,) = await pair.kit.database.read(watch_captures.every, other.id)
    assert capture.features == LISTS
    restored = await restore_capture(pair.kit, capture.id, report=pair.household.report)
    assert (restored.sums, restored.reasons) == ({"planned": 1, "applied": 1}, ())
    assert (await lists(pair, other))["Film 1"] == {"best of", "Later"}


async def test_a_list_that_would_be_emptied_waits(pair: Pair) -> None:
    one, other = await pair.tracker("One"), await pair.tracker("Other")
    await pair.put(one, *(in_lists(film(number), "Best of") for number in range(1, 6)))
    await pair.put(one, in_lists(film(1), "Later"))
    link = await pair.link(one, other, {Feature.LISTS: MIRROR})
    await pair.approved(link)
    await pair.run(link)
    await pair.take_off(one, "Film 1", "Later")
    assert (await pair.run(link)).status is ItemStatus.HELD
    plan = await pair.plan(link)
    assert [(each.because, each.of, each.list_name) for each in plan.reasons] == [("would_empty", 1, "Later")]
    assert (await lists(pair, other))["Film 1"] == {"Best of", "Later"}
    assert (await pair.go_on(link)).status is ItemStatus.SYNCED
    assert (await lists(pair, other))["Film 1"] == {"Best of"}


async def test_a_link_passes_the_lists_that_it_names_alone(pair: Pair) -> None:
    one, other = await pair.tracker("One"), await pair.tracker("Other")
    await pair.put(one, in_lists(film(1), "Best of", "Private"), in_lists(film(2), "Private"))
    link = await pair.link(
        one, other, {Feature.LISTS: BOTH}, lists=frozenset({"  best   OF", "Best of", " ", "Nowhere"})
    )
    assert (await pair.stored(link)).settings.lists == {"Best of", "Nowhere"}
    await pair.approved(link)
    assert await lists(pair, other) == {"Film 1": {"Best of"}}
    changed = await change_link(pair.kit, link.id, LinkChanges(lists=frozenset()))
    assert changed.settings.lists == frozenset()
    await pair.run(link)
    assert await lists(pair, other) == await lists(pair, one)


@pytest.mark.parametrize("names", [{"n" * 301}, {str(number) for number in range(501)}])
async def test_names_of_lists_have_an_end(pair: Pair, names: set[str]) -> None:
    one, other = await pair.tracker("One"), await pair.tracker("Other")
    with pytest.raises(InvalidInput) as caught:
        await pair.link(one, other, {Feature.LISTS: BOTH}, lists=frozenset(names))
    assert caught.value.placeholders["field"] == "lists"


async def test_what_is_done_in_one_list_is_found_in_a_plan(pair: Pair) -> None:
    one, other = await pair.tracker("One"), await pair.tracker("Other")
    await pair.put(one, in_lists(film(1), "Best of", "Later"), in_lists(film(2), "Later"), seen(film(2)))
    link = await pair.link(one, other, {Feature.LISTS: MIRROR, Feature.HISTORY: MIRROR})
    await pair.preview(link)
    plan = await pair.plan(link)

    async def found(**asked: str) -> list[tuple[str, str]]:
        page = await pair.kit.database.read(
            watch_writes.page, plan.id, OperationFilter(**asked), limit=10, offset=0
        )
        return [(each.operation.title.name, each.operation.list_name) for each in page.items]

    assert await found(list_name="LATER") == [("Film 1", "Later"), ("Film 2", "Later")]
    assert await found(list_name="Nowhere") == []
    assert await found(text="best") == [("Film 1", "Best of")]


async def test_one_record_is_taken_off_all_its_lists(pair: Pair) -> None:
    one, other = await pair.tracker("One"), await pair.tracker("Other")
    await pair.put(one, in_lists(film(1), "Best of", "Later"), seen(film(1)))
    link = await pair.link(one, other, {Feature.LISTS: MIRROR})
    await pair.preview(link)
    (record,) = await pair.kit.database.read(watch_records.every, one.id)
    assert record.values.lists == InLists(frozenset({"Best of", "Later"}))
    done = await delete_record(pair.kit, one.id, record.key, LISTS)
    assert done.sums == {"planned": 2, "applied": 2}
    (values,) = (await pair.said(one)).values()
    assert (values.lists, values.watched is None) == (None, False)
