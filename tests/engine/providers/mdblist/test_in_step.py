"""A link between a fake MDBList and a tracker in memory: what passes once does not come back."""

from engine.planning.watching.worlds import Holder, told, tracker
from engine.providers.in_step import InStep
from fakes.mdblist import Title as Known
from syncopate.domain.watch import Listed, Rating
from syncopate.providers.mdblist.manifest import BATCH, MANIFEST

from .conftest import AT, House, episode, title


async def test_what_passes_does_not_come_back(house: House, matrix: Known, severance: Known) -> None:
    second = house.fake.add("Second")
    rules = MANIFEST.watch
    assert rules is not None
    other = Holder(tracker())
    link = InStep(house.account, rules, other, batch=BATCH)
    film = other.put(title(matrix), link.now)
    film.plays, film.rating = [house.at()], Rating(8.0, house.at())
    for number in (1, 2):
        other.put(episode(severance, 1, number), link.now).plays = [house.at(number * 60)]
    other.put(title(severance), link.now).listed = Listed(house.at())
    house.anna.watch(second, at=AT)
    house.anna.watch(severance, 2, 1, at=AT)
    house.anna.rate((severance.tmdb, 1, 1), 9, AT)

    assert len(await link.sync()) == 8
    assert house.anna.watched[severance.tmdb, 1, 2] == "2025-11-01T22:00:00Z"
    assert house.anna.ratings[matrix.tmdb, None, None] == (8, AT)
    assert await link.sync() == []
    assert await link.sync() == []

    house.anna.unwatch(second)
    house.anna.unwatch(severance, 1, 2)
    house.anna.unrate((severance.tmdb, 1, 1))
    assert sorted(told(await link.sync())) == [
        ("right", "unrate"),
        ("right", "unwatch"),
        ("right", "unwatch"),
    ]
    assert await link.sync() == []

    film.plays, film.rating = [], None
    assert sorted(told(await link.sync())) == [("left", "unrate"), ("left", "unwatch")]
    assert house.anna.watched[matrix.tmdb, None, None] is None
    assert await link.sync() == []


async def test_what_is_seen_again_is_told_once(house: House, matrix: Known) -> None:
    rules = MANIFEST.watch
    assert rules is not None
    other = Holder(tracker())
    link = InStep(house.account, rules, other, batch=BATCH)
    film = other.put(title(matrix), link.now)
    film.plays = [house.at()]
    assert len(await link.sync()) == 1
    film.plays = [house.at(), house.at(60 * 24 * 30)]
    assert told(await link.sync()) == [("left", "watch")]
    assert house.anna.watched[matrix.tmdb, None, None] == "2025-12-01T20:00:00Z"
    assert await link.sync() == []
    assert await link.sync() == []
