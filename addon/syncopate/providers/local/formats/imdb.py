"""IMDb's files: ratings and the watchlist, each row with an id and with what kind of title it is."""

import csv
import io
from collections.abc import Sequence
from datetime import UTC, datetime

from syncopate.domain.watch import Listed, MediaType, Rating, Record, Title, TitleIdKind, Values
from syncopate.providers.importing import Imported
from syncopate.providers.local.formats.reading import (
    Reading,
    Row,
    guarded,
    length_in,
    number_in,
    table,
    title_id,
    year_in,
)

NAME = "imdb"
_TYPES = {
    "movie": MediaType.MOVIE,
    "tvmovie": MediaType.MOVIE,
    "short": MediaType.MOVIE,
    "tvshort": MediaType.MOVIE,
    "video": MediaType.MOVIE,
    "tvspecial": MediaType.MOVIE,
    "tvseries": MediaType.SHOW,
    "tvminiseries": MediaType.SHOW,
    "tvepisode": MediaType.EPISODE,
}
"""By what it is called in files, old and new, in small letters without spaces."""
_CALLED = {MediaType.MOVIE: "Movie", MediaType.SHOW: "TV Series", MediaType.EPISODE: "TV Episode"}
_ABOUT = ("Title", "URL", "Title Type", "Runtime (mins)", "Year")
_RATED = ("Const", "Your Rating", "Date Rated", *_ABOUT)
_LISTED = ("Position", "Const", "Created", *_ABOUT, "Your Rating", "Date Rated")
"""IMDb's own files have more columns, of what it knows of titles."""


def is_one(columns: frozenset[str]) -> bool:
    """Tell whether a table is one of IMDb's."""
    return {"const", "titletype"} <= columns


def read(name: str, text: str, now: datetime) -> Imported:
    """Return what a file tells: with a position in a list each row is on the watchlist."""
    reading = Reading(NAME, now)
    columns, rows = table(name, text, _RATED, _LISTED)
    listing = "position" in columns or "created" in columns
    for line, row in rows:
        said = row.get("titletype", "")
        kind = _TYPES.get(said.casefold().replace(" ", "").replace("-", ""))
        ids = title_id(TitleIdKind.IMDB, row.get("const"))
        if kind is None:
            reading.skip(line, f"{said[:40]!r} is no film, show or episode.")
            continue
        if not ids:
            reading.skip(line, f"{row.get('const', '')[:40]!r} is no id of IMDb.")
            continue
        name_of, year = row.get("title", ""), year_in(row.get("year"))
        title = Title(type=kind, ids=ids, name=name_of, year=year)
        values = _values(reading, row, listing=listing)
        if values == Values():
            reading.skip(line, "It has no rating.")
            continue
        length = None if kind is MediaType.SHOW else length_in(number_in(row.get("runtimemins")))
        reading.keep(line, title, values, length)
    return reading.imported


def _values(reading: Reading, row: Row, *, listing: bool) -> Values:
    value = reading.rating(row.get("yourrating", ""))
    return Values(
        rating=None if value is None else Rating(value, reading.moment(row.get("daterated", ""))),
        listed=Listed(reading.moment(row.get("created", ""))) if listing else None,
    )


def write_ratings(records: Sequence[Record]) -> bytes:
    """Return what is rated of that which IMDb knows: films, shows and episodes with an id of it."""
    return _table(_RATED, [_cells(each) for each in records if each.values.rating is not None])


def write_watchlist(records: Sequence[Record]) -> bytes:
    """Return what is to be seen of that which IMDb knows, with how it is rated."""
    rows: list[Row] = []
    for record in records:
        listed = record.values.listed
        if listed is not None and (cells := _cells(record)):
            rows.append({**cells, "Position": str(len(rows) + 1), "Created": _day(listed.at)})
    return _table(_LISTED, rows)


def _table(columns: Sequence[str], rows: Sequence[Row]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, restval="")
    writer.writeheader()
    writer.writerows(row for row in rows if row)
    return out.getvalue().encode("utf-8", "replace")


def _cells(record: Record) -> Row:
    """Return a row but for its place in a list; an empty one of what IMDb does not know, or not for sure."""
    title, rating = record.title, record.values.rating
    consts = [each.value for each in title.ids if each.kind is TitleIdKind.IMDB]
    called = _CALLED.get(title.type)
    if called is None or len(consts) != 1:
        return {}
    minutes = 0 if record.length is None else round(record.length / 60)
    return {
        "Const": consts[0],
        "Title": guarded(title.name),
        "URL": f"https://www.imdb.com/title/{consts[0]}",
        "Title Type": called,
        "Runtime (mins)": str(minutes) if minutes else "",
        "Year": "" if title.year is None else str(title.year),
        "Your Rating": "" if rating is None else f"{round(rating.value)}",
        "Date Rated": "" if rating is None else _day(rating.at),
    }


def _day(at: datetime | None) -> str:
    return "" if at is None else at.astimezone(UTC).date().isoformat()
