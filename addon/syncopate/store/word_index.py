"""The index by which rows are found by the words of their `folded` text.

SQLite keeps a full-text index (FTS5) beside the table, by triggers; PostgreSQL has a GIN index on the words.
Words are what spaces divide: the text was made for that (see `matching.search`), nothing is cut or folded.
"""

from typing import Any

from sqlalchemy import Connection, Index, Table, event, text

__all__ = ["WORDS", "index_words", "name_of"]

WORDS = "array_to_tsvector(array_remove(string_to_array(folded, ' '), ''))"
"""The words of a row, as PostgreSQL indexes them: its own parsers would take numbers and addresses apart."""

_SIGNS = "-!#$%&()*+,./:;<=>?@[]\\^_`{|}~"
"""What is part of a word though it is no letter: names of signs alone have nothing else."""

_STATEMENTS = (
    """CREATE VIRTUAL TABLE {index} USING fts5(library_id, folded, content='{table}', content_rowid='id',
 tokenize="ascii tokenchars '{signs}'", detail='column', prefix='1 2')""",
    """CREATE TRIGGER {index}_come AFTER INSERT ON {table} BEGIN
 INSERT INTO {index} (rowid, library_id, folded) VALUES (new.id, new.library_id, new.folded);
END""",
    """CREATE TRIGGER {index}_go AFTER DELETE ON {table} BEGIN
 INSERT INTO {index} ({index}, rowid, library_id, folded)
 VALUES ('delete', old.id, old.library_id, old.folded);
END""",
    """CREATE TRIGGER {index}_turn AFTER UPDATE OF folded ON {table} WHEN old.folded IS NOT new.folded BEGIN
 INSERT INTO {index} ({index}, rowid, library_id, folded)
 VALUES ('delete', old.id, old.library_id, old.folded);
 INSERT INTO {index} (rowid, library_id, folded) VALUES (new.id, new.library_id, new.folded);
END""",
)


def name_of(table: Table) -> str:
    """Return what SQLite's index of a table is called."""
    return f"{table.name}_words"


def index_words(table: Table) -> None:
    """Let an index of words be made with a table that has `id`, `library_id` and `folded`."""
    Index(f"ix_{name_of(table)}", text(WORDS), _table=table, postgresql_using="gin").ddl_if(
        dialect="postgresql"
    )
    event.listen(table, "after_create", _make)


def _make(table: Table, connection: Connection, **_more: Any) -> None:
    if connection.dialect.name == "sqlite":
        for statement in _STATEMENTS:
            made = statement.format(table=table.name, index=name_of(table), signs=_SIGNS)
            connection.exec_driver_sql(made)
