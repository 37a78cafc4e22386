import asyncio
import time
from datetime import datetime, time as clock_time, timedelta
from typing import Any

import pytest
from syncopate.domain.event import EventType
from syncopate.domain.plan import PlaylistPlan
from syncopate.domain.run import (
    ItemResult,
    ItemStatus,
    JobName,
    Progress,
    RunStatus,
    Schedule,
    ScheduleKind,
    Trigger,
)
from syncopate.domain.watch import Feature
from syncopate.errors import (
    BrokerUnreachable,
    Conflict,
    DiskFull,
    InvalidInput,
    InvalidSchedule,
    JobAlreadyRunning,
    NotConfigured,
    NotFound,
)
from syncopate.jobs.facade import sync_of
from syncopate.jobs.work import LinkCases, Publishing
from syncopate.providers.capability import Report
from syncopate.store import (
    accounts,
    events,
    libraries,
    mirrors,
    runs,
    settings,
    targets,
    watch_captures,
    writes,
)
from syncopate.store.accounts import Account
from syncopate.store.libraries import Library
from syncopate.store.watch_captures import Capture
from syncopate.store.writes import Write
from syncopate.sync.kit import Kit


async def test_a_sync_stores_each_result_and_tells_the_sums(engine: Any) -> None:
    engine.add_playlists("a", "b", "c", "d")
    engine.household.skipped = {"c": ItemStatus.NOT_DUE, "d": ItemStatus.DISABLED}
    async with engine.jobs() as jobs:
        run = await jobs.run(JobName.SYNC_PLAYLISTS, Trigger.API)
        ended = await engine.ended(run.id)
        await engine.until(lambda: "lists" in engine.household.calls)

    assert ended.status is RunStatus.SUCCEEDED
    assert (ended.progress.done, ended.progress.total) == (4, 4)
    assert engine.items(run.id) == {
        "a": ItemStatus.SYNCED,
        "b": ItemStatus.SYNCED,
        "c": ItemStatus.NOT_DUE,
        "d": ItemStatus.DISABLED,
    }
    waiting = next(i for i in engine.database.look(runs.items, run.id) if i.result.item_id == "c")
    assert waiting.result.next_due == engine.clock() + timedelta(days=1)
    (started,) = engine.told_of(run.id, EventType.JOB_STARTED)
    assert (started.name, started.run_count, started.data["trigger"]) == ("sync_playlists", 1, "api")
    (told,) = engine.told_of(run.id, EventType.SYNC_FINISHED)
    assert (told.status, told.run_count) == ("succeeded", 1)
    assert {
        name: told.data[name] for name in ("items", "synced", "skipped", "matched", "missing", "added")
    } == {
        "items": 4,
        "synced": 2,
        "skipped": 2,
        "matched": 12,
        "missing": 4,
        "added": 4,
    }
    stored = [event.type for event in reversed(engine.database.look(events.recent, 10))]
    assert stored == [EventType.JOB_STARTED, EventType.JOB_FINISHED, EventType.SYNC_FINISHED]


@pytest.mark.parametrize(
    ("answers", "status", "error"),
    [
        ({"a": ItemStatus.FAILED}, RunStatus.PARTIAL, None),
        ({"a": ItemStatus.HELD}, RunStatus.PARTIAL, None),
        ({"a": ItemStatus.UNKNOWN, "b": ItemStatus.FAILED}, RunStatus.FAILED, "source_unavailable"),
        ({"a": RuntimeError("a bug"), "b": DiskFull(path="x")}, RunStatus.FAILED, "internal_error"),
        ({"a": RuntimeError("a bug")}, RunStatus.PARTIAL, None),
    ],
)
async def test_how_items_make_the_status(
    engine: Any, answers: dict[str, Any], status: RunStatus, error: str | None
) -> None:
    engine.add_playlists("a", "b")
    engine.household.answers = answers
    async with engine.jobs() as jobs:
        ended = await engine.ended((await jobs.run(JobName.SYNC_PLAYLISTS, Trigger.API)).id)
    assert (ended.status, ended.error) == (status, error)
    kind = EventType.SYNC_FAILED if status is RunStatus.FAILED else EventType.SYNC_FINISHED
    assert len(engine.told_of(ended.id, kind)) == 1


@pytest.mark.parametrize(
    ("places", "before", "status"),
    [
        ((ItemStatus.SYNCED, ItemStatus.FAILED), timedelta(), RunStatus.PARTIAL),
        ((ItemStatus.UNCHANGED, ItemStatus.UNKNOWN), timedelta(), RunStatus.PARTIAL),
        ((ItemStatus.FAILED, ItemStatus.FAILED), timedelta(), RunStatus.FAILED),
        ((ItemStatus.SYNCED, ItemStatus.FAILED), timedelta(minutes=1), RunStatus.FAILED),
    ],
    ids=["one failed", "one could not be read", "all failed", "it went well some other time"],
)
async def test_a_playlist_that_failed_in_one_of_its_places_makes_it_partial(
    engine: Any, places: tuple[ItemStatus, ...], before: timedelta, status: RunStatus
) -> None:
    engine.add_playlists("a")
    engine.add_libraries("l1", "l2")
    engine.household.answers["a"] = ItemStatus.FAILED
    for library_id, place in zip(("l1", "l2"), places, strict=True):
        target = engine.database.change(targets.ensure, "a", library_id)
        error = "disk_full" if place is ItemStatus.FAILED else None
        engine.database.change(
            targets.set_result, target.id, at=engine.clock() - before, status=place, error=error, detail=""
        )
    async with engine.jobs() as jobs:
        main = await engine.ended((await jobs.run(JobName.MAIN_SYNC, Trigger.API)).id)
        (run,) = engine.database.look(runs.since_of, JobName.SYNC_PLAYLISTS, main.requested_at)
    assert run.status is status
    assert engine.items(run.id)["a"] is ItemStatus.FAILED
    assert engine.items(main.id)["playlists"] is ItemStatus.FAILED


async def test_lists_that_cannot_be_written_make_it_partial(engine: Any) -> None:
    engine.add_playlists("a")
    engine.household.lists = DiskFull(path="missing_tracks_spotify.txt")
    async with engine.jobs() as jobs:
        ended = await engine.ended((await jobs.run(JobName.SYNC_PLAYLISTS, Trigger.API)).id)
    assert ended.status is RunStatus.PARTIAL
    assert engine.items(ended.id)["lists"] is ItemStatus.FAILED


async def test_one_run_of_a_job_at_a_time(engine: Any) -> None:
    engine.add_playlists("a")
    engine.household.answers["a"] = asyncio.Event()
    async with engine.jobs() as jobs:
        first = await jobs.run(JobName.SYNC_PLAYLISTS, Trigger.API)
        with pytest.raises(JobAlreadyRunning) as refused:
            await jobs.run(JobName.SYNC_PLAYLISTS, Trigger.WEB)
        assert refused.value.placeholders == {"job": "sync_playlists", "run": first.id}
        engine.household.answers["a"].set()
        assert (await engine.ended(first.id)).status is RunStatus.SUCCEEDED
        again = await jobs.run(JobName.SYNC_PLAYLISTS, Trigger.WEB)
        await engine.ended(again.id)
        assert engine.told_of(again.id, EventType.JOB_STARTED)[0].run_count == 2


async def test_no_more_at_once_than_the_setting_says(engine: Any) -> None:
    engine.add_playlists(*"abcdefgh")
    engine.household.seconds = 0.02
    engine.database.change(settings.put, "sync.concurrency", 2, engine.clock())
    async with engine.jobs() as jobs:
        await engine.ended((await jobs.run(JobName.SYNC_PLAYLISTS, Trigger.API)).id)
    assert engine.household.most_at_once == 2


async def test_arguments_reach_the_use_cases(engine: Any) -> None:
    engine.add_playlists("a", "b")
    engine.add_libraries("l1", "l2")
    async with engine.jobs() as jobs:
        run = await jobs.run(
            JobName.SYNC_PLAYLISTS,
            Trigger.API,
            {"playlist_ids": ["b"], "force": True, "approve": {"b": "d1"}},
        )
        await engine.ended(run.id)
        assert engine.household.approvals == {"b": {"d1"}}
        for several in (["d1", "d2"], "d1, d2"):
            engine.household.approvals.clear()
            run = await jobs.run(
                JobName.SYNC_PLAYLISTS,
                Trigger.API,
                {"playlist_ids": ["a", "b"], "force": True, "approve": {"b": several}},
            )
            await engine.ended(run.id)
            assert engine.household.approvals == {"a": set(), "b": {"d1", "d2"}}
        run = await jobs.run(JobName.SCAN_LIBRARY, Trigger.API, {"library_id": "l2", "mode": "full"})
        await engine.ended(run.id)
        assert engine.household.calls[-2:] == ["full", "l2"]
        run = await jobs.run(JobName.SCAN_LIBRARY, Trigger.API)
        await engine.ended(run.id)
        assert set(engine.items(run.id)) == {"l1", "l2"}


async def test_what_is_refused_before_it_starts(engine: Any) -> None:
    async with engine.jobs() as jobs:
        with pytest.raises(NotConfigured):
            await jobs.run(JobName.PUBLISH_MQTT, Trigger.API)
        for job, arguments in (
            (JobName.MAIN_SYNC, {"playlist_ids": []}),
            (JobName.SYNC_PLAYLISTS, {"playlist_ids": "a"}),
            (JobName.SYNC_PLAYLISTS, {"album_ids": []}),
            (JobName.SYNC_ALBUMS, {"playlist_ids": []}),
            (JobName.SYNC_ALBUMS, {"album_ids": 1}),
            (JobName.SYNC_PLAYLISTS, {"force": 1}),
            (JobName.SYNC_PLAYLISTS, {"approve": {"a": 1}}),
            (JobName.SYNC_PLAYLISTS, {"approve": {"a": ["d1", 2]}}),
            (JobName.SYNC_PLAYLISTS, {"approve": {"a": []}}),
            (JobName.SYNC_PLAYLISTS, {"approve": ["d1"]}),
            (JobName.SYNC_PLAYLISTS, {"main_run": "x"}),
            (JobName.SCAN_LIBRARY, {"mode": "half"}),
        ):
            with pytest.raises(InvalidInput):
                await jobs.run(job, Trigger.API, arguments)
        with pytest.raises(NotFound):
            await jobs.run(JobName.SYNC_PLAYLISTS, Trigger.API, {"playlist_ids": ["none"]})
        engine.add_playlists("a")
        engine.add_albums("b")
        with pytest.raises(NotFound):
            await jobs.run(JobName.SYNC_PLAYLISTS, Trigger.API, {"playlist_ids": ["b"]})
        with pytest.raises(NotFound):
            await jobs.run(JobName.SYNC_ALBUMS, Trigger.API, {"album_ids": ["a"]})
        with pytest.raises(NotFound):
            await jobs.run(JobName.SCAN_LIBRARY, Trigger.API, {"library_id": "none"})
        assert engine.database.look(runs.active) == []


async def test_the_main_sync_has_its_three_results(engine: Any) -> None:
    engine.add_playlists("a", "b")
    engine.add_albums("c")
    published: list[int] = []

    async def publish() -> int:
        published.append(1)
        return 5

    async with engine.jobs(publishing=Publishing(used=lambda: True, publish=publish)) as jobs:
        run = await jobs.run(JobName.MAIN_SYNC, Trigger.SCHEDULE)
        ended = await engine.ended(run.id)
        await engine.until(lambda: published)
    assert ended.status is RunStatus.SUCCEEDED
    assert engine.items(run.id) == {
        "playlists": ItemStatus.SYNCED,
        "albums": ItemStatus.SYNCED,
        "users": ItemStatus.UNCHANGED,
    }
    for job, items in ((JobName.SYNC_PLAYLISTS, {"a", "b"}), (JobName.SYNC_ALBUMS, {"c"})):
        part = engine.database.look(runs.last_of, job)
        assert (part.trigger, part.status) == (Trigger.JOB, RunStatus.SUCCEEDED)
        assert set(engine.items(part.id)) == items
    assert engine.household.calls.index("c") == 2, "albums come after the playlists"
    assert len([e for e in engine.told if e.type is EventType.SYNC_FINISHED]) == 1
    assert engine.household.calls.count("lists") == 1
    assert (ended.progress.done, ended.progress.total) == (3, 3)


async def test_without_albums_the_main_sync_has_nothing_to_do_for_them(engine: Any) -> None:
    engine.add_playlists("a", "b")
    engine.household.answers["a"] = ItemStatus.FAILED
    async with engine.jobs() as jobs:
        ended = await engine.ended((await jobs.run(JobName.MAIN_SYNC, Trigger.SCHEDULE)).id)
    assert engine.items(ended.id)["albums"] is ItemStatus.UNCHANGED
    assert (ended.status, ended.progress.done, ended.progress.total) == (RunStatus.PARTIAL, 2, 2)


async def test_albums_are_synced_by_a_job_of_their_own(engine: Any) -> None:
    engine.add_playlists("a")
    engine.add_albums("b", "c")
    engine.household.skipped = {"c": ItemStatus.NOT_DUE}
    async with engine.jobs() as jobs:
        run = await jobs.run(JobName.SYNC_ALBUMS, Trigger.API)
        ended = await engine.ended(run.id)
        assert engine.items(run.id) == {"b": ItemStatus.SYNCED, "c": ItemStatus.NOT_DUE}
        assert (ended.status, ended.progress.total) == (RunStatus.SUCCEEDED, 2)
        assert len(engine.told_of(run.id, EventType.SYNC_FINISHED)) == 1
        await engine.until(lambda: "lists" in engine.household.calls)
        await engine.ended((await jobs.run(JobName.SYNC_PLAYLISTS, Trigger.API)).id)
        job, arguments = sync_of(engine.household.mirrors[1], approve=["d2", "d1", "d2"])
        run = await jobs.run(job, Trigger.API, arguments)
        await engine.ended(run.id)
    assert [call for call in engine.household.calls if call != "lists"] == ["b", "a", "b"]
    assert engine.household.approvals == {"a": set(), "b": {"d1", "d2"}}


async def test_the_main_sync_waits_for_a_sync_under_way(engine: Any) -> None:
    engine.add_playlists("a")
    gate = engine.household.answers["a"] = asyncio.Event()
    async with engine.jobs() as jobs:
        own = await jobs.run(JobName.SYNC_PLAYLISTS, Trigger.API)
        main = await jobs.run(JobName.MAIN_SYNC, Trigger.SCHEDULE)
        await engine.until(lambda: engine.household.at_once)
        gate.set()
        await engine.ended(own.id)
        assert (await engine.ended(main.id)).status is RunStatus.SUCCEEDED
    assert engine.household.calls.count("a") == 2


@pytest.mark.alone
async def test_cancel_stops_within_two_seconds_and_says_what_was_left(engine: Any) -> None:
    engine.add_playlists(*(f"p{number}" for number in range(40)))
    engine.household.answers = {f"p{number}": asyncio.Event() for number in range(2, 40)}
    async with engine.jobs() as jobs:
        main = await jobs.run(JobName.MAIN_SYNC, Trigger.API)
        await engine.until(lambda: engine.household.at_once == 4)
        part = engine.database.look(runs.running_of, JobName.SYNC_PLAYLISTS)
        await engine.until(lambda: len(engine.items(part.id)) == 2)
        began = time.monotonic()
        cancelled = await jobs.cancel(main.id)
        assert time.monotonic() - began < 2
        assert engine.household.at_once == 0
        assert cancelled.status is RunStatus.CANCELLED
        assert engine.run(part.id).status is RunStatus.CANCELLED
        statuses = [*engine.items(part.id).values()]
        assert statuses.count(ItemStatus.SYNCED) == 2
        assert statuses.count(ItemStatus.CANCELLED) == len(statuses) - 2 >= 4
        assert engine.told_of(main.id, EventType.JOB_FINISHED)[0].status == "cancelled"
        assert not [e for e in engine.told if e.type in {EventType.SYNC_FINISHED, EventType.SYNC_FAILED}]
        with pytest.raises(Conflict):
            await jobs.cancel(main.id)
        with pytest.raises(NotFound):
            await jobs.cancel("none")
        engine.household.answers.clear()
        again = await jobs.run(JobName.MAIN_SYNC, Trigger.API)
        assert (await engine.ended(again.id)).status is RunStatus.SUCCEEDED


async def test_cancelling_only_the_part_lets_the_main_sync_end(engine: Any) -> None:
    engine.add_playlists("a")
    engine.household.answers["a"] = asyncio.Event()
    async with engine.jobs() as jobs:
        main = await jobs.run(JobName.MAIN_SYNC, Trigger.API)
        await engine.until(lambda: engine.household.at_once)
        await jobs.cancel(engine.database.look(runs.running_of, JobName.SYNC_PLAYLISTS).id)
        ended = await engine.ended(main.id)
    assert ended.status is RunStatus.PARTIAL
    assert engine.items(main.id)["playlists"] is ItemStatus.CANCELLED


async def test_publishing_is_a_run_with_one_item(engine: Any) -> None:
    answers: list[int | Exception] = [7, BrokerUnreachable(host="broker"), NotConfigured(what="MQTT")]

    async def publish() -> int:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    seen = []
    async with engine.jobs(publishing=Publishing(used=lambda: True, publish=publish)) as jobs:
        while answers:
            ended = await engine.ended((await jobs.run(JobName.PUBLISH_MQTT, Trigger.API)).id)
            seen.append((ended.status, ended.error, engine.items(ended.id)["mqtt"]))
    assert seen == [
        (RunStatus.SUCCEEDED, None, ItemStatus.SYNCED),
        (RunStatus.FAILED, "broker_unreachable", ItemStatus.FAILED),
        (RunStatus.SUCCEEDED, None, ItemStatus.NOT_CONFIGURED),
    ]


async def test_the_clean_up_removes_what_is_too_old(engine: Any) -> None:
    engine.add_playlists("a")
    async with engine.jobs() as jobs:
        old = await engine.ended((await jobs.run(JobName.SYNC_PLAYLISTS, Trigger.API)).id)
        target_id = _written(engine, engine.clock())
        engine.clock.forward(days=91)
        new = await engine.ended((await jobs.run(JobName.SYNC_PLAYLISTS, Trigger.API)).id)
        ended = await engine.ended((await jobs.run(JobName.CLEAN_UP, Trigger.SCHEDULE)).id)
    assert engine.items(ended.id) == {"history": ItemStatus.SYNCED}
    with pytest.raises(NotFound):
        engine.run(old.id)
    assert engine.run(new.id).status is RunStatus.SUCCEEDED
    assert {e.run_id for e in engine.database.look(events.recent, 50)} == {new.id, ended.id}
    assert [write.id for write in engine.database.look(writes.last_of, target_id, 9)] == ["two"]


def _written(engine: Any, at: datetime) -> str:
    """Store two writes to a target, of which one is settled, and return the target's id."""
    (mirror, *_) = engine.database.look(mirrors.every)
    account = Account(id="acc", provider="folder", name="F", settings={}, created_at=at)
    engine.database.change(accounts.add, account)
    engine.database.change(libraries.add, Library(id="lib", account_id="acc", name="M", created_at=at))
    target = engine.database.change(targets.ensure, mirror.id, "lib")
    plan = PlaylistPlan(name="n", operations=(), result=())
    for write_id in ("one", "two"):
        write = Write(id=write_id, run_id="run", target_id=target.id, digest="d", plan=plan, intended_at=at)
        engine.database.change(writes.intend, write)
        if write_id == "one":
            engine.database.change(writes.settle, target.id)
    return str(target.id)


async def test_progress_is_told_at_most_about_twice_a_second(engine: Any) -> None:
    engine.add_playlists(*(f"p{number}" for number in range(30)))
    engine.household.seconds = 0.1
    async with engine.jobs() as jobs:
        began = time.monotonic()
        run = await jobs.run(JobName.SYNC_PLAYLISTS, Trigger.API)
        await engine.ended(run.id)
        lasted = time.monotonic() - began
    told = engine.told_of(run.id, EventType.JOB_PROGRESS)
    assert 1 <= len(told) <= 2 * lasted + 2
    assert told[-1].data["done"] == 30
    assert not engine.database.look(events.recent, 50, {EventType.JOB_PROGRESS})


def captured(engine: Any) -> str:
    """Store the capture of an account."""
    account = Account(id="a1", provider="local", name="Diary", created_at=engine.clock())
    capture = Capture(
        id="c1",
        account_id=account.id,
        link_id=None,
        run_id=None,
        made_at=engine.clock(),
        features=frozenset({Feature.HISTORY}),
        records=0,
    )
    engine.database.change(accounts.add, account)
    engine.database.change(watch_captures.add, capture, [])
    return capture.id


async def test_a_capture_is_restored_in_a_run_of_its_own(engine: Any) -> None:
    capture_id = captured(engine)
    asked: list[tuple[str, str | None]] = []

    async def bring_back(_kit: Kit, capture: str, run_id: str | None, *, report: Report) -> ItemResult:
        asked.append((capture, run_id))
        await report(Progress(3, 7, "Diary"))
        return ItemResult(
            item_id=capture,
            item_name="Diary",
            status=ItemStatus.SYNCED,
            started_at=engine.clock(),
            ended_at=engine.clock(),
            added=7,
        )

    engine.household.links = LinkCases(restore_capture=bring_back)
    async with engine.jobs() as jobs:
        for arguments in ({}, {"capture_id": ""}, {"capture_id": 1}, {"capture_id": capture_id, "more": 1}):
            with pytest.raises(InvalidInput):
                await jobs.run(JobName.RESTORE_CAPTURE, Trigger.API, arguments)
        with pytest.raises(NotFound):
            await jobs.run(JobName.RESTORE_CAPTURE, Trigger.API, {"capture_id": "none"})
        run = await jobs.run(JobName.RESTORE_CAPTURE, Trigger.API, {"capture_id": capture_id})
        assert (await engine.ended(run.id)).status is RunStatus.SUCCEEDED
        assert asked == [(capture_id, run.id)]
        assert engine.items(run.id) == {capture_id: ItemStatus.SYNCED}
        (told,) = engine.told_of(run.id, EventType.JOB_FINISHED)
        assert (told.name, told.data["added"]) == ("restore_capture", 7)
        # It is done when it is asked for, and never by itself.
        assert JobName.RESTORE_CAPTURE not in {each.job for each in await jobs.overview()}
        with pytest.raises(InvalidSchedule):
            await jobs.set_schedule(JobName.RESTORE_CAPTURE, Schedule(ScheduleKind.DAILY, at=clock_time(3)))


async def test_restoring_a_capture_can_be_cancelled(engine: Any) -> None:
    capture_id, going = captured(engine), asyncio.Event()

    async def bring_back(_kit: Kit, _capture: str, _run_id: str | None, *, report: Report) -> ItemResult:
        going.set()
        await asyncio.Event().wait()
        raise AssertionError(report)

    engine.household.links = LinkCases(restore_capture=bring_back)
    async with engine.jobs() as jobs:
        run = await jobs.run(JobName.RESTORE_CAPTURE, Trigger.API, {"capture_id": capture_id})
        await asyncio.wait_for(going.wait(), 10)
        assert (await jobs.cancel(run.id)).status is RunStatus.CANCELLED
        (item,) = [each.result for each in engine.database.look(runs.items, run.id)]
        assert (item.item_name, item.status) == ("Diary", ItemStatus.CANCELLED)
