"""Copies of the database: one before each migration and each restore, the latest three are kept.

An SQLite file is copied beside itself (`<file>.before-<what>`), PostgreSQL into a folder, as a file of our
own (`postgresql.before-<what>.jsonl.gz`, see `portable`).
"""

import sqlite3
from contextlib import closing, suppress
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, inspect

from syncopate.errors import DiskFull, FolderNotWritable, WriteFailed
from syncopate.store import portable, steps
from syncopate.store.database import Database
from syncopate.store.revision import revision_of
from syncopate.store.tables import metadata

_KEPT = 3
_ENDING = ".jsonl.gz"


def make(database: Database, before: str, folder: Path, spared: Path | None = None) -> Path:
    """Copy what is committed, whole or not at all; older copies are removed, except the one spared.

    Raises DiskFull, FolderNotWritable, WriteFailed.
    """
    place, ending = (folder / "postgresql", _ENDING) if database.file is None else (database.file, "")
    copy = place.with_name(f"{place.name}.before-{before}{ending}")
    unfinished = copy.with_name(f"{copy.name}.part")
    try:
        copy.parent.mkdir(parents=True, exist_ok=True)
        _remove(unfinished)
        unfinished.touch(mode=0o600)
        if database.file is None:
            database.look(_write, unfinished)
        else:
            _back_up(database.file, unfinished)
        unfinished.replace(copy)
    except (OSError, sqlite3.Error) as error:
        raise _meaning(error, copy) from error
    finally:
        with suppress(OSError):
            _remove(unfinished)
    _remove_old(place, {copy, spared})
    return copy


def unused_name(database: Database, before: str, folder: Path) -> str:
    """Return `before-1`, or the next one of which there is no copy yet."""
    place = folder / "postgresql" if database.file is None else database.file
    there = {path.name.removesuffix(_ENDING) for path in place.parent.glob(f"{place.name}.before-*")}
    number = 1
    while f"{place.name}.before-{before}-{number}" in there:
        number += 1
    return f"{before}-{number}"


def tables_here(connection: Connection) -> frozenset[str]:
    """Return the names of our tables there are; of a version that is not known, with what refers to them."""
    found = inspect(connection)
    there = frozenset(found.get_table_names())
    at, known = revision_of(connection), steps.known()
    if at in known:
        return steps.tables_of(at) & there
    ours = (frozenset(metadata.tables) | steps.tables_of(known[-1])) & there
    while more := {
        name
        for name in there - ours
        if any(key["referred_table"] in ours for key in found.get_foreign_keys(name))
    }:
        ours |= more
    return ours


def _write(connection: Connection, file: Path) -> None:
    # One look at all of it, whoever writes meanwhile.
    look = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    portable.write(look, revision_of(look) or "", tables_here(look), file)


def _back_up(file: Path, copy: Path) -> None:
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")


def _remove(unfinished: Path) -> None:
    # With what SQLite leaves beside a file it could not finish.
    for ending in ("", "-journal", "-wal", "-shm"):
        unfinished.with_name(f"{unfinished.name}{ending}").unlink(missing_ok=True)


def _meaning(error: Exception, copy: Path) -> WriteFailed:
    if "full" in str(error) or "No space" in str(error) or "quota" in str(error):
        return DiskFull(path=str(copy))
    if isinstance(error, PermissionError):
        return FolderNotWritable(path=str(copy.parent))
    return WriteFailed(path=str(copy))


def _remove_old(place: Path, spared: set[Path | None]) -> None:
    copies = [
        path for path in place.parent.glob(f"{place.name}.before-*") if not path.suffix.startswith(".part")
    ]
    copies.sort(key=partial(_age, spared))
    for path in copies[_KEPT:]:
        if path not in spared:
            path.unlink(missing_ok=True)


def _age(spared: set[Path | None], copy: Path) -> tuple[bool, int]:
    return copy not in spared, -copy.stat().st_mtime_ns
