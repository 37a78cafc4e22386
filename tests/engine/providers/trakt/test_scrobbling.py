"""Trakt is told what plays: what was left before its end is no play."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from fakes.serving import Fault
from fakes.trakt.model import Thing
from syncopate.domain.live import PlayEvent, PlayState
from syncopate.domain.watch import MediaType, Title
from syncopate.providers.watching import Became, ScrobbleAction

from .conftest import House, title_of

_START, _PAUSE, _STOP = ScrobbleAction.START, ScrobbleAction.PAUSE, ScrobbleAction.STOP


def _event(title: Title | None, state: PlayState = PlayState.STOPPED) -> PlayEvent:
    return PlayEvent(state=state, key="1", at=datetime.now(UTC), title=title)


async def _tell(
    house: House, action: ScrobbleAction, thing: Thing, progress: float, state: PlayState = PlayState.STOPPED
) -> Became:
    outcome = await house.scrobbler().scrobble(action, _event(title_of(thing), state), progress)
    return outcome.became


async def test_a_film_from_beginning_to_end(house: House) -> None:
    film = house.titles.movie("Film")
    assert await _tell(house, _START, film, 0.0) is Became.APPLIED
    assert house.anna.watching is film
    assert await _tell(house, _PAUSE, film, 0.3) is Became.APPLIED
    assert house.anna.paused == {("movie", 1): 30.0}
    assert not house.anna.plays
    assert await _tell(house, _STOP, film, 0.97) is Became.APPLIED
    [play] = house.anna.plays
    assert (play.thing, play.action) == (film, "scrobble")
    assert [asked.path for asked in house.fake.wire.journal] == [
        "/scrobble/start",
        "/scrobble/pause",
        "/scrobble/stop",
    ]


@pytest.mark.parametrize(
    ("action", "progress", "path"),
    [(_PAUSE, 0.85, "pause"), (_PAUSE, 1.0, "pause"), (_STOP, 0.79, "pause"), (_STOP, 0.4, "pause")],
)
async def test_what_is_left_is_no_play(
    house: House, action: ScrobbleAction, progress: float, path: str
) -> None:
    film = house.titles.movie("Film")
    assert await _tell(house, action, film, progress) is Became.APPLIED
    assert not house.anna.plays
    [asked] = house.fake.wire.journal
    assert asked.path == f"/scrobble/{path}"
    assert json.loads(asked.body)["progress"] < 80


async def test_what_a_server_calls_seen_is(house: House) -> None:
    film = house.titles.movie("Film")
    assert await _tell(house, _STOP, film, 0.0, PlayState.SEEN) is Became.APPLIED
    assert len(house.anna.plays) == 1


@pytest.mark.parametrize("action", [_PAUSE, _STOP])
async def test_a_glance_is_not_told(house: House, action: ScrobbleAction) -> None:
    assert await _tell(house, action, house.titles.movie("Film"), 0.005) is Became.UNCHANGED
    assert not house.fake.wire.journal


async def test_told_twice_is_one_play(house: House) -> None:
    film = house.titles.movie("Film")
    assert await _tell(house, _STOP, film, 0.9) is Became.APPLIED
    assert await _tell(house, _STOP, film, 0.91) is Became.UNCHANGED
    assert len(house.anna.plays) == 1
    later = datetime.now(UTC) + timedelta(hours=3)
    house.fake.now = lambda: later
    assert await _tell(house, _STOP, film, 0.9) is Became.APPLIED


async def test_episodes_by_ids_and_by_place(house: House) -> None:
    show = house.titles.show("Show", {0: 2, 1: 2})
    for episode in (show.seasons[0].episodes[2], show.seasons[1].episodes[1]):
        assert await _tell(house, _STOP, episode, 1.0) is Became.APPLIED
        placed = replace(title_of(episode), ids=frozenset())
        outcome = await house.scrobbler().scrobble(_STOP, _event(placed), 1.0)
        assert outcome.became is Became.UNCHANGED
    assert len(house.anna.plays) == 2


async def test_what_nobody_knows_is_unresolved(house: House) -> None:
    show = house.titles.show("Show", {1: 2})
    placed = replace(title_of(show.seasons[1].episodes[1]), ids=frozenset(), number=9)
    for title in (None, title_of(show), Title(type=MediaType.MOVIE), placed):
        outcome = await house.scrobbler().scrobble(_STOP, _event(title), 1.0)
        assert outcome.became is Became.UNRESOLVED


@pytest.mark.parametrize("fault", [Fault.REFUSED, Fault.DROPPED])
async def test_a_broken_connection_makes_no_second_play(house: House, fault: Fault) -> None:
    film = house.titles.movie("Film")
    house.fake.wire.fail(fault, times=1)
    assert await _tell(house, _STOP, film, 1.0) in {Became.APPLIED, Became.UNCHANGED}
    assert len(house.anna.plays) == 1
    house.fake.wire.fail(fault)
    assert await _tell(house, _STOP, film, 1.0) is Became.IN_DOUBT
    assert await _tell(house, _PAUSE, film, 0.5) is Became.FAILED
    assert len(house.anna.plays) == 1


@pytest.mark.parametrize("fault", [Fault.UNAUTHORIZED, Fault.FORBIDDEN, Fault.TOO_MANY])
async def test_a_refusal_is_a_failure(house: House, fault: Fault) -> None:
    film = house.titles.movie("Film")
    house.fake.wire.fail(fault, retry_after="600")
    outcome = await house.scrobbler().scrobble(_STOP, _event(title_of(film)), 1.0)
    assert (outcome.became, bool(outcome.reason)) == (Became.FAILED, True)
    assert not house.anna.plays


async def test_a_locked_account(house: House) -> None:
    house.anna.locked = True
    scrobbler = house.scrobbler()
    outcome = await scrobbler.scrobble(_STOP, _event(title_of(house.titles.movie("Film"))), 1.0)
    assert (outcome.became, outcome.reason) == (Became.FAILED, "login_lacks_rights")
    assert not (await scrobbler.check()).ok
