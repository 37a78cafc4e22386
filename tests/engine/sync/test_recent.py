"""What members listened to: mirrored while switched on, kept while it is heard, dropped again."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from fakes.serving import Fault
from fakes.spotify import FakeSpotify, User
from fakes.spotify.accounts import CLIENT_ID
from fakes.spotify.model import Playlist, Track
from syncopate.domain.export import ExportFormat
from syncopate.domain.playlist import Origin
from syncopate.domain.run import ItemStatus
from syncopate.errors import InvalidInput
from syncopate.store import accounts, members, mirrors
from syncopate.store.accounts import Account
from syncopate.store.mirrors import Mirror, MirrorChanges
from syncopate.store.owners import Owner
from syncopate.sync.accounts import add_account
from syncopate.sync.members import add_member
from syncopate.sync.mirrors import change_mirror
from syncopate.sync.recent import drop_expired, set_owner, sync_listening
from syncopate.sync.saving import change_export, folder_of

if TYPE_CHECKING:
    from conftest import Household


@dataclass
class Listening:
    """Anna, who has a Spotify account and listens to a mix."""

    household: Household
    spotify: FakeSpotify
    anna: User
    songs: list[Track]
    mix: Playlist
    account: Account

    def play(self, playlist: Playlist) -> None:
        """Have her play a song of it, now."""
        self.spotify.world.play(self.anna, self.songs[0], f"spotify:playlist:{playlist.id}")

    async def mirrored(self) -> list[Mirror]:
        return await self.household.kit.database.read(mirrors.every)

    async def look(self) -> ItemStatus:
        result = await sync_listening(self.household.kit, self.account.id, report=self.household.report)
        return result.status


@pytest.fixture
async def listening(household: Household) -> AsyncIterator[Listening]:
    async with FakeSpotify() as spotify:
        anna = spotify.world.add_user("anna")
        songs = spotify.world.songs(3)
        mix = spotify.world.add_playlist(anna, "Evening Mix")
        for song in songs:
            spotify.world.put(mix, song)
        household.kit = replace(household.kit, endpoints={**spotify.endpoints, "*": "http://127.0.0.1:9"})
        household.clock.time = spotify.world.now()
        grant = spotify.accounts.grant(anna)
        account = await add_account(
            household.kit,
            provider="spotify",
            name="Anna's Spotify",
            settings={
                "client_id": CLIENT_ID,
                "user_id": anna.id,
                "refresh_token": grant.refresh,
                "access_token": grant.access,
            },
        )
        assert account.health_ok, account.health_detail
        yield Listening(household, spotify, anna, songs, mix, account)
        await household.kit.connections.close()


async def test_what_is_listened_to_becomes_items_of_its_member(listening: Listening) -> None:
    kit = listening.household.kit
    member = await add_member(kit, "Anna")
    await set_owner(kit, Owner(account_id=listening.account.id, member_id=member.id, recent_days=7))
    listening.play(listening.mix)

    assert await listening.look() is ItemStatus.SYNCED

    (mirror,) = await listening.mirrored()
    assert (mirror.name, mirror.label, mirror.member_id) == ("Evening Mix", "Anna", member.id)
    assert (mirror.origin, mirror.entry_count, mirror.account_id) == (
        Origin.RECENT,
        3,
        listening.account.id,
    )
    assert mirror.expires_at is not None
    assert await listening.look() is ItemStatus.UNCHANGED
    assert len(await listening.mirrored()) == 1


async def test_what_is_heard_again_stays_longer_and_then_goes(listening: Listening) -> None:
    household, kit = listening.household, listening.household.kit
    await set_owner(kit, Owner(account_id=listening.account.id, recent_days=2))
    listening.play(listening.mix)
    await listening.look()
    (mirror,) = await listening.mirrored()
    assert mirror.expires_at is not None
    listening.play(listening.mix)
    await listening.look()
    (again,) = await listening.mirrored()
    assert again.expires_at is not None
    assert again.expires_at > mirror.expires_at
    first = again.expires_at

    household.clock.time = first - timedelta(hours=1)
    assert await listening.look() is ItemStatus.UNCHANGED
    household.clock.time = first + timedelta(seconds=1)
    assert await listening.look() is ItemStatus.SYNCED
    assert await listening.mirrored() == []


async def test_what_is_saved_of_it_goes_with_it(listening: Listening) -> None:
    household, kit = listening.household, listening.household.kit
    household.songs(3)
    await household.library()
    await set_owner(kit, Owner(account_id=listening.account.id, recent_days=2))
    listening.play(listening.mix)
    await listening.look()
    (mirror,) = await listening.mirrored()
    await household.sync(mirror)
    await change_export(kit, mirror.id, ExportFormat.CSV)
    theirs = folder_of(kit) / "Mine.csv"
    theirs.write_text("the user's")
    assert sorted(path.name for path in folder_of(kit).iterdir()) == ["Evening Mix.csv", "Mine.csv"]

    household.clock.forward(days=3)
    assert await listening.look() is ItemStatus.SYNCED
    assert await listening.mirrored() == []
    assert list(folder_of(kit).iterdir()) == [theirs]


async def test_what_the_user_keeps_has_no_end(listening: Listening) -> None:
    kit = listening.household.kit
    await set_owner(kit, Owner(account_id=listening.account.id, recent_days=1))
    listening.play(listening.mix)
    await listening.look()
    (mirror,) = await listening.mirrored()
    await change_mirror(kit, mirror.id, MirrorChanges(expires_at=None))
    await listening.look()
    listening.household.clock.forward(days=30)
    await listening.look()
    assert (await drop_expired(kit)).removed == 0
    (kept,) = await listening.mirrored()
    assert kept.expires_at is None


async def test_a_service_that_fails_drops_and_adds_nothing(listening: Listening) -> None:
    kit = listening.household.kit
    await set_owner(kit, Owner(account_id=listening.account.id, recent_days=7))
    listening.play(listening.mix)
    await listening.look()
    listening.spotify.fail(Fault.FORBIDDEN)
    result = await sync_listening(kit, listening.account.id, report=listening.household.report)
    assert (result.status, result.added) == (ItemStatus.FAILED, 0)
    assert result.error
    known = await kit.database.read(accounts.get, listening.account.id)
    assert (known.health_ok, known.health_reason) == (False, result.error)
    assert len(await listening.mirrored()) == 1
    listening.household.clock.forward(days=30)
    await sync_listening(kit, listening.account.id, report=listening.household.report)
    await drop_expired(kit)
    assert len(await listening.mirrored()) == 1, "what was listened to meanwhile is not known"


async def test_one_that_cannot_be_read_keeps_no_other_from_staying(listening: Listening) -> None:
    kit, world = listening.household.kit, listening.spotify.world
    other = world.add_playlist(listening.anna, "Morning Mix")
    world.put(other, listening.songs[0])
    await set_owner(kit, Owner(account_id=listening.account.id, recent_days=7))
    listening.play(listening.mix)
    await listening.look()
    (before,) = await listening.mirrored()
    listening.play(other)
    listening.play(listening.mix)
    listening.spotify.fail(Fault.SERVER_ERROR, f"/v1/playlists/{other.id}*")
    result = await sync_listening(kit, listening.account.id, report=listening.household.report)
    assert (result.status, result.added) == (ItemStatus.FAILED, 0)
    (after,) = await listening.mirrored()
    assert after.expires_at is not None
    assert before.expires_at is not None
    assert after.expires_at > before.expires_at


@pytest.mark.parametrize("edited", [False, True])
async def test_what_is_over_goes_when_nobody_is_listened_to_any_more(
    listening: Listening, *, edited: bool
) -> None:
    """And with it what was written, unless somebody has changed that since."""
    household, kit = listening.household, listening.household.kit
    for song in listening.songs:
        song.length = 1000
        household.song(f"{song.name}.flac", title=song.name, artist=song.artists[0].name)
    await household.library()
    await set_owner(kit, Owner(account_id=listening.account.id, recent_days=1))
    listening.play(listening.mix)
    await listening.look()
    (mirror,) = await listening.mirrored()
    await household.sync(mirror)
    written = household.playlists / "Evening Mix.m3u8"
    assert written.is_file()
    if edited:
        first = listening.songs[0].name
        written.write_text(f"{written.read_text('utf-8')}../{first}.flac\n", "utf-8")
    await set_owner(kit, Owner(account_id=listening.account.id))
    household.clock.forward(days=3)
    dropped = await drop_expired(kit)
    assert (dropped.status, dropped.removed) == (ItemStatus.SYNCED, 1)
    assert await listening.mirrored() == []
    assert written.is_file() == edited


async def test_it_is_off_until_somebody_wants_it(listening: Listening) -> None:
    kit = listening.household.kit
    listening.play(listening.mix)
    assert await listening.look() is ItemStatus.FAILED
    assert await listening.mirrored() == []
    for days in (0, 366):
        with pytest.raises(InvalidInput):
            await set_owner(kit, Owner(account_id=listening.account.id, recent_days=days))
    other = await add_account(kit, provider="deezer", name="Deezer", settings={"user_id": "1"})
    with pytest.raises(InvalidInput, match="does not tell"):
        await set_owner(kit, Owner(account_id=other.id, recent_days=3))
    assert await kit.database.read(members.every) == []
