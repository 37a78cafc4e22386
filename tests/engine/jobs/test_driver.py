"""Where there is only SQLite, PostgreSQL's driver is loaded when it is used, and is then the real one."""

import subprocess
import sys

import pytest

DEFERRED = "from syncopate.jobs.driver import defer; defer()\nimport sys, dbos\n"


def said(script: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_dbos_alone_does_not_load_it() -> None:
    assert said(f"{DEFERRED}print('psycopg.pq' in sys.modules)") == "False"


@pytest.mark.parametrize(
    "use",
    [
        "import psycopg; psycopg.connect",
        "import psycopg; psycopg.errors.LockNotAvailable",
        "from psycopg import errors; errors.LockNotAvailable",
        "from psycopg import sql",
        "from sqlalchemy import create_engine; create_engine('postgresql+psycopg://x@127.0.0.1/x')",
    ],
)
def test_it_is_the_real_one_when_used(use: str) -> None:
    script = (
        f"{DEFERRED}{use}\nimport psycopg, psycopg.errors, psycopg.adapt\n"
        "same = sys.modules['psycopg'].errors is psycopg.errors is sys.modules['psycopg.errors']\n"
        "print(same, type(psycopg).__name__, psycopg.errors.LockNotAvailable.sqlstate)"
    )
    assert said(script) == "True module 55P03"


def test_dbos_can_ask_what_an_error_is() -> None:
    script = (
        f"{DEFERRED}from dbos import _sys_db, _utils\nimport sqlite3\n"
        "from sqlalchemy.exc import OperationalError\n"
        "busy = OperationalError('', {}, sqlite3.OperationalError('database is locked'))\n"
        "print(_utils.retriable_postgres_exception(busy), isinstance(busy, _sys_db.pg_errors.LockNotAvailable))"
    )
    assert said(script) == "False False"


def test_what_is_loaded_already_stays() -> None:
    script = (
        "import psycopg as one\nfrom syncopate.jobs.driver import defer; defer()\nimport psycopg as two\n"
        "print(one is two)"
    )
    assert said(script) == "True"
