"""Unchanged playlists of an account are known by one list of them, asked for anew by every run."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest
from fakes.deezer.model import Playlist, User
from fakes.deezer.server import Deezer
from fakes.serving import Fault
from syncopate.domain.run import ItemStatus
from syncopate.store import mirrors
from syncopate.store.mirrors import Mirror, MirrorChanges
from syncopate.sync.accounts import add_account
from syncopate.sync.mirrors import NewMirror, add_mirror, change_mirror
from syncopate.sync.reading import refresh_mirror

if TYPE_CHECKING:
    from conftest import Household


@dataclass
class Shelf:
    """Anna's playlists at Deezer, each mirrored by her account."""

    household: Household
    deezer: Deezer
    anna: User
    playlists: list[Playlist]
    kept: list[Mirror]

    async def refreshed(self, run: str) -> list[ItemStatus]:
        """Read all of them in a run, at once as a run does."""
        report = self.household.report
        results = await asyncio.gather(
            *(refresh_mirror(self.household.kit, each.id, run, report=report) for each in self.kept)
        )
        return [each.status for each in results]

    def asked(self) -> list[str]:
        """Return the paths that were asked for since the last look."""
        paths = [one.path for one in self.deezer.wire.journal]
        self.deezer.wire.journal.clear()
        return paths

    @property
    def listing(self) -> str:
        return f"/user/{self.anna.id}/playlists"


@pytest.fixture
async def shelf(household: Household) -> AsyncIterator[Shelf]:
    async with Deezer() as deezer:
        music = deezer.music
        anna = music.add_user("Anna")
        songs = music.add_album("The Band", "Songs", [f"Song {number}" for number in range(6)]).tracks
        playlists = [music.add_playlist(anna, f"Mix {number}", list(songs[:3])) for number in range(5)]
        endpoints = {"api.deezer.com": deezer.address, "*": "http://127.0.0.1:9"}
        household.kit = kit = replace(household.kit, endpoints=endpoints)
        account = await add_account(kit, provider="deezer", name="Anna", settings={"user_id": str(anna.id)})
        kept = [
            await add_mirror(
                kit, NewMirror(provider="deezer", account_id=account.id, reference=f"playlist:{each.id}")
            )
            for each in playlists
        ]
        made = Shelf(household, deezer, anna, playlists, kept)
        await made.refreshed("first")
        made.asked()
        yield made
        await kit.connections.close()


async def test_unchanged_playlists_cost_one_request_together(shelf: Shelf) -> None:
    assert set(await shelf.refreshed("a run")) == {ItemStatus.UNCHANGED}
    assert shelf.asked() == [shelf.listing]


async def test_the_one_that_changed_is_read_and_no_other(shelf: Shelf) -> None:
    changed = shelf.playlists[2]
    changed.tracks.pop()
    statuses = await shelf.refreshed("a run")
    assert statuses == [
        ItemStatus.SYNCED if each is changed else ItemStatus.UNCHANGED for each in shelf.playlists
    ]
    asked = shelf.asked()
    assert asked[0] == shelf.listing
    assert {path.split("/")[2] for path in asked[1:]} == {str(changed.id)}


async def test_each_run_sees_what_was_changed_before_it(shelf: Shelf) -> None:
    await shelf.refreshed("a run")
    shelf.playlists[0].tracks.pop()
    assert (await shelf.refreshed("the next"))[0] is ItemStatus.SYNCED
    assert shelf.asked().count(shelf.listing) == 2


async def test_what_the_list_does_not_have_is_asked_for_by_itself(shelf: Shelf) -> None:
    elsewhere = shelf.deezer.music.add_playlist(shelf.deezer.music.add_user("Bert"), "Bert's", [])
    mirror = shelf.kept[0]
    shelf.deezer.music.put(elsewhere, [key for key, _ in shelf.playlists[0].tracks])
    account = mirror.account_id
    new = NewMirror(provider="deezer", account_id=account, reference=f"playlist:{elsewhere.id}")
    shelf.kept.append(await add_mirror(shelf.household.kit, new))
    await shelf.refreshed("a run")
    shelf.asked()
    assert set(await shelf.refreshed("the next")) == {ItemStatus.UNCHANGED}
    assert sorted(shelf.asked()) == sorted([shelf.listing, f"/playlist/{elsewhere.id}"])


async def test_a_list_that_fails_is_asked_for_once_and_each_tells_for_itself(shelf: Shelf) -> None:
    shelf.deezer.refuse(800, shelf.listing)
    assert set(await shelf.refreshed("a run")) == {ItemStatus.UNCHANGED}
    asked = shelf.asked()
    assert asked.count(shelf.listing) == 1
    assert len(asked) == 1 + len(shelf.kept)


async def test_a_playlist_alone_is_asked_for_alone(shelf: Shelf) -> None:
    for each in shelf.kept[1:]:
        await change_mirror(shelf.household.kit, each.id, MirrorChanges(enabled=False))
    shelf.kept = shelf.kept[:1]
    assert await shelf.refreshed("a run") == [ItemStatus.UNCHANGED]
    assert shelf.asked() == [f"/playlist/{shelf.playlists[0].id}"]


async def test_not_knowing_whether_it_changed_it_is_read(shelf: Shelf) -> None:
    kept = shelf.kept[0]
    shelf.deezer.wire.fail(Fault.SERVER_ERROR, "/user/*")
    shelf.deezer.refuse(700, f"/playlist/{shelf.playlists[0].id}")
    assert (await shelf.refreshed("a run"))[0] is ItemStatus.FAILED
    now = await shelf.household.kit.database.read(mirrors.get, kept.id)
    assert now.entry_count == 3, "nothing is taken for gone"
