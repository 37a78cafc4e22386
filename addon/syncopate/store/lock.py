"""One engine at a time on the same data. The system or the server keeps the lock: it ends with its holder."""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Generator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from syncopate.errors import AlreadyServed, Unreachable
from syncopate.store.database import Database, with_driver
from syncopate.store.file_locks import lock_file

_log = logging.getLogger(__name__)

_FILE = "engine.lock"
_KEY = 0x53594E43_4F504154
_PATIENCE_SECONDS = 2.0
_PAUSE_SECONDS = 0.1


@asynccontextmanager
async def held_alone(folder: Path, database: Database) -> AsyncGenerator[None]:
    """Hold the data folder and the database until the block ends. Raises AlreadyServed, Unreachable."""
    stack = ExitStack()
    try:
        await asyncio.to_thread(_take, stack, folder, database)
        yield
    finally:
        await asyncio.to_thread(stack.close)


def _take(stack: ExitStack, folder: Path, database: Database) -> None:
    folders = {folder.resolve()}
    if database.file is not None:
        folders.add(database.file.resolve().parent)
    for place in sorted(folders):
        stack.enter_context(_locked_file(place / _FILE))
    if not database.is_sqlite:
        stack.enter_context(_locked_server(database))


@contextmanager
def _locked_file(file: Path) -> Generator[None]:
    with file.open("ab") as held:
        try:
            lock_file(held.fileno())
        except BlockingIOError:
            raise AlreadyServed(place=str(file.parent)) from None
        except OSError as error:
            # Some network shares have no locks: better to serve than not.
            _log.warning("%s cannot be locked: %s", file, error.strerror)
        yield


@contextmanager
def _locked_server(database: Database) -> Generator[None]:
    """Hold a lock of the session on a connection of its own; no transaction stays open on it."""
    engine = create_engine(with_driver(database.url), poolclass=NullPool, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            end = time.monotonic() + _PATIENCE_SECONDS
            # The server takes a moment to notice that an engine before us was killed.
            while not connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": _KEY}).scalar():
                if time.monotonic() > end:
                    raise AlreadyServed(place=database.url.render_as_string(hide_password=True))
                time.sleep(_PAUSE_SECONDS)
            yield
    except OperationalError as error:
        raise Unreachable(what="The database") from error
    finally:
        engine.dispose()
