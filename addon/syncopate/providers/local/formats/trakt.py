"""Trakt's JSON files: lists of things, each with what it is about, as its API tells them."""

from collections.abc import Iterator
from datetime import datetime
from typing import cast

from syncopate.domain.watch import (
    Listed,
    MediaType,
    Position,
    Rating,
    Title,
    TitleId,
    TitleIdKind,
    Values,
    Watched,
)
from syncopate.errors import InvalidInput
from syncopate.providers.importing import Imported
from syncopate.providers.local.formats.reading import Reading, length_in, number_in, title_id, year_in
from syncopate.providers.local.values import Raw

NAME = "trakt"
_ABOUT = ("episode", "season", "movie", "show")
"""What an item is about, the nearest first: an episode comes with its show."""
_WHOLE = 100
_KINDS = (TitleIdKind.TRAKT, TitleIdKind.IMDB, TitleIdKind.TMDB, TitleIdKind.TVDB)


def is_one(document: object) -> bool:
    """Tell whether it is a list of such things; of an empty one nobody can tell."""
    return isinstance(document, list) and (
        not document
        or any(
            isinstance(each, dict) and any(isinstance(each.get(name), dict) for name in _ABOUT)
            for each in document
        )
    )


def read(name: str, document: object, now: datetime) -> Imported:
    """Return what a file tells. Raises InvalidInput for a list that is not the watchlist."""
    reading = Reading(NAME, now)
    things = cast("list[object]", document)
    for place, each in enumerate(things, 1):
        item = cast("Raw", each) if isinstance(each, dict) else {}
        if "listed_at" in item and "watchlist" not in name.casefold():
            raise InvalidInput(f"{name} is a list, but not by its name the watchlist: only that one is read.")
        if "last_watched_at" in item and isinstance(item.get("seasons"), list):
            _whole_show(reading, place, item)
        else:
            _thing(reading, place, item)
    return reading.imported


def _thing(reading: Reading, place: int, item: Raw) -> None:
    title = _title(item)
    if title is None:
        reading.skip(place, "It does not say what it is about.")
        return
    about = _inside(item, title.type.value)
    length = length_in(number_in(about.get("runtime")))
    values = _values(reading, item, length)
    played = title.type in {MediaType.MOVIE, MediaType.EPISODE}
    if values == Values() or ((values.watched or values.position) and not played):
        reading.skip(place, "It does not say that something was watched, rated or listed.")
        return
    reading.keep(place, title, values, length if played else None)


def _values(reading: Reading, item: Raw, length: float | None) -> Values:
    seen = _text(item, "watched_at") or _text(item, "last_watched_at")
    watched = None
    if seen or "watched_at" in item:
        at = reading.moment(seen)
        watched = Watched(() if at is None else (at,), number_in(item.get("plays")) or 1)
    value = item.get("rating")
    rating = reading.rating(str(value)) if value is not None else None
    position = None
    share = item.get("progress")
    if "paused_at" in item and length and isinstance(share, int | float) and 0 <= share <= _WHOLE:
        at = reading.moment(_text(item, "paused_at"))
        position = Position(share / _WHOLE * length, at)
    return Values(
        watched=watched,
        position=position,
        rating=None if rating is None else Rating(rating, reading.moment(_text(item, "rated_at"))),
        listed=Listed(reading.moment(_text(item, "listed_at"))) if "listed_at" in item else None,
    )


def _whole_show(reading: Reading, place: int, item: Raw) -> None:
    """Take in the episodes of a show that were seen, each with its last time."""
    show = _inside(item, "show")
    for season in _many(item, "seasons"):
        for episode in _many(season, "episodes"):
            of_season = {"number": episode.get("number"), "season": season.get("number")}
            title = _title({"episode": of_season, "show": show})
            if title is None:
                continue
            at = reading.moment(_text(episode, "last_watched_at"))
            plays = number_in(episode.get("plays")) or 1
            reading.keep(place, title, Values(watched=Watched(() if at is None else (at,), plays)))


def _title(item: Raw) -> Title | None:
    name = next((each for each in _ABOUT if isinstance(item.get(each), dict)), None)
    if name is None:
        return None
    about, kind = _inside(item, name), MediaType(name)
    if kind in {MediaType.MOVIE, MediaType.SHOW}:
        return Title(type=kind, ids=_ids(about), name=_text(about, "title"), year=year_in(about.get("year")))
    show = _inside(item, "show")
    number = number_in(about.get("number"))
    return Title(
        type=kind,
        ids=_ids(about),
        show_ids=_ids(show),
        name=_text(about, "title"),
        show_name=_text(show, "title"),
        year=year_in(show.get("year")),
        season=number if kind is MediaType.SEASON else number_in(about.get("season")),
        number=number if kind is MediaType.EPISODE else None,
    )


def _ids(about: Raw) -> frozenset[TitleId]:
    told = _inside(about, "ids")
    return frozenset(each for kind in _KINDS for each in title_id(kind, told.get(kind.value)))


def _inside(raw: Raw, name: str) -> Raw:
    value = raw.get(name)
    return cast("Raw", value) if isinstance(value, dict) else {}


def _many(raw: Raw, name: str) -> Iterator[Raw]:
    value = raw.get(name)
    if isinstance(value, list):
        yield from (cast("Raw", each) for each in value if isinstance(each, dict))


def _text(raw: Raw, name: str) -> str:
    value = raw.get(name)
    return value.strip() if isinstance(value, str) else ""
