"""One at a time, in all processes on one database: who waits for a turn finds done what it came for."""

import asyncio
import hashlib
import logging
from collections import defaultdict
from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from syncopate.errors import Unreachable
from syncopate.store.database import Database, with_driver
from syncopate.store.file_turns import FileTurn, place_of

_LOG = logging.getLogger(__name__)

_PAUSE_SECONDS = 0.2
_IN_MEMORY = ":memory:"
_ALIVE = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}
"""How a connection is found dead that the server never closed: the system asks, in seconds and times."""


class Turns:
    """Turns by what they are about. On SQLite files beside it keep them; on PostgreSQL the server does.

    Commands at a terminal open the file of an engine that runs: on SQLite too there are several processes.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._here: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def __getitem__(self, about: str) -> AbstractAsyncContextManager[None]:
        """Return what holds the turn while a block runs.

        It raises Unreachable, also for a block that is cut short because the turn was lost meanwhile.
        """
        return self._held(about)

    @asynccontextmanager
    async def _held(self, about: str) -> AsyncGenerator[None]:
        async with self._here[about]:
            if self._database.is_sqlite:
                async with self._in_file(about):
                    yield
                return
            # On a connection of its own: the turn ends with it, also when the process is killed.
            engine = create_engine(
                with_driver(self._database.url),
                poolclass=NullPool,
                isolation_level="AUTOCOMMIT",
                connect_args=_ALIVE,
            )
            connection = await asyncio.to_thread(_connect, engine)
            try:
                while not await asyncio.to_thread(_take, connection, about):  # noqa: ASYNC110 -- others hold it
                    await asyncio.sleep(_PAUSE_SECONDS)
                with _Guard(connection):
                    yield
            finally:
                await asyncio.shield(asyncio.to_thread(_close, connection))

    @asynccontextmanager
    async def _in_file(self, about: str) -> AsyncGenerator[None]:
        file = self._database.file
        if file is None or file.name == _IN_MEMORY:
            yield
            return
        turn = FileTurn(place_of(file, about))
        try:
            while not await asyncio.to_thread(turn.take):  # noqa: ASYNC110 -- others hold it
                await asyncio.sleep(_PAUSE_SECONDS)
            yield
        finally:
            await asyncio.shield(asyncio.to_thread(turn.free))


class _Guard:
    """Cancels the task it is entered in once a connection is lost, and with it the turn it kept.

    Nobody else may use the connection meanwhile. Raises Unreachable in the place of that cancellation.
    """

    def __init__(self, connection: Connection) -> None:
        # The driver's own: it is not imported where there is no such server.
        self._wire: Any = connection.connection.driver_connection
        self._failure = connection.dialect.loaded_dbapi.OperationalError
        self._loop = asyncio.get_running_loop()
        self._task: asyncio.Task[object] | None = None
        self._cancelling = self._socket = 0
        self._lost = False

    def __enter__(self) -> Self:
        self._task = asyncio.current_task()
        self._cancelling = 0 if self._task is None else self._task.cancelling()
        self._socket = self._wire.fileno()
        self._loop.add_reader(self._socket, self._said)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if not self._lost:
            self._loop.remove_reader(self._socket)
            return
        # Whoever was cancelled from outside as well stays so.
        alone = self._task is not None and self._task.uncancel() <= self._cancelling
        if alone and kind is not None and issubclass(kind, asyncio.CancelledError):
            raise Unreachable(what="The database") from error

    def _said(self) -> None:
        """Take what the server says without being asked: mostly that it is going."""
        try:
            self._wire.pgconn.consume_input()
        except self._failure:
            _LOG.warning("The connection that kept a turn was lost; what was done in it is cut short")
            self._loop.remove_reader(self._socket)
            self._lost = True
            if self._task is not None:
                self._task.cancel()


def _connect(engine: Engine) -> Connection:
    try:
        return engine.connect()
    except OperationalError as error:
        raise Unreachable(what="The database") from error


def _close(connection: Connection) -> None:
    # One that was lost cannot say goodbye.
    with suppress(OperationalError):
        connection.close()


def _take(connection: Connection, about: str) -> bool:
    digest = hashlib.sha256(f"turn {about}".encode()).digest()
    key = int.from_bytes(digest[:8], signed=True)
    try:
        return bool(connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": key}).scalar())
    except OperationalError as error:
        raise Unreachable(what="The database") from error
