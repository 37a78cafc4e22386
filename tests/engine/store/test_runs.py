"""Runs and their items."""

import threading
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from syncopate.domain.run import ItemResult, ItemStatus, JobName, Progress, RunStatus, Trigger
from syncopate.errors import JobAlreadyRunning, NotFound
from syncopate.store import runs
from syncopate.store.database import Database
from syncopate.store.ids import new_id
from syncopate.store.runs import ItemHistory, Run, RunItem, RunSummary


def _run(now: datetime, job: JobName = JobName.MAIN_SYNC, minutes: int = 0, **changes: object) -> Run:
    run = Run(id=new_id(), job=job, trigger=Trigger.API, requested_at=now + timedelta(minutes=minutes))
    return replace(run, **changes)  # type: ignore[arg-type]  # a test names what it changes


def _ended(database: Database, now: datetime, job: JobName = JobName.MAIN_SYNC, minutes: int = 0) -> Run:
    run = _run(now, job, minutes)
    database.change(runs.add, run)
    database.change(runs.end, run.id, RunStatus.SUCCEEDED, run.requested_at + timedelta(seconds=30))
    return database.look(runs.get, run.id)


def _result(now: datetime, item: str = "mirror-1", **changes: object) -> ItemResult:
    result = ItemResult(
        item_id=item, item_name=f"Name of {item}", status=ItemStatus.SYNCED, started_at=now, ended_at=now
    )
    return replace(result, **changes)  # type: ignore[arg-type]  # a test names what it changes


def test_a_run_comes_back_as_it_was_stored(database: Database, now: datetime) -> None:
    run = _run(
        now,
        arguments={"mirror_id": "1", "mode": "full", "list": [1, None, True, {"a": 0.5}]},
        slot=now,
        attempt=2,
        progress=Progress(1, 2, "ü"),
        detail="d",
    )
    database.change(runs.add, run)
    assert database.look(runs.get, run.id) == run
    with pytest.raises(NotFound):
        database.look(runs.get, "none")


def test_one_run_of_a_job_at_a_time(database: Database, now: datetime) -> None:
    first = _run(now)
    database.change(runs.add, first)
    database.change(runs.add, _run(now, JobName.SCAN_LIBRARY))
    for _ in range(2):
        with pytest.raises(JobAlreadyRunning) as caught:
            database.change(runs.add, _run(now))
        assert caught.value.placeholders == {"job": "main_sync", "run": first.id}
        database.change(runs.start, first.id, now)
    database.change(runs.end, first.id, RunStatus.CANCELLED, now)
    database.change(runs.add, _run(now))


def test_of_many_that_ask_at_once_one_gets_it(database: Database, now: datetime) -> None:
    outcomes: list[bool] = []
    together = threading.Barrier(8)

    def ask() -> None:
        together.wait()
        try:
            database.change(runs.add, _run(now))
            outcomes.append(True)
        except JobAlreadyRunning:
            outcomes.append(False)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [False] * 7 + [True]
    assert len(database.look(runs.active)) == 1


def test_the_life_of_a_run(database: Database, now: datetime) -> None:
    run = _run(now)
    database.change(runs.add, run)
    minute = timedelta(minutes=1)
    assert database.change(runs.start, run.id, now + minute)
    assert database.change(runs.start, run.id, now + 2 * minute)
    database.change(runs.set_progress, run.id, Progress(3, 10, "Playlist 3"), now + 3 * minute)
    database.change(runs.touch, run.id, now + 4 * minute)
    running = replace(
        run,
        status=RunStatus.RUNNING,
        started_at=now + minute,
        progress_at=now + 4 * minute,
        progress=Progress(3, 10, "Playlist 3"),
    )
    assert database.look(runs.get, run.id) == running
    assert database.look(runs.running_of, JobName.MAIN_SYNC) == running
    assert database.look(runs.active) == [running]
    assert database.look(runs.last_ended) == {}
    assert database.change(runs.end, run.id, RunStatus.FAILED, now + 5 * minute, "disk_full", "Full.")
    ended = replace(
        running,
        status=RunStatus.FAILED,
        ended_at=now + 5 * minute,
        error="disk_full",
        detail="Full.",
        progress=Progress(3, 10),
    )
    assert database.look(runs.get, run.id) == ended
    assert database.look(runs.last_of, JobName.MAIN_SYNC) == ended
    assert database.look(runs.last_ended) == {JobName.MAIN_SYNC: ended}
    assert database.look(runs.running_of, JobName.MAIN_SYNC) is None
    assert database.look(runs.active) == []


def test_what_has_ended_stays_as_it_ended(database: Database, now: datetime) -> None:
    ended = _ended(database, now)
    assert not database.change(runs.end, ended.id, RunStatus.FAILED, now + timedelta(hours=1), "late")
    assert not database.change(runs.start, ended.id, now)
    assert not database.change(runs.request_cancel, ended.id)
    database.change(runs.set_progress, ended.id, Progress(9, 9), now)
    database.change(runs.touch, ended.id, now)
    assert database.look(runs.get, ended.id) == ended


def test_cancelling_is_asked_for(database: Database, now: datetime) -> None:
    run = _run(now)
    database.change(runs.add, run)
    assert not database.look(runs.cancel_requested, run.id)
    assert database.change(runs.request_cancel, run.id)
    assert database.look(runs.cancel_requested, run.id)
    for call in (
        lambda: database.change(runs.request_cancel, "none"),
        lambda: database.look(runs.cancel_requested, "none"),
        lambda: database.change(runs.end, "none", RunStatus.FAILED, now),
        lambda: database.change(runs.next_attempt, "none"),
    ):
        with pytest.raises(NotFound):
            call()


def test_attempts_are_counted(database: Database, now: datetime) -> None:
    run = _run(now)
    database.change(runs.add, run)
    assert [database.change(runs.next_attempt, run.id) for _ in range(3)] == [1, 2, 3]


def test_an_item_is_stored_once_and_again(database: Database, now: datetime) -> None:
    run = _run(now)
    database.change(runs.add, run)
    database.change(runs.put_item, run.id, _result(now, status=ItemStatus.UNKNOWN), ["old"])
    full = _result(
        now,
        matched=1,
        review=2,
        missing=3,
        unknown=4,
        added=5,
        removed=6,
        moved=7,
        next_due=now + timedelta(days=7),
        error="unreachable",
        detail="Ü",
        ended_at=now + timedelta(milliseconds=1500),
    )
    database.change(runs.put_item, run.id, full, ["A — B", "Ç"])
    later = _result(now + timedelta(seconds=1), "mirror-2")
    database.change(runs.put_item, run.id, later)
    assert database.look(runs.items, run.id) == [
        RunItem(run_id=run.id, result=full, missing_entries=("A — B", "Ç")),
        RunItem(run_id=run.id, result=later),
    ]
    assert database.look(runs.items, "none") == []


def test_the_list_is_filtered_and_cut(database: Database, now: datetime) -> None:
    main = [_ended(database, now, minutes=number) for number in range(3)]
    scan = _ended(database, now, JobName.SCAN_LIBRARY, 10)
    failed = _run(now, minutes=20)
    database.change(runs.add, failed)
    database.change(runs.end, failed.id, RunStatus.FAILED, now + timedelta(minutes=21))
    failed = database.look(runs.get, failed.id)
    database.change(runs.put_item, main[0].id, _result(now))
    database.change(runs.put_item, main[0].id, _result(now, "mirror-2", status=ItemStatus.FAILED))
    database.change(runs.put_item, main[2].id, _result(now))

    page = database.look(runs.list_page, limit=10, offset=0)
    assert [item.run for item in page.items] == [failed, scan, main[2], main[1], main[0]]
    assert page.items[-1] == RunSummary(run=main[0], items=2, failed=1)
    assert page.items[0] == RunSummary(run=failed, items=0, failed=0)
    for filters, wanted in (
        ({"job": JobName.SCAN_LIBRARY}, [scan]),
        ({"status": RunStatus.FAILED}, [failed]),
        ({"item_id": "mirror-1"}, [main[2], main[0]]),
        ({"item_id": "mirror-2", "job": JobName.MAIN_SYNC}, [main[0]]),
        ({"item_id": "none"}, []),
    ):
        found = database.look(runs.list_page, **filters, limit=10, offset=0)  # type: ignore[arg-type]
        assert [item.run for item in found.items] == wanted, filters
        assert found.total == len(wanted)
    cut = database.look(runs.list_page, limit=2, offset=1)
    assert ([item.run for item in cut.items], cut.total) == ([scan, main[2]], 5)


def test_the_history_of_an_item_is_latest_first(database: Database, now: datetime) -> None:
    both = [_ended(database, now, minutes=number) for number in range(3)]
    for run in both:
        database.change(runs.put_item, run.id, _result(run.requested_at))
        database.change(runs.put_item, run.id, _result(run.requested_at, "other"))
    assert database.look(runs.items_of, "mirror-1", 2) == [
        ItemHistory(run=run, item=RunItem(run_id=run.id, result=_result(run.requested_at)))
        for run in (both[2], both[1])
    ]
    assert database.look(runs.items_of, "none", 5) == []


def test_old_runs_go_but_the_latest_of_each_job_stays(database: Database, now: datetime) -> None:
    old = [_ended(database, now, minutes=number) for number in range(3)]
    only_scan = _ended(database, now, JobName.SCAN_LIBRARY)
    waiting = _run(now)
    database.change(runs.add, waiting)
    database.change(runs.put_item, old[0].id, _result(now))
    assert database.look(runs.count_of, JobName.MAIN_SYNC) == 4
    assert database.change(runs.remove_before, now + timedelta(days=90)) == 2
    left = {item.run.id for item in database.look(runs.list_page, limit=10, offset=0).items}
    assert left == {old[2].id, only_scan.id, waiting.id}
    assert database.look(runs.items, old[0].id) == []
    assert database.look(runs.count_of, JobName.MAIN_SYNC) == 2
    assert database.change(runs.remove_before, now + timedelta(days=90)) == 0
