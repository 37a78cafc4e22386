"""What fails on the way: nothing is taken for empty, nothing is done twice, and the sums add up."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from engine.sync.watch.conftest import BOTH, MIRROR, SEEN, Pair, film, rated, seen
from fakes.tmdb import FakeTmdb
from fakes.tmdb.model import Movie
from syncopate.domain.link import Became, WatchOperation, WatchOutcome
from syncopate.domain.reading import ReadEnd, ReadPart, Unread
from syncopate.domain.run import ItemStatus
from syncopate.domain.watch import Feature, Side, TitleId, TitleIdKind
from syncopate.errors import Unreachable, WriteFailed
from syncopate.providers import registry
from syncopate.providers.local.keeping import Keeping
from syncopate.providers.local.watching import LocalWatching
from syncopate.providers.watching import Wanted
from syncopate.store import accounts, links, watch_bases, watch_findings, watch_records, watch_vain
from syncopate.store.links import Link
from syncopate.store.watch_findings import FindingKind
from syncopate.store.watch_plans import PlanState
from syncopate.sync.accounts import add_account
from syncopate.sync.watch import ends
from syncopate.sync.watch.ends import Ends
from syncopate.sync.watch.linking import forget_link


async def in_step(pair: Pair, number: int = 5) -> tuple[Any, Any, Link]:
    """Return two trackers that say the same, and a link that lets removals pass."""
    one, other = await pair.tracker("One"), await pair.tracker("Other")
    await pair.put(one, *(seen(film(at)) for at in range(1, number + 1)))
    link = await pair.link(one, other, {Feature.HISTORY: MIRROR, Feature.RATINGS: MIRROR})
    await pair.approved(link)
    await pair.run(link)
    return one, other, link


def silent(account: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let one tracker answer no more."""
    whole = Keeping.read

    def read(keeping: Keeping, *given: Any) -> Any:
        if account.id in str(keeping._path):
            raise Unreachable("Nobody answers.", what="One")
        return whole(keeping, *given)

    monkeypatch.setattr(Keeping, "read", read)


async def test_an_account_that_does_not_answer_is_not_empty(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other, link = await in_step(pair)
    before = await pair.stored(link)
    with monkeypatch.context() as patched:
        silent(one, patched)
        result = await pair.run(link)
        assert (result.status, result.error) == (ItemStatus.FAILED, "unreachable")
    assert len(await pair.said(other)) == 5
    assert (await pair.stored(link)).knowledge == before.knowledge, "it is compared once both answer"
    # What was removed meanwhile is still news once it answers.
    await pair.take(one, ["Film 2"], Feature.HISTORY)
    assert (await pair.run(link)).status is ItemStatus.SYNCED
    assert set(await pair.said(other)) == {"Film 1", "Film 3", "Film 4", "Film 5"}


async def test_what_changed_while_one_did_not_answer_passes_once_it_does(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other, link = await in_step(pair)
    with monkeypatch.context() as patched:
        silent(other, patched)
        await pair.put(one, seen(film(9)))
        for _ in range(2):
            assert (await pair.run(link)).status is ItemStatus.FAILED
    assert (await pair.run(link)).status is ItemStatus.SYNCED
    assert "Film 9" in await pair.said(other)
    # And nothing is left of it: the next one has nothing to do, and says so.
    assert (await pair.run(link)).status is ItemStatus.UNCHANGED
    assert (await pair.stored(link)).last_counts == {}


async def test_a_plan_that_waits_outlives_an_account_that_does_not_answer(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = await pair.tracker("One"), await pair.tracker("Other")
    await pair.put(one, seen(film(1)), seen(film(2)))
    link = await pair.link(one, other, {Feature.HISTORY: MIRROR})
    assert (await pair.run(link)).status is ItemStatus.HELD
    waiting = await pair.plan(link, PlanState.HELD)
    with monkeypatch.context() as patched:
        silent(other, patched)
        assert (await pair.run(link)).status is ItemStatus.FAILED
    assert (await pair.plan(link)).id == waiting.id
    assert (await pair.plan(link)).state is PlanState.HELD
    assert (await pair.go_on(link)).status is ItemStatus.SYNCED
    assert set(await pair.said(other)) == {"Film 1", "Film 2"}


async def test_where_it_is_not_told_who_is_in_it_nothing_is_taken_back(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = await pair.tracker("One"), await pair.tracker("Other")
    await pair.put(one, seen(film(1)), seen(film(2)))
    link = await pair.link(one, other, {Feature.HISTORY: MIRROR})
    await pair.approved(link)
    forgetful = replace(registry.manifest_of("local").watch, clears_on_rewatch=True)  # type: ignore[type-var]
    monkeypatch.setattr(Ends, "rules", lambda _ends, _side: forgetful)
    await pair.take(one, ["Film 1"], Feature.HISTORY)
    whole = ends.read_account

    async def read(*given: Any, **more: Any) -> Any:
        told = await whole(*given, **more)
        why = Unread("unreachable", "Nobody tells how far.")
        return replace(told, complete=told.complete - {Feature.PROGRESS}, missing={Feature.PROGRESS: why})

    with monkeypatch.context() as patched:
        patched.setattr(ends, "read_account", read)
        result = await pair.run(link)
        assert (result.status, result.error) == (ItemStatus.UNKNOWN, "unreachable")
        assert set(await pair.said(other)) == {"Film 1", "Film 2"}
    await pair.run(link)
    assert set(await pair.said(other)) == {"Film 2"}


async def test_where_nobody_answers_nothing_is_known(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    *_, link = await in_step(pair)
    before = await pair.stored(link)

    def read(*_given: Any) -> Any:
        raise Unreachable("Nobody answers.", what="All")

    monkeypatch.setattr(Keeping, "read", read)
    result = await pair.run(link)
    assert (result.status, result.error) == (ItemStatus.UNKNOWN, "unreachable")
    assert (await pair.stored(link)).knowledge == before.knowledge


async def test_of_what_was_read_in_part_only_that_part_is_known(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other, link = await in_step(pair)
    await pair.put(one, *(rated(film(at), 8.0) for at in range(1, 4)))
    await pair.run(link)
    await pair.take(one, ["Film 1"], Feature.RATINGS)
    await pair.take(one, ["Film 5"], Feature.HISTORY)
    whole = LocalWatching.read

    async def read(account: LocalWatching, wanted: Wanted) -> AsyncIterator[ReadPart | ReadEnd]:
        yield ReadPart(features=frozenset({Feature.RATINGS}), missing=Unread("odd_answer", "A page."))
        rest = Wanted(features=wanted.features - {Feature.RATINGS}, whole=True)
        async for part in whole(account, rest):
            yield part

    with monkeypatch.context() as patched:
        patched.setattr(LocalWatching, "read", read)
        result = await pair.run(link)
    assert (result.status, result.error) == (ItemStatus.FAILED, "odd_answer")
    said = await pair.said(other)
    assert "Film 5" not in said
    assert said["Film 1"].rating is not None
    assert (await pair.run(link)).status is ItemStatus.SYNCED
    assert (await pair.said(other))["Film 1"].rating is None


async def test_an_account_that_breaks_leaves_other_links_alone(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, other, link = await in_step(pair)

    async def read(_account: LocalWatching, _wanted: Wanted) -> AsyncIterator[ReadPart | ReadEnd]:
        yield ReadPart(features=frozenset({Feature.HISTORY}), records=(seen(film(1)),))
        raise KeyError("a mistake of ours")

    with monkeypatch.context() as patched:
        patched.setattr(LocalWatching, "read", read)
        result = await pair.run(link)
    assert result.status is ItemStatus.FAILED
    assert "KeyError" in result.detail
    assert set(await pair.said(other)) == {f"Film {at}" for at in range(1, 6)}


async def test_what_failed_is_tried_again_and_that_alone(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    one, _, link = await in_step(pair, 1)
    await pair.put(one, *(seen(film(at)) for at in range(2, 5)))
    asked: list[str] = []
    whole = Keeping.write

    def write(keeping: Keeping, operations: Sequence[WatchOperation]) -> Any:
        asked.extend(each.title.name for each in operations)
        raise WriteFailed("The disk is full.", what="Other")

    with monkeypatch.context() as patched:
        patched.setattr(Keeping, "write", write)
        result = await pair.run(link)
    assert (result.status, result.error) == (ItemStatus.FAILED, "write_failed")
    stored = await pair.stored(link)
    assert {name: count for name, count in stored.last_counts.items() if count} == {"planned": 3, "failed": 3}
    first = (await pair.operations(link))[0]
    assert first.outcome is not None
    assert (first.outcome.reason, first.outcome.detail) == ("write_failed", "The disk is full.")
    assert len(asked) == 3

    def again(keeping: Keeping, operations: Sequence[WatchOperation]) -> Any:
        asked.extend(each.title.name for each in operations)
        return whole(keeping, operations)

    asked.clear()
    monkeypatch.setattr(Keeping, "write", again)
    assert (await pair.run(link)).status is ItemStatus.SYNCED
    assert sorted(asked) == ["Film 2", "Film 3", "Film 4"]
    await pair.run(link)
    assert len(asked) == 3


async def test_what_a_service_does_not_know_needs_an_eye_until_it_does(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, _, link = await in_step(pair, 1)
    await pair.put(one, seen(film(2)), seen(film(3)))
    whole = LocalWatching.write

    async def write(account: LocalWatching, operations: Sequence[WatchOperation]) -> Any:
        known = [each for each in operations if each.title.name != "Film 2"]
        done = iter(await whole(account, known))
        nothing = WatchOutcome(Became.UNRESOLVED, "not_found", "No such film is listed.")
        return [nothing if each not in known else next(done) for each in operations]

    def noticed() -> Any:
        return pair.kit.database.read(watch_findings.of_kind, link.id, FindingKind.UNRESOLVED)

    with monkeypatch.context() as patched:
        patched.setattr(LocalWatching, "write", write)
        for _ in range(2):
            await pair.run(link)
            [finding] = await noticed()
            assert (finding.label, finding.side) == ("Film 2 (2000)", Side.RIGHT)
            [key] = finding.details["keys"]
            assert finding.details == {
                "type": "movie",
                "feature": "history",
                "ids": ["tmdb:2"],
                "keys": [key],
                "reason": "No such film is listed.",
            }
            # Looking alone makes nobody wiser.
            await pair.preview(link)
            assert await noticed() == [finding]
    assert (await pair.kit.database.read(watch_findings.counts, link.id)) == {FindingKind.UNRESOLVED: 1}
    pair.household.clock.forward(days=1)
    assert (await pair.run(link)).status is ItemStatus.SYNCED
    assert await noticed() == []


@pytest.mark.parametrize(
    ("became", "days"), [(Became.UNRESOLVED, [1, 8, 15, 22]), (Became.FAILED, [0, 0, 0, 1, 2])]
)
async def test_what_came_to_nothing_is_tried_later_each_time(
    pair: Pair, monkeypatch: pytest.MonkeyPatch, became: Became, days: list[int]
) -> None:
    one, _, link = await in_step(pair, 1)
    await pair.put(one, seen(film(2)), seen(film(3)))
    whole, asked = LocalWatching.write, 0

    async def write(account: LocalWatching, operations: Sequence[WatchOperation]) -> Any:
        nonlocal asked
        asked += sum(each.title.name == "Film 2" for each in operations)
        known = [each for each in operations if each.title.name != "Film 2"]
        done = iter(await whole(account, known))
        nothing = WatchOutcome(became, "not_found", "No such film is listed.")
        return [nothing if each not in known else next(done) for each in operations]

    monkeypatch.setattr(LocalWatching, "write", write)
    begun, tried = pair.kit.now(), list[int]()
    await pair.run(link)
    assert asked == 1
    while pair.kit.now() - begun < timedelta(days=days[-1], hours=12):
        before = asked
        pair.household.clock.forward(hours=3)
        await pair.run(link)
        if asked > before:
            tried.append((pair.kit.now() - begun).days)
    assert tried == days
    # Whoever asks for it by a word of their own has it tried at once.
    before = asked
    await pair.run(link, again=True)
    assert asked == before + 1
    if became is Became.UNRESOLVED:
        result = await pair.run(link)
        assert (result.status, result.unknown, asked) == (ItemStatus.UNCHANGED, 1, before + 1)
        assert (await pair.stored(link)).last_counts == {"planned": 1, "unresolved": 1}
    # What is new is written all the same, and the rest when it is known at last.
    await pair.put(one, seen(film(4)))
    before = asked
    assert (await pair.run(link)).added == 1
    assert asked == before
    monkeypatch.setattr(LocalWatching, "write", whole)
    pair.household.clock.forward(days=8)
    assert (await pair.run(link)).added == 1
    assert await pair.kit.database.read(watch_vain.next_at, link.id) is None


async def test_what_is_in_doubt_is_not_done_twice(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other, link = await in_step(pair, 1)
    await pair.put(one, seen(film(2)))
    whole = Keeping.write

    def write(keeping: Keeping, operations: Sequence[WatchOperation]) -> Any:
        whole(keeping, operations)
        raise RuntimeError("the answer is lost")

    with monkeypatch.context() as patched:
        patched.setattr(Keeping, "write", write)
        assert (await pair.run(link)).status is ItemStatus.FAILED
    counts = (await pair.stored(link)).last_counts
    assert {name: count for name, count in counts.items() if count} == {"planned": 1, "in_doubt": 1}
    assert (await pair.run(link)).status is ItemStatus.UNCHANGED
    watched = (await pair.said(other))["Film 2"].watched
    assert watched is not None
    assert watched.plays == (SEEN,)


async def test_people_of_one_household_are_worlds_of_their_own(pair: Pair) -> None:
    anna, ben = [
        (await pair.tracker(f"{who} here"), await pair.tracker(f"{who} there")) for who in ("Anna", "Ben")
    ]
    made = []
    for here, there in (anna, ben):
        await pair.put(here, *(seen(film(at)) for at in range(1, 4)))
        link = await pair.link(here, there, {Feature.HISTORY: BOTH})
        await pair.approved(link)
        await pair.run(link)
        made.append(link)
    await pair.take(anna[0], ["Film 1"], Feature.HISTORY)
    for link in (*made, *made):
        await pair.run(link)
    assert set(await pair.said(anna[1])) == {"Film 2", "Film 3"}
    for account in ben:
        assert set(await pair.said(account)) == {"Film 1", "Film 2", "Film 3"}


async def test_forgetting_a_link_touches_no_account_and_takes_nothing_back(pair: Pair) -> None:
    one, other, link = await in_step(pair)
    await forget_link(pair.kit, link.id)
    assert await pair.kit.database.read(watch_bases.count, link.id) == 0
    await pair.take(one, ["Film 1"], Feature.HISTORY)
    # What it does not remember to have been at the one side is no removal: it comes as an addition, or not.
    await pair.run(link)
    assert set(await pair.said(other)) == {f"Film {at}" for at in range(1, 6)}


async def test_an_account_that_is_removed_takes_its_links_along(pair: Pair) -> None:
    one, other, _ = await in_step(pair)
    await pair.kit.database.write(accounts.remove, one.id)
    assert await pair.kit.database.read(links.every) == []
    assert await pair.kit.database.read(watch_records.every, one.id) == []
    assert await pair.kit.database.read(watch_records.every, other.id) != []


async def test_films_that_two_sides_call_differently_are_one_once_somebody_knows(pair: Pair) -> None:
    """Without anyone who knows titles by all their ids both are listed as without counterpart, or doubled."""
    one, other = await pair.tracker("One"), await pair.tracker("Other")
    by_imdb = replace(film(1), ids=frozenset({TitleId(TitleIdKind.IMDB, "tt0133093")}), name="Matrix")
    by_tmdb = replace(film(1), ids=frozenset({TitleId(TitleIdKind.TMDB, "603")}), name="The Matrix")
    await pair.put(one, seen(by_imdb))
    await pair.put(other, seen(by_tmdb))
    link = await pair.link(one, other, {Feature.HISTORY: BOTH})
    await pair.preview(link)
    assert len(await pair.operations(link)) == 2

    async with FakeTmdb() as tmdb:
        tmdb.movies[603] = Movie(id=603, title="The Matrix", imdb="tt0133093")
        kit = replace(pair.kit, endpoints={"*": tmdb.address})
        pair.household.kit = kit
        await add_account(kit, provider="tmdb", name="TMDB", settings={"token": tmdb.read_token})
        await pair.preview(link)
        assert await pair.operations(link) == ()
        asked = len(tmdb.wire.journal)
        await pair.preview(link)
        assert len(tmdb.wire.journal) == asked, "asked once, known for ever"
        await kit.connections.close()
