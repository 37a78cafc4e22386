"""The file that a tracker is: an SQLite database, written in one transaction each time (all synchronous).

Each write has a number, the revision, and each title that of the last write that changed it: what has changed
since is found at once. What has no value any more stays as a name, so that it is told that it is gone.
"""

import json
import sqlite3
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from syncopate.domain.link import WatchOperation
from syncopate.domain.watch import NOTHING, Feature, Record, Title, Values
from syncopate.errors import DatabaseBusy, DatabaseNewer, FolderUnreadable, SyncopateError, WriteFailed
from syncopate.providers.local import values as told
from syncopate.providers.local.merging import added, kept, may_be_one, moved, names_of, united, written

FILE = "watched.sqlite"
_SCHEMA = 2
_BUSY_SECONDS = 10.0
_TABLES = """
CREATE TABLE about (mark TEXT NOT NULL, revision INTEGER NOT NULL) STRICT;
CREATE TABLE titles (
    id INTEGER PRIMARY KEY AUTOINCREMENT, revision INTEGER NOT NULL, title TEXT NOT NULL,
    watched TEXT, position TEXT, rating TEXT, listed TEXT, length REAL, lists TEXT
) STRICT;
CREATE INDEX titles_revision ON titles (revision);
CREATE TABLE names (
    name TEXT NOT NULL, id INTEGER NOT NULL REFERENCES titles (id), PRIMARY KEY (name, id)
) STRICT, WITHOUT ROWID;
"""
_STEPS = {1: "ALTER TABLE titles ADD COLUMN lists TEXT"}
"""What brings a file of an earlier version to the next one."""
_COLUMNS = "id, title, watched, position, rating, listed, length, lists"
_HELD_IN = {
    Feature.HISTORY: "watched",
    Feature.PROGRESS: "position",
    Feature.RATINGS: "rating",
    Feature.WATCHLIST: "listed",
    Feature.LISTS: "lists",
}

type _Row = tuple[int, str, str | None, str | None, str | None, str | None, float | None, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What the file holds: all of it, or what has changed since a cursor and the keys of what is gone."""

    records: tuple[Record, ...]
    gone: frozenset[str]
    cursor: str
    whole: bool


class Keeping:
    """One tracker's file. Its methods raise DatabaseBusy, DatabaseNewer, and what is said of each."""

    def __init__(self, storage: Path) -> None:
        self._path = storage / FILE

    def check(self) -> None:
        """Look whether the file can be read. Raises FolderUnreadable."""
        with self._opened(writing=False) as database:
            _about(database)

    def read(self, features: frozenset[Feature], cursors: Sequence[str] | None) -> Held:
        """Return what is held in some respects; `cursors` None: all of it. Raises FolderUnreadable."""
        with self._opened(writing=False) as database:
            mark, revision = _about(database)
            since = _since(cursors, mark, revision)
            wanted = [column for each, column in _HELD_IN.items() if each in features]
            said = " OR ".join(f"{column} IS NOT NULL" for column in wanted)
            there = said if since is None else "revision > ?"
            # Names of columns of ours alone.
            query = f"SELECT {_COLUMNS}, {said} FROM titles WHERE {there} ORDER BY id"  # noqa: S608
            records: list[Record] = []
            gone: set[str] = set()
            for *row, says in database.execute(query, () if since is None else (since,)):
                title = told.title_in(json.loads(row[1]))
                if says:
                    records.append(_record((*row,), title))
                else:
                    gone.add(_key(title, row[0]))
        return Held(
            records=tuple(records),
            gone=frozenset(gone),
            cursor=f"{mark}:{revision}",
            whole=since is None,
        )

    def write(self, operations: Sequence[WatchOperation]) -> list[bool]:
        """Write all or none; return of each whether something changed by it. Raises WriteFailed."""

        def all_of(database: sqlite3.Connection, revision: int) -> list[bool]:
            return [_write(database, each, revision) for each in operations]

        return self._change(all_of)

    def bring_in(self, records: Iterable[Record]) -> int:
        """Add what records say to what is there; return how many said something new. Raises WriteFailed."""

        def all_of(database: sqlite3.Connection, revision: int) -> list[bool]:
            return [_add(database, each, revision) for each in records]

        return sum(self._change(all_of))

    def _change(self, work: Callable[[sqlite3.Connection, int], list[bool]]) -> list[bool]:
        with self._opened(writing=True) as database:
            _, revision = _about(database)
            changed = work(database, revision + 1)
            if any(changed):
                database.execute("UPDATE about SET revision = ?", (revision + 1,))
        return changed

    @contextmanager
    def _opened(self, *, writing: bool) -> Generator[sqlite3.Connection]:
        """Give the file within a transaction, which counts when the block ends well."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(
                sqlite3.connect(self._path, timeout=_BUSY_SECONDS, isolation_level=None)
            ) as database:
                _prepare(database)
                database.execute("BEGIN IMMEDIATE" if writing else "BEGIN")
                try:
                    yield database
                    database.execute("COMMIT")
                finally:
                    if database.in_transaction:
                        database.execute("ROLLBACK")
        except (OSError, sqlite3.Error, ValueError) as error:
            raise self._failure(error, writing=writing) from error

    def _failure(self, error: Exception, *, writing: bool) -> SyncopateError:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            return DatabaseBusy()
        if writing:
            return WriteFailed(path=str(self._path))
        return FolderUnreadable(path=str(self._path))


def _prepare(database: sqlite3.Connection) -> None:
    """Make the tables where there are none, or as they are now. Raises DatabaseNewer."""
    database.execute("PRAGMA journal_mode = WAL")
    # What was acknowledged is on the disk.
    database.execute("PRAGMA synchronous = FULL")
    database.execute("PRAGMA foreign_keys = ON")
    (version,) = database.execute("PRAGMA user_version").fetchone()
    if version > _SCHEMA:
        raise DatabaseNewer(revision=str(version), known=str(_SCHEMA))
    if version < _SCHEMA:
        database.execute("BEGIN IMMEDIATE")
        (version,) = database.execute("PRAGMA user_version").fetchone()
        if version == 0:
            for statement in _TABLES.split(";"):
                database.execute(statement)
            database.execute("INSERT INTO about VALUES (?, 0)", (uuid4().hex,))
        else:
            for step in range(version, _SCHEMA):
                database.execute(_STEPS[step])
        database.execute(f"PRAGMA user_version = {_SCHEMA}")
        database.execute("COMMIT")


def _about(database: sqlite3.Connection) -> tuple[str, int]:
    mark, revision = database.execute("SELECT mark, revision FROM about").fetchone()
    return str(mark), int(revision)


def _since(cursors: Sequence[str] | None, mark: str, revision: int) -> int | None:
    """Return from which revision on changes are told, None where a cursor is not of this file as it is."""
    if not cursors:
        return None
    oldest = revision
    for each in cursors:
        whose, _, said = each.partition(":")
        if whose != mark or not (said.isascii() and said.isdigit()) or int(said) > revision:
            return None
        oldest = min(oldest, int(said))
    return oldest


def _write(database: sqlite3.Connection, operation: WatchOperation, revision: int) -> bool:
    told_of = kept(operation.title)
    rows = [row for key in operation.keys if (row := _row_of_key(database, key)) is not None]
    rows = rows or _rows_of_title(database, told_of)
    if not rows:
        if operation.action.removes:
            return False
        values = written(NOTHING, operation)
        _store(database, None, told_of, values, None, revision)
        return True
    changed = False
    for row in rows:
        record = _record(row, told.title_in(json.loads(row[1])))
        values, title = written(record.values, operation), moved(record.title, told_of)
        if (values, title) != (record.values, record.title):
            if may_be_one(title, told_of) and _share_a_name(title, told_of):
                title = united(title, told_of)
            _store(database, row[0], title, values, record.length, revision)
            changed = True
    return changed


def _add(database: sqlite3.Connection, record: Record, revision: int) -> bool:
    title = kept(record.title)
    row = next(iter(_rows_of_title(database, title)), None)
    if row is None:
        values = added(title.type, NOTHING, record.values)
        if values == NOTHING:
            return False
        _store(database, None, title, values, record.length, revision)
        return True
    known = _record(row, told.title_in(json.loads(row[1])))
    values = added(title.type, known.values, record.values)
    both = united(known.title, title)
    length = known.length or record.length
    if (values, both, length) == (known.values, known.title, known.length):
        return False
    _store(database, row[0], both, values, length, revision)
    return True


def _share_a_name(one: Title, other: Title) -> bool:
    return not set(names_of(one)).isdisjoint(names_of(other))


def _rows_of_title(database: sqlite3.Connection, title: Title) -> list[_Row]:
    """Return the row that is about a title, by the surest of its names; none is, or one."""
    query = f"SELECT {_COLUMNS} FROM titles JOIN names USING (id) WHERE name = ? ORDER BY id"  # noqa: S608
    for name in names_of(title):
        for row in database.execute(query, (name,)):
            if may_be_one(told.title_in(json.loads(row[1])), title):
                return [row]
    return []


def _row_of_key(database: sqlite3.Connection, key: str) -> _Row | None:
    _, _, number = key.partition(":")
    query = f"SELECT {_COLUMNS} FROM titles WHERE id = ?"  # noqa: S608 -- names of columns of ours
    row: _Row | None = database.execute(query, (number,)).fetchone()
    return row if row is not None and _key(told.title_in(json.loads(row[1])), row[0]) == key else None


def _store(
    database: sqlite3.Connection,
    number: int | None,
    title: Title,
    values: Values,
    length: float | None,
    revision: int,
) -> None:
    """Write a row, a new one where it has no number, and what it can be found by."""
    row = database.execute(
        "INSERT INTO titles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
        " revision = excluded.revision, title = excluded.title, watched = excluded.watched,"
        " position = excluded.position, rating = excluded.rating, listed = excluded.listed,"
        " length = excluded.length, lists = excluded.lists RETURNING id",
        (
            number,
            revision,
            _json(told.title_out(title)),
            None if values.watched is None else _json(told.watched_out(values.watched)),
            None if values.position is None else _json(told.position_out(values.position)),
            None if values.rating is None else _json(told.rating_out(values.rating)),
            None if values.listed is None else _json(told.listed_out(values.listed)),
            length,
            None if values.lists is None else json.dumps(told.lists_out(values.lists)),
        ),
    ).fetchone()
    names = [(name, row[0]) for name in names_of(title)]
    database.executemany("INSERT OR IGNORE INTO names VALUES (?, ?)", names)


def _record(row: _Row, title: Title) -> Record:
    number, _, watched, position, rating, listed, length, lists = row
    values = Values(
        watched=None if watched is None else told.watched_in(json.loads(watched)),
        position=None if position is None else told.position_in(json.loads(position)),
        rating=None if rating is None else told.rating_in(json.loads(rating)),
        listed=None if listed is None else told.listed_in(json.loads(listed)),
        lists=None if lists is None else told.lists_in(json.loads(lists)),
    )
    return Record(key=_key(title, number), title=title, values=values, length=length)


def _key(title: Title, number: int) -> str:
    return f"{title.type.value}:{number}"


def _json(raw: told.Raw) -> str:
    # Names of files may hold bytes that are no text: in ASCII they are kept as they are.
    return json.dumps(raw, separators=(",", ":"))
