"""Reading what a user has seen: all of it, what changed, and how little is asked where nothing did."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from engine.providers.mediabrowser.cinema import ALL, LONG_AGO, PLAYED, SECOND, Seen, keys
from syncopate.domain.watch import (
    Feature,
    Listed,
    MediaType,
    Position,
    Rating,
    Title,
    TitleId,
    TitleIdKind,
    Watched,
)
from syncopate.providers._mediabrowser import video_lists

RATED = ALL | {Feature.RATINGS}
_DARK = frozenset({TitleId(TitleIdKind.TVDB, "334824"), TitleId(TitleIdKind.IMDB, "tt5753856")})


async def test_the_first_read_tells_all_there_is(cinema: Any) -> None:
    told = await cinema.read()
    assert told.part.whole
    assert told.part.missing is None
    assert set(told.records) == keys([cinema.heat, cinema.ran, cinema.show, cinema.first, cinema.second])
    heat = told.records[cinema.heat.id]
    assert heat.title == Title(
        type=MediaType.MOVIE,
        ids=frozenset({TitleId(TitleIdKind.IMDB, "tt0113277"), TitleId(TitleIdKind.TMDB, "949")}),
        name="Heat",
        year=1995,
        path="/movies/Films/Heat (1995)/Heat (1995).mkv",
    )
    assert (heat.section, heat.length, heat.added_at) == (cinema.films.id, 6000.0, LONG_AGO)
    episode = told.records[cinema.first.id].title
    assert (episode.type, episode.season, episode.number, episode.last_number) == (
        MediaType.EPISODE,
        1,
        1,
        None,
    )
    assert (episode.show_name, episode.show_ids) == ("Dark", _DARK)
    assert episode.ids == {TitleId(TitleIdKind.TVDB, "6398391")}
    assert told.records[cinema.first.id].section == cinema.shows.id
    assert not told.end.problems
    assert not told.end.playing


async def test_what_was_seen_and_how_far(cinema: Any) -> None:
    cinema.see(cinema.heat, LONG_AGO)
    data = cinema.data(cinema.first)
    data.position, data.last_played, data.plays = 900 * SECOND, LONG_AGO, 1
    told = await cinema.read(PLAYED)
    heat, first = told.records[cinema.heat.id].values, told.records[cinema.first.id].values
    assert heat.watched == Watched((LONG_AGO,), 1)
    assert heat.position is None
    assert (first.watched, first.position) == (None, Position(900.0, LONG_AGO))
    assert told.records[cinema.ran.id].values.watched is None


async def test_the_date_of_what_is_seen_once_more_is_not_that_of_a_play(cinema: Any) -> None:
    cinema.see(cinema.heat, LONG_AGO)
    later = LONG_AGO + timedelta(days=90)
    data = cinema.data(cinema.heat)
    data.position, data.last_played, data.plays = 1200 * SECOND, later, 2
    values = (await cinema.read(PLAYED)).records[cinema.heat.id].values
    assert values.watched == Watched((), 2)
    assert values.position == Position(1200.0, later)


async def test_what_was_seen_by_hand_long_ago_has_no_date(cinema: Any) -> None:
    data = cinema.data(cinema.heat)
    data.played, data.plays = True, 0
    assert (await cinema.read(PLAYED)).records[cinema.heat.id].values.watched == Watched((), 1)


async def test_everybody_has_their_own(cinema: Any) -> None:
    cinema.see(cinema.heat)
    cinema.account = cinema.account_of(cinema.house.guest)
    assert (await cinema.read()).records[cinema.heat.id].values.watched is None
    cinema.account = cinema.account_of(cinema.user, key=True)
    cinema.cursors = {}
    assert (await cinema.read()).records[cinema.heat.id].values.watched is not None


async def test_what_is_liked_is_the_watchlist(cinema: Any) -> None:
    cinema.house.like(cinema.user, cinema.ran, cinema.show, cinema.first)
    told = await cinema.read()
    listed = {key for key, one in told.records.items() if one.values.listed == Listed()}
    # Lists are of films and shows.
    assert listed == keys([cinema.ran, cinema.show])
    assert told.records[cinema.show.id].title.type is MediaType.SHOW
    assert told.records[cinema.show.id].values.watched is None


async def test_shows_are_told_only_where_something_is_said_of_them(cinema: Any) -> None:
    assert cinema.show.id not in (await cinema.read(PLAYED)).records


@pytest.mark.parametrize("domain", ["jellyfin"], indirect=True)
async def test_ratings(cinema: Any) -> None:
    cinema.data(cinema.heat).rating = 7.5
    cinema.data(cinema.show).rating = 0.0
    told = await cinema.read(RATED)
    assert told.part.features == RATED
    assert told.records[cinema.heat.id].values.rating == Rating(7.5)
    assert told.records[cinema.show.id].values.rating == Rating(1.0)
    assert not (await cinema.read(RATED)).part.whole
    cinema.data(cinema.first).rating = 3.0
    again = await cinema.read(RATED)
    assert again.records[cinema.first.id].values.rating == Rating(3.0)


@pytest.mark.parametrize("domain", ["emby"], indirect=True)
async def test_emby_offers_no_ratings(cinema: Any) -> None:
    assert (await cinema.read(RATED)).part.features == ALL


async def test_several_episodes_specials_and_what_has_no_number(cinema: Any) -> None:
    shelf = cinema.fake.shelf
    double = shelf.episode(cinema.show, 1, 3, end=4, at=LONG_AGO)
    special = shelf.episode(cinema.show, 0, 1, at=LONG_AGO)
    unknown = shelf.episode(cinema.show, 1, None, name="Making of", at=LONG_AGO)
    missing = shelf.episode(cinema.show, 1, 9, virtual=True, at=LONG_AGO)
    records = (await cinema.read(PLAYED)).records
    title = records[double.id].title
    assert (title.season, title.number, title.last_number) == (1, 3, 4)
    assert (records[special.id].title.season, records[special.id].title.number) == (0, 1)
    assert records[unknown.id].title.number is None
    # What there is no file of cannot be seen here.
    assert missing.id not in records


async def test_libraries_of_other_things_are_left_alone(cinema: Any) -> None:
    mixed = cinema.fake.add_library("Mixed", collection=None)
    home = cinema.fake.add_library("Home", collection="homevideos")
    there = cinema.fake.shelf.movie(mixed, "Stalker", at=LONG_AGO)
    series = cinema.fake.shelf.series(mixed, "Lost", at=LONG_AGO)
    episode = cinema.fake.shelf.episode(series, 1, 1, at=LONG_AGO)
    away = cinema.fake.shelf.movie(home, "Holidays", at=LONG_AGO)
    records = (await cinema.read(PLAYED)).records
    assert records[there.id].section == records[episode.id].section == mixed.id
    assert away.id not in records


@pytest.mark.parametrize("films", [1, 5, 9, 10, 11, 19, 20])
async def test_pages_meet(cinema: Any, monkeypatch: pytest.MonkeyPatch, films: int) -> None:
    monkeypatch.setattr(video_lists, "PAGE", 10)
    made = [cinema.fake.shelf.movie(cinema.films, f"Film {one}", at=LONG_AGO) for one in range(films)]
    told = await cinema.read(PLAYED)
    assert keys(made) <= set(told.records)
    assert len(told.records) == films + 4


async def test_an_unchanged_read_asks_little(cinema: Any) -> None:
    cinema.see(cinema.heat, LONG_AGO)
    cinema.house.like(cinema.user, cinema.ran)
    cinema.data(cinema.first).position = 900 * SECOND
    cinema.rest()
    await cinema.read(PLAYED)
    told, asked = await cinema.requests(PLAYED)
    assert (told.part.whole, told.part.records, told.part.gone) == (False, (), frozenset())
    assert told.part.cursor is not None
    assert len(asked) == 6, "one for sessions, one for the libraries, four for what is in them"
    cinema.cursors = {}
    await cinema.read()
    told, asked = await cinema.requests()
    assert not told.part.whole
    assert len(asked) == 7


async def test_a_whole_read_heeds_no_cursor(cinema: Any) -> None:
    await cinema.read()
    assert (await cinema.read(whole=True)).part.whole


@pytest.mark.parametrize("cursor", ["", "{}", "[]", "nonsense", '{"v":1}', '{"v":0,"features":[]}', "null"])
async def test_an_odd_cursor_is_none(cinema: Any, cursor: str) -> None:
    cinema.cursors = dict.fromkeys(ALL, cursor)
    assert (await cinema.read()).part.whole


async def test_a_cursor_of_less_is_none(cinema: Any) -> None:
    await cinema.read(PLAYED)
    assert (await cinema.read(ALL)).part.whole


async def test_a_cursor_of_somebody_else_is_none(cinema: Any) -> None:
    await cinema.read()
    cinema.account = cinema.account_of(cinema.house.guest)
    assert (await cinema.read()).part.whole


async def test_a_server_set_back_in_time_is_read_anew(cinema: Any) -> None:
    await cinema.read()
    cinema.cursors = {
        feature: cursor.replace('"since":"20', '"since":"21') for feature, cursor in cinema.cursors.items()
    }
    assert (await cinema.read()).part.whole


async def test_a_change_of_libraries_is_read_anew(cinema: Any) -> None:
    await cinema.read()
    cinema.fake.add_library("More", collection="movies")
    assert (await cinema.read()).part.whole
    cinema.fake.grant(cinema.user, [cinema.films])
    told = await cinema.read()
    assert told.part.whole
    assert cinema.first.id not in told.records


async def test_what_was_seen_since_is_told_alone(cinema: Any) -> None:
    await cinema.read()
    cinema.see(cinema.first)
    told = await cinema.read()
    assert not told.part.whole
    assert set(told.records) == {cinema.first.id}
    record = told.records[cinema.first.id]
    assert record.values.watched is not None
    assert record.title.show_ids == _DARK
    assert record.section == cinema.shows.id


async def test_where_something_was_left_is_told_alone(cinema: Any) -> None:
    cinema.data(cinema.heat).position = 900 * SECOND
    await cinema.read()
    # As another program does it: no date says when.
    cinema.data(cinema.heat).position = 300 * SECOND
    cinema.data(cinema.ran).position = 60 * SECOND
    cinema.fake.catalog.touch()
    told = await cinema.read()
    assert not told.part.whole
    at = {key: one.values.position.seconds for key, one in told.records.items() if one.values.position}
    assert at == {cinema.heat.id: 300.0, cinema.ran.id: 60.0}
    cinema.data(cinema.ran).position = 0
    cinema.fake.catalog.touch()
    told = await cinema.read()
    assert not told.part.whole
    assert told.records[cinema.ran.id].values.position is None


async def test_what_is_liked_no_longer_is_told_alone(cinema: Any) -> None:
    cinema.house.like(cinema.user, cinema.show)
    await cinema.read()
    cinema.fake.set_favorite(cinema.user, cinema.show, favorite=False)
    cinema.fake.set_favorite(cinema.user, cinema.heat)
    told = await cinema.read()
    assert not told.part.whole
    assert {key: one.values.listed for key, one in told.records.items()} == {
        cinema.show.id: None,
        cinema.heat.id: Listed(),
    }


async def test_what_is_seen_no_longer_is_never_missed(cinema: Any) -> None:
    """Jellyfin names it in no list: it shows in how many are left."""
    for item in (cinema.heat, cinema.first, cinema.second):
        cinema.see(item, LONG_AGO)
    seen = Seen()
    seen.take(await cinema.read())
    data = cinema.data(cinema.first)
    data.played, data.plays, data.last_played, data.saved = False, 0, None, cinema.fake.now()
    cinema.fake.catalog.touch()
    view = seen.take(await cinema.read())
    watched = {one.key for one in view.records if one.values.watched}
    assert watched == keys([cinema.heat, cinema.second])


async def test_one_taken_back_while_another_is_seen(cinema: Any) -> None:
    cinema.see(cinema.heat, LONG_AGO)
    seen = Seen()
    seen.take(await cinema.read())
    data = cinema.data(cinema.heat)
    data.played, data.plays, data.last_played, data.saved = False, 0, None, cinema.fake.now()
    cinema.see(cinema.first)
    view = seen.take(await cinema.read())
    assert {one.key for one in view.records if one.values.watched} == {cinema.first.id}


def un_see(cinema: Any, item: Any) -> None:
    data = cinema.data(item)
    data.played, data.last_played, data.saved = False, None, cinema.fake.now()
    cinema.fake.catalog.touch()


async def test_one_taken_back_while_one_that_was_seen_long_ago_is_seen_anew(cinema: Any) -> None:
    """As many are seen as before, and of the other one nothing says that it was not seen before."""
    for item in (cinema.heat, cinema.first, cinema.second):
        cinema.see(item, LONG_AGO)
    un_see(cinema, cinema.first)
    cinema.rest()
    seen = Seen()
    seen.take(await cinema.read())
    un_see(cinema, cinema.heat)
    cinema.see(cinema.first)
    view = seen.take(await cinema.read())
    assert {one.key for one in view.records if one.values.watched} == keys([cinema.first, cinema.second])


async def test_what_is_seen_once_more_needs_no_whole_read(cinema: Any) -> None:
    """That it had been seen is known, read after read."""
    await cinema.read()
    cinema.see(cinema.first)
    assert not (await cinema.read()).part.whole
    for _ in range(2):
        cinema.see(cinema.first)
        cinema.see(cinema.heat)
        told = await cinema.read()
        assert not told.part.whole
        assert set(told.records) == keys([cinema.first, cinema.heat])


@pytest.mark.parametrize("domain", ["jellyfin"], indirect=True)
async def test_what_no_list_names_shows_when_all_is_read(cinema: Any) -> None:
    """One un-watched, another one marked with an old date: as many are seen as before, and nothing says more."""
    cinema.see(cinema.heat, LONG_AGO)
    cinema.rest()
    seen = Seen()
    seen.take(await cinema.read())
    un_see(cinema, cinema.heat)
    cinema.see(cinema.first, LONG_AGO)
    view = seen.take(await cinema.read())
    assert {one.key for one in view.records if one.values.watched} == {cinema.heat.id}
    view = seen.take(await cinema.read(whole=True))
    assert {one.key for one in view.records if one.values.watched} == {cinema.first.id}


async def test_what_was_added_is_told_alone(cinema: Any) -> None:
    await cinema.read()
    added = cinema.fake.shelf.movie(cinema.films, "Stalker", {"Imdb": "tt0079944"})
    episode = cinema.fake.shelf.episode(cinema.show, 1, 3)
    told = await cinema.read()
    assert not told.part.whole
    assert set(told.records) == keys([added, episode])
    assert told.records[episode.id].title.show_ids == _DARK


async def test_what_was_removed_is_never_missed(cinema: Any) -> None:
    seen = Seen()
    seen.take(await cinema.read())
    cinema.fake.shelf.remove(cinema.heat)
    cinema.fake.shelf.remove(cinema.second)
    view = seen.take(await cinema.read())
    assert {one.key for one in view.records} == keys([cinema.ran, cinema.show, cinema.first])


async def test_a_file_in_the_place_of_another_is_never_missed(cinema: Any) -> None:
    seen = Seen()
    seen.take(await cinema.read())
    cinema.fake.shelf.remove(cinema.heat)
    other = cinema.fake.shelf.movie(cinema.films, "Heat", {"Tmdb": "949"}, year=1995, path="/movies/new.mkv")
    view = seen.take(await cinema.read())
    there = {one.key for one in view.records if one.title.type is MediaType.MOVIE}
    assert there == keys([cinema.ran, other])


async def test_other_ids_of_a_show_are_told_of_its_episodes(cinema: Any) -> None:
    seen = Seen()
    seen.take(await cinema.read())
    cinema.show.provider_ids = {"Tmdb": "70523"}
    cinema.fake.catalog.touch(cinema.show)
    view = seen.take(await cinema.read())
    titles = {one.key: one.title for one in view.records}
    assert titles[cinema.first.id].show_ids == {TitleId(TitleIdKind.TMDB, "70523")}


async def test_what_was_left_and_removed_is_gone(cinema: Any) -> None:
    cinema.data(cinema.heat).position = 900 * SECOND
    seen = Seen()
    seen.take(await cinema.read())
    cinema.fake.shelf.remove(cinema.heat)
    told = await cinema.read()
    assert told.part.gone == {cinema.heat.id}
    assert cinema.heat.id not in {one.key for one in seen.take(told).records}


async def test_more_than_is_kept_one_by_one(cinema: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("syncopate.providers._mediabrowser.watch_cursor._FEW", 1)
    cinema.house.like(cinema.user, cinema.heat, cinema.ran)
    await cinema.read()
    assert not (await cinema.read()).part.whole
    cinema.house.like(cinema.user, cinema.show)
    told = await cinema.read()
    assert told.part.whole
    assert told.records[cinema.show.id].values.listed == Listed()


async def test_many_begun_since(cinema: Any) -> None:
    made = [cinema.fake.shelf.movie(cinema.films, f"Film {one}", at=LONG_AGO) for one in range(250)]
    await cinema.read()
    for one in made:
        cinema.see(one)
    told = await cinema.read()
    assert not told.part.whole
    assert set(told.records) == keys(made)


async def test_what_plays_is_told_with_whom_it_is_seen(cinema: Any) -> None:
    playing = cinema.fake.playing
    playing.start(cinema.house.guest, cinema.ran, device="other")
    assert not (await cinema.read()).end.playing
    playing.start(cinema.user, cinema.heat, device="tv")
    assert (await cinema.read()).end.playing == {cinema.heat.id}
    playing.stop(device="tv")
    playing.start(cinema.house.guest, cinema.first, device="sofa", others=(cinema.user,))
    cinema.account = cinema.account_of(cinema.user, key=True)
    assert (await cinema.read()).end.playing == {cinema.first.id}


@pytest.mark.parametrize("domain", ["jellyfin"], indirect=True)
async def test_a_rewatch_takes_the_flag_and_leaves_a_place(cinema: Any) -> None:
    cinema.see(cinema.heat, LONG_AGO)
    await cinema.read()
    cinema.fake.playing.start(cinema.user, cinema.heat)
    cinema.fake.playing.reach(3000 * SECOND)
    values = (await cinema.read()).records[cinema.heat.id].values
    assert values.watched is None
    assert values.position is not None
    assert values.position.seconds == 3000.0


@pytest.mark.parametrize(
    "said",
    [
        datetime(1969, 12, 31, tzinfo=UTC),
        datetime(1, 1, 1, tzinfo=UTC),
        datetime.now(UTC) + timedelta(days=400),
    ],
)
async def test_impossible_dates_are_told_as_problems(cinema: Any, said: datetime) -> None:
    cinema.see(cinema.heat, said)
    told = await cinema.read()
    assert told.records[cinema.heat.id].values.watched == Watched((), 1)
    [problem] = told.end.problems
    assert "Heat" in problem.detail
    assert problem.title.startswith(cinema.house.product)


async def test_bad_ids_are_told_as_problems_and_good_ones_kept(cinema: Any) -> None:
    cinema.heat.provider_ids = {"Imdb": "949", "Tmdb": "949", "TmdbCollection": "x", "Tvdb": "heat"}
    told = await cinema.read()
    assert told.records[cinema.heat.id].title.ids == {TitleId(TitleIdKind.TMDB, "949")}
    assert [one.detail for one in told.end.problems] == ["Heat: Imdb=949, Tvdb=heat."]
    cinema.ran.provider_ids = {}
    assert (await cinema.read(whole=True)).records[cinema.ran.id].title.ids == frozenset()


async def test_how_far_the_clock_of_the_server_is_ahead(cinema: Any) -> None:
    assert (await cinema.read()).end.skew == timedelta()


async def test_what_is_told_once_more_is_in_its_library(cinema: Any) -> None:
    """Several libraries of one kind: what is above an item is asked for, once for a show."""
    more = cinema.fake.add_library("More films", collection="movies")
    mixed = cinema.fake.add_library("Mixed", collection=None)
    film = cinema.fake.shelf.movie(more, "Stalker", at=LONG_AGO)
    show = cinema.fake.shelf.series(mixed, "Lost", at=LONG_AGO)
    episodes = [cinema.fake.shelf.episode(show, 1, number, at=LONG_AGO) for number in (1, 2)]
    await cinema.read(PLAYED)
    for one in (film, cinema.heat, *episodes):
        cinema.see(one)
    told, asked = await cinema.requests(PLAYED)
    assert not told.part.whole
    sections = {key: one.section for key, one in told.records.items()}
    lost = dict.fromkeys((one.id for one in episodes), mixed.id)
    assert sections == {film.id: more.id, cinema.heat.id: cinema.films.id} | lost
    assert sum("Ancestors" in one for one in asked) == 3


async def test_too_many_in_several_libraries_are_read_anew(cinema: Any) -> None:
    cinema.fake.add_library("More films", collection="movies")
    made = [cinema.fake.shelf.movie(cinema.films, f"Film {one}", at=LONG_AGO) for one in range(30)]
    await cinema.read(PLAYED)
    for one in made:
        cinema.see(one)
    assert (await cinema.read(PLAYED)).part.whole
