"""Workers and the jobs database as typed, with the real engine behind them."""

import json
import os
import signal
import sqlite3
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

import psycopg
import pytest
from syncopate.domain.run import JobName, Trigger
from syncopate.store import runs, workers
from syncopate.store.database import Database
from syncopate.store.runs import Run

if TYPE_CHECKING:
    from conftest import Shell

SERVER = os.environ.get("SYNCOPATE_TEST_DATABASE_URL")


@pytest.fixture
def url() -> Iterator[str]:
    if not SERVER:
        pytest.skip("SYNCOPATE_TEST_DATABASE_URL is not set")
    name = f"syncopate_command_{uuid.uuid4().hex}"
    with closing(psycopg.connect(SERVER, autocommit=True)) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        yield f"{SERVER.rpartition('/')[0]}/{name}"
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def until(condition: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_sqlite_has_no_workers(migrated: Shell) -> None:
    done = migrated.apart("worker", "--name", "attic")
    assert (done.returncode, done.stdout) == (2, "")
    assert "SYNCOPATE_DATABASE_URL" in done.stderr
    assert "[needs_postgresql]" in done.stderr


def test_a_name_that_is_none_is_refused(shell: Shell) -> None:
    for name in ("", "a b", "-x", "x" * 49, "a/b"):
        done = shell("worker", f"--name={name}")
        assert done.returncode == 2
        assert "is no name" in done.stderr


def test_without_the_key_file_nothing_is_opened(shell: Shell, url: str) -> None:
    done = shell.apart("worker", "--json", SYNCOPATE_DATABASE_URL=url)
    assert done.returncode == 2, done.stderr
    assert json.loads(done.stdout)["error"]["key"] == "secrets_unreadable"
    assert not (shell.data / "secret.key").exists()


def test_an_engine_and_its_worker(shell: Shell, url: str) -> None:
    given = {"SYNCOPATE_DATABASE_URL": url, "SYNCOPATE_PORT": "0"}
    shell.document("migrate", **given)
    shell.song(shell.music / "one.flac", title="One", artist="Someone")
    assert shell("scan", str(shell.music), **given).returncode == 0
    database = Database.open(url)
    engine = shell.start("run", **given)
    worker = shell.start("worker", "--name", "attic", **given)
    try:
        until(lambda: any(one.beats > 3 for one in database.look(workers.every)))
        same = shell.apart("worker", "--name", "attic", "--json", **given)
        assert same.returncode == 2, same.stderr
        error = json.loads(same.stdout)["error"]
        assert (error["key"], error["placeholders"]["name"]) == ("worker_name_taken", "attic")
        busy = cast("dict[str, Any]", shell.document("jobs", "reset", rc=2, **given))
        assert busy["error"]["key"] == "already_served"
        worker.send_signal(signal.SIGTERM)
        _, said = worker.communicate(timeout=30)
        assert worker.returncode == 0, said
        assert "Traceback" not in said
        engine.send_signal(signal.SIGTERM)
        _, said = engine.communicate(timeout=30)
        assert engine.returncode == 0, said
        assert "Traceback" not in said
    finally:
        for process in (engine, worker):
            process.kill()
            process.communicate()
    told = cast("dict[str, Any]", shell.document("jobs", "reset", **given))
    assert told == {"reset": True, "begin_anew": []}
    with closing(psycopg.connect(url)) as connection:
        found = connection.execute(
            "SELECT nspname FROM pg_namespace WHERE nspname IN ('dbos', 'syncopate_jobs')"
        )
        assert found.fetchall() == []
    database.close()


def test_the_jobs_database_is_made_anew(migrated: Shell) -> None:
    file = migrated.data / "jobs.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE left_over (x)")
    database = Database.open(f"sqlite:///{migrated.data / 'syncopate.db'}")
    run = Run(id="r1", job=JobName.CLEAN_UP, trigger=Trigger.API, requested_at=datetime.now(UTC))
    database.change(runs.add, run)
    told = cast("dict[str, Any]", migrated.document("jobs", "reset"))
    assert told == {"reset": True, "begin_anew": ["r1"]}
    assert not file.exists()
    engine = migrated.start("run", SYNCOPATE_PORT="0")
    try:
        until(lambda: database.look(runs.get, "r1").status.ended)
    finally:
        engine.send_signal(signal.SIGTERM)
        _, said = engine.communicate(timeout=30)
    ended = database.look(runs.get, "r1")
    assert (ended.status.value, ended.attempt) == ("succeeded", 1), said
    database.close()
