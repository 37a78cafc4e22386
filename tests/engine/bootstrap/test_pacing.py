"""How accounts stand with their services outlives the process, and is one for all on one PostgreSQL database."""

import asyncio
import os
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import psycopg
import pytest
import stamina
from fakes.deezer.server import Deezer
from fakes.serving import Fault
from sqlalchemy.exc import OperationalError
from syncopate.api.present.sources import budget_view
from syncopate.bootstrap.pacing import PaceLedger
from syncopate.domain.snapshot import Failed
from syncopate.errors import DatabaseBusy, RateLimited
from syncopate.providers import registry
from syncopate.providers.capability import Context
from syncopate.providers.connections import Connections
from syncopate.providers.manifest import RateLimit
from syncopate.providers.pace import Paces
from syncopate.store import limits, paces
from syncopate.store.database import Database
from syncopate.store.migrate import migrate

SERVER = os.environ.get("SYNCOPATE_TEST_DATABASE_URL")
LIMIT = RateLimit(requests=5, seconds=0.5)
WIDE = RateLimit(requests=1000, seconds=1.0)
_DAY = 86_400.0


@pytest.fixture(params=["sqlite", "postgresql"])
def two(request: pytest.FixtureRequest, migrated_file: Path, tmp_path: Path) -> Iterator[list[Database]]:
    """Return the same database as two processes open it."""
    if request.param == "sqlite":
        file = tmp_path / "syncopate.db"
        file.write_bytes(migrated_file.read_bytes())
        yield from _opened(f"sqlite:///{file}")
        return
    if not SERVER:
        pytest.skip("SYNCOPATE_TEST_DATABASE_URL is not set")
    name = f"syncopate_paces_{uuid.uuid4().hex}"
    with closing(psycopg.connect(SERVER, autocommit=True)) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        url = f"{SERVER.rpartition('/')[0]}/{name}"
        migrate(url)
        yield from _opened(url)
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _opened(url: str) -> Iterator[list[Database]]:
    databases = [Database.open(url), Database.open(url)]
    yield databases
    for each in databases:
        each.close()


async def _started(database: Database) -> Paces:
    """Return the paces of a process that starts on a database."""
    known = Paces(PaceLedger(database))
    await known.load()
    return known


def _failing(monkeypatch: pytest.MonkeyPatch, database: Database, error: Exception) -> list[str]:
    """Let a database fail from now on; return what is asked of it."""
    asked: list[str] = []

    def fail(function: Callable[..., Any], *_: Any, **__: Any) -> Any:
        asked.append(function.__name__)
        raise error

    monkeypatch.setattr(database, "look", fail)
    monkeypatch.setattr(database, "change", fail)
    return asked


async def test_a_rest_outlives_the_process(two: list[Database]) -> None:
    before = Paces(PaceLedger(two[0]))
    before.of("anna", WIDE, "Spotify").hold(7200)
    await before.settle()
    after = await _started(two[1])
    budget = after.budget("anna")
    assert budget is not None
    assert (budget.requests, budget.used) == (0, 0)
    assert 7190 < budget.rests <= 7200
    view = budget_view("anna", budget, datetime.now(UTC))
    assert view.requests is view.seconds is None
    assert view.rests_until is not None
    pace = after.of("anna", WIDE, "Spotify")
    with pytest.raises(RateLimited) as refused:
        await pace.turn()
    assert 7190 < float(refused.value.placeholders["retry_after"]) <= 7200
    assert 7190 < pace.budget().rests <= 7200
    assert after.budget("kim") is None
    await after.of("kim", WIDE, "Spotify").turn()


async def test_a_service_that_wants_rest_is_not_asked_by_the_next_start(
    two: list[Database], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("syncopate.providers.answering.TRIES", 1)

    async def reading(connections: Connections, deezer: Deezer) -> Failed:
        context = Context(
            account_id="deezer",
            settings={},
            storage=tmp_path,
            compute=None,  # type: ignore[arg-type] # nothing is computed
            connections=connections,
            endpoints={"*": deezer.address},
        )
        read = await registry.playlist_source("deezer", context).read_playlist("playlist:1", {})
        assert isinstance(read.entries, Failed)
        return read.entries

    async with Deezer() as deezer:
        deezer.wire.fail(Fault.TOO_MANY, retry_after="3600")
        with stamina.set_testing(True, attempts=1):
            first = Connections(Paces(PaceLedger(two[0])))
            assert (await reading(first, deezer)).reason == "rate_limited"
            await first.close()
            assert deezer.wire.journal
            deezer.wire.journal.clear()
            deezer.wire.heal()
            second = Connections(await _started(two[1]))
            assert (await reading(second, deezer)).reason == "rate_limited"
            assert not deezer.wire.journal
            await second.close()


async def test_a_longer_rest_stays_and_a_short_one_is_not_written(two: list[Database]) -> None:
    known = Paces(PaceLedger(two[0]))
    pace = known.of("anna", WIDE, "Spotify")
    for seconds in (0.0, 0.5, 600.0, 5.0, 600.0):
        pace.hold(seconds)
    other = Paces(PaceLedger(two[1]))
    other.of("anna", WIDE, "Spotify").hold(20.0)
    other.of("kim", WIDE, "Spotify").hold(0.5)
    for each in (known, other):
        await each.settle()
    found = await two[0].read(paces.rests, time.time())
    assert found.keys() == {"anna"}
    assert 590 < found["anna"] <= 600


@pytest.mark.alone
async def test_no_more_than_the_limit_begin_in_all_processes_together(two: list[Database]) -> None:
    # On SQLite there is one process.
    places = two[:1] if two[0].is_sqlite else two
    each = [Paces(PaceLedger(database)).of("anna", LIMIT, "Spotify") for database in places]
    began: list[float] = []

    async def ask(number: int) -> None:
        await each[number % len(each)].turn()
        began.append(time.monotonic())

    begin = time.monotonic()
    await asyncio.gather(*(ask(number) for number in range(22)))
    took = time.monotonic() - begin
    # A little is between the count and the moment that is seen here.
    spans = [there - here for here, there in zip(began, began[LIMIT.requests :], strict=False)]
    assert min(spans) > LIMIT.seconds - 0.1
    assert 2.0 - 0.1 < took < 4.0
    assert all(later >= earlier for earlier, later in pairwise(began))


async def test_a_rest_is_kept_to_by_a_process_that_runs(two: list[Database]) -> None:
    if two[0].is_sqlite:
        pytest.skip("there is one process on SQLite")
    here, there = [Paces(PaceLedger(database)) for database in two]
    pace = there.of("anna", WIDE, "Spotify")
    await pace.turn()
    here.of("anna", WIDE, "Spotify").hold(900)
    here.of("kim", WIDE, "Spotify").hold(300)
    await here.settle()
    with pytest.raises(RateLimited):
        await pace.turn()
    assert there.budget("kim") is None
    await there.refresh()
    budget = there.budget("kim")
    assert budget is not None
    assert 290 < budget.rests <= 300


async def test_sqlite_is_written_to_for_no_request(
    two: list[Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = _failing(monkeypatch, two[0], DatabaseBusy())
    known = Paces(PaceLedger(two[0]))
    await known.of("anna", WIDE, "Spotify").turn()
    await known.refresh()
    assert bool(asked) is not two[0].is_sqlite


@pytest.mark.parametrize("error", [DatabaseBusy(), OperationalError("SELECT", {}, Exception("gone"))])
async def test_a_database_that_fails_stops_no_request(
    two: list[Database],
    error: Exception,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with monkeypatch.context() as patch:
        asked = _failing(patch, two[0], error)
        ledger = PaceLedger(two[0])
        known = Paces(ledger)
        await known.load()
        pace = known.of("anna", WIDE, "Spotify")
        for _ in range(10):
            await pace.turn()
        pace.hold(40)
        await known.settle()
        assert pace.budget().used == 10
        assert asked.count("begin") <= 1
        with pytest.raises(RateLimited):
            await pace.turn()
    warnings = [record for record in caplog.records if record.levelname == "WARNING"]
    assert len(warnings) == 1
    assert "anna" not in caplog.text
    await known.load()
    assert ledger._failed_at is None


async def test_a_database_that_hangs_stops_no_request(
    two: list[Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("syncopate.bootstrap.pacing._PATIENCE_SECONDS", 0.1)

    async def never(*_: Any) -> Any:
        await asyncio.sleep(60)

    monkeypatch.setattr(two[0], "write", never)
    pace = Paces(PaceLedger(two[0])).of("anna", WIDE, "Spotify")
    async with asyncio.timeout(2):
        for _ in range(5):
            await pace.turn()


def test_a_rest_that_lasts_is_not_cleaned_up(two: list[Database]) -> None:
    clock = [1_000_000.0]
    for _ in range(3):
        assert two[0].change(paces.begin, "anna", 2, 60.0, lambda: clock[0]).rests == 0
    two[0].change(paces.rest, "anna", clock[0] + _DAY, clock[0])
    two[0].change(paces.rest, "kim", clock[0] + 60, clock[0])
    clock[0] += _DAY - 10
    # As the clean-up says it, and as if it kept nothing for a day.
    assert two[0].change(limits.remove_before, clock[0] - _DAY) == 0
    assert two[0].change(limits.remove_before, clock[0]) == 3
    assert two[0].look(paces.rests, clock[0]) == {"anna": pytest.approx(10.0)}
    assert two[0].change(paces.begin, "anna", 2, 60.0, lambda: clock[0]).rests == pytest.approx(10.0)
    clock[0] += 11
    assert two[0].change(limits.remove_before, clock[0]) == 1
    assert two[0].look(paces.rests, clock[0] - 60) == {}


def test_a_clock_that_was_wrong_holds_nobody_back_for_long(two: list[Database]) -> None:
    two[0].change(paces.begin, "anna", 1, 60.0, lambda: 9_000_000.0)
    two[0].change(paces.rest, "anna", 9_000_100.0, 9_000_000.0)
    now = 1_000_000.0
    assert two[0].look(paces.rests, now) == {}
    way = two[0].change(paces.begin, "anna", 1, 60.0, lambda: now)
    assert (way.pause, way.rests) == (0.0, 0.0)
    assert two[0].change(paces.begin, "anna", 1, 60.0, lambda: now + 20).pause == pytest.approx(40.0)
    two[0].change(paces.rest, "anna", now + 30, now)
    assert two[0].look(paces.rests, now) == {"anna": pytest.approx(30.0)}
