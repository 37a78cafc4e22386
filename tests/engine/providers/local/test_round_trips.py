"""What is written for other sites and read again is what their kind of file can hold, of any titles."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings, strategies as st
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
from syncopate.providers.local.formats import files
from syncopate.providers.local.formats.reading import is_named
from syncopate.providers.local.watching import LocalWatching

NOW = datetime(2026, 6, 1, tzinfo=UTC)
_KINDS = (TitleIdKind.IMDB, TitleIdKind.TMDB, TitleIdKind.TVDB, TitleIdKind.TRAKT)
_SECONDS = int((NOW - datetime(1971, 1, 1, tzinfo=UTC)).total_seconds())

type Said = tuple[Title, Values]

_words = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), include_characters="=+-@'\",;\n"), max_size=12
).map(str.strip)
_moments = st.builds(
    lambda seconds, parts: NOW - timedelta(seconds=seconds, microseconds=parts),
    st.integers(0, _SECONDS),
    st.integers(0, 999_999),
)
_ratings = st.builds(Rating, st.integers(10, 100).map(lambda tenths: tenths / 10), st.none() | _moments)
_watched = st.sets(_moments, max_size=4).map(lambda plays: Watched(tuple(sorted(plays)), max(len(plays), 1)))


@st.composite
def _ids(draw: st.DrawFn) -> frozenset[TitleId]:
    found: set[TitleId] = set()
    for kind in draw(st.sets(st.sampled_from(_KINDS))):
        number = draw(st.integers(1, 10**9))
        found.add(TitleId(kind, f"tt{number:07}" if kind is TitleIdKind.IMDB else str(number)))
    return frozenset(found)


@st.composite
def _titles(draw: st.DrawFn) -> Title:
    kind = draw(st.sampled_from(MediaType))
    below = kind in {MediaType.SEASON, MediaType.EPISODE}
    return Title(
        type=kind,
        ids=draw(_ids()),
        name=draw(_words),
        year=draw(st.none() | st.integers(1900, 2030)),
        show_name=draw(_words) if below else "",
        show_ids=draw(_ids()) if below else frozenset(),
        season=draw(st.none() | st.integers(0, 40)) if below else None,
        number=draw(st.none() | st.integers(0, 2000)) if kind is MediaType.EPISODE else None,
    )


@st.composite
def _records(draw: st.DrawFn) -> Record:
    title = draw(_titles().filter(is_named))
    played = title.type in {MediaType.MOVIE, MediaType.EPISODE}
    values = Values(
        watched=draw(st.none() | _watched) if played else None,
        rating=draw(st.none() | _ratings),
        listed=draw(st.none() | st.builds(Listed, st.none() | _moments)),
    )
    length = draw(st.none() | st.integers(1, 400).map(lambda minutes: minutes * 60.0)) if played else None
    return Record(key="1", title=title, values=values, length=length)


def _read(name: str, records: Sequence[Record]) -> list[Said]:
    content = files.write(name, records)
    form = next(each for each in files.WRITTEN if each.name == name)
    imported = files.read(form.file_name, content, NOW)
    assert imported.odd == ()
    return [(each.title, each.values) for each in imported.records]


def _each_play(title: Title, watched: Watched) -> list[Said]:
    dated = [(title, Values(watched=Watched((play,)))) for play in watched.plays]
    return dated or [(title, Values(watched=Watched()))]


def _whole(rating: Rating) -> Rating:
    return replace(rating, value=float(round(rating.value)))


def _noon(at: datetime | None) -> datetime | None:
    """Return a moment as it is where only its day is told."""
    return None if at is None else at.replace(hour=12, minute=0, second=0, microsecond=0)


def _trakt_history(record: Record) -> list[Said]:
    watched = record.values.watched
    return [] if watched is None else _each_play(record.title, watched)


def _trakt_ratings(record: Record) -> list[Said]:
    rating = record.values.rating
    return [] if rating is None else [(record.title, Values(rating=_whole(rating)))]


def _trakt_watchlist(record: Record) -> list[Said]:
    listed = record.values.listed
    return [] if listed is None else [(record.title, Values(listed=listed))]


def _film(title: Title) -> Title | None:
    """Return a film as Letterboxd is told of it; None for what it cannot know."""
    ids = frozenset(each for each in title.ids if each.kind in {TitleIdKind.IMDB, TitleIdKind.TMDB})
    told = replace(title, ids=ids)
    return told if title.type is MediaType.MOVIE and is_named(told) else None


def _letterboxd(record: Record) -> list[Said]:
    """Days without a time; a rating without its date, with the last time, and never without having seen it."""
    film, values = _film(record.title), record.values
    if film is None or (values.watched is None and values.rating is None):
        return []
    rating = None if values.rating is None else Rating(_whole(values.rating).value)
    watched = values.watched or Watched()
    days = [_noon(play) for play in watched.plays]
    seen = [(film, Values(watched=Watched((day,)))) for day in days if day is not None] or [
        (film, Values(watched=Watched()))
    ]
    return [*seen[:-1], (film, replace(seen[-1][1], rating=rating))]


def _letterboxd_watchlist(record: Record) -> list[Said]:
    film = _film(record.title)
    return [] if film is None or record.values.listed is None else [(film, Values(listed=Listed()))]


def _at_imdb(title: Title) -> Title | None:
    """Return a title as IMDb is told of it: by its own id; of seasons it knows none."""
    ids = frozenset(each for each in title.ids if each.kind is TitleIdKind.IMDB)
    if not ids or title.type is MediaType.SEASON:
        return None
    return Title(type=title.type, ids=ids, name=title.name, year=title.year)


def _at_noon(rating: Rating | None) -> Rating | None:
    return None if rating is None else Rating(_whole(rating).value, _noon(rating.at))


def _imdb_ratings(record: Record) -> list[Said]:
    title, rating = _at_imdb(record.title), _at_noon(record.values.rating)
    return [] if title is None or rating is None else [(title, Values(rating=rating))]


def _imdb_watchlist(record: Record) -> list[Said]:
    title, listed = _at_imdb(record.title), record.values.listed
    if title is None or listed is None:
        return []
    return [(title, Values(rating=_at_noon(record.values.rating), listed=Listed(_noon(listed.at))))]


_HELD: dict[str, Callable[[Record], list[Said]]] = {
    "trakt-history": _trakt_history,
    "trakt-ratings": _trakt_ratings,
    "trakt-watchlist": _trakt_watchlist,
    "letterboxd": _letterboxd,
    "letterboxd-watchlist": _letterboxd_watchlist,
    "imdb-ratings": _imdb_ratings,
    "imdb-watchlist": _imdb_watchlist,
}


@pytest.mark.parametrize("name", _HELD)
@settings(deadline=None, max_examples=60)
@given(records=st.lists(_records(), max_size=5))
def test_what_a_file_can_hold_comes_back(name: str, records: list[Record]) -> None:
    named = [each for each in records if not name.startswith("letterboxd") or _film(each.title)]
    assert _read(name, named) == [said for each in named for said in _HELD[name](each)]


def test_each_kind_of_file_is_held_to_it() -> None:
    assert {each.name for each in files.WRITTEN} == {"syncopate", "table", *_HELD}
    assert len({each.file_name for each in files.WRITTEN}) == len(files.WRITTEN)


@pytest.mark.parametrize("name", _HELD)
def test_a_file_of_nothing_is_one_and_holds_nothing(name: str) -> None:
    assert len(files.write(name, []).splitlines()) == 1
    assert _read(name, []) == []


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("letterboxd", "imdbID,tmdbID,Title,Year,Rating10,WatchedDate,Rewatch"),
        ("letterboxd-watchlist", "imdbID,tmdbID,Title,Year"),
        ("imdb-ratings", "Const,Your Rating,Date Rated,Title,URL,Title Type,Runtime (mins),Year"),
        (
            "imdb-watchlist",
            "Position,Const,Created,Title,URL,Title Type,Runtime (mins),Year,Your Rating,Date Rated",
        ),
        ("trakt-ratings", "type,title,year,show_title,season,episode"),
    ],
)
def test_the_columns_are_those_that_the_site_takes(name: str, columns: str) -> None:
    first = files.write(name, []).decode().splitlines()[0]
    assert first.startswith(columns)
    wanted = {"trakt-history": {"watched_at"}, "trakt-ratings": {"rating", "rated_at"}}.get(name, set())
    assert (
        wanted | {"imdb_id", "tmdb_id", "tvdb_id", "trakt_id"} <= {*first.split(",")}
        or name != "trakt-ratings"
    )


def test_places_on_a_watchlist_are_counted_and_a_length_is_kept() -> None:
    film = Title(type=MediaType.MOVIE, ids=frozenset({TitleId(TitleIdKind.IMDB, "tt0113277")}), name="=Heat")
    stranger = Title(type=MediaType.MOVIE, name="Nobody's", year=2000)
    both = frozenset(TitleId(TitleIdKind.IMDB, each) for each in ("tt0000001", "tt0000002"))
    listed = Values(listed=Listed(NOW - timedelta(days=9)))
    records = [
        Record(key=str(place), title=title, values=listed, length=10_200.0)
        for place, title in enumerate([stranger, film, replace(film, ids=both), film])
    ]
    content = files.write("imdb-watchlist", records).decode()
    rows = list(csv.DictReader(io.StringIO(content)))
    assert [(row["Position"], row["Const"], row["Title"]) for row in rows] == [
        ("1", "tt0113277", "'=Heat"),
        ("2", "tt0113277", "'=Heat"),
    ]
    first, _ = files.read("x.csv", content.encode(), NOW).records
    assert (first.title, first.length) == (film, 10_200.0)


async def test_a_tracker_that_took_its_own_files_in_is_not_changed_by_them(tracker: LocalWatching) -> None:
    ids = frozenset({TitleId(TitleIdKind.IMDB, "tt0113277"), TitleId(TitleIdKind.TMDB, "949")})
    film = Title(type=MediaType.MOVIE, ids=ids, name="Heat", year=1995)
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    values = Values(
        watched=Watched((noon, noon + timedelta(days=3)), 2), rating=Rating(8.0, noon), listed=Listed(noon)
    )
    await tracker.bring_in([Record(key="1", title=film, values=values)])
    before = await tracker.records()
    for each in tracker.formats():
        imported = tracker.read_records(each.file_name, tracker.write_records(each.name, before))
        assert imported.records
        assert await tracker.bring_in(imported.records) == 0, each.name
    assert await tracker.records() == before
