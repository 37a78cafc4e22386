"""What is read of films, shows and episodes: all of it, what changed, and how little where nothing did."""

from collections.abc import Mapping
from typing import Any

import pytest
from engine.providers.plex.seen import Cinema
from fakes.plex.media import Kind
from fakes.serving import Fault
from syncopate.domain.watch import (
    Feature,
    Listed,
    MediaType,
    Rating,
    TitleId,
    TitleIdKind,
    Watched,
)
from syncopate.providers.plex import listing

ON_SERVER = frozenset({Feature.HISTORY, Feature.PROGRESS, Feature.RATINGS})
PLAYED = frozenset({Feature.HISTORY, Feature.PROGRESS})


async def test_all_films_and_episodes_are_told_with_what_was_seen(cinema: Cinema) -> None:
    began = cinema.now
    cinema.see(cinema.matrix)
    cinema.see(cinema.matrix)
    cinema.stop(cinema.pilot, 600)
    cinema.rate(cinema.matrix, 8.0)
    cinema.rate(cinema.lost, 9.0)
    # A second may end meanwhile.
    then = range(began, cinema.now + 1)
    read = await cinema.read(ON_SERVER)
    part = read.part(Feature.HISTORY)
    assert (part.whole, part.missing, part.features) == (True, None, ON_SERVER)
    assert len(part.records) == len({one.key for one in part.records}) == 7
    film = read.of(cinema.matrix)
    assert film.title.type is MediaType.MOVIE
    assert film.title.ids == {
        TitleId(TitleIdKind.IMDB, "tt0133093"),
        TitleId(TitleIdKind.TMDB, "603"),
        TitleId(TitleIdKind.PLEX, cinema.matrix.guid.rpartition("/")[2]),
    }
    assert (film.title.name, film.title.year, film.section) == ("The Matrix", 1999, "1")
    assert film.title.path == "/storage/movies/The Matrix (1999)/The Matrix (1999).mkv"
    assert film.length == 8160.0
    assert film.added_at is not None
    assert int(film.added_at.timestamp()) == cinema.matrix.added
    watched, rating = film.values.watched, film.values.rating
    assert watched is not None
    assert (watched.count, len(watched.plays)) == (2, 2)
    assert all(int(at.timestamp()) in then for at in watched.plays)
    assert rating is not None
    assert rating.value == 8.0
    assert rating.at is not None
    assert int(rating.at.timestamp()) in then
    episode = read.of(cinema.pilot)
    assert (episode.title.season, episode.title.number, episode.title.show_name) == (1, 1, "Lost")
    assert TitleId(TitleIdKind.TVDB, "127131") in episode.title.ids
    assert TitleId(TitleIdKind.IMDB, "tt0411008") in episode.title.show_ids
    assert TitleId(TitleIdKind.PLEX, cinema.lost.guid.rpartition("/")[2]) in episode.title.show_ids
    assert str(episode.title.aired) == "2004-09-22"
    assert episode.values.watched is None
    assert episode.values.position is not None
    assert episode.values.position.seconds == 600.0
    assert read.of(cinema.lost).values.rating == Rating(9.0, rating.at)
    special = read.of(cinema.special)
    assert (special.title.season, special.title.number, special.values.watched) == (0, 1, None)


async def test_what_was_marked_and_is_begun_again_keeps_that_it_was_seen_but_not_when(cinema: Cinema) -> None:
    cinema.mark(cinema.matrix)
    cinema.pass_by(3600)
    begun = cinema.now
    cinema.stop(cinema.matrix, 900)
    values = (await cinema.read(PLAYED)).of(cinema.matrix).values
    assert values.watched == Watched((), 1)
    assert values.position is not None
    assert values.position.seconds == 900.0
    assert values.position.at is not None
    assert begun <= int(values.position.at.timestamp()) <= cinema.now


async def test_one_film_in_two_libraries_is_two_records_and_several_files_are_one(cinema: Cinema) -> None:
    library = cinema.plex.library
    more = library.add_section("More films", "/storage/more", kind=Kind.MOVIE)
    again = library.add_film(more, "The Matrix", "imdb://tt0133093", year=1999)
    long = library.add_film(
        cinema.plex.films,
        "Long",
        versions=((("/a/one.mkv", 3_000_000), ("/a/two.mkv", 2_000_000)), (("/a/4k.mkv", 9_000_000),)),
    )
    read = await cinema.read(PLAYED)
    assert read.of(again).key != read.of(cinema.matrix).key
    assert read.of(again).section == str(more.key)
    assert (read.of(long).title.path, read.of(long).length) == ("/a/one.mkv", 5000.0)


async def test_where_nothing_changed_five_requests_tell_it(cinema: Cinema) -> None:
    cinema.see(cinema.matrix)
    cinema.pass_by(3600)
    first = await cinema.read(PLAYED)
    again = await cinema.read(PLAYED, first)
    part = again.part(Feature.HISTORY)
    assert (part.whole, part.records, part.gone, part.missing) == (False, (), frozenset(), None)
    assert len(again.asked) == 5, again.asked
    assert part.cursor is not None
    assert (await cinema.read(PLAYED, again)).part(Feature.HISTORY).records == ()
    # Lists are asked for by themselves: the sections, and the collections of each.
    for features, count in ((frozenset(Feature) - {Feature.LISTS}, 8), (frozenset(Feature), 11)):
        every = await cinema.read(features)
        assert len((await cinema.read(features, every)).asked) == count
    assert len((await cinema.read(PLAYED, first, whole=True)).part(Feature.HISTORY).records) == 6


async def test_what_was_just_told_is_not_told_again(cinema: Cinema) -> None:
    first = await cinema.read(PLAYED)
    cinema.see(cinema.matrix)
    second = await cinema.read(PLAYED, first)
    assert [one.key for one in second.part(Feature.HISTORY).records] == [str(cinema.matrix.key)]
    third = await cinema.read(PLAYED, second)
    assert third.part(Feature.HISTORY).records == ()
    cinema.stop(cinema.matrix, 700)
    fourth = await cinema.read(PLAYED, third)
    assert fourth.of(cinema.matrix).values.position is not None


@pytest.mark.parametrize(
    "change", ["watch film", "watch episode", "begin", "rate", "rate show", "unwatch", "unrate", "unbegin"]
)
async def test_each_change_is_told_with_all_that_is_said(cinema: Cinema, change: str) -> None:
    for one in (cinema.heat, cinema.second):
        cinema.see(one)
        cinema.rate(one, 6.0)
    cinema.stop(cinema.memento, 800)
    cinema.pass_by(3600)
    first = await cinema.read(ON_SERVER)
    what: Mapping[str, Any] = {
        "watch film": (cinema.matrix, lambda: cinema.see(cinema.matrix)),
        "watch episode": (cinema.pilot, lambda: cinema.see(cinema.pilot)),
        "begin": (cinema.pilot, lambda: cinema.stop(cinema.pilot, 600)),
        "rate": (cinema.pilot, lambda: cinema.rate(cinema.pilot, 3.0)),
        "rate show": (cinema.lost, lambda: cinema.rate(cinema.lost, 4.0)),
        "unwatch": (cinema.second, lambda: cinema.forget(cinema.second)),
        "unrate": (cinema.heat, lambda: cinema.rate(cinema.heat, None)),
        "unbegin": (cinema.memento, lambda: cinema.forget(cinema.memento)),
    }
    item, act = what[change]
    act()
    second = await cinema.read(ON_SERVER, first)
    part = second.part(Feature.HISTORY)
    assert (part.whole, part.gone) == (False, frozenset())
    assert [one.key for one in part.records] == [str(item.key)]
    whole = await cinema.read(ON_SERVER, whole=True)
    assert second.of(item) == whole.of(item)
    assert (await cinema.read(ON_SERVER, second)).part(Feature.HISTORY).records == ()


async def test_one_taken_back_is_noticed_where_another_came(cinema: Cinema) -> None:
    cinema.see(cinema.heat)
    cinema.pass_by(3600)
    first = await cinema.read(PLAYED)
    cinema.forget(cinema.heat)
    cinema.see(cinema.matrix)
    second = await cinema.read(PLAYED, first)
    told = {one.key: one.values.watched for one in second.part(Feature.HISTORY).records}
    assert told.keys() == {str(cinema.heat.key), str(cinema.matrix.key)}
    assert told[str(cinema.heat.key)] is None
    assert told[str(cinema.matrix.key)] is not None


async def test_new_and_changed_titles_are_told_and_removed_ones_have_all_read(cinema: Cinema) -> None:
    cinema.pass_by(3600)
    first = await cinema.read(PLAYED)
    new = cinema.plex.library.add_episode(cinema.lost, 2, 1, "tvdb://5")
    cinema.plex.library.edit(cinema.heat, title="Heat!")
    second = await cinema.read(PLAYED, first)
    part = second.part(Feature.HISTORY)
    assert (part.whole, {one.key for one in part.records}) == (False, {str(new.key), str(cinema.heat.key)})
    assert second.of(new).title.show_ids
    assert second.of(cinema.heat).title.name == "Heat!"
    cinema.pass_by(3600)
    assert (await cinema.read(PLAYED, second)).part(Feature.HISTORY).records == ()
    cinema.plex.library.remove(cinema.matrix)
    cinema.plex.library.add_film(cinema.plex.films, "Another")
    third = await cinema.read(PLAYED, second)
    assert third.part(Feature.HISTORY).whole
    assert str(cinema.matrix.key) not in {one.key for one in third.part(Feature.HISTORY).records}
    cinema.plex.library.add_section("New", "/storage/new", kind=Kind.SHOW)
    assert (await cinema.read(PLAYED, third)).part(Feature.HISTORY).whole


@pytest.mark.parametrize("cursor", ["", "nonsense", "eJyrVkrLz1eyUkpKLFKqBQAcVgQz", "AAAA"])
async def test_a_cursor_that_is_none_has_all_read(cinema: Cinema, cursor: str) -> None:
    read = await cinema.read(PLAYED, cursors=dict.fromkeys(PLAYED, cursor))
    assert read.part(Feature.HISTORY).whole


async def test_a_cursor_of_other_respects_has_all_read(cinema: Cinema) -> None:
    first = await cinema.read(PLAYED)
    assert (await cinema.read(ON_SERVER, first)).part(Feature.HISTORY).whole
    every = await cinema.read(ON_SERVER)
    assert (await cinema.read(frozenset({Feature.HISTORY}), every)).part(Feature.HISTORY).whole


async def test_pages_lead_on(cinema: Cinema, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "PAGE", 3)
    monkeypatch.setattr(listing, "_FEW", 2)
    films = [cinema.plex.library.add_film(cinema.plex.films, f"Film {number}") for number in range(11)]
    for one in films[:8]:
        cinema.see(one)
    cinema.pass_by(3600)
    first = await cinema.read(PLAYED)
    assert len(first.part(Feature.HISTORY).records) == 6 + 11
    for one in films[3:10]:
        cinema.see(one)
    second = await cinema.read(PLAYED, first)
    assert {one.key for one in second.part(Feature.HISTORY).records} == {str(one.key) for one in films[3:10]}
    for one in films[:5]:
        cinema.forget(one)
    third = await cinema.read(PLAYED, second)
    assert {one.key for one in third.part(Feature.HISTORY).records} == {str(one.key) for one in films[:5]}


async def test_a_title_removed_between_two_pages_makes_nothing_look_gone(
    cinema: Cinema, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "PAGE", 3)
    films = [cinema.plex.library.add_film(cinema.plex.films, f"Film {number}") for number in range(7)]
    asked = 0

    def move(moment: str, request: Any) -> None:
        nonlocal asked
        if request.path == "/library/sections/1/all" and moment == "after":
            asked += 1
            if asked == 1:
                cinema.plex.library.remove(films[0], cinema.heat)
                cinema.plex.library.add_film(cinema.plex.films, "One more")
                cinema.plex.library.add_film(cinema.plex.films, "And one")

    cinema.plex.wire.watch = move
    part = (await cinema.read(PLAYED)).part(Feature.HISTORY)
    assert part.missing is not None
    assert part.cursor is None


@pytest.mark.parametrize(
    "fault",
    [
        Fault.UNAUTHORIZED,
        Fault.FORBIDDEN,
        Fault.TOO_MANY,
        Fault.SERVER_ERROR,
        Fault.UNAVAILABLE,
        Fault.SLOW,
        Fault.CUT_OFF,
        Fault.DROPPED,
        Fault.HTML,
        Fault.BROKEN,
        Fault.EMPTY_PAGE,
    ],
)
@pytest.mark.parametrize("path", ["/library/sections", "/library/sections/*/all"])
@pytest.mark.parametrize("again", [False, True])
async def test_a_read_that_fails_tells_nothing(cinema: Cinema, fault: Fault, path: str, again: bool) -> None:
    if fault is Fault.EMPTY_PAGE and path == "/library/sections":
        pytest.skip("it is no page")
    cinema.see(cinema.matrix)
    cinema.rate(cinema.matrix, 7.0)
    cinema.pass_by(3600)
    before = await cinema.read(ON_SERVER) if again else None
    # The first section is read, the second one not.
    skip = 1 if path.endswith("all") else 0
    cinema.house.fail(fault, path, retry_after="0", skip=skip)
    part = (await cinema.read(ON_SERVER, before)).part(Feature.HISTORY)
    assert part.missing is not None
    assert part.missing.reason
    assert (part.cursor, part.gone) == (None, frozenset())
    assert part.features == ON_SERVER
    cinema.house.heal()
    assert (await cinema.read(ON_SERVER, before)).part(Feature.HISTORY).missing is None


async def test_what_is_impossible_is_told_and_left_out(cinema: Cinema) -> None:
    library, views = cinema.plex.library, cinema.views
    odd = library.add_film(cinema.plex.films, "Odd", "imdb://nonsense", "tmdb://12", "tmdb://13", "other://x")
    future = library.add_film(cinema.plex.films, "Future", "imdb://tt7777777")
    past = library.add_film(cinema.plex.films, "Past", "imdb://tt8888888")
    views.plays[future.guid] = (1, cinema.now + 400 * 86_400)
    views.plays[past.guid] = (3, -5)
    views.ratings[future.guid] = (77.0, cinema.now)
    read = await cinema.read(ON_SERVER)
    assert read.of(future).values.watched == Watched((), 1)
    assert read.of(future).values.rating is None
    assert read.of(past).values.watched == Watched((), 3)
    assert {one.value for one in read.of(odd).title.ids if one.kind is TitleIdKind.TMDB} == {"12", "13"}
    assert not {one for one in read.of(odd).title.ids if one.kind is TitleIdKind.IMDB}
    told = {one.title: set[str]() for one in read.end.problems}
    for one in read.end.problems:
        told[one.title].add(one.detail)
    assert told.keys() == {"Odd", "Future", "Past"}
    assert told["Odd"] == {
        "Plex tells an id that is none: imdb://nonsense.",
        "Plex tells several ids of one kind.",
    }
    assert len(told["Future"]) == 2
    assert len({one.id for one in read.end.problems}) == len(read.end.problems)


async def test_titles_of_older_agents_have_ids(cinema: Cinema) -> None:
    library = cinema.plex.library
    film = library.add_film(
        cinema.plex.films, "Old film", old_guid="com.plexapp.agents.imdb://tt0123456?lang=en"
    )
    show = library.add_video(
        cinema.plex.shows, "Old show", old_guid="com.plexapp.agents.thetvdb://73141?lang=en"
    )
    episode = library.add_episode(show, 1, 2)
    read = await cinema.read(ON_SERVER)
    assert read.of(film).title.ids == {TitleId(TitleIdKind.IMDB, "tt0123456")}
    assert read.of(show).title.ids == {TitleId(TitleIdKind.TVDB, "73141")}
    assert read.of(episode).title.ids == frozenset()
    assert read.of(episode).title.show_ids == {TitleId(TitleIdKind.TVDB, "73141")}


async def test_what_the_user_plays_is_told_and_what_others_play_is_not(cinema: Cinema) -> None:
    server, owner = cinema.plex.server, cinema.plex.people.owner
    kim = cinema.house.child()
    server.play(owner, cinema.matrix, 1000)
    server.play(kim, cinema.heat, 1000)
    assert (await cinema.read(PLAYED)).end.playing == {str(cinema.matrix.key)}
    cinema.house.fail(Fault.SERVER_ERROR, "/status/sessions")
    read = await cinema.read(PLAYED)
    assert read.end.playing == frozenset()
    assert read.part(Feature.HISTORY).missing is None


async def test_each_user_has_seen_what_that_token_says(cinema: Cinema) -> None:
    kim = cinema.house.child()
    cinema.see(cinema.matrix)
    cinema.plex.server.views(kim).play(cinema.heat.guid, cinema.now)
    theirs = await cinema.read(
        PLAYED, token=kim.token, server_token=cinema.plex.server.token_of(kim), user_id=kim.uuid
    )
    assert theirs.of(cinema.heat).values.watched is not None
    assert theirs.of(cinema.matrix).values.watched is None
    assert theirs.end.playing == frozenset()
    assert not [one for one in theirs.asked if one.endswith("/status/sessions")]


@pytest.mark.parametrize("wrong", ["token", "server_token"])
async def test_the_token_of_another_user_is_noticed(cinema: Cinema, wrong: str) -> None:
    owner = cinema.plex.people.owner
    other = cinema.plex.people.add("Pia")
    cinema.plex.server.share(other)
    read = await cinema.read(PLAYED, user_id=owner.uuid, **{wrong: other.token})
    missing = read.part(Feature.HISTORY).missing
    assert missing is not None
    assert missing.reason == "login_rejected"
    account = cinema.house.watching(user_id=owner.uuid, **{wrong: other.token})
    assert not (await account.check()).ok


async def test_who_it_is_does_not_matter_where_plex_tv_is_away(cinema: Cinema) -> None:
    cinema.plex.tv_wire.fail(Fault.SERVER_ERROR)
    cinema.plex.server.play(cinema.plex.people.owner, cinema.matrix, 1000)
    read = await cinema.read(PLAYED, address=cinema.plex.address, user_id="whoever")
    assert read.part(Feature.HISTORY).missing is None
    assert read.end.playing == {str(cinema.matrix.key)}


async def test_a_clock_that_is_ahead_is_measured(cinema: Cinema) -> None:
    assert (await cinema.read(PLAYED)).end.skew.total_seconds() == 0
    cinema.plex.clock.advance(120)
    assert 118 < (await cinema.read(PLAYED)).end.skew.total_seconds() < 122


async def test_the_watchlist_is_the_users_own_and_has_keys_of_its_own(cinema: Cinema) -> None:
    catalogue, owner = cinema.plex.catalogue, cinema.plex.people.owner
    film = catalogue.add("movie", "Dune", 2021, "imdb://tt1160419", "tmdb://438631")
    show = catalogue.add("show", "Severance", 2022, "tvdb://371980", shy=True)
    other = catalogue.add("movie", "Not mine", 2000, "imdb://tt0000009")
    catalogue.put(owner, film)
    catalogue.put(owner, show)
    catalogue.put(cinema.house.child(), other)
    read = await cinema.read(frozenset({Feature.WATCHLIST}))
    part = read.part(Feature.WATCHLIST)
    assert (part.whole, part.missing) == (True, None)
    assert {one.key for one in part.records} == {f"watchlist:{film.key}", f"watchlist:{show.key}"}
    told = {one.title.name: one for one in part.records}
    assert told["Dune"].values.listed == Listed(None)
    assert told["Dune"].title.ids == {
        TitleId(TitleIdKind.IMDB, "tt1160419"),
        TitleId(TitleIdKind.TMDB, "438631"),
        TitleId(TitleIdKind.PLEX, film.key),
    }
    assert told["Severance"].title.type is MediaType.SHOW
    assert TitleId(TitleIdKind.TVDB, "371980") in told["Severance"].title.ids
    before = len(cinema.plex.tv_wire.journal)
    again = await cinema.read(frozenset({Feature.WATCHLIST}), read)
    assert (again.part(Feature.WATCHLIST).whole, again.part(Feature.WATCHLIST).records) == (False, ())
    assert len(cinema.plex.tv_wire.journal) - before == 1
    catalogue.take(owner, film)
    left = (await cinema.read(frozenset({Feature.WATCHLIST}), again)).part(Feature.WATCHLIST)
    assert (left.whole, [one.key for one in left.records]) == (True, [f"watchlist:{show.key}"])


async def test_a_long_watchlist_is_read_whole_and_an_empty_one_is_empty(cinema: Cinema) -> None:
    catalogue, owner = cinema.plex.catalogue, cinema.plex.people.owner
    assert (await cinema.read(frozenset({Feature.WATCHLIST}))).part(Feature.WATCHLIST).records == ()
    for number in range(250):
        catalogue.put(owner, catalogue.add("movie", f"Film {number}", 2000, f"tmdb://{number + 1}"))
    part = (await cinema.read(frozenset({Feature.WATCHLIST}))).part(Feature.WATCHLIST)
    assert len({one.key for one in part.records}) == 250


@pytest.mark.parametrize(
    "fault",
    [
        Fault.UNAUTHORIZED,
        Fault.FORBIDDEN,
        Fault.NOT_FOUND,
        Fault.TOO_MANY,
        Fault.SERVER_ERROR,
        Fault.UNAVAILABLE,
        Fault.CUT_OFF,
        Fault.DROPPED,
        Fault.HTML,
        Fault.BROKEN,
        Fault.EMPTY_PAGE,
    ],
)
@pytest.mark.parametrize("skip", [0, 1])
async def test_a_watchlist_that_fails_is_never_empty(cinema: Cinema, fault: Fault, skip: int) -> None:
    catalogue, owner = cinema.plex.catalogue, cinema.plex.people.owner
    for number in range(150):
        catalogue.put(owner, catalogue.add("movie", f"Film {number}", 2000, f"tmdb://{number + 1}"))
    cinema.plex.tv_wire.fail(fault, "/library/sections/watchlist/all", skip=skip, retry_after="0")
    part = (await cinema.read(frozenset({Feature.WATCHLIST}))).part(Feature.WATCHLIST)
    assert part.missing is not None
    assert (part.records, part.cursor) == ((), None)


async def test_the_server_is_read_where_the_watchlist_fails_and_the_other_way_round(cinema: Cinema) -> None:
    cinema.plex.tv_wire.fail(Fault.UNAVAILABLE, "/library/sections/watchlist/all")
    read = await cinema.read(frozenset(Feature))
    assert read.part(Feature.HISTORY).missing is None
    assert read.part(Feature.WATCHLIST).missing is not None
    cinema.plex.tv_wire.heal()
    cinema.house.fail(Fault.FORBIDDEN, "/library/sections")
    read = await cinema.read(frozenset(Feature))
    assert read.part(Feature.HISTORY).missing is not None
    assert read.part(Feature.WATCHLIST).missing is None
