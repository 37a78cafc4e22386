"""The schema as typed: there, back to a copy, and by two at once."""

import argparse
import asyncio
import fcntl
import os
import shutil
import sqlite3
import time
import uuid
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

import psycopg
import pytest
from sqlalchemy import make_url
from syncopate.command import schema
from syncopate.jobs.durable import SCHEMA
from syncopate.jobs.reset import ready, set_ready
from syncopate.settings import Environment
from syncopate.store import copies
from syncopate.store.database import Database
from syncopate.store.revision import head
from syncopate.store.steps import known

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Shell


def copied(shell: Shell) -> Path:
    """Put a playlist's worth of work into the database and return a copy of it."""
    shell("keys", "create", "Phone")
    database = Database.open(
        shell.environment.get("SYNCOPATE_DATABASE_URL", f"sqlite:///{shell.data}/syncopate.db")
    )
    try:
        return copies.make(database, "9000", shell.data)
    finally:
        database.close()


def names(shell: Shell) -> list[str]:
    return [row["name"] for row in cast("list[dict[str, Any]]", shell.document("keys", "list"))]


def test_back_to_a_copy(migrated: Shell) -> None:
    shell = migrated
    copy = copied(shell)
    shell("keys", "create", "Car")
    for ending in ("", "-wal", "-shm"):
        (shell.data / f"jobs.db{ending}").write_bytes(b"work that goes on")
    refused = cast("dict[str, Any]", shell.document("migrate", "--restore", str(copy), rc=2))
    assert refused["error"]["key"] == "invalid_input"
    assert names(shell) == ["Phone", "Car"]
    assert (shell.data / "jobs.db").exists()

    told = cast("dict[str, Any]", shell.document("migrate", "--restore", str(copy), "--yes"))
    assert (told["restored"], told["revision"]) == (str(copy), head())
    assert names(shell) == ["Phone"]
    assert list(shell.data.glob("jobs.db*")) == []

    done = shell("migrate", "--restore", told["copy_of_before"], "--yes")
    assert done.returncode == 0, done.stderr
    assert "is kept in" in done.stdout
    assert names(shell) == ["Phone", "Car"]


def test_not_while_an_engine_runs(migrated: Shell) -> None:
    copy = copied(migrated)
    with (migrated.data / "engine.lock").open("ab") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        told = cast("dict[str, Any]", migrated.document("migrate", "--restore", str(copy), "--yes", rc=2))
    assert told["error"]["key"] == "already_served"


@pytest.mark.parametrize("content", [None, b"", b"no database"])
def test_what_is_no_copy_is_refused(migrated: Shell, content: bytes | None) -> None:
    if content is not None:
        (migrated.folder / "copy").write_bytes(content)
    (migrated.data / "jobs.db").touch()
    told = cast("dict[str, Any]", migrated.document("migrate", "--restore", "copy", "--yes", rc=2))
    assert told["error"]["key"] == "invalid_input"
    assert (migrated.data / "jobs.db").exists()


def test_two_at_once(shell: Shell) -> None:
    started = [shell.start("migrate") for _ in range(2)]
    said = sorted(each.communicate(timeout=60)[0].strip() for each in started)
    assert [each.returncode for each in started] == [0, 0]
    assert said == [f"Migrated: {', '.join(known())}", "The database is up to date."]


@pytest.fixture
def on_postgresql(shell: Shell) -> Iterator[Shell]:
    """Return a shell on an empty database of a server."""
    server = os.environ.get("SYNCOPATE_TEST_DATABASE_URL")
    if not server:
        pytest.skip(
            "SYNCOPATE_TEST_DATABASE_URL is not set (scripts/postgresql-for-tests start DIR prints one)"
        )
    name = f"syncopate_test_{uuid.uuid4().hex}"
    with closing(psycopg.connect(server, autocommit=True)) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        url = make_url(server).set(database=name).render_as_string(hide_password=False)
        shell.environment["SYNCOPATE_DATABASE_URL"] = url
        yield shell
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_back_to_a_copy_of_postgresql(on_postgresql: Shell) -> None:
    shell = on_postgresql
    assert shell.document("migrate") == {"applied": known()}
    copy = copied(shell)
    assert copy.name == "postgresql.before-9000.jsonl.gz"
    shell("keys", "create", "Car")
    with closing(psycopg.connect(shell.environment["SYNCOPATE_DATABASE_URL"], autocommit=True)) as connection:
        connection.execute(f"CREATE SCHEMA {SCHEMA}")
        connection.execute(f"CREATE TABLE {SCHEMA}.work (id TEXT)")
        connection.execute("DROP TABLE matches CASCADE")
        told = cast("dict[str, Any]", shell.document("migrate", "--restore", str(copy), "--yes"))
        found = connection.execute("SELECT to_regnamespace(%s), to_regclass('matches')", [SCHEMA]).fetchone()
    assert found is not None
    assert found[0] is None
    assert found[1] is not None
    assert names(shell) == ["Phone"]
    assert told["copy_of_before"] is not None


def test_workers_leave_before_a_restore(on_postgresql: Shell) -> None:
    shell = on_postgresql
    shell("migrate")
    copy = copied(shell)
    url = shell.environment["SYNCOPATE_DATABASE_URL"]
    with closing(psycopg.connect(url, autocommit=True)) as connection:
        connection.execute(f"CREATE SCHEMA {SCHEMA}")
        connection.execute(
            "INSERT INTO workers (name, token, place, beats, state, joined_at, seen_at) "
            "VALUES ('attic', 't', 'nas', 0, 'working', now(), now())"
        )
        (finding,) = [
            one
            for one in cast("dict[str, Any]", shell.document("doctor"))["findings"]
            if one["name"] == "worker attic"
        ]
        assert finding["detail"].startswith("working on nas")
        restoring = shell.start("migrate", "--restore", str(copy), "--yes")
        try:
            end = time.monotonic() + 60
            while time.monotonic() < end:
                # It lives on until it has heard, as one does that ends what it does first.
                heard = connection.execute("SELECT state FROM workers WHERE name = 'attic'").fetchone()
                if heard == ("asked",):
                    break
                time.sleep(0.1)
            assert heard == ("asked",)
            for _ in range(8):
                connection.execute("UPDATE workers SET beats = beats + 1")
                time.sleep(0.2)
            there = connection.execute("SELECT to_regnamespace(%s)", [SCHEMA]).fetchone()
            assert there is not None
            assert there[0] is not None, "what it works with is there as long as it works"
            assert restoring.poll() is None
            connection.execute("UPDATE workers SET state = 'left'")
            assert restoring.wait(60) == 0
        finally:
            restoring.kill()
            restoring.communicate()
        gone = connection.execute("SELECT to_regnamespace(%s), count(*) FROM workers", [SCHEMA]).fetchone()
    assert gone == (None, 0)


def test_an_older_copy_remembers_no_jobs_database(migrated: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    database = Database.open(f"sqlite:///{migrated.data}/syncopate.db")
    try:
        database.change(set_ready, datetime(2026, 3, 1, tzinfo=UTC))
        copy = copies.make(database, "9000", migrated.data)
        (migrated.data / "jobs.db").touch()
        monkeypatch.setattr("syncopate.store.revision.head", lambda: "9000")
        environment = Environment.read({"SYNCOPATE_DATA_DIR": str(migrated.data)})
        arguments = argparse.Namespace(restore=str(copy), yes=True, json=True)
        assert asyncio.run(schema.migrate(environment, arguments)) == 0
        assert not database.look(ready)
        assert not (migrated.data / "jobs.db").exists()
    finally:
        database.close()


def test_a_copy_of_the_other_kind_is_refused(on_postgresql: Shell, migrated_file: Path) -> None:
    copy = shutil.copy(migrated_file, on_postgresql.folder / "copy")
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT count(*) FROM alembic_version").fetchone() == (1,)
    told = cast("dict[str, Any]", on_postgresql.document("migrate", "--restore", str(copy), "--yes", rc=2))
    assert "PostgreSQL" in told["error"]["detail"]
