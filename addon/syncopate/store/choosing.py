"""What lists are narrowed by: the letter they are opened at, years, the library."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, func, or_, select

from syncopate.store.tables import libraries

_AFTER_Z = "{"


def of_library(table: Table, library_id: str | None) -> list[ColumnElement[bool]]:
    """Return the condition that a row is of a library, none for all of them."""
    return [] if library_id is None else [table.c.library_id == library_id]


def the_only(connection: Connection, library_id: str | None) -> str | None:
    """Return the library that is meant, also where there is but one; None for several."""
    # Lists of one library are read in the order of an index.
    if library_id is not None:
        return library_id
    found = connection.execute(select(libraries.c.id).limit(2)).scalars().all()
    return str(found[0]) if len(found) == 1 else None


def at_letter(column: ColumnElement[Any], letter: str | None) -> list[ColumnElement[bool]]:
    """Return the condition that a name begins with a letter, "#": with none of A to Z; none for None."""
    if letter is None:
        return []
    if letter == "#":
        return [or_(column < "a", column >= _AFTER_Z)]
    small = letter.lower()
    return [and_(column >= small, column < chr(ord(small) + 1))]


def of_years(column: ColumnElement[Any], since: int | None, until: int | None) -> list[ColumnElement[bool]]:
    """Return the conditions that a year lies between two, both included; None is no bound."""
    found = []
    if since is not None:
        found.append(column >= since)
    if until is not None:
        found.append(column <= until)
    return found


def letters(connection: Connection, table: Table, where: Sequence[ColumnElement[bool]]) -> frozenset[str]:
    """Return the letters at which there is something."""
    first = func.substr(table.c.sort, 1, 1)
    found = connection.execute(select(first).where(*where).distinct()).scalars()
    return frozenset(each.upper() if "a" <= each <= "z" else "#" for each in found)
