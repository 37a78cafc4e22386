"""A conductor and worker processes on PostgreSQL: work is shared, lost work is taken up, nothing is done twice."""

import asyncio
import os
import signal
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from syncopate.domain.event import Event, EventType
from syncopate.domain.run import ItemStatus, JobName, RunStatus, Trigger
from syncopate.errors import JobAlreadyRunning
from syncopate.jobs.relay import Relay
from syncopate.jobs.reset import ready, reset_jobs
from syncopate.jobs.service import JobService
from syncopate.store import events, runs, settings, workers
from syncopate.store.migrate import migrate
from syncopate.store.workers import WorkerState

SERVER = os.environ.get("SYNCOPATE_TEST_DATABASE_URL")
PROCESS = Path(__file__).with_name("worker_process.py")
LEASE = 2.0

pytestmark = [
    pytest.mark.skipif(not SERVER, reason="SYNCOPATE_TEST_DATABASE_URL is not set"),
    pytest.mark.timeout(60),
]


@pytest.fixture(scope="module")
def template() -> Iterator[str]:
    assert SERVER is not None
    name = f"syncopate_workers_{uuid.uuid4().hex}"
    with closing(psycopg.connect(SERVER, autocommit=True)) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        migrate(f"{SERVER.rpartition('/')[0]}/{name}")
        yield name
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


class House:
    """A conductor in this process, workers in others."""

    def __init__(self, engine: Any, folder: Path, url: str) -> None:
        self.engine = engine
        self.folder = folder
        self.url = url
        self.processes: list[subprocess.Popen[bytes]] = []
        self.relayed: list[Event] = []
        self.slowly(0.4)
        self.engine.household.seconds = 0.4
        self.engine.kit.database.change(settings.put, "sync.concurrency", 2, engine.clock())

    def slowly(self, seconds: float) -> None:
        (self.folder / "seconds").write_text(str(seconds))

    @asynccontextmanager
    async def conductor(self) -> AsyncIterator[JobService]:
        service = JobService(
            self.engine.kit,
            self.engine.household.use_cases,
            database_url=self.url,
            tick_seconds=3600,
            lease_seconds=LEASE,
        )
        relay = Relay(self.engine.database, self._spread)
        await service.start()
        relay.start()
        try:
            yield service
        finally:
            await relay.stop()
            await service.stop()

    def _spread(self, event: Event) -> None:
        self.relayed.append(event)
        self.engine.bus.spread(event)

    def worker(self, name: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, str(PROCESS), str(self.folder), self.url, name, str(LEASE)],
            stderr=subprocess.PIPE,
        )
        self.processes.append(process)
        return process

    async def at_work(self, *names: str) -> None:
        """Wait until these workers live and take work."""
        process_count = len(names)
        await self.engine.until(lambda: len(self.living()) == process_count, 15)
        # What it takes from the queue now, it took after it said that it lives.
        await self.engine.until(lambda: all(name in self.living() for name in names), 15)

    def living(self) -> dict[str, int]:
        there = self.engine.database.look(workers.every)
        return {one.name: one.beats for one in there if one.state is WorkerState.WORKING}

    def log(self) -> list[tuple[str, str, str, float]]:
        file = self.folder / "work.log"
        lines = file.read_text().splitlines() if file.exists() else []
        return [(line.split()[0], line.split()[1], line.split()[2], float(line.split()[3])) for line in lines]

    def did(self, what: str) -> Counter[str]:
        return Counter(item for _, happened, item, _ in self.log() if happened == what)

    def by(self, name: str, what: str = "end") -> list[str]:
        return [item for who, happened, item, _ in self.log() if who == name and happened == what]

    def close(self) -> None:
        for process in self.processes:
            process.kill()
            process.communicate()


@pytest.fixture
def house(make_engine: Any, template: str, tmp_path: Path) -> Iterator[House]:
    assert SERVER is not None
    name = f"syncopate_jobs_{uuid.uuid4().hex}"
    url = f"{SERVER.rpartition('/')[0]}/{name}"
    with closing(psycopg.connect(SERVER, autocommit=True)) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        house = House(make_engine(server=url), tmp_path, url)
        yield house
        house.close()
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def names(count: int) -> list[str]:
    return [f"p{number:02}" for number in range(count)]


async def test_a_conductor_and_two_workers_share_a_run(house: House) -> None:
    engine = house.engine
    engine.add_playlists(*names(18))
    house.worker("one")
    house.worker("two")
    async with house.conductor() as jobs:
        await house.at_work("one", "two")
        await asyncio.sleep(1.5)
        began = time.monotonic()
        run = await jobs.run(JobName.MAIN_SYNC, Trigger.API)
        with pytest.raises(JobAlreadyRunning):
            await jobs.run(JobName.MAIN_SYNC, Trigger.API)
        ended = await engine.ended(run.id, 20)
        lasted = time.monotonic() - began
        await engine.until(
            lambda: (
                len([one for one in house.relayed if one.type is EventType.PLAYLIST_SYNCED])
                == sum(house.did("end").values())
            )
        )
    assert ended.status is RunStatus.SUCCEEDED
    assert lasted < 18 * 0.4, "three work at a time what one alone would need longer for"
    done = Counter(engine.household.calls) - Counter(["lists"]) + house.did("begin")
    assert done == Counter(names(18)), "each once, wherever"
    assert house.by("one")
    assert house.by("two")
    part = engine.database.look(runs.last_of, JobName.SYNC_PLAYLISTS)
    assert set(engine.items(part.id).values()) == {ItemStatus.SYNCED}
    assert (part.progress.done, part.progress.total) == (18, 18)
    feed = Counter(event.identity for event in engine.database.look(events.since, 0, 1000))
    assert set(feed.values()) == {1}
    live = Counter(event.identity for event in house.relayed if event.type is EventType.PLAYLIST_SYNCED)
    assert set(live.values()) == {1}
    assert any(event.type is EventType.JOB_PROGRESS for event in house.relayed), "progress of workers is live"


async def test_the_work_of_a_killed_worker_is_taken_up(house: House) -> None:
    engine = house.engine
    engine.add_playlists(*names(12))
    lost = house.worker("lost")
    house.worker("stays")
    async with house.conductor() as jobs:
        await house.at_work("lost", "stays")
        await asyncio.sleep(1.5)
        run = await jobs.run(JobName.MAIN_SYNC, Trigger.API)
        # How much of it each takes is chance: that it has something under way is all that is asked for.
        await engine.until(lambda: set(house.by("lost", "begin")) - set(house.by("lost")), 15)
        lost.send_signal(signal.SIGKILL)
        await asyncio.to_thread(lost.wait)
        open_then = set(house.by("lost", "begin")) - set(house.by("lost"))
        ended = await engine.ended(run.id, 20)
    assert ended.status is RunStatus.SUCCEEDED
    done = Counter(engine.household.calls) - Counter(["lists"]) + house.did("end")
    begun = Counter(engine.household.calls) - Counter(["lists"]) + house.did("begin")
    assert set(done) == set(names(12))
    assert {item for item, count in begun.items() if count > 1} <= open_then, "only what it had under way"
    assert set(house.by("lost")) & set(house.by("stays")) == set()
    feed = Counter(event.identity for event in engine.database.look(events.since, 0, 1000))
    assert set(feed.values()) == {1}
    assert engine.database.look(runs.active) == []


async def test_a_stopped_worker_hands_over_at_once(house: House) -> None:
    engine = house.engine
    engine.add_playlists(*names(8))
    house.slowly(3)
    worker = house.worker("one")
    async with house.conductor() as jobs:
        await house.at_work("one")
        await asyncio.sleep(1)
        run = await jobs.run(JobName.SYNC_PLAYLISTS, Trigger.API)
        await engine.until(lambda: len(house.by("one", "begin")) == 2)
        worker.terminate()
        assert await asyncio.to_thread(worker.wait, 5) == 0
        ended = await engine.ended(run.id)
    assert ended.status is RunStatus.SUCCEEDED
    assert sorted(engine.household.calls) == ["lists", *names(8)]
    assert sorted(house.by("one", "stopped")) == sorted(house.by("one", "begin"))


async def test_a_worker_that_comes_back_goes_on_under_its_name(house: House) -> None:
    engine = house.engine
    engine.add_playlists(*names(4))
    engine.household.answers = {name: asyncio.Event() for name in names(4)}
    first = house.worker("one")
    async with house.conductor() as jobs:
        await house.at_work("one")
        await asyncio.sleep(1)
        house.slowly(60)
        run = await jobs.run(JobName.SYNC_PLAYLISTS, Trigger.API)
        await engine.until(lambda: len(house.by("one", "begin")) == 2 and engine.household.at_once == 2)
        first.kill()
        house.slowly(0.1)
        house.worker("one")
        await engine.until(lambda: len(house.by("one")) == 2, 15)
        for gate in engine.household.answers.values():
            gate.set()
        ended = await engine.ended(run.id)
    assert ended.status is RunStatus.SUCCEEDED
    assert set(engine.items(run.id).values()) == {ItemStatus.SYNCED}


async def test_a_name_is_held_by_one_living_worker(house: House) -> None:
    async with house.conductor():
        house.worker("one")
        await house.at_work("one")
        second = house.worker("one")
        _, said = await asyncio.to_thread(second.communicate, None, 15)
        assert (second.returncode, said.decode().splitlines()[-1]) == (2, "worker_name_taken")
        assert set(house.living()) == {"one"}


async def test_a_worker_that_slept_too_long_stops_and_begins_anew(house: House) -> None:
    engine = house.engine
    engine.add_playlists("a")
    engine.household.answers = {"a": asyncio.Event()}
    async with house.conductor() as jobs:
        sleeper = house.worker("one")
        await house.at_work("one")
        await asyncio.sleep(1)
        house.slowly(60)
        engine.household.answers.clear()
        # The conductor's two places are taken, so the worker gets it.
        engine.add_playlists("b", "c", "d")
        engine.household.answers = {name: asyncio.Event() for name in "abcd"}
        run = await jobs.run(JobName.SYNC_PLAYLISTS, Trigger.API)
        await engine.until(lambda: len(house.by("one", "begin")) == 2)
        had = house.by("one", "begin")
        sleeper.send_signal(signal.SIGSTOP)
        for gate in engine.household.answers.values():
            gate.set()
        ended = await engine.ended(run.id)
        sleeper.send_signal(signal.SIGCONT)
        await engine.until(lambda: sorted(house.by("one", "stopped")) == sorted(had))
        await house.at_work("one")
    assert ended.status is RunStatus.SUCCEEDED
    assert house.by("one") == []
    assert set(had) <= set(engine.household.calls)


async def test_cancel_reaches_workers_within_two_seconds(house: House) -> None:
    engine = house.engine
    engine.add_playlists(*names(12))
    engine.add_libraries("music")
    house.slowly(60)
    engine.household.seconds = 60
    house.worker("one")
    house.worker("two")
    async with house.conductor() as jobs:
        await house.at_work("one", "two")
        await asyncio.sleep(1.5)
        main = await jobs.run(JobName.MAIN_SYNC, Trigger.API)
        await engine.until(lambda: sum(house.did("begin").values()) == 4 and engine.household.at_once == 2)
        asked = time.time()
        cancelled = await jobs.cancel(main.id)
        answered = time.time()
        assert cancelled.status is RunStatus.CANCELLED
        stopped = [at for _, what, _, at in house.log() if what == "stopped"]
        assert len(stopped) == 4, "by the time it is answered, nothing works for it any more"
        assert max(stopped) - asked < 2
        assert answered - asked < 3
        assert engine.household.at_once == 0
        part = engine.database.look(runs.last_of, JobName.SYNC_PLAYLISTS)
        assert part.status is RunStatus.CANCELLED
        assert engine.items(part.id) == dict.fromkeys(names(12), ItemStatus.CANCELLED)
        house.slowly(0.05)
        engine.household.seconds = 0.05
        again = await jobs.run(JobName.MAIN_SYNC, Trigger.API)
        assert (await engine.ended(again.id)).status is RunStatus.SUCCEEDED
        ends = [event for event in engine.told if event.run_id == main.id and event.type.value[:4] == "job_"]
    assert [event.type for event in ends if event.type is not EventType.JOB_PROGRESS] == [
        EventType.JOB_STARTED,
        EventType.JOB_FINISHED,
    ]


async def test_a_run_that_stands_still_at_a_worker_is_ended_as_stalled(house: House) -> None:
    engine = house.engine
    engine.add_libraries("one", "two", "three")
    house.slowly(60)
    engine.household.seconds = 60
    async with house.conductor() as jobs:
        house.worker("one")
        await house.at_work("one")
        await asyncio.sleep(1)
        run = await jobs.run(JobName.SCAN_LIBRARY, Trigger.API)
        await engine.until(lambda: house.by("one", "begin") or engine.household.at_once)
        engine.clock.forward(days=400)
        await jobs.keeper.look()
        assert engine.run(run.id).status is RunStatus.STALLED
        stopped = house.by("one", "stopped")
        assert len(stopped) == len(house.by("one", "begin"))
        assert engine.household.at_once == 0


async def test_a_new_jobs_database_begins_anew_and_does_nothing_twice(house: House) -> None:
    engine = house.engine
    engine.add_playlists(*names(8))
    house.worker("one")
    async with house.conductor() as jobs:
        await house.at_work("one")
        await asyncio.sleep(1)
        run = await jobs.run(JobName.MAIN_SYNC, Trigger.API)
        await engine.until(lambda: len(house.by("one")) > 0)
        house.slowly(60)
        await engine.until(lambda: len(house.by("one", "begin")) > len(house.by("one")))
        part = engine.database.look(runs.running_of, JobName.SYNC_PLAYLISTS)
    known = {item for item, status in engine.items(part.id).items() if status is ItemStatus.SYNCED}
    await reset_jobs(engine.database, house.url, engine.clock(), lease_seconds=LEASE)
    assert not engine.database.look(ready)
    with closing(psycopg.connect(house.url)) as connection:
        found = connection.execute("SELECT nspname FROM pg_namespace WHERE nspname = 'syncopate_jobs'")
        assert found.fetchall() == []
    open_then = house.did("begin") - house.did("end")
    assert house.did("stopped") == open_then, "the worker was at rest before it was removed"
    before = Counter(engine.household.calls) + house.did("begin")
    house.slowly(0.1)
    async with house.conductor():
        await house.at_work("one")
        ended = await engine.ended(run.id, 15)
    after = Counter(engine.household.calls) + house.did("begin")
    assert (ended.status, ended.attempt) == (RunStatus.SUCCEEDED, 1)
    assert {name: after[name] - before[name] for name in known} == dict.fromkeys(known, 0)
    assert engine.database.look(runs.count_of, JobName.SYNC_PLAYLISTS) == 1
    assert set(engine.items(part.id)) == set(names(8))


async def test_a_worker_waits_for_a_conductor_of_its_version(house: House) -> None:
    engine = house.engine
    engine.add_playlists("a")
    early = house.worker("early")
    await asyncio.sleep(3)
    assert (early.poll(), house.living()) == (None, {})
    async with house.conductor() as jobs:
        engine.household.answers = {"a": asyncio.Event(), "b": asyncio.Event(), "c": asyncio.Event()}
        engine.add_playlists("b", "c")
        run = await jobs.run(JobName.SYNC_PLAYLISTS, Trigger.API)
        await engine.until(lambda: house.did("end"))
        for gate in engine.household.answers.values():
            gate.set()
        assert (await engine.ended(run.id)).status is RunStatus.SUCCEEDED


async def test_what_a_killed_conductor_left_untold_is_told_once(house: House) -> None:
    engine = house.engine
    run_id = str(uuid.uuid7())
    silent: list[Event] = []

    async def lost(event: Event) -> None:
        silent.append(event)

    tell = engine.kit.tell
    object.__setattr__(engine.kit, "tell", lost)
    engine.add_playlists("a")
    async with house.conductor() as jobs:
        run = await jobs.run(JobName.SYNC_PLAYLISTS, Trigger.API)
        run_id = run.id
        await engine.until(lambda: engine.run(run_id).status.ended)
        ends = {EventType.JOB_FINISHED, EventType.SYNC_FINISHED}
        await engine.until(lambda: ends <= {event.type for event in house.relayed})
        object.__setattr__(engine.kit, "tell", tell)
        # Told again, by any way: nobody hears it.
        heard: list[Event] = []

        async def listen(event: Event) -> None:
            heard.append(event)

        remove = engine.bus.listen(listen)
        for event in silent:
            await engine.kit.tell(event)
        await asyncio.sleep(0.5)
        remove()
    assert [event for event in heard if event.type is not EventType.JOB_PROGRESS] == []
    told = Counter(event.type for event in house.relayed if event.run_id == run_id)
    assert {kind: told[kind] for kind in ends} == dict.fromkeys(ends, 1)
