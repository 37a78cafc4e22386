"""The schema of what tracks are put together as: albums and artists, made anew from the tracks at any time.

`own`: the album is the artist's; else it is one that the artist plays on.
"""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Integer, String, Table, Text

from syncopate.store.columns import Json, Words
from syncopate.store.tables import metadata

__all__ = ["album_artists", "albums", "artists", "metadata"]

albums = Table(
    "albums",
    metadata,
    Column("library_id", String(36), ForeignKey("libraries.id", ondelete="CASCADE"), primary_key=True),
    Column("key", String(32), primary_key=True),
    Column("title", Words, nullable=False),
    Column("artists", Text, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("year", Integer, nullable=True),
    Column("owned", Integer, nullable=False),
    Column("total", Integer, nullable=True),
    Column("complete", Boolean, nullable=True),
    Column("duration_ms", BigInteger, nullable=False),
    Column("track_keys", Json, nullable=False),
    Column("folded", Words, nullable=False),
    sqlite_with_rowid=False,
)

artists = Table(
    "artists",
    metadata,
    Column("library_id", String(36), ForeignKey("libraries.id", ondelete="CASCADE"), primary_key=True),
    Column("key", String(32), primary_key=True),
    Column("name", Words, nullable=False),
    Column("albums", Integer, nullable=False),
    Column("tracks", Integer, nullable=False),
    Column("owned", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("folded", Words, nullable=False),
    sqlite_with_rowid=False,
)

album_artists = Table(
    "album_artists",
    metadata,
    Column("library_id", String(36), ForeignKey("libraries.id", ondelete="CASCADE"), primary_key=True),
    Column("artist_key", String(32), primary_key=True),
    Column("album_key", String(32), primary_key=True),
    Column("own", Boolean, nullable=False),
    sqlite_with_rowid=False,
)
