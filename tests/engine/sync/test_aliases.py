"""Other names of artists, learned for what is missing, and matched by."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from fakes.musicbrainz import FakeMusicBrainz
from fakes.serving import Fault
from syncopate.providers.musicbrainz import client as talking
from syncopate.store import aliases, settings
from syncopate.sync.identifying import identify_mirror

if TYPE_CHECKING:
    from conftest import Household


@pytest.fixture
async def brainz(household: Household, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakeMusicBrainz]:
    monkeypatch.setattr(talking, "LIMIT", replace(talking.LIMIT, requests=100))
    async with FakeMusicBrainz(paced=False) as fake:
        fake.add_artist("Mira Quist", "Kalypso Verne")
        household.kit = replace(
            household.kit, endpoints={"musicbrainz.org": fake.address, "*": "http://127.0.0.1:9"}
        )
        yield fake
        await household.kit.connections.close()


def asked_for_artists(fake: FakeMusicBrainz) -> int:
    return sum(each.path == "/ws/2/artist" for each in fake.wire.journal)


async def test_what_is_missing_is_found_by_another_name_of_its_artist(
    household: Household, brainz: FakeMusicBrainz
) -> None:
    kit = household.kit
    household.song("a.flac", title="Borrowed Coats", artist="Kalypso Verne")
    household.song("b.flac", title="Amber Lanterns", artist="Holt")
    await household.library()
    mirror = await household.mirror(rows=(("Borrowed Coats", "Mira Quist"), ("Amber Lanterns", "Holt")))
    assert (await household.sync(mirror)).matched == 1
    await identify_mirror(kit, mirror.id, "run", report=household.report)
    assert asked_for_artists(brainz) == 1, "what is there needs no other name"
    assert await kit.database.read(aliases.groups) == (("Mira Quist", "Kalypso Verne"),)
    assert (await household.sync(mirror)).matched == 2
    assert not [name for name in await kit.database.read(settings.every) if "alias" in name]


async def test_nobody_is_asked_for_twice_within_months(household: Household, brainz: FakeMusicBrainz) -> None:
    kit = household.kit
    household.songs(1)
    await household.library()
    mirror = await household.mirror(rows=(("Gone", "Nobody At All"),))
    await household.sync(mirror)
    await identify_mirror(kit, mirror.id, "run", report=household.report)
    # It is not remembered by the connection alone.
    await kit.connections.close()
    await identify_mirror(kit, mirror.id, "run 2", report=household.report)
    assert asked_for_artists(brainz) == 1
    assert await kit.database.read(aliases.state) == ""


async def test_that_it_does_not_answer_is_no_answer(household: Household, brainz: FakeMusicBrainz) -> None:
    household.songs(1)
    await household.library()
    mirror = await household.mirror(rows=(("Borrowed Coats", "Mira Quist"),))
    await household.sync(mirror)
    brainz.wire.fail(Fault.FORBIDDEN)
    await identify_mirror(household.kit, mirror.id, "run", report=household.report)
    assert await household.kit.database.read(aliases.groups) == ()
