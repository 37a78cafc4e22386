"""Genres of libraries: all spellings of a name are one, called by the one that most tracks have."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from syncopate.matching.ordering import genre_key
from syncopate.matching.search import search_words
from syncopate.store.browse_tables import album_genres, genres
from syncopate.store.paging import Page
from syncopate.store.searching import contains_folded


@dataclass(frozen=True, slots=True, kw_only=True)
class GenreRow:
    """A genre with how many tracks and albums have it. `key` is what all its spellings have in common."""

    key: str
    name: str
    tracks: int
    albums: int


class GenreCounts:
    """Counts the genres of a library while its albums go by."""

    def __init__(self) -> None:
        self._names: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._albums: Counter[str] = Counter()
        self._artists: defaultdict[str, set[str]] = defaultdict(set)

    def add(
        self, tracks: Iterable[Mapping[str, str]], artists: Collection[str] = (), *, on_album: bool = True
    ) -> Counter[str]:
        """Take the tracks of an album, each as its genres with their names; return how many have each.

        `artists` are the keys of those whose album it is.
        """
        found: Counter[str] = Counter()
        for names in tracks:
            for genre, name in names.items():
                self._names[genre][name] += 1
                found[genre] += 1
        if on_album:
            self._albums.update(found.keys())
            for genre in found:
                self._artists[genre].update(artists)
        return found

    def rows(self, library_id: str) -> Iterator[dict[str, Any]]:
        """Give a row to keep of each genre."""
        for genre, spellings in self._names.items():
            yield {
                "library_id": library_id,
                "genre": genre,
                # Of two that are as frequent the one with capitals.
                "name": min(spellings.items(), key=lambda pair: (-pair[1], pair[0]))[0],
                "tracks": spellings.total(),
                "albums": self._albums[genre],
                "artists": len(self._artists[genre]),
            }


def page(
    connection: Connection,
    library_id: str | None = None,
    query: str = "",
    *,
    limit: int,
    offset: int = 0,
    by_name: bool = False,
) -> Page[GenreRow]:
    """Return genres of a library, None: of all, those of the most tracks first, or by name."""
    conditions = [] if library_id is None else [genres.c.library_id == library_id]
    conditions.extend(contains_folded(genres.c.genre, word) for word in search_words(query))
    tracks, albums = func.sum(genres.c.tracks).label("tracks"), func.sum(genres.c.albums).label("albums")
    grouped = (
        select(genres.c.genre, func.min(genres.c.name).label("name"), tracks, albums)
        .where(*conditions)
        .group_by(genres.c.genre)
    )
    order = (genres.c.genre,) if by_name else (tracks.desc(), genres.c.genre)
    total = connection.execute(select(func.count()).select_from(grouped.subquery())).scalar_one()
    rows = connection.execute(grouped.order_by(*order).limit(limit).offset(offset))
    items = tuple(
        GenreRow(key=row.genre, name=row.name, tracks=int(row.tracks), albums=int(row.albums)) for row in rows
    )
    return Page(items=items, total=total, limit=limit, offset=offset)


def named(connection: Connection, name: str, library_id: str | None = None) -> GenreRow | None:
    """Return one genre, however it is spelt; None when no track has it."""
    conditions = [genres.c.genre == genre_key(name)]
    if library_id is not None:
        conditions.append(genres.c.library_id == library_id)
    rows = connection.execute(select(genres).where(*conditions).order_by(genres.c.tracks.desc())).all()
    if not rows:
        return None
    return GenreRow(
        key=rows[0].genre,
        name=rows[0].name,
        tracks=sum(row.tracks for row in rows),
        albums=sum(row.albums for row in rows),
    )


def of_album(connection: Connection, library_id: str, album_key: str) -> list[str]:
    """Return the genres of an album, those of the most tracks first."""
    rows = connection.execute(
        select(genres.c.name)
        .join(
            album_genres,
            (album_genres.c.library_id == genres.c.library_id) & (album_genres.c.genre == genres.c.genre),
        )
        .where(album_genres.c.library_id == library_id, album_genres.c.album_key == album_key)
        .order_by(album_genres.c.tracks.desc(), genres.c.name)
    )
    return list(rows.scalars())
