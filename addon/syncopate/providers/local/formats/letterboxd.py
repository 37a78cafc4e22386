"""Letterboxd's files: films without ids, by name and year; ratings in stars, half ones too."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from syncopate.domain.watch import (
    Listed,
    MediaType,
    Rating,
    Record,
    Title,
    TitleIdKind,
    Values,
    Watched,
)
from syncopate.errors import InvalidInput
from syncopate.providers.importing import Imported
from syncopate.providers.local.formats.reading import (
    Reading,
    Row,
    columns_of,
    guarded,
    table,
    title_id,
    year_in,
)

NAME = "letterboxd"
_STARS = 2.0
"""Five stars are ten of ours."""
_FILM = ("imdbID", "tmdbID", "Title", "Year")
_COLUMNS = (*_FILM, "Rating10", "WatchedDate", "Rewatch")


def is_one(columns: frozenset[str]) -> bool:
    """Tell whether a table is one of Letterboxd's, or made for its import."""
    ours = columns == columns_of(_FILM)
    return ours or "letterboxduri" in columns or {"title", "year", "watcheddate"} <= columns


def read(name: str, text: str, now: datetime) -> Imported:
    """Return what a file tells. What was watched and what shall be differ by the file's name alone.

    Raises InvalidInput where it is none that says anything.
    """
    reading = Reading(NAME, now)
    columns, rows = table(name, text, _COLUMNS, _FILM)
    plain = not columns & {"watcheddate", "rating", "rating10"}
    listing = plain and ("watchlist" in name.casefold() or columns == columns_of(_FILM))
    if plain and not listing and "watched" not in name.casefold():
        said = f"{name} may be what was watched or what shall be: call it watched.csv or watchlist.csv."
        raise InvalidInput(said)
    for line, row in rows:
        values = _values(reading, row, listing=listing, plain=plain)
        if values == Values():
            reading.skip(line, "It does not say what became of the film.")
        else:
            reading.keep(line, _film(row), values)
    return reading.imported


def _values(reading: Reading, row: Row, *, listing: bool, plain: bool) -> Values:
    logged = row.get("date", "")
    if listing:
        return Values(listed=Listed(reading.moment(logged)))
    if plain:
        # The date is that of the mark, which can be years later.
        return Values(watched=Watched())
    stars, of_ten = row.get("rating", ""), row.get("rating10", "")
    value = reading.rating(of_ten) if of_ten else reading.rating(stars, _STARS)
    diary = "watcheddate" in row
    seen = reading.moment(row.get("watcheddate", ""))
    rated_at = reading.moment(logged) if value is not None else None
    return Values(
        watched=Watched(() if seen is None else (seen,)) if diary else None,
        rating=None if value is None else Rating(value, rated_at),
    )


def _film(row: Row) -> Title:
    return Title(
        type=MediaType.MOVIE,
        ids=title_id(TitleIdKind.IMDB, row.get("imdbid")) | title_id(TitleIdKind.TMDB, row.get("tmdbid")),
        name=row.get("name", "") or row.get("title", ""),
        year=year_in(row.get("year")),
    )


def write(records: Sequence[Record]) -> bytes:
    """Return a file that Letterboxd imports: films that were seen or rated, a row for each time."""
    return _table(
        _COLUMNS, (_named(each.title) | said for each in _films(records) for said in _said(each.values))
    )


def write_watchlist(records: Sequence[Record]) -> bytes:
    """Return a file that Letterboxd imports into a watchlist: films that are to be seen."""
    return _table(_FILM, (_named(each.title) for each in _films(records) if each.values.listed is not None))


def _films(records: Sequence[Record]) -> Iterator[Record]:
    return (each for each in records if each.title.type is MediaType.MOVIE)


def _table(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("utf-8", "replace")


def _named(title: Title) -> dict[str, str]:
    cells = {"Title": guarded(title.name), "Year": "" if title.year is None else str(title.year)}
    for each in sorted(title.ids, reverse=True):
        if each.kind in {TitleIdKind.IMDB, TitleIdKind.TMDB}:
            cells[f"{each.kind.value}ID"] = each.value
    return cells


def _said(values: Values) -> Iterator[dict[str, str]]:
    """Yield the cells of each row: the rating stands with the last time it was seen."""
    rating = {} if values.rating is None else {"Rating10": f"{round(values.rating.value)}"}
    plays = values.watched.plays if values.watched is not None else ()
    for place, play in enumerate(plays):
        told = {"WatchedDate": play.date().isoformat(), "Rewatch": "true" if place else "false"}
        yield told | (rating if place == len(plays) - 1 else {})
    if not plays and (rating or values.watched is not None):
        yield rating
