"""The artists of libraries, with how much of their albums is there."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select

from syncopate.domain.album import percent
from syncopate.errors import NotFound
from syncopate.matching.ordering import genre_key
from syncopate.store import choosing, words
from syncopate.store.browse_tables import album_genres, genres
from syncopate.store.paging import Page
from syncopate.store.shelf_tables import album_artists, albums, artists
from syncopate.store.tables import libraries


class ArtistOrder(StrEnum):
    """What artists are put in order by."""

    NAME = "name"
    ALBUMS = "albums"
    TRACKS = "tracks"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArtistRow:
    """One artist: the albums that are theirs, the tracks they play on.

    `owned` of `total` tracks are there of those albums whose total is known; zeros when none is. `cover_key`
    is a track that has a cover of theirs.
    """

    library_id: str
    key: str
    name: str
    albums: int
    tracks: int
    owned: int
    total: int
    cover_key: str | None

    @property
    def percent(self) -> int | None:
        """How much of the albums is there, in whole per cent; None where no album's total is known."""
        return percent(self.owned, self.total) if self.total else None


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedArtists:
    """Which artists to list: by words, letter (A to Z, "#"), and by genre and years of albums of their own.

    `with_albums`: only those with albums of their own. What begins with the words comes first.
    """

    query: str = ""
    letter: str | None = None
    with_albums: bool = False
    since: int | None = None
    until: int | None = None
    genre: str | None = None
    order: ArtistOrder | None = None
    descending: bool = False


_LISTED = tuple(column for column in artists.c if column.name not in {"folded", "sort"})
_ORDERS = {
    ArtistOrder.NAME: artists.c.sort,
    ArtistOrder.ALBUMS: artists.c.albums,
    ArtistOrder.TRACKS: artists.c.tracks,
}


def page(
    connection: Connection,
    library_id: str | None,
    query: str = "",
    *,
    with_albums: bool = False,
    limit: int,
    offset: int = 0,
) -> Page[ArtistRow]:
    """Return a page of artists by name; `with_albums`: only those with albums of their own."""
    wanted = WantedArtists(query=query, with_albums=with_albums)
    return chosen(connection, library_id, wanted, limit=limit, offset=offset)


def chosen(
    connection: Connection, library_id: str | None, wanted: WantedArtists, *, limit: int, offset: int = 0
) -> Page[ArtistRow]:
    """Return a page of the artists of a library, None: of all."""
    library_id = choosing.the_only(connection, library_id)
    conditions = _conditions(library_id, wanted)
    found = words.sought(connection, artists, library_id, wanted.query, libraries.c.artists)
    total = _count(connection, library_id, wanted, found)
    items: tuple[ArtistRow, ...] = ()
    if total > offset:
        rows = words.rows(
            connection, found, select(*_LISTED), conditions, _order(wanted), limit=limit, offset=offset
        )
        items = tuple(map(_row, rows))
    return Page(items=items, total=total, limit=limit, offset=offset)


def _count(connection: Connection, library_id: str | None, wanted: WantedArtists, found: words.Sought) -> int:
    everything = WantedArtists(order=wanted.order, descending=wanted.descending)
    if found.hits is not None and wanted == replace(everything, query=wanted.query):
        return found.hits
    if wanted.genre is not None and wanted == replace(
        everything, genre=wanted.genre, with_albums=wanted.with_albums
    ):
        # A genre alone is counted where it is kept: who has it has albums.
        kept = select(func.coalesce(func.sum(genres.c.artists), 0)).where(
            *choosing.of_library(genres, library_id), genres.c.genre == genre_key(wanted.genre)
        )
        return int(connection.execute(kept).scalar_one())
    conditions = (*_conditions(library_id, wanted), *found.conditions())
    statement = select(func.count()).select_from(artists).where(*conditions)
    return int(connection.execute(statement).scalar_one())


def letters(connection: Connection, library_id: str | None, *, with_albums: bool = False) -> frozenset[str]:
    """Return the letters that names begin with."""
    wanted = WantedArtists(with_albums=with_albums)
    return choosing.letters(connection, artists, _conditions(library_id, wanted))


def _order(wanted: WantedArtists) -> tuple[ColumnElement[Any], ...] | None:
    """Return what artists are put in order by; None: as they are named."""
    by_name = (artists.c.sort, artists.c.key)
    if wanted.order is None:
        return None
    column = _ORDERS[wanted.order]
    if wanted.order is ArtistOrder.NAME:
        return (column.desc(), artists.c.key.desc()) if wanted.descending else by_name
    return (column.desc() if wanted.descending else column, *by_name)


def _conditions(library_id: str | None, wanted: WantedArtists) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        *choosing.of_library(artists, library_id),
        *choosing.at_letter(artists.c.sort, wanted.letter),
    ]
    if wanted.with_albums:
        found.append(artists.c.albums > 0)
    theirs = (
        album_artists.c.library_id == artists.c.library_id,
        album_artists.c.artist_key == artists.c.key,
        album_artists.c.own.is_(True),
    )
    if wanted.genre is not None:
        has = (album_genres.c.library_id == album_artists.c.library_id) & (
            album_genres.c.album_key == album_artists.c.album_key
        )
        genre = album_genres.c.genre == genre_key(wanted.genre)
        found.append(
            select(1).select_from(album_artists.join(album_genres, has)).where(*theirs, genre).exists()
        )
    if years := choosing.of_years(albums.c.year, wanted.since, wanted.until):
        of = (albums.c.library_id == album_artists.c.library_id) & (albums.c.key == album_artists.c.album_key)
        found.append(select(1).select_from(album_artists.join(albums, of)).where(*theirs, *years).exists())
    return found


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
        library_id=row.library_id,
        key=row.key,
        name=row.name,
        albums=row.albums,
        tracks=row.tracks,
        owned=row.owned,
        total=row.total,
        cover_key=row.cover_key,
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
