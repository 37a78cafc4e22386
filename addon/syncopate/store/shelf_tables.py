"""The schema of what tracks are put together as: albums and artists, made anew from the tracks at any time.

`own`: the album is the artist's; else it is one that the artist plays on. `sort` is the name as lists have it
in order, `cover_key` a track whose cover stands for the whole.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from syncopate.store.columns import Counted, Json, Sorted, Utc, Words
from syncopate.store.tables import metadata
from syncopate.store.word_index import index_words

__all__ = ["album_artists", "albums", "artists", "metadata"]

albums = Table(
    "albums",
    metadata,
    Column("id", Counted, primary_key=True, autoincrement=True),
    Column("library_id", String(36), ForeignKey("libraries.id", ondelete="CASCADE"), nullable=False),
    Column("key", String(32), nullable=False),
    Column("title", Words, nullable=False),
    Column("artists", Text, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("year", Integer, nullable=True),
    Column("owned", Integer, nullable=False),
    Column("total", Integer, nullable=True),
    Column("complete", Boolean, nullable=True),
    Column("duration_ms", BigInteger, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("added_at", Utc, nullable=True),
    Column("cover_key", Words, nullable=True),
    Column("sort", Sorted, nullable=False),
    Column("artist_sort", Sorted, nullable=False),
    Column("track_keys", Json, nullable=False),
    Column("folded", Words, nullable=False),
    UniqueConstraint("library_id", "key"),
    Index("ix_albums_sort", "library_id", "sort", "key"),
    Index("ix_albums_added_at", "library_id", "added_at", "key"),
    Index("ix_albums_complete", "library_id", "complete"),
)
index_words(albums)

artists = Table(
    "artists",
    metadata,
    Column("id", Counted, primary_key=True, autoincrement=True),
    Column("library_id", String(36), ForeignKey("libraries.id", ondelete="CASCADE"), nullable=False),
    Column("key", String(32), nullable=False),
    Column("name", Words, nullable=False),
    Column("albums", Integer, nullable=False),
    Column("tracks", Integer, nullable=False),
    Column("owned", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("cover_key", Words, nullable=True),
    Column("sort", Sorted, nullable=False),
    Column("folded", Words, nullable=False),
    UniqueConstraint("library_id", "key"),
    Index("ix_artists_sort", "library_id", "sort", "key"),
)
index_words(artists)

album_artists = Table(
    "album_artists",
    metadata,
    Column("library_id", String(36), ForeignKey("libraries.id", ondelete="CASCADE"), primary_key=True),
    Column("artist_key", String(32), primary_key=True),
    Column("album_key", String(32), primary_key=True),
    Column("own", Boolean, nullable=False),
    Index("ix_album_artists_album_key", "library_id", "album_key"),
    sqlite_with_rowid=False,
)
