"""What MDBList's lists say, as records: pure functions of their rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from syncopate.domain.watch import (
    Feature,
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
from syncopate.errors import OddAnswer
from syncopate.providers._tracker.notes import Notes
from syncopate.providers._tracker.raw import Raw, inside, place, text, whole

WHAT = "MDBList"
ID_NAMES: Mapping[str, TitleIdKind] = {
    "imdb": TitleIdKind.IMDB,
    "tmdb": TitleIdKind.TMDB,
    "tvdb": TitleIdKind.TVDB,
}
"""Its ids of Trakt are left out: they are as often those of TMDb."""
_ROW_NAMES: Mapping[str, TitleIdKind] = {
    "imdb_id": TitleIdKind.IMDB,
    "id": TitleIdKind.TMDB,
    "tvdb_id": TitleIdKind.TVDB,
}
_TYPES = {
    "movies": ("movie", MediaType.MOVIE),
    "shows": ("show", MediaType.SHOW),
    "seasons": ("season", MediaType.SEASON),
    "episodes": ("episode", MediaType.EPISODE),
}
_PLAYED = ("movies", "episodes")
_HIGHEST = 10


@dataclass(frozen=True, slots=True)
class _About:
    """What a row is about, and what that is called here."""

    key: str
    title: Title


def records(found: Mapping[str, Sequence[Raw]], feature: Feature, notes: Notes) -> tuple[Record, ...]:
    """Return what lists say in one respect. Raises OddAnswer where a row cannot be understood."""
    told: dict[str, Record] = {}
    for each in _records(found, feature, notes):
        told[each.key] = each
    return tuple(told.values())


def _records(found: Mapping[str, Sequence[Raw]], feature: Feature, notes: Notes) -> Iterator[Record]:
    for name, raws in found.items():
        if feature is Feature.HISTORY and name not in _PLAYED:
            # What is said of a whole show or season is said of each episode as well.
            continue
        for raw in raws:
            if feature is Feature.WATCHLIST:
                about = _listed(raw, name, notes)
                values = Values(listed=Listed(notes.moment(raw, "watchlist_at", about.key)))
            else:
                about = _about(raw, name, notes)
                values = _values(raw, feature, about.key, notes)
            if values != Values():
                yield Record(key=about.key, title=about.title, values=values)


def _values(raw: Raw, feature: Feature, key: str, notes: Notes) -> Values:
    if feature is Feature.RATINGS:
        return Values(rating=_rating(raw, key, notes))
    if not text(raw, "last_watched_at"):
        # It keeps rows of what is not seen any more, without a date.
        return Values()
    at = notes.moment(raw, "last_watched_at", key)
    return Values(watched=Watched(() if at is None else (at,)))


def _rating(raw: Raw, key: str, notes: Notes) -> Rating | None:
    value = raw.get("rating")
    if value is None or value == 0:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= _HIGHEST:
        raise OddAnswer(f"{WHAT} gives a rating that is none.", account=WHAT)
    return Rating(float(value), notes.moment(raw, "rated_at", key))


def _about(raw: Raw, name: str, notes: Notes) -> _About:
    prefix, kind = _TYPES[name]
    about = inside(raw, prefix)
    if kind in {MediaType.MOVIE, MediaType.SHOW}:
        key, ids = _named(about, ID_NAMES, inside(about, "ids"), prefix, notes)
        return _About(key, Title(type=kind, ids=ids, name=text(about, "title"), year=whole(about, "year")))
    show = inside(about, "show")
    shown, show_ids = _named(show, ID_NAMES, inside(show, "ids"), "show", notes)
    episode = kind is MediaType.EPISODE
    season = place(about, "season" if episode else "number", WHAT)
    number = place(about, "number", WHAT) if episode else None
    key = ":".join([prefix, shown.partition(":")[2], str(season), *([] if number is None else [str(number)])])
    title = Title(
        type=kind,
        ids=notes.ids(inside(about, "ids"), ID_NAMES, key),
        name=text(about, "name"),
        show_name=text(show, "title"),
        year=whole(show, "year"),
        show_ids=show_ids,
        season=season,
        number=number,
    )
    return _About(key, title)


def _listed(raw: Raw, name: str, notes: Notes) -> _About:
    if name not in {"movies", "shows"}:
        raise OddAnswer(account=WHAT)
    prefix, kind = _TYPES[name]
    key, ids = _named(raw, _ROW_NAMES, raw, prefix, notes)
    return _About(key, Title(type=kind, ids=ids, name=text(raw, "title"), year=whole(raw, "release_year")))


def _named(
    about: Raw, names: Mapping[str, TitleIdKind], ids: Raw, prefix: str, notes: Notes
) -> tuple[str, frozenset[TitleId]]:
    """Return what a film or show is called here, by its id of TMDb or IMDb, and all its ids."""
    found = notes.ids(ids, names, f"{prefix}:{text(about, 'title')[:40]}")
    for kind in (TitleIdKind.TMDB, TitleIdKind.IMDB):
        for each in found:
            if each.kind is kind:
                return f"{prefix}:{each.value}", found
    raise OddAnswer(f"{WHAT} gives a title without an id.", account=WHAT)
