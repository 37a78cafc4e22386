"""The border to the database: whole transactions, waits that end, errors that are named."""

import asyncio
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, make_url, text
from syncopate.errors import DatabaseBusy, FolderNotWritable, NotFound, Unreachable
from syncopate.store import accounts, settings
from syncopate.store.accounts import Account
from syncopate.store.database import Database

_HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN EXCLUSIVE")
connection.execute("UPDATE counters SET value = value")
print("held", flush=True)
sys.stdin.read()
"""


def test_a_change_is_whole_or_not_at_all(database: Database, now: datetime) -> None:
    def half(connection: Connection) -> None:
        settings.put(connection, "a", 1, now)
        raise NotFound(what="thing", id="1")

    with pytest.raises(NotFound):
        database.change(half)
    assert database.look(settings.every) == {}


def test_reading_does_not_keep_what_it_wrote(database: Database, now: datetime) -> None:
    database.look(settings.put, "a", 1, now)
    assert database.look(settings.get, "a") is None


def test_a_reader_sees_one_state(database: Database, now: datetime) -> None:
    if not database.is_sqlite:
        pytest.skip("PostgreSQL reads each statement as committed")

    def twice(connection: Connection) -> tuple[object, object]:
        before = settings.get(connection, "a")
        database.change(settings.put, "a", 1, now)
        return before, settings.get(connection, "a")

    assert database.look(twice) == (None, None)
    assert database.look(settings.get, "a") == 1


async def test_reading_goes_on_while_others_write(database: Database, now: datetime) -> None:
    """However many wait for their turn to write."""
    go_on = threading.Event()

    def slow(connection: Connection, name: str) -> None:
        settings.put(connection, name, 1, now)
        go_on.wait(20)

    writes = [asyncio.create_task(database.write(slow, str(number))) for number in range(40)]
    try:
        async with asyncio.timeout(10):
            for _ in range(20):
                assert await database.read(settings.get, "none") is None
    finally:
        go_on.set()
        await asyncio.gather(*writes)
    assert len(database.look(settings.every)) == 40


async def test_statistics_are_those_of_now_for_every_connection(database: Database, now: datetime) -> None:
    if not database.is_sqlite:
        pytest.skip("PostgreSQL counts by itself")

    def sizes(connection: Connection) -> list[str]:
        rows = connection.execute(text("SELECT stat FROM sqlite_stat1 WHERE tbl = 'settings'"))
        return [row.stat.split()[0] for row in rows]

    for number in range(7):
        await database.write(settings.put, str(number), number, now)
    first, other = threading.Barrier(5), threading.Barrier(5)
    before = await asyncio.gather(*(database.read(used, first.wait) for _ in range(5)))
    begun, go_on = threading.Event(), threading.Event()
    still = asyncio.create_task(database.read(used, begun.set, go_on.wait))
    assert await asyncio.to_thread(begun.wait, 20)
    await database.refresh_statistics()
    assert database.look(sizes) == ["7"]
    go_on.set()
    assert await still in before
    after = await asyncio.gather(*(database.read(used, other.wait) for _ in range(5)))
    assert not set(after) & set(before), "what was open knows the old ones"
    assert all(is_closed(each) for each in before)


def test_what_is_at_work_when_it_is_closed_or_later_leaves_nothing_open(
    migrated_file: Path, tmp_path: Path
) -> None:
    file = tmp_path / "closed.db"
    file.write_bytes(migrated_file.read_bytes())
    database = Database.open(f"sqlite:///{file}")
    begun, go_on = threading.Event(), threading.Event()
    seen: list[sqlite3.Connection] = []

    def look() -> None:
        seen.append(database.look(used, begun.set, go_on.wait))

    thread = threading.Thread(target=look)
    thread.start()
    assert begun.wait(20)
    database.close()
    go_on.set()
    thread.join()
    look()
    assert [is_closed(each) for each in seen] == [True, True]


def used(connection: Connection, *acts: Callable[[], object]) -> sqlite3.Connection:
    """Return the driver's connection that it is done on."""
    for act in acts:
        act()
    raw = connection.connection.dbapi_connection
    assert isinstance(raw, sqlite3.Connection)
    return raw


def is_closed(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("SELECT 1")
    except sqlite3.ProgrammingError:
        return True
    return False


def test_writers_take_turns(database: Database, now: datetime) -> None:
    database.change(settings.put, "n", 0, now)

    def add_one(connection: Connection) -> None:
        if not database.is_sqlite:
            connection.execute(text("LOCK TABLE settings IN EXCLUSIVE MODE"))
        value = settings.get(connection, "n")
        assert isinstance(value, int)
        settings.put(connection, "n", value + 1, now)

    def many() -> None:
        for _ in range(20):
            database.change(add_one)

    threads = [threading.Thread(target=many) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert database.look(settings.get, "n") == 80


def test_the_right_to_write_is_proved(migrated_file: Path, tmp_path: Path) -> None:
    file = tmp_path / "it's 100%?.db"
    file.write_bytes(migrated_file.read_bytes())
    database = Database(create_engine("sqlite://"), make_url("sqlite://").set(database=str(file)))
    database.prove_writable()
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseBusy):
            database.prove_writable(timedelta(milliseconds=50))
        other.execute("ROLLBACK")
    database.prove_writable()
    file.unlink()
    with pytest.raises(FolderNotWritable):
        database.prove_writable()
    assert not file.exists(), "a look makes no file"
    database.close()


def test_a_database_that_another_process_holds_is_busy(migrated_file: Path, tmp_path: Path) -> None:
    file = tmp_path / "held.db"
    file.write_bytes(migrated_file.read_bytes())
    database = Database.open(f"sqlite:///{file}", patience=timedelta(milliseconds=100))
    assert database.look(settings.every) == {}
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        began = datetime.now(UTC)
        with pytest.raises(DatabaseBusy):
            database.change(settings.put, "a", 1, began)
        assert datetime.now(UTC) - began < timedelta(seconds=5)
        assert database.look(settings.every) == {}
        holder.communicate()
    database.change(settings.put, "a", 1, datetime.now(UTC))
    assert database.look(settings.get, "a") == 1
    database.close()


def test_a_locked_row_of_postgresql_is_busy(database: Database, now: datetime) -> None:
    if database.is_sqlite:
        pytest.skip("PostgreSQL locks rows")
    database.change(settings.put, "a", 1, now)
    impatient = Database.open(database.address, patience=timedelta(milliseconds=100))

    def hold(connection: Connection) -> None:
        settings.put(connection, "a", 2, now)
        with pytest.raises(DatabaseBusy):
            impatient.change(settings.put, "a", 3, now)

    database.change(hold)
    impatient.close()
    assert database.look(settings.get, "a") == 2


def test_a_server_that_is_away_is_unreachable() -> None:
    database = Database.open("postgresql://nobody@127.0.0.1:1/nothing")
    with pytest.raises(Unreachable):
        database.look(settings.every)
    database.close()


def test_a_folder_that_is_gone_is_named(tmp_path: Path) -> None:
    database = Database.open(f"sqlite:///{tmp_path / 'gone' / 'syncopate.db'}")
    with pytest.raises(FolderNotWritable) as caught:
        database.look(settings.every)
    assert caught.value.placeholders["path"] == str(tmp_path / "gone")
    database.close()


def test_a_file_that_is_no_database_is_not_taken_for_an_empty_one(tmp_path: Path) -> None:
    file = tmp_path / "syncopate.db"
    file.write_bytes(b"this is not a database at all" * 100)
    database = Database.open(f"sqlite:///{file}")
    with pytest.raises(Exception, match="not a database"):
        database.look(settings.every)
    database.close()


def test_the_passwords_of_the_url_are_not_shown(database: Database) -> None:
    opened = Database.open("postgresql://user:hunter2@127.0.0.1:1/x")
    assert "hunter2" not in str(opened.url)
    assert "hunter2" not in repr(opened.url)
    assert "hunter2" in opened.address
    opened.close()
    assert (database.file is not None) == database.is_sqlite


async def test_the_event_loop_goes_on_while_the_database_works(database: Database, now: datetime) -> None:
    account = Account(id="1", provider="demo", name="Demo", created_at=now)
    await database.write(accounts.add, account)
    assert await database.read(accounts.get, "1") == account
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0.005)
            ticks += 1

    task = asyncio.create_task(tick())
    wait = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500000) SELECT count(*) FROM n"
        if database.is_sqlite
        else "SELECT pg_sleep(0.2)"
    )
    await database.read(lambda connection: connection.execute(text(wait)).all())
    task.cancel()
    assert ticks > 3


async def test_a_write_that_began_ends_though_nobody_waits(database: Database, now: datetime) -> None:
    began, go_on = threading.Event(), threading.Event()

    def slow(connection: Connection) -> None:
        settings.put(connection, "a", 1, now)
        began.set()
        assert go_on.wait(10)

    task = asyncio.create_task(database.write(slow))
    await asyncio.to_thread(began.wait, 10)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    go_on.set()
    for _ in range(200):
        if await database.read(settings.get, "a") == 1:
            break
        await asyncio.sleep(0.01)
    assert await database.read(settings.get, "a") == 1


def test_sqlite_keeps_foreign_keys_and_its_log(migrated_file: Path, tmp_path: Path) -> None:
    file = tmp_path / "x.db"
    file.write_bytes(migrated_file.read_bytes())
    database = Database.open(f"sqlite:///{file}")
    assert database.look(lambda c: c.execute(text("PRAGMA foreign_keys")).scalar()) == 1
    assert database.look(lambda c: c.execute(text("PRAGMA journal_mode")).scalar()) == "wal"
    database.close()
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
