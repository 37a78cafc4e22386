"""By what titles are named, and what they are named by where Trakt does not know them so."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from fakes.serving import Fault
from fakes.trakt.model import Thing
from syncopate.domain.link import Action
from syncopate.domain.live import PlayEvent, PlayState
from syncopate.domain.watch import Listed, MediaType, Rating, Title, TitleId, TitleIdKind, Value, Watched
from syncopate.providers.trakt.manifest import MANIFEST
from syncopate.providers.watching import Became, ScrobbleAction

from .conftest import AT, House, operation, title_of

_VALUES: Mapping[Action, Value | None] = {
    Action.WATCH: Watched((AT,)),
    Action.UNWATCH: None,
    Action.RATE: Rating(7.0, AT),
    Action.UNRATE: None,
    Action.LIST: Listed(AT),
    Action.UNLIST: None,
}
_NOBODYS = {
    TitleIdKind.TVDB: TitleId(TitleIdKind.TVDB, "99999999"),
    TitleIdKind.IMDB: TitleId(TitleIdKind.IMDB, "tt99999999"),
    TitleIdKind.TMDB: TitleId(TitleIdKind.TMDB, "99999999"),
}


def _bodies(house: House) -> list[Any]:
    return [json.loads(asked.body) for asked in house.fake.wire.asked("POST", "/s*")]


def _called(thing: Thing, *kinds: TitleIdKind) -> Title:
    """Return a title whose own ids are nobody's."""
    return replace(title_of(thing), ids=frozenset(_NOBODYS[kind] for kind in kinds))


def _hold(house: House, thing: Thing) -> None:
    house.anna.watch(thing, AT)
    house.anna.rate(thing, 3, AT)
    house.anna.list(thing)


@pytest.mark.parametrize("action", _VALUES)
async def test_an_episode_with_an_id_nobody_knows_is_found_by_its_place(house: House, action: Action) -> None:
    show = house.titles.show("Show", {1: 3})
    episode, other = show.seasons[1].episodes[2], show.seasons[1].episodes[3]
    if action.removes:
        _hold(house, episode)
        _hold(house, other)
    lost = replace(_called(episode, TitleIdKind.TVDB), number=9)
    outcomes = await house.write(
        operation(action, _called(episode, TitleIdKind.TVDB, TitleIdKind.IMDB), _VALUES[action]),
        operation(action, title_of(other), _VALUES[action]),
        operation(action, lost, _VALUES[action]),
    )
    assert [each.became for each in outcomes] == [Became.APPLIED, Became.APPLIED, Became.UNRESOLVED]
    first, second = _bodies(house)
    assert len(first["episodes"]) == 3
    [told] = second["shows"]
    assert [each["number"] for each in told["seasons"][0]["episodes"]] == [2, 9]
    assert "episodes" not in second
    if action is Action.WATCH:
        assert [(play.thing, play.at) for play in house.anna.plays] == [(other, AT), (episode, AT)]
    if action.removes:
        left = {Action.UNWATCH: house.anna.plays, Action.UNRATE: house.anna.ratings}
        assert not left.get(action, house.anna.watchlist)


async def test_all_plays_of_a_title_are_sent_again_and_none_twice(house: House) -> None:
    show = house.titles.show("Show", {1: 2})
    episode, known = show.seasons[1].episodes[1], show.seasons[1].episodes[2]
    later = AT.replace(year=AT.year + 1)
    both = Watched((AT, later), 2)
    outcomes = await house.write(
        operation(Action.WATCH, _called(episode, TitleIdKind.IMDB), both),
        operation(Action.WATCH, title_of(known), both),
    )
    assert {each.became for each in outcomes} == {Became.APPLIED}
    assert sorted(play.at for play in house.anna.plays if play.thing is episode) == [AT, later]
    assert sorted(play.at for play in house.anna.plays if play.thing is known) == [AT, later]


async def test_by_an_id_of_tmdb_alone_an_episode_is_looked_for_after_its_place(house: House) -> None:
    show = house.titles.show("Show", {1: 2})
    episode = show.seasons[1].episodes[1]
    elsewhere = replace(title_of(episode, "tmdb"), season=5)
    outcomes = await house.write(
        operation(Action.WATCH, title_of(show.seasons[1].episodes[2], "tmdb"), Watched((AT,))),
        operation(Action.WATCH, elsewhere, Watched((AT,))),
    )
    assert {each.became for each in outcomes} == {Became.APPLIED}
    first, second = _bodies(house)
    assert ("episodes" in first, [*second]) == (False, ["episodes"])
    assert {play.thing for play in house.anna.plays} == set(show.seasons[1].episodes.values())


async def test_the_next_id_of_a_film_counts_where_the_first_is_nobodys(house: House) -> None:
    """Nobody has written down whether Trakt looks at other ids after the first: both are lived with."""
    film, show = house.titles.movie("Film"), house.titles.show("Show", {1: 1})
    titles = [
        replace(title_of(thing), ids=title_of(thing, "tmdb").ids | {_NOBODYS[TitleIdKind.IMDB]})
        for thing in (film, show)
    ]
    for first_counts, requests in ((False, 1), (True, 2)):
        house.fake.catalogue.first_id_counts = first_counts
        before = len(_bodies(house))
        outcomes = await house.write(*(operation(Action.RATE, each, Rating(7.0, AT)) for each in titles))
        assert {each.became for each in outcomes} == {Became.APPLIED}
        assert len(_bodies(house)) - before == requests
    assert {each.thing for each in house.anna.ratings} == {film, show}


async def test_what_is_known_costs_one_request_and_what_has_no_other_name_too(house: House) -> None:
    show = house.titles.show("Show", {1: 2})
    nameless = Title(type=MediaType.EPISODE, ids=frozenset({_NOBODYS[TitleIdKind.TVDB]}))
    outcomes = await house.write(
        operation(Action.WATCH, title_of(show.seasons[1].episodes[1]), Watched((AT,))),
        operation(Action.WATCH, nameless, Watched((AT,))),
    )
    assert [each.became for each in outcomes] == [Became.APPLIED, Became.UNRESOLVED]
    assert len(_bodies(house)) == 1


async def test_a_whole_batch_of_ids_nobody_knows_costs_two_requests(house: House) -> None:
    show = house.titles.show("Show", {1: MANIFEST.watch_batch})
    titles = [
        _called(episode, TitleIdKind.TVDB, TitleIdKind.TMDB) for episode in show.seasons[1].episodes.values()
    ]
    outcomes = await house.write(*(operation(Action.WATCH, each, Watched((AT,))) for each in titles))
    assert {each.became for each in outcomes} == {Became.APPLIED}
    assert (len(_bodies(house)), len(house.anna.plays)) == (2, MANIFEST.watch_batch)


@pytest.mark.parametrize("fault", [Fault.SERVER_ERROR, Fault.DROPPED, Fault.FORBIDDEN])
async def test_where_the_second_request_fails_only_what_was_in_it_does(house: House, fault: Fault) -> None:
    show = house.titles.show("Show", {1: 2})
    episode, known = show.seasons[1].episodes[1], show.seasons[1].episodes[2]

    def watch(moment: str, request: Any) -> None:
        if moment == "after" and request.path == "/sync/history":
            house.fake.wire.fail(fault, "/sync/history", "POST")

    house.fake.wire.watch = watch
    outcomes = await house.write(
        operation(Action.WATCH, _called(episode, TitleIdKind.TVDB), Watched((AT,))),
        operation(Action.WATCH, title_of(known), Watched((AT,))),
    )
    failed = Became.FAILED if fault is Fault.FORBIDDEN else Became.IN_DOUBT
    assert [each.became for each in outcomes] == [failed, Became.APPLIED]
    assert [play.thing for play in house.anna.plays if play.thing is known] == [known]


async def test_single_plays_are_taken_back_beside_titles_that_are_called_otherwise(house: House) -> None:
    film, show = house.titles.movie("Film"), house.titles.show("Show", {1: 2})
    episode = show.seasons[1].episodes[1]
    for thing in (film, film, episode):
        house.anna.watch(thing, AT)
    outcomes = await house.write(
        operation(Action.UNWATCH, title_of(film), Watched((AT,)), ["movie:1"]),
        operation(Action.UNWATCH, _called(episode, TitleIdKind.TVDB)),
    )
    assert {each.became for each in outcomes} == {Became.APPLIED}
    assert [play.thing for play in house.anna.plays] == [film]


async def test_what_plays_is_told_by_its_place_as_well(house: House) -> None:
    show = house.titles.show("Show", {1: 2})
    episode = show.seasons[1].episodes[1]
    event = PlayEvent(
        state=PlayState.STOPPED, key="1", at=datetime.now(UTC), title=_called(episode, TitleIdKind.TVDB)
    )
    outcome = await house.scrobbler().scrobble(ScrobbleAction.STOP, event, 0.99)
    assert outcome.became is Became.APPLIED
    assert [play.thing for play in house.anna.plays] == [episode]
    assert len(house.fake.wire.journal) == 2
