"""The artists of a library, with how much of their albums is there."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select

from syncopate.domain.album import percent
from syncopate.errors import NotFound
from syncopate.matching.keys import key
from syncopate.matching.search import search_words
from syncopate.store.paging import Page
from syncopate.store.searching import begins_folded, contains_folded
from syncopate.store.shelf_tables import album_artists, artists


@dataclass(frozen=True, slots=True, kw_only=True)
class ArtistRow:
    """One artist: the albums that are theirs, the tracks they play on.

    `owned` of `total` tracks are there of those albums whose total is known; zeros when none is.
    """

    key: str
    name: str
    albums: int
    tracks: int
    owned: int
    total: int

    @property
    def percent(self) -> int | None:
        """How much of the albums is there, in whole per cent; None where no album's total is known."""
        return percent(self.owned, self.total) if self.total else None


_LISTED = tuple(column for column in artists.c if column.name not in {"library_id", "folded"})


def page(
    connection: Connection,
    library_id: str,
    query: str = "",
    *,
    with_albums: bool = False,
    limit: int,
    offset: int = 0,
) -> Page[ArtistRow]:
    """Return a page of artists by name; `with_albums`: only those with albums of their own."""
    conditions: list[ColumnElement[bool]] = [artists.c.library_id == library_id]
    conditions.extend(contains_folded(artists.c.folded, word) for word in search_words(query))
    if with_albums:
        conditions.append(artists.c.albums > 0)
    total = connection.execute(select(func.count()).select_from(artists).where(*conditions)).scalar_one()
    order: tuple[ColumnElement[Any], ...] = (artists.c.folded, artists.c.key)
    if query:
        order = (begins_folded(artists.c.folded, " ".join(map(key, query.split()))).desc(), *order)
    rows = connection.execute(
        select(*_LISTED).where(*conditions).order_by(*order).limit(limit).offset(offset)
    )
    return Page(items=tuple(map(_row, rows)), total=total, limit=limit, offset=offset)


def get(connection: Connection, library_id: str, artist_key: str) -> ArtistRow:
    """Return one artist. Raises NotFound."""
    found = connection.execute(
        select(*_LISTED).where(artists.c.library_id == library_id, artists.c.key == artist_key)
    ).first()
    if found is None:
        raise NotFound(what="artist", id=artist_key)
    return _row(found)


def _row(row: Row[Any]) -> ArtistRow:
    return ArtistRow(
        key=row.key, name=row.name, albums=row.albums, tracks=row.tracks, owned=row.owned, total=row.total
    )


def keys_of(connection: Connection, library_id: str, album_key: str) -> dict[str, str]:
    """Return the keys of an album's own artists, by name."""
    rows = connection.execute(
        select(artists.c.name, artists.c.key)
        .join(
            album_artists,
            (album_artists.c.library_id == artists.c.library_id)
            & (album_artists.c.artist_key == artists.c.key),
        )
        .where(
            artists.c.library_id == library_id,
            album_artists.c.album_key == album_key,
            album_artists.c.own.is_(True),
        )
        .order_by(artists.c.name)
    )
    return {row.name: row.key for row in rows}
