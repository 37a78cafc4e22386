"""What is written, and what became of it."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from fakes.serving import Fault
from fakes.trakt.model import Thing
from fakes.trakt.users import EPOCH
from syncopate.domain.link import Action
from syncopate.domain.watch import Listed, MediaType, Rating, Title, TitleId, TitleIdKind, Value, Watched
from syncopate.providers.trakt.client import Answer, Client
from syncopate.providers.trakt.manifest import MANIFEST
from syncopate.providers.trakt.watching import create
from syncopate.providers.watching import Became

from .conftest import AT, House, operation, title_of

_DAY = timedelta(days=1)
_NOBODY = Title(type=MediaType.MOVIE, ids=frozenset({TitleId(TitleIdKind.IMDB, "tt9999999")}))
_VALUES: Mapping[Action, Value | None] = {
    Action.WATCH: Watched((AT,)),
    Action.UNWATCH: None,
    Action.RATE: Rating(7.0, AT),
    Action.UNRATE: None,
    Action.LIST: Listed(AT),
    Action.UNLIST: None,
}


def _bodies(house: House) -> list[Any]:
    return [json.loads(asked.body) for asked in house.fake.wire.asked("POST", "/s*")]


def _plays(house: House, thing: Thing) -> list[datetime]:
    return sorted(play.at for play in house.anna.plays if play.thing is thing)


async def test_plays_have_their_dates(house: House) -> None:
    film = house.titles.movie("Film")
    [outcome] = await house.write(operation(Action.WATCH, title_of(film), Watched((AT, AT + _DAY), 2)))
    assert outcome.became is Became.APPLIED
    assert _plays(house, film) == [AT, AT + _DAY]


async def test_a_play_without_a_date_has_none(house: House) -> None:
    film = house.titles.movie("Film")
    await house.write(operation(Action.WATCH, title_of(film), Watched()))
    assert _plays(house, film) == [EPOCH]


async def test_a_time_without_a_zone_is_meant_in_utc(house: House) -> None:
    film = house.titles.movie("Film")
    await house.write(operation(Action.WATCH, title_of(film), Watched((AT.replace(tzinfo=None),))))
    assert _plays(house, film) == [AT]


@pytest.mark.parametrize("kinds", [("imdb",), ("tmdb",), ("tvdb",), ("trakt",), ("imdb", "tmdb", "tvdb")])
async def test_titles_are_found_by_any_id(house: House, kinds: tuple[str, ...]) -> None:
    film, show = house.titles.movie("Film"), house.titles.show("Show", {0: 1, 1: 3})
    other = house.titles.show("Other", {1: 3})
    things = [show.seasons[0].episodes[1], show.seasons[1].episodes[3], other.seasons[1].episodes[2]]
    titles = [title_of(thing, *kinds) for thing in things]
    placed = [replace(title_of(show.seasons[1].episodes[2], *kinds), ids=frozenset())]
    if kinds != ("tvdb",):
        things, titles = [*things, film], [*titles, title_of(film, *kinds)]
    outcomes = await house.write(
        *(operation(Action.WATCH, title, Watched((AT,))) for title in [*titles, *placed])
    )
    assert {outcome.became for outcome in outcomes} == {Became.APPLIED}
    seen = {(play.thing.kind, play.thing.trakt) for play in house.anna.plays}
    assert seen == {(each.kind, each.trakt) for each in [*things, show.seasons[1].episodes[2]]}


async def test_the_record_that_is_meant_counts(house: House) -> None:
    """Whatever ids the other side has: the record is there."""
    film, wrong = house.titles.movie("Film"), house.titles.movie("Wrong")
    key = f"movie:{film.trakt}"
    await house.write(operation(Action.WATCH, title_of(wrong), Watched((AT,)), [key]))
    assert _plays(house, film) == [AT]
    assert not _plays(house, wrong)


@pytest.mark.parametrize(
    "title",
    [
        Title(type=MediaType.MOVIE),
        Title(type=MediaType.MOVIE, ids=frozenset({TitleId(TitleIdKind.TVDB, "1")})),
        Title(type=MediaType.MOVIE, ids=frozenset({TitleId(TitleIdKind.TMDB, "abc")})),
        Title(
            type=MediaType.MOVIE,
            ids=frozenset({TitleId(TitleIdKind.IMDB, "tt0000001"), TitleId(TitleIdKind.IMDB, "tt0000002")}),
        ),
        Title(type=MediaType.EPISODE, season=1, number=2),
        Title(
            type=MediaType.EPISODE,
            show_ids=frozenset({TitleId(TitleIdKind.TVDB, "70001")}),
            absolute=7,
        ),
        Title(
            type=MediaType.EPISODE,
            ids=frozenset({TitleId(TitleIdKind.TVDB, "70001")}),
            show_ids=frozenset({TitleId(TitleIdKind.TVDB, "70001")}),
        ),
    ],
)
async def test_what_nothing_names_for_sure_is_not_sent(house: House, title: Title) -> None:
    house.titles.show("Show", {1: 3})
    [outcome] = await house.write(operation(Action.WATCH, title, Watched((AT,))))
    assert outcome.became is Became.UNRESOLVED
    assert not house.fake.wire.journal


@pytest.mark.parametrize("action", _VALUES)
async def test_just_what_was_not_found_is_unresolved(house: House, action: Action) -> None:
    film, show = house.titles.movie("Film"), house.titles.show("Show", {1: 2})
    episode = show.seasons[1].episodes[2]
    for thing in (film, episode):
        house.anna.watch(thing, AT - _DAY)
        house.anna.rate(thing, 3, AT - _DAY)
        if action is Action.UNLIST:
            house.anna.list(thing)
    placed = replace(title_of(episode), ids=frozenset())
    titles = [
        title_of(film),
        _NOBODY,
        placed,
        replace(placed, number=9),
        replace(placed, season=7),
        replace(placed, show_ids=frozenset({TitleId(TitleIdKind.TVDB, "1")})),
    ]
    outcomes = await house.write(*(operation(action, title, _VALUES[action]) for title in titles))
    good, lost = Became.APPLIED, Became.UNRESOLVED
    assert [outcome.became for outcome in outcomes] == [good, lost, good, lost, lost, lost]
    assert len(_bodies(house)) == 1


async def test_ratings_of_all_kinds(house: House) -> None:
    film, show = house.titles.movie("Film"), house.titles.show("Show", {0: 1, 1: 2})
    things = [film, show, show.seasons[0], show.seasons[1], show.seasons[1].episodes[1]]
    titles = [title_of(thing) for thing in things]
    titles[3] = replace(titles[3], ids=frozenset())
    outcomes = await house.write(
        *(operation(Action.RATE, title, Rating(place + 5.0, AT)) for place, title in enumerate(titles))
    )
    assert {outcome.became for outcome in outcomes} == {Became.APPLIED}
    assert {id(each.thing): (each.rating, each.at) for each in house.anna.ratings} == {
        id(thing): (place + 5, AT) for place, thing in enumerate(things)
    }
    outcomes = await house.write(*(operation(Action.UNRATE, title) for title in titles))
    assert {outcome.became for outcome in outcomes} == {Became.APPLIED}
    assert not house.anna.ratings
    outcomes = await house.write(*(operation(Action.UNRATE, title) for title in titles))
    assert {outcome.became for outcome in outcomes} == {Became.UNCHANGED}


async def test_the_watchlist(house: House) -> None:
    film, show = house.titles.movie("Film"), house.titles.show("Show", {1: 2})
    things = [film, show, show.seasons[1], show.seasons[1].episodes[1]]
    outcomes = await house.write(*(operation(Action.LIST, title_of(thing), Listed()) for thing in things))
    assert {outcome.became for outcome in outcomes} == {Became.APPLIED}
    assert [each.thing for each in house.anna.watchlist] == things
    outcomes = await house.write(*(operation(Action.LIST, title_of(thing), Listed()) for thing in things))
    assert {outcome.became for outcome in outcomes} == {Became.UNCHANGED}
    outcomes = await house.write(*(operation(Action.UNLIST, title_of(thing)) for thing in things))
    assert {outcome.became for outcome in outcomes} == {Became.APPLIED}
    assert not house.anna.watchlist


async def test_all_plays_are_taken_back(house: House) -> None:
    film, show = house.titles.movie("Film"), house.titles.show("Show", {1: 3})
    episode, other = show.seasons[1].episodes[1], show.seasons[1].episodes[2]
    for thing in (film, film, episode, other):
        house.anna.watch(thing, AT)
    outcomes = await house.write(
        operation(Action.UNWATCH, title_of(film), keys=["movie:1"]),
        operation(Action.UNWATCH, title_of(episode), keys=["episode:1"]),
    )
    assert {outcome.became for outcome in outcomes} == {Became.APPLIED}
    assert [play.thing for play in house.anna.plays] == [other]
    [outcome] = await house.write(operation(Action.UNWATCH, title_of(film), keys=["movie:1"]))
    assert outcome.became is Became.UNCHANGED


async def test_single_plays_are_taken_back(house: House) -> None:
    film, other = house.titles.movie("Film"), house.titles.movie("Other")
    for day in range(300):
        house.anna.watch(film, AT + day * _DAY)
    house.anna.watch(film, AT + 7 * _DAY)
    house.anna.watch(other, AT)
    meant = Watched((AT + 7 * _DAY + timedelta(seconds=2), AT + 290 * _DAY), 2)
    outcomes = await house.write(
        operation(Action.UNWATCH, title_of(film), meant, ["movie:1"]),
        operation(Action.UNWATCH, title_of(other), keys=["movie:2"]),
    )
    assert {outcome.became for outcome in outcomes} == {Became.APPLIED}
    left = [AT + day * _DAY for day in range(300) if day != 290]
    assert _plays(house, film) == left, "one of two at the same time, and the other one"
    assert not _plays(house, other)


async def test_plays_at_the_same_time_are_taken_back_one_for_each(house: House) -> None:
    film = house.titles.movie("Film")
    for _ in range(3):
        house.anna.watch(film, AT)
    await house.write(operation(Action.UNWATCH, title_of(film), Watched((AT, AT), 2), ["movie:1"]))
    assert _plays(house, film) == [AT]


async def test_a_play_that_is_not_there_takes_no_other_along(house: House) -> None:
    film = house.titles.movie("Film")
    house.anna.watch(film, AT)
    gone = Watched((AT + timedelta(minutes=5),), 1)
    [outcome] = await house.write(operation(Action.UNWATCH, title_of(film), gone, ["movie:1"]))
    assert outcome.became is Became.UNCHANGED
    [outcome] = await house.write(operation(Action.UNWATCH, title_of(film), gone))
    assert outcome.became is Became.UNRESOLVED
    assert _plays(house, film) == [AT]
    assert not _bodies(house)


async def test_a_play_that_is_taken_back_meanwhile(house: House) -> None:
    film = house.titles.movie("Film")
    house.anna.watch(film, AT)

    def watch(moment: str, request: Any) -> None:
        if moment == "before" and request.method == "POST":
            house.anna.plays.clear()

    house.fake.wire.watch = watch
    [outcome] = await house.write(operation(Action.UNWATCH, title_of(film), Watched((AT,)), ["movie:1"]))
    assert outcome.became is Became.UNCHANGED


async def test_plays_that_cannot_be_looked_up_are_not_taken_back(house: House) -> None:
    film, other = house.titles.movie("Film"), house.titles.movie("Other")
    for thing in (film, other):
        house.anna.watch(thing, AT)
    house.fake.wire.fail(Fault.EMPTY_PAGE, "/sync/history/movies/1")
    outcomes = await house.write(
        *(
            operation(Action.UNWATCH, title_of(thing), Watched((AT,)), [f"movie:{thing.trakt}"])
            for thing in (film, other)
        )
    )
    assert [outcome.became for outcome in outcomes] == [Became.FAILED, Became.APPLIED]
    assert [play.thing for play in house.anna.plays] == [film]


async def test_a_full_watchlist_is_a_reason(house: House) -> None:
    house.fake.free_limit = 2
    films = [house.titles.movie(f"Film {number}") for number in range(3)]
    outcomes = await house.write(*(operation(Action.LIST, title_of(film), Listed()) for film in films))
    assert {outcome.became for outcome in outcomes} == {Became.FAILED}
    assert {outcome.reason for outcome in outcomes} == {"login_lacks_rights"}
    assert "the 2 that it may hold; Trakt VIP" in outcomes[0].detail
    assert not house.anna.watchlist
    house.anna.vip, house.fake.vip_limit = True, 2
    [outcome, *_] = await house.write(*(operation(Action.LIST, title_of(film), Listed()) for film in films))
    assert "VIP" not in outcome.detail


_SURE = {Fault.UNAUTHORIZED, Fault.FORBIDDEN, Fault.NOT_FOUND, Fault.TOO_MANY}
_FAULTS = [each for each in Fault if each is not Fault.EMPTY_PAGE]


@pytest.mark.parametrize("fault", _FAULTS)
async def test_a_play_that_may_have_arrived_is_in_doubt_and_sent_once(house: House, fault: Fault) -> None:
    film = house.titles.movie("Film")
    house.fake.wire.fail(fault, "/sync/history", "POST")
    outcomes = await house.write(
        operation(Action.WATCH, title_of(film), Watched((AT,))),
        operation(Action.WATCH, Title(type=MediaType.MOVIE), Watched((AT,))),
    )
    await house.fake.wire.settled()
    expected = Became.FAILED if fault in _SURE else Became.IN_DOUBT
    assert [outcome.became for outcome in outcomes] == [expected, Became.UNRESOLVED]
    assert outcomes[0].reason
    assert outcomes[0].detail
    assert len(_plays(house, film)) <= 1
    assert len(_bodies(house)) == (2 if fault is Fault.UNAUTHORIZED else 1)


async def test_what_was_never_sent_is_not_in_doubt(house: House) -> None:
    film = house.titles.movie("Film")
    nowhere = create(replace(house.context(), endpoints={"*": "http://127.0.0.1:9"}))
    [outcome] = await nowhere.write([operation(Action.WATCH, title_of(film), Watched((AT,)))])
    assert outcome.became is Became.FAILED


@pytest.mark.parametrize("action", [each for each in _VALUES if each is not Action.WATCH])
@pytest.mark.parametrize("fault", _FAULTS)
async def test_what_may_be_sent_again_fails_without_doubt(house: House, fault: Fault, action: Action) -> None:
    film = house.titles.movie("Film")
    house.fake.wire.fail(fault, method="POST")
    [outcome] = await house.write(operation(action, title_of(film), _VALUES[action]))
    assert (outcome.became, bool(outcome.reason)) == (Became.FAILED, True)


@pytest.mark.parametrize("fault", [Fault.REFUSED, Fault.DROPPED, Fault.UNAVAILABLE])
async def test_what_may_be_sent_again_is(house: House, fault: Fault) -> None:
    film = house.titles.movie("Film")
    house.fake.wire.fail(fault, method="POST", times=1, retry_after="0")
    [outcome] = await house.write(operation(Action.RATE, title_of(film), Rating(7.0)))
    assert outcome.became is Became.APPLIED
    assert house.anna.ratings[0].rating == 7


@pytest.mark.parametrize(
    ("answer", "became"),
    [
        ({}, Became.IN_DOUBT),
        ({"added": {"movies": 2}}, Became.IN_DOUBT),
        ({"added": {"movies": 2}, "not_found": {}}, Became.APPLIED),
        ({"added": {"movies": 1}, "updated": {"movies": 1}, "not_found": {}}, Became.APPLIED),
        ({"added": {"movies": 1}, "not_found": {}}, Became.IN_DOUBT),
        ({"added": {"movies": 0, "episodes": 2}, "not_found": {}}, Became.FAILED),
        ({"added": {"movies": 0}, "existing": {"movies": 2}, "not_found": {}}, Became.UNCHANGED),
        ({"added": {"movies": 2}, "not_found": {"movies": [{"ids": {"imdb": "tt5"}}]}}, Became.IN_DOUBT),
    ],
)
async def test_what_an_answer_does_not_say_is_not_taken_for_done(
    house: House, monkeypatch: pytest.MonkeyPatch, answer: Mapping[str, Any], became: Became
) -> None:
    async def post(*_: object, **__: object) -> Answer:
        return Answer(200, answer)

    monkeypatch.setattr(Client, "post", post)
    films = [house.titles.movie(f"Film {number}") for number in range(2)]
    outcomes = await house.write(*(operation(Action.WATCH, title_of(film), Watched((AT,))) for film in films))
    assert {outcome.became for outcome in outcomes} == {became}


async def test_a_whole_batch(house: House) -> None:
    show = house.titles.show("Show", {0: 10, 1: 90})
    episodes = [each for season in show.seasons.values() for each in season.episodes.values()]
    assert len(episodes) == MANIFEST.watch_batch
    titles = [replace(title_of(each), ids=frozenset()) for each in episodes]
    outcomes = await house.write(*(operation(Action.WATCH, title, Watched((AT,))) for title in titles))
    assert {outcome.became for outcome in outcomes} == {Became.APPLIED}
    assert len(house.anna.plays) == 100
    [body] = _bodies(house)
    [told] = body["shows"]
    assert [season["number"] for season in told["seasons"]] == [0, 1]


async def test_nothing_is_written_for_nothing(house: House) -> None:
    assert await house.write() == []
    assert not house.fake.wire.journal


async def test_progress_is_no_business_of_trakt(house: House) -> None:
    film = house.titles.movie("Film")
    placed = replace(operation(Action.WATCH, title_of(film)), action=Action.PLACE)
    [outcome] = await house.write(placed)
    assert outcome.became is Became.UNRESOLVED
