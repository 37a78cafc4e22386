"""The schema of what browsing asks: made from the tracks, small beside them, so that no list reads them all.

Only tracks that can be played are listed. `shelf` is the key of the album that a track was put on.
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
    UniqueConstraint,
)

from syncopate.store.columns import Counted, Sorted, Utc, Words
from syncopate.store.tables import metadata
from syncopate.store.word_index import index_words

__all__ = ["album_genres", "genres", "library_sums", "listed_tracks", "metadata", "track_genres", "track_ids"]

listed_tracks = Table(
    "listed_tracks",
    metadata,
    Column("id", Counted, primary_key=True, autoincrement=True),
    Column("library_id", String(36), ForeignKey("libraries.id", ondelete="CASCADE"), nullable=False),
    Column("key", Words, nullable=False),
    Column("sort", Sorted, nullable=False),
    Column("artist_sort", Sorted, nullable=False),
    Column("album_sort", Sorted, nullable=False),
    Column("place", Integer, nullable=False),
    Column("year", Integer, nullable=True),
    Column("duration_ms", Integer, nullable=True),
    Column("added_at", Utc, nullable=False),
    Column("shelf", String(32), nullable=True),
    Column("folded", Words, nullable=False),
    UniqueConstraint("library_id", "key"),
    Index("ix_listed_tracks_sort", "library_id", "sort", "key"),
    Index("ix_listed_tracks_added_at", "library_id", "added_at", "key"),
)
index_words(listed_tracks)

# By value first: what has an id is asked for in all libraries at once.
track_ids = Table(
    "track_ids",
    metadata,
    Column("kind", String(32), primary_key=True),
    Column("value", String(200), primary_key=True),
    Column("library_id", String(36), ForeignKey("libraries.id", ondelete="CASCADE"), primary_key=True),
    Column("key", Words, primary_key=True),
    sqlite_with_rowid=False,
)

# `genre` is what all spellings of a name have in common, `name` the one of this track.
track_genres = Table(
    "track_genres",
    metadata,
    Column("library_id", String(36), ForeignKey("libraries.id", ondelete="CASCADE"), primary_key=True),
    Column("genre", String(100), primary_key=True),
    Column("key", Words, primary_key=True),
    Column("name", Words, nullable=False),
    sqlite_with_rowid=False,
)

album_genres = Table(
    "album_genres",
    metadata,
    Column("library_id", String(36), ForeignKey("libraries.id", ondelete="CASCADE"), primary_key=True),
    Column("genre", String(100), primary_key=True),
    Column("album_key", String(32), primary_key=True),
    Column("tracks", Integer, nullable=False),
    Index("ix_album_genres_album_key", "library_id", "album_key"),
    sqlite_with_rowid=False,
)

genres = Table(
    "genres",
    metadata,
    Column("library_id", String(36), ForeignKey("libraries.id", ondelete="CASCADE"), primary_key=True),
    Column("genre", String(100), primary_key=True),
    Column("name", Words, nullable=False),
    Column("tracks", Integer, nullable=False),
    Column("albums", Integer, nullable=False),
    Column("artists", Integer, nullable=False),
    sqlite_with_rowid=False,
)

# What a library holds, by the sound of its tracks and their decade; "" and 0 where that is not known.
library_sums = Table(
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
