"""Telling a fake MDBList what plays."""

from datetime import UTC, datetime

import pytest
from engine.providers.in_step import ids
from fakes.mdblist import Title as Known
from fakes.serving import Fault
from syncopate.domain.live import PlayEvent, PlayState
from syncopate.domain.watch import MediaType, Title
from syncopate.providers.mdblist.scrobbling import create
from syncopate.providers.watching import Became, ScrobbleAction

from .conftest import House, episode, title


def event(about: Title | None) -> PlayEvent:
    return PlayEvent(state=PlayState.STARTED, key="1", at=datetime.now(UTC), title=about)


async def test_what_plays_is_told(house: House, severance: Known) -> None:
    scrobbler, playing = create(house.context()), event(episode(severance, 1, 2))
    steps = [
        (ScrobbleAction.START, 0.0),
        (ScrobbleAction.PAUSE, 0.45678),
        (ScrobbleAction.STOP, 0.5),
        (ScrobbleAction.STOP, 1.2),
    ]
    for action, progress in steps:
        assert (await scrobbler.scrobble(action, playing, progress)).became is Became.APPLIED
    assert [(action, body["progress"]) for action, body in house.anna.playing] == [
        ("start", 0.0),
        ("pause", 45.68),
        ("stop", 50.0),
        ("scrobble", 100.0),
    ]
    assert set(house.anna.watched) == {(severance.tmdb, 1, 2)}


@pytest.mark.parametrize(
    "about",
    [
        None,
        Title(type=MediaType.MOVIE, name="No ids"),
        Title(type=MediaType.SHOW, ids=ids(tmdb="1")),
        Title(type=MediaType.EPISODE, show_ids=ids(tmdb="1"), season=1),
    ],
)
async def test_what_nobody_can_know_is_not_told(house: House, about: Title | None) -> None:
    done = await create(house.context()).scrobble(ScrobbleAction.START, event(about), 0.1)
    assert done.became is Became.UNRESOLVED
    assert house.asked() == 0


async def test_what_it_does_not_know(house: House) -> None:
    nobody = Title(type=MediaType.MOVIE, ids=ids(tmdb="424242"))
    done = await create(house.context()).scrobble(ScrobbleAction.START, event(nobody), 0.1)
    assert done.became is Became.UNRESOLVED


@pytest.mark.parametrize(
    ("fault", "became"),
    [
        (Fault.UNAUTHORIZED, Became.FAILED),
        (Fault.TOO_MANY, Became.FAILED),
        (Fault.SERVER_ERROR, Became.FAILED),
        (Fault.DROPPED, Became.IN_DOUBT),
        (Fault.SLOW, Became.IN_DOUBT),
        (Fault.HTML, Became.IN_DOUBT),
    ],
)
async def test_it_is_not_told_twice(house: House, matrix: Known, fault: Fault, became: Became) -> None:
    house.fake.wire.fail(fault)
    done = await create(house.context()).scrobble(ScrobbleAction.STOP, event(title(matrix)), 0.95)
    await house.fake.wire.settled()
    assert done.became is became
    assert house.fake.wire.strikes == 1
    assert not (await create(house.context(api_key="")).check()).ok
