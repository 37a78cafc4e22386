"""What an artist brings out, by name or id, within days; and the command that shows it."""

import argparse
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from fakes.musicbrainz import FakeMusicBrainz
from syncopate.command.releases import releases as command
from syncopate.errors import InvalidInput, NotFound
from syncopate.providers.musicbrainz import client as talking
from syncopate.sync.releases import releases_of

if TYPE_CHECKING:
    from conftest import Household


@pytest.fixture
async def brainz(household: Household, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakeMusicBrainz]:
    monkeypatch.setattr(talking, "LIMIT", replace(talking.LIMIT, requests=100))
    async with FakeMusicBrainz(paced=False) as fake:
        household.kit = replace(
            household.kit, endpoints={"musicbrainz.org": fake.address, "*": "http://127.0.0.1:9"}
        )
        anna = fake.add_artist("Anna")
        fake.add_group("Long ago", anna, first="1999-01-01")
        fake.add_group("Of late", anna, first="2026-01-09")
        fake.add_group("To come", anna, first="2026-09")
        yield fake
        await household.kit.connections.close()


async def test_by_name_and_by_id(household: Household, brainz: FakeMusicBrainz) -> None:
    anna = brainz.artists[1]
    for named in ("anna", anna.id):
        found = await releases_of(household.kit, named)
        assert found.artist.id == anna.id
        assert [each.title for each in found.releases] == ["Of late", "To come"]
    all_of_it = await releases_of(household.kit, "Anna", since=date(1990, 1, 1), until=date(2026, 1, 9))
    assert [each.title for each in all_of_it.releases] == ["Long ago", "Of late"]
    with pytest.raises(NotFound):
        await releases_of(household.kit, "Nobody")
    with pytest.raises(InvalidInput):
        await releases_of(household.kit, "Anna", since=date(2026, 2, 1), until=date(2026, 1, 1))


async def test_the_command(
    household: Household, brainz: FakeMusicBrainz, capsys: pytest.CaptureFixture[str]
) -> None:
    brainz.add_artist("ANNA")
    asked = {"artist": "Anna", "since": "2026-01-01", "until": None, "kind": None, "json": False}
    assert await command(household.kit, argparse.Namespace(**asked)) == 0
    shown = capsys.readouterr().out
    assert shown.index("Of late") < shown.index("To come")
    assert "Another ANNA" in shown
    assert await command(household.kit, argparse.Namespace(**asked | {"json": True})) == 0
    assert [each["day"] for each in json.loads(capsys.readouterr().out)["releases"]] == [
        "2026-01-09",
        "2026-09",
    ]
    with pytest.raises(InvalidInput):
        await command(household.kit, argparse.Namespace(**asked | {"since": "soon"}))
