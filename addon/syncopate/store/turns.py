"""One at a time, in all processes on one database: who waits for a turn finds done what it came for."""

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from syncopate.errors import Unreachable
from syncopate.store.database import Database, with_driver
from syncopate.store.file_turns import FileTurn, place_of

_PAUSE_SECONDS = 0.2
_IN_MEMORY = ":memory:"


class Turns:
    """Turns by what they are about. On SQLite files beside it keep them; on PostgreSQL the server does.

    Commands at a terminal open the file of an engine that runs: on SQLite too there are several processes.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._here: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def __getitem__(self, about: str) -> AbstractAsyncContextManager[None]:
        """Return what holds the turn while a block runs. It raises Unreachable."""
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
                with_driver(self._database.url), poolclass=NullPool, isolation_level="AUTOCOMMIT"
            )
            connection = await asyncio.to_thread(_connect, engine)
            try:
                while not await asyncio.to_thread(_take, connection, about):  # noqa: ASYNC110 -- others hold it
                    await asyncio.sleep(_PAUSE_SECONDS)
                yield
            finally:
                await asyncio.shield(asyncio.to_thread(connection.close))

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


def _connect(engine: Engine) -> Connection:
    try:
        return engine.connect()
    except OperationalError as error:
        raise Unreachable(what="The database") from error


def _take(connection: Connection, about: str) -> bool:
    digest = hashlib.sha256(f"turn {about}".encode()).digest()
    key = int.from_bytes(digest[:8], signed=True)
    try:
        return bool(connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": key}).scalar())
    except OperationalError as error:
        raise Unreachable(what="The database") from error
