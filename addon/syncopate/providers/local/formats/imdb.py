"""IMDb's files: ratings and the watchlist, each row with an id and with what kind of title it is."""

from datetime import datetime

from syncopate.domain.watch import Listed, MediaType, Rating, Title, TitleIdKind, Values
from syncopate.providers.importing import Imported
from syncopate.providers.local.formats.reading import (
    Reading,
    Row,
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


def is_one(columns: frozenset[str]) -> bool:
    """Tell whether a table is one of IMDb's."""
    return {"const", "titletype"} <= columns


def read(name: str, text: str, now: datetime) -> Imported:
    """Return what a file tells: with a position in a list each row is on the watchlist."""
    reading = Reading(NAME, now)
    columns, rows = table(name, text)
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
