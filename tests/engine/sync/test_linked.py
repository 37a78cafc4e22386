"""Links at a service for what is missing: found out with an account, written into the lists."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import stamina
from fakes.deezer.server import Deezer
from fakes.serving import Fault
from fakes.tidal.access import Grant
from fakes.tidal.server import Tidal
from syncopate.domain.match import Verdict
from syncopate.domain.run import ItemResult, ItemStatus
from syncopate.providers.manifest import RateLimit
from syncopate.providers.tidal import client as talking
from syncopate.store import identities
from syncopate.sync.accounts import add_account
from syncopate.sync.linked import find_links, link_services
from syncopate.sync.linking import add_linked
from syncopate.sync.mirrors import NewMirror
from syncopate.sync.missing import list_texts, write_lists

if TYPE_CHECKING:
    from conftest import Household

_SCOPES = frozenset({"user.read", "playlists.read", "collection.read", "search.read"})


@dataclass
class Town:
    """A household whose playlists are Deezer's, with an account at TIDAL."""

    household: Household
    deezer: Deezer
    tidal: Tidal

    async def sign_in(self) -> None:
        """Add the account."""
        anna = self.tidal.music.add_user("anna")
        self.tidal.access.tokens["token"] = Grant(anna.id, "app", _SCOPES)
        settings = {
            "client_id": "app",
            "user_id": anna.id,
            "country": "DE",
            "access_token": "token",
            "expires_at": (datetime.now(UTC) + timedelta(hours=4)).isoformat(),
        }
        account = await add_account(
            self.household.kit, provider="tidal", name="Anna's TIDAL", settings=settings
        )
        assert account.health_ok, account.health_detail

    async def find(self) -> ItemResult:
        """Look for links at TIDAL."""
        return await find_links(self.household.kit, "tidal", report=self.household.report)


@pytest.fixture
async def town(household: Household, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Town]:
    monkeypatch.setattr(talking, "LIMIT", RateLimit(requests=1000, seconds=1.0, concurrency=4))
    stamina.set_testing(True, attempts=1)
    async with Deezer() as deezer, Tidal() as tidal:
        tidal.add_application("app")
        endpoints = {"api.deezer.com": deezer.address, "*": tidal.address}
        household.kit = replace(household.kit, endpoints=endpoints)
        yield Town(household, deezer, tidal)
        await household.kit.connections.close()
    stamina.set_testing(False)


async def _mirror_playlist(town: Town, titles: list[str]) -> list[int]:
    """Mirror a playlist of Deezer's that no library has; return how long its tracks are."""
    music = town.deezer.music
    album = music.add_album("The Nettles", "Bells", titles)
    playlist = music.add_playlist(music.add_user("Anna"), "Away", list(album.tracks))
    mirror = await add_linked(town.household.kit, f"https://deezer.com/playlist/{playlist.id}", NewMirror())
    await town.household.sync(mirror)
    return [music.tracks[key].duration for key in album.tracks]


async def test_missing_tracks_of_other_services_get_links_of_tidal(town: Town) -> None:
    town.household.songs(1)
    await town.household.library()
    lengths = await _mirror_playlist(town, ["Copper Rain", "Hollow Bells"])
    artist = town.tidal.music.add_artist("The Nettles")
    there = town.tidal.music.add_album("Bells", artist, ["Copper Rain"])
    track = town.tidal.music.tracks[there.tracks[0]]
    track.seconds = lengths[0]
    assert await link_services(town.household.kit) == []
    assert (await list_texts(town.household.kit))["missing_tracks_tidal.txt"] == ""

    await town.sign_in()
    assert await link_services(town.household.kit) == ["tidal"]
    result = await town.find()
    assert (result.status, result.matched) == (ItemStatus.SYNCED, 1)
    await write_lists(town.household.kit)

    written = (town.household.kit.share_dir / "missing_tracks_tidal.txt").read_text()
    assert written == f"https://tidal.com/browse/track/{track.id}\n"
    known = await town.household.kit.database.read(identities.list_page, limit=10, offset=0)
    assert sorted(each.verdict for each in known.items) == [Verdict.MATCH, Verdict.MISSING]
    asked = len(town.tidal.wire.journal)
    assert (await town.find()).status is ItemStatus.UNCHANGED
    assert len(town.tidal.wire.journal) == asked, "what was looked for is remembered"
    town.household.clock.forward(days=31)
    await town.find()
    assert len(town.tidal.wire.journal) > asked, "but what was not found may be there by now"


async def test_missing_albums_of_other_services_get_links_of_tidal(town: Town) -> None:
    town.household.songs(1)
    await town.household.library()
    album = town.deezer.music.add_album("The Nettles", "Bells", ["Copper Rain", "Hollow Bells"])
    mirror = await add_linked(town.household.kit, f"https://deezer.com/album/{album.id}", NewMirror())
    await town.household.sync(mirror)
    artist = town.tidal.music.add_artist("The Nettles")
    there = town.tidal.music.add_album("Bells", artist, ["Copper Rain", "Hollow Bells"])
    there.barcode = album.upc
    await town.sign_in()
    assert (await town.find()).matched == 1
    await write_lists(town.household.kit)
    written = (town.household.kit.share_dir / "missing_albums_tidal.txt").read_text()
    assert written == f"https://tidal.com/browse/album/{there.id}\n"


async def test_a_service_that_fails_keeps_no_list_from_being_written(town: Town) -> None:
    town.household.songs(1)
    await town.household.library()
    await _mirror_playlist(town, ["Copper Rain"])
    await town.sign_in()
    town.tidal.wire.fail(Fault.SERVER_ERROR)
    result = await town.find()
    assert (result.status, result.matched) == (ItemStatus.FAILED, 0)
    assert result.error
    assert len(await write_lists(town.household.kit)) == 4
    known = await town.household.kit.database.read(identities.list_page, limit=10, offset=0)
    assert known.total == 0, "what could not be asked is not known to be missing"
