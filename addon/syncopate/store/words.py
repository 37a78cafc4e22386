"""Finding rows by words: those in which every word of a text begins a word.

Where no row has them so, or a word is of a script that is written without spaces, rows are found that have
the words anywhere: that reads all of them, the index of words (see `word_index`) only what is found.
Signs alone ("!!!", "???", "+44") are words too; which of a name, `matching.search` says.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Row,
    Select,
    Table,
    and_,
    cast,
    column,
    func,
    literal,
    literal_column,
    not_,
    select,
    table as named,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from syncopate.matching.ordering import sort_text
from syncopate.matching.search import search_words
from syncopate.store.searching import contains_folded
from syncopate.store.tables import libraries
from syncopate.store.word_index import WORDS, name_of

_UNDIVIDED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
"""Thai, Lao, Burmese, Khmer, kana and Han: no space says where a word begins."""

_QUOTES = re.compile("[\"']")
_ESCAPE = "\\"
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class _Index:
    """The index of words of a table, for one library where there are several."""

    table: Table
    library_id: str | None
    sqlite: bool

    def holds(self, words: Sequence[str]) -> ColumnElement[bool]:
        """Return the condition that each word begins one of a row's."""
        if self.sqlite:
            return self.table.c.id.in_(self._matching(words, column("rowid")))
        asked = " & ".join(f"'{word.replace(_ESCAPE, _ESCAPE * 2)}':*" for word in words)
        return literal_column(WORDS).op("@@")(cast(literal(asked), TSQUERY))

    def count(self, words: Sequence[str]) -> Select[Any]:
        """Return the question how many rows meet it."""
        if self.sqlite:
            return self._matching(words, func.count())
        statement = select(func.count()).select_from(self.table).where(self.holds(words))
        if self.library_id is None:
            return statement
        return statement.where(self.table.c.library_id == self.library_id)

    def _matching(self, words: Sequence[str], what: ColumnElement[Any]) -> Select[Any]:
        name = name_of(self.table)
        asked = [f'folded:"{word}"*' for word in words]
        if self.library_id is not None:
            asked.append(f'library_id:"{self.library_id}"')
        return select(what).select_from(named(name)).where(column(name).op("MATCH")(" AND ".join(asked)))


@dataclass(frozen=True, slots=True)
class Sought:
    """What a text asks of a table with an index of words, in one library or (None) in all.

    `hits`: how many rows have the words as the beginnings of theirs; None when they are sought anywhere.
    Without words all rows are meant. `size` is how many rows there are, about, of one library.
    """

    table: Table
    library_id: str | None
    text: str
    words: tuple[str, ...]
    hits: int | None
    size: int
    _index: _Index

    def conditions(self) -> list[ColumnElement[bool]]:
        """Return what rows must meet."""
        if self.hits is None:
            return [contains_folded(self.table.c.folded, word) for word in self.words]
        return [self._index.holds(self.words)]

    def read(self) -> list[ColumnElement[bool]]:
        """Return the same as told of each row that is read: for rows that come in order, of which few do."""
        if self.hits is None or not self._index.sqlite:
            return self.conditions()
        spaced = literal(" ") + self.table.c.folded
        return [contains_folded(spaced, f" {word}") for word in self.words]

    def begins(self) -> ColumnElement[bool]:
        """Return the condition that a name, as lists have them in order, begins with the text."""
        start = sort_text(self.text)
        return and_(self.table.c.sort >= start, self.table.c.sort < f"{start}{_LAST}")


def sought(
    connection: Connection, table: Table, library_id: str | None, text: str, size: Column[int]
) -> Sought:
    """Look up how often there is what a text asks for; `size` is how many such rows a library says it has."""
    words = search_words(text)
    if not words:
        return Sought(table, library_id, text, words, None, 0, _Index(table, None, sqlite=False))
    sizes: dict[str, int] = {row[0]: row[1] for row in connection.execute(select(libraries.c.id, size))}
    one_of_several = library_id if len(sizes) > 1 else None
    index = _Index(table, one_of_several, sqlite=connection.dialect.name == "sqlite")
    hits: int | None = None
    if not any(map(_is_piece, words)):
        # A word that none begins with is sought anywhere: it may be the middle of one.
        hits = connection.execute(index.count(words)).scalar_one() or None
    return Sought(table, library_id, text, words, hits, sizes.get(library_id or "", 0), index)


def rows(
    connection: Connection,
    found: Sought,
    statement: Select[Any],
    conditions: Sequence[ColumnElement[bool]],
    order: Sequence[ColumnElement[Any]] | None = None,
    *,
    limit: int,
    offset: int,
) -> Sequence[Row[Any]]:
    """Return rows of the statement that meet all conditions.

    Without an order they come by name, and those first whose name begins with the text.
    """
    by_name = (found.table.c.sort, found.table.c.key)
    if order is not None or not found.words:
        statement = statement.where(*conditions, *found.conditions()).order_by(*(order or by_name))
        return connection.execute(statement.limit(limit).offset(offset)).all()
    begins, wanted = found.begins(), offset + limit
    rare = found.hits is None or found.hits**2 <= max(found.size, found.hits) * wanted
    if found.library_id is None or rare:
        statement = statement.where(*conditions, *found.conditions()).order_by(begins.desc(), *by_name)
        return connection.execute(statement.limit(limit).offset(offset)).all()
    # Words that are in many rows: it is less to read rows in the order of their names until there are enough.
    statement = statement.where(*conditions, *found.read()).order_by(*by_name)
    first = connection.execute(statement.where(begins).limit(wanted)).all()
    lacking = wanted - max(len(first), offset)
    if lacking <= 0:
        return first[offset:]
    rest = statement.where(not_(begins)).limit(lacking).offset(max(offset - len(first), 0))
    return [*first[offset:], *connection.execute(rest)]


def _is_piece(word: str) -> bool:
    """Tell whether a word may stand within what the index has for one, or is none to it."""
    return bool(_UNDIVIDED.search(word) or _QUOTES.search(word))
