"""The way back: what a copy holds is there again, all of it, and nothing is lost on the way."""

import gzip
import json
import os
import shutil
import sqlite3
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection, MetaData, select, text
from syncopate.domain.event import Event, EventType
from syncopate.errors import DatabaseBusy, DatabaseNewer, DiskFull, InvalidInput, WriteFailed
from syncopate.store import (
    accounts,
    copies,
    events,
    libraries,
    portable,
    restore as restoring,
    settings,
    steps,
    tracks,
)
from syncopate.store.accounts import Account
from syncopate.store.database import Database
from syncopate.store.libraries import Library
from syncopate.store.migrate import migrate
from syncopate.store.restore import examine, restore
from syncopate.store.revision import current, head

SEALED = bytes(range(256))
BEFORE = head()
NEXT = """
from alembic import op
revision, down_revision = "9000", "BEFORE"
def upgrade():
    op.execute("ALTER TABLE counters ADD COLUMN extra TEXT")
    op.execute("DROP TABLE published_topics")
    op.execute("CREATE TABLE lyrics (id INTEGER PRIMARY KEY, run_id VARCHAR(36) REFERENCES runs (id))")
"""
HARD = 'Кино — 藤井風 "!!!" \\ \n\t \' AC/DC \U0001f3b5'


@pytest.fixture
def filled(database: Database, now: Any, indexed: Callable[..., Any]) -> Database:
    """Return a database with rows of every kind of value."""

    def fill(connection: Connection) -> None:
        accounts.add(
            connection,
            Account(
                id="a", provider="folder", name=HARD, settings={"path": "/m", "n": [1, None]}, created_at=now
            ),
        )
        libraries.add(connection, Library(id="l", account_id="a", name="M", section="m", created_at=now))
        tracks.upsert(connection, "l", [indexed(n, title=f"{HARD} {n}") for n in range(2500)], now)
        settings.put_secret(connection, "mqtt.password", SEALED, now)
        for number in range(3):
            event = Event(type=EventType.APP_STARTED, at=now, name=str(number), status="", data={"n": number})
            events.append(connection, event)
        connection.execute(text("DELETE FROM events WHERE name = '2'"))

    database.change(fill)
    return database


def everything(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Return all rows of all tables, and the schema that they stand in."""

    def look(connection: Connection) -> dict[str, list[tuple[object, ...]]]:
        found = MetaData()
        found.reflect(connection)
        rows = {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in found.sorted_tables
        }
        shape = [
            (table.name, column.name, str(column.type), column.nullable)
            for table in found.sorted_tables
            for column in table.columns
        ]
        indexes = [
            (table.name, str(index.name), index.unique)
            for table in found.sorted_tables
            for index in table.indexes
        ]
        return rows | {" columns": sorted(shape), " indexes": sorted(indexes)}

    return database.look(look)


def break_it(database: Database) -> None:
    """Do what a failed update might."""

    def harm(connection: Connection) -> None:
        connection.execute(text("DELETE FROM settings"))
        connection.execute(text("UPDATE tracks SET title = 'gone'"))
        connection.execute(text("DROP TABLE matches"))
        connection.execute(text("ALTER TABLE counters ADD COLUMN extra TEXT"))
        connection.execute(text("DELETE FROM events"))

    database.change(harm)


def place(database: Database) -> str:
    """Return the name of the copy before the step that is to come."""
    return "syncopate.db.before-9000" if database.is_sqlite else "postgresql.before-9000.jsonl.gz"


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Give the code one more step than the database has taken."""
    original = steps._FOLDER
    folder = tmp_path / "migrations"
    shutil.copytree(original, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "9000_next.py").write_text(NEXT.replace("BEFORE", BEFORE))
    monkeypatch.setattr(steps, "_FOLDER", folder)


def test_what_was_copied_is_there_again(filled: Database, tmp_path: Path, now: Any) -> None:
    before = everything(filled)
    assert len(before["tracks"]) == 2500
    copy = copies.make(filled, "9000", tmp_path)
    break_it(filled)
    broken = everything(filled)
    assert examine(filled.address, copy) == head()
    kept = restore(filled.address, copy, tmp_path)
    assert everything(filled) == before
    assert current(filled.address) == head()
    # Ids are never given out twice, even of what was removed.
    event = Event(type=EventType.APP_STARTED, at=now, name="next", status="", data={})
    assert filled.change(events.append, event).id == 4
    assert kept is not None
    restore(filled.address, kept, tmp_path)
    after = everything(filled)
    # What refers to nothing comes back with the schema.
    assert {name: after[name] for name in ("tracks", "settings", "events", "accounts")} == {
        name: broken[name] for name in ("tracks", "settings", "events", "accounts")
    }


def test_a_copy_is_for_its_owner_alone_and_holds_sealed_secrets_only(
    filled: Database, tmp_path: Path
) -> None:
    copy = copies.make(filled, "9000", tmp_path)
    assert copy.stat().st_mode & 0o777 == 0o600
    assert "9000" in copy.name
    if not filled.is_sqlite:
        with gzip.open(copy, "rt", encoding="utf-8") as lines:
            documents = [json.loads(line) for line in lines]
        assert documents[0]["revision"] == head()
        assert len(documents) > 2500
    assert list(tmp_path.glob("*.part")) == []


def test_three_copies_are_kept_and_the_one_in_use(filled: Database, tmp_path: Path) -> None:
    first = copies.make(filled, "1000", tmp_path)
    for number in range(2000, 7000, 1000):
        os.utime(copies.make(filled, str(number), tmp_path, spared=first), (number, number))
    there = sorted(path.name for path in tmp_path.glob("*.before-*"))
    assert len(there) == 3
    assert first.name in there
    assert any("6000" in name for name in there)
    kept = restore(filled.address, first, tmp_path)
    assert kept is not None
    assert first.exists()
    assert kept.exists()


def test_names_of_copies_before_a_restore_are_never_used_twice(filled: Database, tmp_path: Path) -> None:
    copy = copies.make(filled, "9000", tmp_path)
    one = restore(filled.address, copy, tmp_path)
    assert one is not None
    two = restore(filled.address, one, tmp_path)
    assert two is not None
    assert one != two


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """Return a folder on a disk of 4 MB: one of these databases, or its copy, but not both."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode:
        pytest.skip(f"no small disk can be made here: {made.stderr.strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture
def on_tiny_disk(filled: Database, tiny_disk: Path) -> Iterator[Database]:
    """Return the filled database where the place for its copy is too small."""
    if filled.file is None:
        (tiny_disk / "ballast").write_bytes(bytes(2**22 - 2**15))
        yield filled
        return
    small = tiny_disk / "syncopate.db"
    with closing(sqlite3.connect(filled.file)) as source, closing(sqlite3.connect(small)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")
    database = Database.open(f"sqlite:///{small}")
    yield database
    database.close()


def test_a_full_disk_while_copying(on_tiny_disk: Database, tiny_disk: Path, later: None) -> None:
    with pytest.raises(DiskFull):
        migrate(on_tiny_disk.address, tiny_disk)
    assert current(on_tiny_disk.address) == BEFORE
    assert [path.name for path in tiny_disk.glob("*.before-*")] == []


def test_no_migration_without_its_copy(filled: Database, tmp_path: Path, later: None) -> None:
    (tmp_path / f"{place(filled)}.part").mkdir()
    before = everything(filled)
    with pytest.raises(WriteFailed):
        migrate(filled.address, tmp_path)
    assert everything(filled) == before


def test_a_migration_and_the_way_back(filled: Database, tmp_path: Path, later: None) -> None:
    before = everything(filled)
    assert migrate(filled.address, tmp_path) == ["9000"]
    assert everything(filled) != before
    restore(filled.address, tmp_path / place(filled), tmp_path)
    assert everything(filled) == before
    assert migrate(filled.address, tmp_path) == ["9000"], "and forward again"


def test_two_at_once_migrate_once_and_copy_what_was_before(
    filled: Database, tmp_path: Path, later: None
) -> None:
    before = everything(filled)
    applied: list[list[str]] = []
    together = threading.Barrier(3)

    def run() -> None:
        together.wait()
        applied.append(migrate(filled.address, tmp_path))

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(applied) == [[], [], ["9000"]]
    restore(filled.address, tmp_path / place(filled), tmp_path)
    assert everything(filled) == before


def test_a_database_of_a_later_version_goes_back_to_the_copy(filled: Database, tmp_path: Path) -> None:
    before = everything(filled)
    copy = copies.make(filled, "9000", tmp_path)

    def later(connection: Connection) -> None:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        connection.execute(
            text("CREATE TABLE lyrics (id INTEGER PRIMARY KEY, run_id VARCHAR(36) REFERENCES runs (id))")
        )

    filled.change(later)
    restore(filled.address, copy, tmp_path)
    assert everything(filled) == before


@pytest.mark.parametrize("harm", ["cut", "empty", "text", "other", "newer"])
def test_what_is_no_copy_changes_nothing(filled: Database, tmp_path: Path, harm: str) -> None:
    copy = copies.make(filled, "9000", tmp_path)
    content = copy.read_bytes()
    match harm:
        case "cut":
            copy.write_bytes(content[: len(content) // 2])
        case "empty":
            copy.write_bytes(b"")
        case "text":
            copy.write_text("no copy")
        case "other":
            copy.write_bytes(other_kind(filled))
        case "newer":
            copy.write_bytes(of_revision("9999", filled, tmp_path))
    before = everything(filled)
    with pytest.raises(DatabaseNewer if harm == "newer" else InvalidInput):
        restore(filled.address, copy, tmp_path)
    assert everything(filled) == before
    with pytest.raises(InvalidInput, match="cannot be read"):
        examine(filled.address, tmp_path / "none")


def other_kind(database: Database) -> bytes:
    return gzip.compress(b"{}") if database.is_sqlite else b"SQLite format 3\0" + bytes(100)


def of_revision(revision: str, database: Database, folder: Path) -> bytes:
    """Return a copy that says it is of this revision."""
    mark = text("UPDATE alembic_version SET version_num = :revision")
    database.change(lambda c: c.execute(mark, {"revision": revision}))
    copied = copies.make(database, revision, folder).read_bytes()
    database.change(lambda c: c.execute(mark, {"revision": head()}))
    return copied


def test_a_restore_that_breaks_leaves_what_was_there(
    filled: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if filled.is_sqlite:
        pytest.skip("SQLite itself takes a copy whole or not at all")
    copy = copies.make(filled, "9000", tmp_path)
    break_it(filled)
    before = everything(filled)

    def fail(*_: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr(portable, "_set_counter", fail)
    with pytest.raises(RuntimeError, match="power cut"):
        restore(filled.address, copy, tmp_path)
    assert everything(filled) == before


def test_writers_do_not_disturb_a_copy(filled: Database, tmp_path: Path) -> None:
    """All of a copy is of one moment: what others write meanwhile is in none of its tables, or in all."""
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            filled.change(pair, number)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = [
            copies.make(filled, str(number), tmp_path).rename(tmp_path / f"{number}") for number in range(3)
        ]
    finally:
        stop.set()
        writer.join()
    for copy in made:
        restore(filled.address, copy, tmp_path / "elsewhere")
        seen = filled.look(
            lambda c: (
                c.scalar(text("SELECT count(*) FROM counters")),
                c.scalar(text("SELECT count(*) FROM published_topics")),
            )
        )
        assert seen[0] == seen[1]


def pair(connection: Connection, number: int) -> None:
    connection.execute(text("INSERT INTO counters (name, value) VALUES (:n, 1)"), {"n": str(number)})
    connection.execute(
        text("INSERT INTO published_topics (topic, digest) VALUES (:n, 'x')"), {"n": str(number)}
    )


def test_a_broken_file_is_set_aside(filled: Database, tmp_path: Path) -> None:
    if filled.file is None:
        pytest.skip("a file is broken, not a server")
    before = everything(filled)
    copy = copies.make(filled, "9000", tmp_path)
    filled.close()
    filled.file.write_bytes(b"This was a database once." * 1000)
    assert restore(filled.address, copy, tmp_path) is None
    assert everything(filled) == before
    assert filled.file.with_name("syncopate.db.broken").read_bytes().startswith(b"This was")


def test_a_restore_into_nothing(filled: Database, empty_place: str, tmp_path: Path) -> None:
    before = everything(filled)
    copy = copies.make(filled, "9000", tmp_path)
    assert restore(empty_place, copy, tmp_path) is None
    there = Database.open(empty_place)
    assert everything(there) == before
    there.close()


@pytest.fixture
def empty_place(filled: Database, tmp_path: Path) -> Iterator[str]:
    """Return the URL of an empty database of the same kind."""
    if filled.is_sqlite:
        yield f"sqlite:///{tmp_path / 'new' / 'other.db'}"
        return
    name = f"{filled.url.database}_other"
    with closing(psycopg.connect(filled.address, autocommit=True)) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')  # type: ignore[call-overload]  # a name of ours
        yield filled.url.set(database=name).render_as_string(hide_password=False)
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')  # type: ignore[call-overload]  # the same


def test_a_file_that_another_keeps_locked(
    filled: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if filled.file is None:
        pytest.skip("a server locks no whole database")
    copy = copies.make(filled, "9000", tmp_path)
    monkeypatch.setattr(restoring, "_PATIENCE", timedelta(milliseconds=300))
    with closing(sqlite3.connect(filled.file)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseBusy):
            restore(filled.address, copy, tmp_path)


def forged(copy: Path, *, tables: tuple[str, ...] = (), lines: tuple[dict[str, Any], ...] = ()) -> None:
    """Let a copy name more tables than it has, and more lines before its last."""
    with gzip.open(copy, "rt", encoding="utf-8") as opened:
        documents = [json.loads(line) for line in opened]
    documents[0]["tables"] += tables
    documents[-1:-1] = lines
    with gzip.open(copy, "wt", encoding="utf-8") as out:
        out.writelines(f"{json.dumps(document)}\n" for document in documents)


@pytest.mark.parametrize(
    "name", ["family_photos", 'x" CASCADE; DROP TABLE family_photos; --', "FAMILY_photos"]
)
def test_a_copy_that_names_tables_of_others_is_refused(filled: Database, tmp_path: Path, name: str) -> None:
    if filled.is_sqlite:
        pytest.skip("a copy of SQLite is a file of its own")
    copy = copies.make(filled, "9000", tmp_path)
    forged(copy, tables=(name,))
    filled.change(lambda connection: connection.execute(text("CREATE TABLE family_photos (id INTEGER)")))
    before = everything(filled)
    with pytest.raises(InvalidInput, match="none of ours") as refused:
        restore(filled.address, copy, tmp_path)
    assert refused.value.key == "invalid_input"
    assert everything(filled) == before


def test_a_copy_that_fills_or_counts_tables_of_others_is_refused(filled: Database, tmp_path: Path) -> None:
    if filled.is_sqlite:
        pytest.skip("a copy of SQLite is a file of its own")
    filled.change(lambda connection: connection.execute(text("CREATE TABLE family_photos (id SERIAL)")))
    for line in (
        {"table": "family_photos", "columns": ["id"]},
        {"counter": ["family_photos", "id"], "value": 99},
    ):
        copy = copies.make(filled, "9000", tmp_path)
        forged(copy, lines=(line,))
        before = everything(filled)
        with pytest.raises(InvalidInput, match="not its own"):
            restore(filled.address, copy, tmp_path)
        assert everything(filled) == before


def test_tables_of_others_stay_where_they_are(filled: Database, tmp_path: Path) -> None:
    if filled.is_sqlite:
        pytest.skip("a copy of SQLite is a file of its own")
    copy = copies.make(filled, "9000", tmp_path)
    filled.change(lambda connection: connection.execute(text("CREATE TABLE family_photos (id INTEGER)")))
    before = everything(filled)
    restore(filled.address, copy, tmp_path)
    assert everything(filled) == before
