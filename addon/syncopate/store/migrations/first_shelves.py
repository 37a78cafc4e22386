"""The tables of the first schema for what is made from tracks: albums, artists, and what browsing asks."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from syncopate.store.migrations import first_jobs

metadata = MetaData(naming_convention=first_jobs.metadata.naming_convention)

SORTED = Text().with_variant(Text(collation="C"), "postgresql")
COUNTED = BigInteger().with_variant(Integer(), "sqlite")


Table(
    "albums",
    metadata,
    Column("id", COUNTED, primary_key=True, autoincrement=True),
    Column("library_id", String(36), ForeignKey("libraries.id", ondelete="CASCADE"), nullable=False),
    Column("key", String(32), nullable=False),
    Column("title", Text(), nullable=False),
    Column("artists", Text, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("year", Integer, nullable=True),
    Column("owned", Integer, nullable=False),
    Column("total", Integer, nullable=True),
    Column("complete", Boolean, nullable=True),
    Column("duration_ms", BigInteger, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("added_at", DateTime(timezone=True), nullable=True),
    Column("cover_key", Text(), nullable=True),
    Column("sort", SORTED, nullable=False),
    Column("artist_sort", SORTED, nullable=False),
    Column("track_keys", Text(), nullable=False),
    Column("folded", Text(), nullable=False),
    UniqueConstraint("library_id", "key"),
    Index("ix_albums_sort", "library_id", "sort", "key"),
    Index("ix_albums_added_at", "library_id", "added_at", "key"),
    Index("ix_albums_complete", "library_id", "complete"),
)

Table(
    "artists",
    metadata,
    Column("id", COUNTED, primary_key=True, autoincrement=True),
    Column("library_id", String(36), ForeignKey("libraries.id", ondelete="CASCADE"), nullable=False),
    Column("key", String(32), nullable=False),
    Column("name", Text(), nullable=False),
    Column("albums", Integer, nullable=False),
    Column("tracks", Integer, nullable=False),
    Column("owned", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("cover_key", Text(), nullable=True),
    Column("sort", SORTED, nullable=False),
    Column("folded", Text(), nullable=False),
    UniqueConstraint("library_id", "key"),
    Index("ix_artists_sort", "library_id", "sort", "key"),
)

Table(
    "album_artists",
    metadata,
    Column("library_id", String(36), ForeignKey("libraries.id", ondelete="CASCADE"), primary_key=True),
    Column("artist_key", String(32), primary_key=True),
    Column("album_key", String(32), primary_key=True),
    Column("own", Boolean, nullable=False),
    Index("ix_album_artists_album_key", "library_id", "album_key"),
    sqlite_with_rowid=False,
)

Table(
    "listed_tracks",
    metadata,
    Column("id", COUNTED, primary_key=True, autoincrement=True),
    Column("library_id", String(36), ForeignKey("libraries.id", ondelete="CASCADE"), nullable=False),
    Column("key", Text(), nullable=False),
    Column("sort", SORTED, nullable=False),
    Column("artist_sort", SORTED, nullable=False),
    Column("album_sort", SORTED, nullable=False),
    Column("place", Integer, nullable=False),
    Column("year", Integer, nullable=True),
    Column("duration_ms", Integer, nullable=True),
    Column("added_at", DateTime(timezone=True), nullable=False),
    Column("shelf", String(32), nullable=True),
    Column("folded", Text(), nullable=False),
    UniqueConstraint("library_id", "key"),
    Index("ix_listed_tracks_sort", "library_id", "sort", "key"),
    Index("ix_listed_tracks_added_at", "library_id", "added_at", "key"),
)

# By value first: what has an id is asked for in all libraries at once.
Table(
    "track_ids",
    metadata,
    Column("kind", String(32), primary_key=True),
    Column("value", String(200), primary_key=True),
    Column("library_id", String(36), ForeignKey("libraries.id", ondelete="CASCADE"), primary_key=True),
    Column("key", Text(), primary_key=True),
    sqlite_with_rowid=False,
)

# `genre` is what all spellings of a name have in common, `name` the one of this track.
Table(
    "track_genres",
    metadata,
    Column("library_id", String(36), ForeignKey("libraries.id", ondelete="CASCADE"), primary_key=True),
    Column("genre", String(100), primary_key=True),
    Column("key", Text(), primary_key=True),
    Column("name", Text(), nullable=False),
    sqlite_with_rowid=False,
)

Table(
    "album_genres",
    metadata,
    Column("library_id", String(36), ForeignKey("libraries.id", ondelete="CASCADE"), primary_key=True),
    Column("genre", String(100), primary_key=True),
    Column("album_key", String(32), primary_key=True),
    Column("tracks", Integer, nullable=False),
    Index("ix_album_genres_album_key", "library_id", "album_key"),
    sqlite_with_rowid=False,
)

Table(
    "genres",
    metadata,
    Column("library_id", String(36), ForeignKey("libraries.id", ondelete="CASCADE"), primary_key=True),
    Column("genre", String(100), primary_key=True),
    Column("name", Text(), nullable=False),
    Column("tracks", Integer, nullable=False),
    Column("albums", Integer, nullable=False),
    Column("artists", Integer, nullable=False),
    sqlite_with_rowid=False,
)

# What a library holds, by the sound of its tracks and their decade; "" and 0 where that is not known.
Table(
    "library_sums",
    metadata,
    Column("library_id", String(36), ForeignKey("libraries.id", ondelete="CASCADE"), primary_key=True),
    Column("codec", String(16), primary_key=True),
    Column("lossless", Boolean, primary_key=True),
    Column("decade", Integer, primary_key=True, autoincrement=False),
    Column("tracks", Integer, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("duration_ms", BigInteger, nullable=False),
)

WORDS = (
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
SIGNS = "-!#$%&()*+,./:;<=>?@[]\\^_`{|}~"


def make_word_indexes(connection: Connection) -> None:
    """Make the indexes of words: on SQLite with the triggers that keep them."""
    for table in ("listed_tracks", "albums", "artists"):
        index = f"{table}_words"
        if connection.dialect.name == "sqlite":
            for statement in WORDS:
                connection.exec_driver_sql(statement.format(table=table, index=index, signs=SIGNS))
        else:
            words = "array_to_tsvector(array_remove(string_to_array(folded, ' '), ''))"
            connection.exec_driver_sql(f"CREATE INDEX ix_{index} ON {table} USING gin ({words})")
