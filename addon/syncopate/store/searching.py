"""Finding text whatever its case, in any script."""

from typing import Any

from sqlalchemy import ColumnElement, Integer, Text, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

_ESCAPE = "\\"


class folded(GenericFunction[str]):  # noqa: N801  SQL functions are written small
    """Text without case: SQLite's own lower() knows ASCII only, so a connection brings `casefold`."""

    type = Text()
    inherit_cache = True
    name = "casefold"


@compiles(folded, "postgresql")
def _lower(element: folded, compiler: SQLCompiler, **kw: Any) -> str:
    return f"lower({compiler.process(element.clauses, **kw)})"


def casefold(text: str | None) -> str | None:
    """Do what SQLite calls `casefold`."""
    return None if text is None else text.casefold()


def escaped(text: str) -> str:
    """Return text in which LIKE's signs mean themselves."""
    return text.replace(_ESCAPE, _ESCAPE * 2).replace("%", f"{_ESCAPE}%").replace("_", f"{_ESCAPE}_")


def contains(column: ColumnElement[Any], text: str) -> ColumnElement[bool]:
    """Return the condition that a column holds the text, in any case."""
    return folded(column).like(folded(literal(f"%{escaped(text)}%", Text)), escape=_ESCAPE)


class place_in(GenericFunction[int]):  # noqa: N801  SQL functions are written small
    """Where in a text another one begins, from 1; 0 for nowhere: a third of the time that LIKE takes."""

    type = Integer()
    inherit_cache = True
    name = "instr"


@compiles(place_in, "postgresql")
def _strpos(element: place_in, compiler: SQLCompiler, **kw: Any) -> str:
    return f"strpos({compiler.process(element.clauses, **kw)})"


def contains_folded(column: ColumnElement[Any], text: str) -> ColumnElement[bool]:
    """Do the same for a column that holds casefolded text."""
    return place_in(column, literal(text.casefold(), Text)) > 0


def begins_folded(column: ColumnElement[Any], text: str) -> ColumnElement[bool]:
    """Return the condition that a column of casefolded text begins with the text."""
    return column.like(f"{escaped(text.casefold())}%", escape=_ESCAPE)
