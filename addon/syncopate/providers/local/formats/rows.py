"""Tables with a row for each thing that was seen, rated or listed, as Trakt and others have them."""

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime

from syncopate.domain.watch import (
    Listed,
    MediaType,
    Rating,
    Record,
    Title,
    TitleId,
    TitleIdKind,
    Values,
    Watched,
)
from syncopate.providers.importing import Imported
from syncopate.providers.local.formats.reading import (
    Reading,
    Row,
    guarded,
    number_in,
    table,
    title_id,
    year_in,
)
from syncopate.providers.local.values import time_out

NAME = "table"
_SAID_AT = frozenset({"watchedat", "ratedat", "watchlistedat", "listedat", "lastwatchedat"})
_KINDS = (TitleIdKind.IMDB, TitleIdKind.TMDB, TitleIdKind.TVDB, TitleIdKind.TRAKT)
_TYPES = {
    "movie": MediaType.MOVIE,
    "film": MediaType.MOVIE,
    "show": MediaType.SHOW,
    "tv": MediaType.SHOW,
    "series": MediaType.SHOW,
    "season": MediaType.SEASON,
    "episode": MediaType.EPISODE,
}
_OF_TITLES = (
    *("type", "title", "year", "show_title", "season", "episode"),
    *(f"{kind.value}_id" for kind in _KINDS),
    *(f"show_{kind.value}_id" for kind in _KINDS),
)
HISTORY = (*_OF_TITLES, "watched_at")
RATINGS = (*_OF_TITLES, "rating", "rated_at")
WATCHLIST = (*_OF_TITLES, "watchlisted_at")
"""The columns of tables that Trakt takes in, one for each respect."""
_COLUMNS = (
    *("type", "title", "year", "show_title", "season", "episode", "last_episode", "absolute", "aired"),
    *(f"{kind.value}_id" for kind in _KINDS),
    *(f"show_{kind.value}_id" for kind in _KINDS),
    *("watched_at", "rating", "rated_at", "watchlisted_at"),
)


def is_one(columns: frozenset[str]) -> bool:
    """Tell whether a table has such rows."""
    named = {"imdb", "imdbid", "tmdb", "tmdbid", "tvdb", "tvdbid", "trakt", "traktid", "title"} & columns
    return bool(columns & _SAID_AT and named)


def read(name: str, text: str, now: datetime) -> Imported:
    """Return what a table tells: one thing, or several, of each row."""
    reading = Reading(NAME, now)
    _, rows = table(name, text, _COLUMNS, HISTORY, RATINGS, WATCHLIST)
    for line, row in rows:
        title = _title(row)
        if title is None:
            reading.skip(line, f"{row.get('type', '')[:40]!r} is no kind of title.")
            continue
        values = _values(reading, row)
        if values == Values():
            reading.skip(line, "It does not say what became of the title.")
        elif values.watched and title.type not in {MediaType.MOVIE, MediaType.EPISODE}:
            reading.skip(line, "Shows are seen episode by episode.")
        else:
            reading.keep(line, title, values)
    return reading.imported


def _values(reading: Reading, row: Row) -> Values:
    seen = row.get("watchedat", "") or row.get("lastwatchedat", "")
    listed = row.get("watchlistedat", "") or row.get("listedat", "")
    seen_at, listed_at = reading.happened(seen), reading.happened(listed)
    rating = reading.rating(row.get("rating", "") or row.get("yourrating", ""))
    rated_at = reading.moment(row.get("ratedat", ""))
    return Values(
        watched=None if seen_at is None else Watched(seen_at),
        rating=None if rating is None else Rating(rating, rated_at),
        listed=None if listed_at is None else Listed(next(iter(listed_at), None)),
    )


def _title(row: Row) -> Title | None:
    season, number = number_in(_of(row, "season")), number_in(_of(row, "episode"))
    said = row.get("type", "").casefold()
    if said:
        kind = _TYPES.get(said)
    elif number is not None and season is not None:
        kind = MediaType.EPISODE
    else:
        kind = MediaType.MOVIE if season is None else MediaType.SEASON
    if kind is None:
        return None
    episode = kind is MediaType.EPISODE
    below = kind in {MediaType.SEASON, MediaType.EPISODE}
    return Title(
        type=kind,
        ids=_ids(row, ""),
        show_ids=_ids(row, "show") if below else frozenset(),
        name=row.get("title", "") or row.get("name", ""),
        show_name=row.get("showtitle", "") if below else "",
        year=year_in(row.get("year", "")),
        season=season if below else None,
        number=number if episode else None,
        last_number=number_in(row.get("lastepisode")) if episode else None,
        absolute=number_in(row.get("absolute")) if episode else None,
        aired=_day(row.get("aired", "")) if episode else None,
    )


def _day(said: str) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(said)
    return None


def _of(row: Row, name: str) -> str:
    return row.get(name, "") or row.get(f"{name}number", "")


def _ids(row: Row, of: str) -> frozenset[TitleId]:
    found = frozenset[TitleId]()
    for kind in _KINDS:
        said = row.get(f"{of}{kind.value}id", "") or row.get(f"{of}{kind.value}", "")
        found |= title_id(kind, said)
    return found


def write(records: Sequence[Record]) -> bytes:
    """Return a table of records: a row for each time something was seen; no positions, no lists."""
    return _table(_COLUMNS, records)


def write_in(columns: Sequence[str], records: Sequence[Record]) -> bytes:
    """Return a table with some columns, of what has a place in them; ratings are whole, as Trakt's are."""
    return _table(columns, [_rounded(each) for each in records])


def _table(columns: Sequence[str], records: Sequence[Record]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, restval="", extrasaction="ignore")
    writer.writeheader()
    for record in records:
        named = _named(record.title)
        writer.writerows(named | said for said in _said(record.values) if said.keys() <= set(columns))
    return out.getvalue().encode("utf-8", "replace")


def _rounded(record: Record) -> Record:
    rating = record.values.rating
    if rating is None:
        return record
    return replace(record, values=replace(record.values, rating=Rating(round(rating.value), rating.at)))


def _named(title: Title) -> dict[str, str]:
    numbers = {
        "year": title.year,
        "season": title.season,
        "episode": title.number,
        "last_episode": title.last_number,
        "absolute": title.absolute,
        "aired": title.aired,
    }
    cells = {name: "" if value is None else str(value) for name, value in numbers.items()}
    cells |= {"type": title.type.value, "title": guarded(title.name)}
    cells["show_title"] = guarded(title.show_name)
    for before, ids in (("", title.ids), ("show_", title.show_ids)):
        for each in sorted(ids, reverse=True):
            if each.kind in _KINDS:
                cells[f"{before}{each.kind.value}_id"] = guarded(each.value)
    return cells


def _said(values: Values) -> Iterator[dict[str, str]]:
    if values.watched is not None:
        for play in values.watched.plays:
            yield {"watched_at": time_out(play)}
        if not values.watched.plays:
            yield {"watched_at": "unknown"}
    rating, listed = values.rating, values.listed
    if rating is not None:
        yield {"rating": f"{rating.value:g}", "rated_at": time_out(rating.at) if rating.at else ""}
    if listed is not None:
        yield {"watchlisted_at": time_out(listed.at) if listed.at else "unknown"}
