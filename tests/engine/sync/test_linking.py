"""By whom a link is read: which failures lead on to the public page, and how much is read to show it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest
from fakes.deezer.model import Playlist
from fakes.deezer.server import Deezer
from syncopate.errors import LoginLacksRights, LoginRejected, RateLimited, SyncopateError, Unreachable
from syncopate.providers.capability import PlaylistSource
from syncopate.providers.manifest import RateLimit
from syncopate.store import mirrors
from syncopate.sync import linking, providers
from syncopate.sync.accounts import add_account
from syncopate.sync.kit import Kit
from syncopate.sync.linking import add_linked, look_at, look_at_link
from syncopate.sync.mirrors import NewMirror

if TYPE_CHECKING:
    from conftest import Household

LIMIT = RateLimit(requests=40, seconds=5.0)


@dataclass
class Town:
    """A household, and a Deezer that it can reach with a playlist of ten songs."""

    household: Household
    deezer: Deezer
    mix: Playlist


@pytest.fixture
async def town(household: Household) -> AsyncIterator[Town]:
    async with Deezer() as deezer:
        album = deezer.music.add_album("The Nettles", "Rain", [f"Copper Rain {n}" for n in range(10)])
        anna = deezer.music.add_user("Anna")
        mix = deezer.music.add_playlist(anna, "Evening Mix", album.tracks)
        endpoints = {"api.deezer.com": deezer.address, "*": "http://127.0.0.1:9"}
        household.kit = replace(household.kit, endpoints=endpoints)
        yield Town(household, deezer, mix)
        await household.kit.connections.close()


def refusing(monkeypatch: pytest.MonkeyPatch, account_id: str, error: SyncopateError) -> None:
    """Have a service refuse what is asked by one account."""
    real = providers.source_of

    async def refused(kit: Kit, provider: str, account: str | None) -> PlaylistSource:
        if account == account_id:
            raise error
        return await real(kit, provider, account)

    monkeypatch.setattr(linking, "source_of", refused)


@pytest.mark.parametrize(
    "error",
    [
        RateLimited(account="Deezer", retry_after="3600"),
        Unreachable(what="Deezer"),
        LoginRejected(account="Deezer"),
    ],
)
async def test_who_reads_it_may_be_away_and_nobody_reads_it_instead(
    town: Town, monkeypatch: pytest.MonkeyPatch, error: SyncopateError
) -> None:
    """Its first entries by no login would be all that is ever mirrored of it."""
    kit = town.household.kit
    account = await add_account(kit, provider="deezer", name="Anna's", settings={"user_id": "1"})
    refusing(monkeypatch, account.id, error)
    link = f"https://www.deezer.com/playlist/{town.mix.id}"
    with pytest.raises(type(error)):
        await add_linked(kit, link, NewMirror())
    assert await kit.database.read(mirrors.every) == []
    chosen = await look_at(kit, "deezer", f"playlist:{town.mix.id}", None)
    assert (chosen.account_id, chosen.count) == (None, 10), "where nobody's login is asked for"


async def test_of_who_rests_it_is_told_until_when(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    kit = town.household.kit
    account = await add_account(kit, provider="deezer", name="Anna's", settings={"user_id": "1"})
    refusing(monkeypatch, account.id, RateLimited(account="Deezer", retry_after="3600"))
    for owner in (account.id, "deezer"):
        kit.connections.paces.of(owner, LIMIT, "Deezer").hold(3600)
    with pytest.raises(RateLimited, match=" wants no requests before "):
        await look_at_link(kit, f"https://www.deezer.com/playlist/{town.mix.id}")


async def test_what_an_account_may_not_read_may_be_public(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    kit = town.household.kit
    account = await add_account(kit, provider="deezer", name="Anna's", settings={"user_id": "1"})
    refusing(monkeypatch, account.id, LoginLacksRights(account="Deezer"))
    looked = await look_at_link(kit, f"https://www.deezer.com/playlist/{town.mix.id}")
    assert (looked.account_id, looked.count) == (None, 10)


async def test_a_long_playlist_is_shown_by_its_beginning_and_added_whole(town: Town) -> None:
    kit, music = town.household.kit, town.deezer.music
    album = music.add_album("The Nettles", "Fields", [f"Field {n}" for n in range(230)])
    long = music.add_playlist(music.add_user("Bo"), "Long", album.tracks)
    before = len(town.deezer.wire.asked())
    looked = await look_at_link(kit, f"https://www.deezer.com/playlist/{long.id}")
    assert (looked.count, len(looked.entries), looked.more) == (230, 100, 130)
    assert len(town.deezer.wire.asked()) - before == 2
    mirror = await add_linked(kit, f"https://www.deezer.com/playlist/{long.id}", NewMirror())
    assert mirror.entry_count == 230
