"""What is told of sources that wait for the user, and of services that have to rest."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest
from fakes.deezer.model import Playlist
from fakes.deezer.server import Deezer
from fakes.serving import Fault
from syncopate.domain.problem import Problem
from syncopate.providers.catalogue import FoundKind
from syncopate.providers.manifest import RateLimit
from syncopate.store import mirrors
from syncopate.store.mirrors import Mirror, MirrorChanges
from syncopate.sync.accounts import add_account
from syncopate.sync.budgets import budget_of
from syncopate.sync.catalogues import search_catalogue
from syncopate.sync.linking import add_linked
from syncopate.sync.mirrors import NewMirror
from syncopate.sync.overview import problems
from syncopate.sync.reading import refresh_mirror
from syncopate.sync.resting import resting
from syncopate.sync.source_words import accept_source, keep_gone

if TYPE_CHECKING:
    from conftest import Household

LIMIT = RateLimit(requests=40, seconds=5.0)


@dataclass
class Town:
    """A household, and a Deezer that it can reach with a playlist of ten songs."""

    household: Household
    deezer: Deezer
    mix: Playlist

    async def mirrored(self) -> Mirror:
        link = f"https://www.deezer.com/playlist/{self.mix.id}"
        return await add_linked(self.household.kit, link, NewMirror())

    async def refresh(self, mirror: Mirror) -> Mirror:
        await refresh_mirror(self.household.kit, mirror.id, "run", report=self.household.report)
        return await self.household.stored(mirror)

    async def told(self) -> list[Problem]:
        return await problems(self.household.kit)


@pytest.fixture
async def town(household: Household, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Town]:
    monkeypatch.setattr("syncopate.providers.answering.TRIES", 1)
    async with Deezer() as deezer:
        album = deezer.music.add_album("The Nettles", "Rain", [f"Copper Rain {n}" for n in range(10)])
        anna = deezer.music.add_user("Anna")
        mix = deezer.music.add_playlist(anna, "Evening Mix", album.tracks)
        endpoints = {"api.deezer.com": deezer.address, "*": "http://127.0.0.1:9"}
        household.kit = replace(household.kit, endpoints=endpoints)
        yield Town(household, deezer, mix)
        await household.kit.connections.close()


async def test_a_source_that_shrank_is_told_until_it_is_taken_over(town: Town) -> None:
    mirror = await town.mirrored()
    del town.mix.tracks[2:]
    mirror = await town.refresh(mirror)
    (problem,) = await town.told()
    assert (problem.id, problem.key, problem.error) == (f"shrunk_{mirror.id}", "source_held", False)
    assert (problem.title, problem.placeholders["before"], problem.placeholders["now"]) == (
        "Evening Mix",
        "10",
        "2",
    )
    assert "2 entries" in problem.detail
    assert mirror.hold is not None
    await accept_source(town.household.kit, mirror.id, mirror.hold.digest)
    assert await town.told() == []


async def test_what_is_gone_is_told_once_until_it_is_kept(town: Town) -> None:
    town.household.songs()
    await town.household.library()
    mirror = await town.mirrored()
    town.deezer.music.playlists.pop(town.mix.id)
    result = await town.household.sync(mirror)
    assert result.error == "source_gone"
    (problem,) = await town.told()
    assert (problem.id, problem.key, problem.title) == (f"gone_{mirror.id}", "source_gone", "Evening Mix")
    await keep_gone(town.household.kit, mirror.id)
    assert await town.told() == []
    await town.household.kit.database.write(mirrors.change, mirror.id, MirrorChanges(enabled=True))
    assert [one.id for one in await town.told()] == [f"gone_{mirror.id}"]
    town.deezer.music.playlists[town.mix.id] = town.mix
    await town.refresh(mirror)
    assert await town.told() == []


async def test_who_has_to_rest_is_told_with_who_stands_in(town: Town) -> None:
    kit = town.household.kit
    assert await resting(kit) == []
    town.deezer.wire.fail(Fault.TOO_MANY, retry_after="3600", times=1)
    with pytest.raises(Exception, match="pause"):
        await search_catalogue(kit, "Rain", FoundKind.TRACK, 5, provider="deezer")
    (rest,) = await resting(kit)
    assert (rest.name, rest.provider, rest.account_id, rest.owner) == ("Deezer", "deezer", None, "deezer")
    assert 3590 < (rest.until - kit.now()).total_seconds() < 3610
    assert rest.stands_in
    assert rest.stands_in != "Deezer"
    (problem,) = await town.told()
    assert (problem.id, problem.key, problem.title) == ("rests_deezer", "rate_limited", "Deezer")
    assert problem.detail == f"Deezer wants no requests before {problem.placeholders['until']}."


async def test_a_short_rest_is_nobodys_business(town: Town) -> None:
    kit = town.household.kit
    kit.connections.paces.of("deezer", LIMIT, "Deezer").hold(45)
    assert await resting(kit) == []
    assert await town.told() == []


async def test_an_account_that_only_has_to_rest_is_told_as_that(town: Town) -> None:
    kit = town.household.kit
    account = await add_account(kit, provider="qobuz", name="Anna's", settings={"app_id": "123456789"})
    other = await add_account(
        kit, provider="lastfm", name="Otto", settings={"user": "otto", "api_key": "0" * 32}
    )
    kit.connections.paces.of(account.id, LIMIT, "Qobuz").hold(7200)
    # It counts requests by where they come from: whoever asks there rests.
    kit.connections.paces.of("lastfm", LIMIT, "Last.fm").hold(100_000)
    rests = await resting(kit)
    assert [(rest.name, rest.account_id) for rest in rests] == [("Anna's", account.id), ("Otto", other.id)]
    # A rest that ends on another day says on which.
    ids = {one.id: one for one in await town.told()}
    assert len(ids[f"rests_{other.id}"].placeholders["until"]) == len("2026-11-21 12:00")
    assert ids[f"rests_{account.id}"].detail.startswith("Anna's wants no requests before ")


async def test_accounts_that_share_a_pace_rest_together_and_it_is_told_once(town: Town) -> None:
    kit = town.household.kit
    account = await add_account(kit, provider="deezer", name="Anna's", settings={"user_id": "1"})
    kit.connections.paces.of("deezer", LIMIT, "Deezer").hold(7200)
    assert [(rest.name, rest.account_id) for rest in await resting(kit)] == [("Deezer", None)]
    budget = budget_of(kit, account)
    assert budget is not None
    assert budget.rests > 7000
