"""Libraries in memory, kept by a process that matches and brought up to date from the store."""

from collections import OrderedDict
from dataclasses import dataclass, replace
from threading import Lock

from sqlalchemy import Connection

from syncopate.matching.albums_index import AlbumIndex
from syncopate.matching.index import LibraryIndex
from syncopate.store import tracks
from syncopate.store.database import Database

_MOST_BYTES = 512 * 1024 * 1024
_ALBUM_BYTES = 500
_TRACK_BYTES = 170
"""What an album index holds of each album, and of each track, about."""


@dataclass(frozen=True, slots=True)
class _Held:
    """An index, and its albums once they were asked for."""

    revision: int
    index: LibraryIndex
    albums: AlbumIndex | None = None

    @property
    def size(self) -> int:
        """Bytes in memory, roughly."""
        if self.albums is None:
            return self.index.size
        return self.index.size + _ALBUM_BYTES * len(self.albums) + _TRACK_BYTES * len(self.index)


class Indexes:
    """Keeps the indexes used last, as far as they fit; the one asked for is always kept.

    Threads wait for each other: two that build one index would need room for two.
    """

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._one_at_a_time = Lock()
        self._held: OrderedDict[tuple[str, str], _Held] = OrderedDict()

    def current(self, database: Database, library_id: str) -> LibraryIndex:
        """Return the index of a library as it is now: what changed is read, all of it only when it must be.

        Raises NotFound.
        """
        with self._one_at_a_time:
            return self._current(database, library_id).index

    def with_albums(self, database: Database, library_id: str) -> tuple[LibraryIndex, AlbumIndex]:
        """Return the index of a library as it is now and its albums; these are put together after any change.

        Raises NotFound.
        """
        with self._one_at_a_time:
            held = self._current(database, library_id)
            albums = held.albums
            if albums is None:
                rows = held.index.rows()
                albums = AlbumIndex.build(held.index.tracks(), lambda number: held.index.at(rows[number]))
                self._keep((str(database.url), library_id), replace(held, albums=albums))
            return held.index, albums

    def _current(self, database: Database, library_id: str) -> _Held:
        wanted = (str(database.url), library_id)
        held = self._held.pop(wanted, None)
        if held is not None:
            held = database.look(_up_to_date, library_id, held)
        if held is None:
            # Nothing of the one before is held any more: two would not fit where one does.
            held = database.look(_whole, library_id)
        self._keep(wanted, held)
        return held

    def _keep(self, wanted: tuple[str, str], held: _Held) -> None:
        self._held[wanted] = held
        sizes = {key: each.size for key, each in self._held.items()}
        while len(self._held) > 1 and sum(sizes.values()) > self._most_bytes:
            oldest, _ = self._held.popitem(last=False)
            del sizes[oldest]


def _up_to_date(connection: Connection, library_id: str, held: _Held) -> _Held | None:
    """Return it with what changed since; None when all must be read."""
    if tracks.revision_of(connection, library_id) == held.revision:
        return held
    room = held.index.room
    changes = tracks.changes(connection, library_id, held.revision, room)
    if changes is None or len(changes.changed) + len(changes.removed) > room:
        return None
    if not changes.changed and not changes.removed:
        return replace(held, revision=changes.revision)
    return _Held(changes.revision, held.index.with_changes(changes.changed, changes.removed))


def _whole(connection: Connection, library_id: str) -> _Held:
    # The revision first: what changes in between is read again later.
    revision = tracks.revision_of(connection, library_id)
    return _Held(revision, LibraryIndex.build(tracks.load(connection, library_id)))
