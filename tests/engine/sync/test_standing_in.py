"""Spotify has to rest for an hour: iTunes is searched meanwhile, and Spotify again by itself."""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from fakes.apple_music.server import AppleMusic
from fakes.serving import Fault
from fakes.spotify import FakeSpotify
from fakes.spotify.accounts import CLIENT_ID
from syncopate.providers import pace
from syncopate.providers.catalogue import FoundKind
from syncopate.sync.accounts import add_account
from syncopate.sync.catalogues import search_catalogue
from syncopate.sync.resting import resting

if TYPE_CHECKING:
    from conftest import Household


async def test_itunes_takes_over_and_spotify_comes_back(
    household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with FakeSpotify() as spotify, AppleMusic() as apple:
        anna = spotify.world.add_user("anna")
        spotify.world.songs(2)
        endpoints = {
            **spotify.endpoints,
            "itunes.apple.com": apple.address,
            "music.apple.com": apple.address,
            "*": "http://127.0.0.1:9",
        }
        kit = household.kit = replace(household.kit, endpoints=endpoints)
        grant = spotify.accounts.grant(anna)
        tokens = {"refresh_token": grant.refresh, "access_token": grant.access}
        account = await add_account(
            kit,
            provider="spotify",
            name="Anna",
            settings={"client_id": CLIENT_ID, "user_id": anna.id, **tokens},
        )
        assert account.health_ok
        first = await search_catalogue(kit, "Song", FoundKind.TRACK, 5)
        assert (first.way.domain, first.instead_of) == ("spotify", ())

        spotify.fail(Fault.TOO_MANY, retry_after="3600", times=1)
        meanwhile = await search_catalogue(kit, "Song", FoundKind.TRACK, 5)
        assert meanwhile.way.domain == "apple_music"
        (rests,) = meanwhile.instead_of
        assert (rests.domain, rests.until) > ("spotify", kit.now() + timedelta(minutes=55))
        (told,) = await resting(kit)
        assert (told.provider, told.stands_in) == ("spotify", "Apple Music")
        asked = len(spotify.wire.journal)
        assert (await search_catalogue(kit, "Song", FoundKind.TRACK, 5)).way.domain == "apple_music"
        assert len(spotify.wire.journal) == asked, "it is not asked while it rests"

        now = pace._now
        monkeypatch.setattr(pace, "_now", lambda: now() + 3601)
        back = await search_catalogue(kit, "Song", FoundKind.TRACK, 5)
        assert (back.way.domain, back.instead_of) == ("spotify", ())
        assert await resting(kit) == []
        await kit.connections.close()
