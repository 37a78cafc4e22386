"""Trakt's limits of requests are kept by themselves."""

import pytest
from syncopate.domain.link import Action
from syncopate.domain.watch import Rating
from syncopate.providers.connections import Connections
from syncopate.providers.trakt.manifest import MANIFEST
from syncopate.providers.watching import Became

from .conftest import House, operation, title_of


@pytest.mark.alone
async def test_writes_are_a_second_apart(house: House) -> None:
    house.fake.strict = True
    house.connections = Connections()
    film = house.titles.movie("Film")
    for rating in (3.0, 4.0):
        [outcome] = await house.write(operation(Action.RATE, title_of(film), Rating(rating)))
        assert outcome.became is Became.APPLIED
    assert house.anna.ratings[0].rating == 4
    assert {asked.status for asked in house.fake.wire.journal} == {201}


def test_reads_are_as_many_as_may_be() -> None:
    limit = MANIFEST.rate_limit
    assert limit is not None
    assert (limit.requests, limit.seconds) == (1000, 300.0)
