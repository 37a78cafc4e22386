"""Where it is kept how much of each limit is used: in our database where several processes may share one."""

import time
from collections.abc import Callable

from syncopate.access.limits import Book, Change, Mark, Memory
from syncopate.store import limits
from syncopate.store.database import Database
from syncopate.store.limits import Used


class Stored:
    """A book for all processes on one database, which also outlives them."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        """`clock` are seconds since 1970: processes have to agree on them."""
        self._database = database
        self._clock = clock

    def seconds(self) -> float:
        """Return the time of the clock."""
        return self._clock()

    async def change[T](self, name: str, change: Change[T]) -> T:
        """Change one mark, in a transaction of its own, and return the answer."""

        def of_used(used: Used | None) -> tuple[Used | None, T]:
            mark, answer = change(None if used is None else Mark(used.amount, used.at, used.until))
            return (None if mark is None else Used(mark.amount, mark.at, mark.until)), answer

        return await self._database.write(limits.change, name, of_used)


def book_of(database: Database) -> Book:
    """Return the book to use. On SQLite there is one process, whose answers must not wait for its writer."""
    return Memory(time.monotonic) if database.is_sqlite else Stored(database)
