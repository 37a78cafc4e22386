"""Telling a fake SIMKL what plays."""

from datetime import UTC, datetime

import pytest
from fakes.serving import Fault
from syncopate.domain.live import PlayEvent, PlayState
from syncopate.domain.watch import MediaType, Title
from syncopate.providers.simkl.scrobbling import create
from syncopate.providers.watching import Became, ScrobbleAction

from .conftest import House, episode, film, named


def event(title: Title | None) -> PlayEvent:
    return PlayEvent(state=PlayState.STARTED, key="1", at=datetime.now(UTC), title=title)


async def test_what_plays_is_told(house: House) -> None:
    known = house.fake.add("shows", "Show", seasons={1: 3})
    scrobbler, playing = create(house.context()), event(episode(known, 1, 2))
    for action, progress in ((ScrobbleAction.START, 0.0), (ScrobbleAction.PAUSE, 0.45678)):
        assert (await scrobbler.scrobble(action, playing, progress)).became is Became.APPLIED
    assert (await scrobbler.scrobble(ScrobbleAction.STOP, playing, 0.5)).became is Became.APPLIED
    assert known.simkl not in house.library.items
    assert (await scrobbler.scrobble(ScrobbleAction.STOP, playing, 0.97)).became is Became.APPLIED
    assert [(action, body["progress"]) for action, body in house.anna.playing] == [
        ("start", 0.0),
        ("pause", 45.68),
        ("pause", 50.0),
        ("scrobble", 97.0),
    ]
    assert set(house.library.items[known.simkl].watched) == {(1, 2)}
    assert (await scrobbler.scrobble(ScrobbleAction.STOP, playing, 0.97)).became is Became.UNCHANGED


@pytest.mark.parametrize(
    "title",
    [
        None,
        Title(type=MediaType.MOVIE, name="No ids"),
        Title(type=MediaType.SHOW, ids=named(tmdb="1")),
        Title(type=MediaType.EPISODE, show_ids=named(tmdb="1"), season=1),
    ],
)
async def test_what_nobody_can_know_is_not_told(house: House, title: Title | None) -> None:
    done = await create(house.context()).scrobble(ScrobbleAction.START, event(title), 0.1)
    assert done.became is Became.UNRESOLVED
    assert house.fake.wire.journal == []


async def test_what_it_does_not_know(house: House) -> None:
    nobody = Title(type=MediaType.MOVIE, ids=named(tmdb="424242"))
    done = await create(house.context()).scrobble(ScrobbleAction.START, event(nobody), 0.1)
    assert done.became is Became.UNRESOLVED


@pytest.mark.parametrize(
    ("fault", "became"),
    [
        (Fault.UNAUTHORIZED, Became.FAILED),
        (Fault.FORBIDDEN, Became.FAILED),
        (Fault.TOO_MANY, Became.FAILED),
        (Fault.SERVER_ERROR, Became.FAILED),
        (Fault.DROPPED, Became.IN_DOUBT),
        (Fault.CUT_OFF, Became.IN_DOUBT),
        (Fault.SLOW, Became.IN_DOUBT),
        (Fault.HTML, Became.IN_DOUBT),
        (Fault.BROKEN, Became.IN_DOUBT),
    ],
)
async def test_it_is_not_told_twice(house: House, fault: Fault, became: Became) -> None:
    known = house.fake.add("movies", "Film")
    house.fake.wire.fail(fault)
    done = await create(house.context()).scrobble(ScrobbleAction.STOP, event(film(known)), 0.95)
    await house.fake.wire.settled()
    assert done.became is became
    assert house.fake.wire.strikes == 1
    assert not (await create(house.bare("nobody")).check()).ok
