"""The tables of the first schema for what is made from tracks: albums, artists, and what browsing asks."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

from syncopate.store.migrations import first_jobs

metadata = MetaData(naming_convention=first_jobs.metadata.naming_convention)

SORTED = Text().with_variant(Text(collation="C"), "postgresql")


Table(
    "albums",
    metadata,
    Column("library_id", String(36), ForeignKey("libraries.id", ondelete="CASCADE"), primary_key=True),
    Column("key", String(32), primary_key=True),
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
    Index("ix_albums_sort", "library_id", "sort"),
    Index("ix_albums_added_at", "library_id", "added_at"),
    sqlite_with_rowid=False,
)

Table(
    "artists",
    metadata,
    Column("library_id", String(36), ForeignKey("libraries.id", ondelete="CASCADE"), primary_key=True),
    Column("key", String(32), primary_key=True),
    Column("name", Text(), nullable=False),
    Column("albums", Integer, nullable=False),
    Column("tracks", Integer, nullable=False),
    Column("owned", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("cover_key", Text(), nullable=True),
    Column("sort", SORTED, nullable=False),
    Column("folded", Text(), nullable=False),
    Index("ix_artists_sort", "library_id", "sort"),
    sqlite_with_rowid=False,
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
    Column("library_id", String(36), ForeignKey("libraries.id", ondelete="CASCADE"), primary_key=True),
    Column("key", Text(), primary_key=True),
    Column("sort", SORTED, nullable=False),
    Column("artist_sort", SORTED, nullable=False),
    Column("album_sort", SORTED, nullable=False),
    Column("place", Integer, nullable=False),
    Column("year", Integer, nullable=True),
    Column("duration_ms", Integer, nullable=True),
    Column("added_at", DateTime(timezone=True), nullable=False),
    Column("shelf", String(32), nullable=True),
    Column("folded", Text(), nullable=False),
    Index("ix_listed_tracks_sort", "library_id", "sort"),
    Index("ix_listed_tracks_added_at", "library_id", "added_at"),
    sqlite_with_rowid=False,
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
