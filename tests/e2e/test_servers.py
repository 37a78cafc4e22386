"""Media servers in the whole household: logged in to, indexed, kept in step by schedule, played in Home Assistant."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from conftest import Api, Household, scanned, settled
from fakes.rigs import RIGS, Rig
from processes import until

SONGS = 5
ENGINE_ZONE = ZoneInfo("Europe/Berlin")
"""What the engine of these tests is told."""


@asynccontextmanager
async def kept_on(household: Household, provider: str) -> AsyncGenerator[tuple[Rig, dict[str, Any]]]:
    """Give a server with music, the engine logged in to it, and a playlist of its songs; all go in the end."""
    api = household.api
    async with RIGS[provider](40) as rig:
        begun = await api.send(
            "POST",
            "/api/v1/logins",
            json={"provider": provider, "method": rig.method, "answers": dict(rig.answers), "name": provider},
        )
        account = begun["account"]
        assert account["health_ok"], account
        try:
            sections = (await api.get(f"/api/v1/accounts/{account['id']}/sections"))["items"]
            section = next(each for each in sections if each["key"] == rig.section)
            wanted = {"account_id": account["id"], "section": section["key"], "name": f"{provider} music"}
            library = await api.send("POST", "/api/v1/libraries", json=wanted)
            await scanned(api, library["id"])
            playlist = await api.send(
                "POST", "/api/v1/playlists", json=await _playlist(api, library, provider)
            )
            try:
                yield rig, playlist
            finally:
                await api.send("DELETE", f"/api/v1/playlists/{playlist['id']}")
        finally:
            await api.send("DELETE", f"/api/v1/accounts/{account['id']}")


async def _playlist(api: Api, library: dict[str, Any], provider: str) -> dict[str, Any]:
    tracks = (await api.get(f"/api/v1/libraries/{library['id']}/tracks?limit={SONGS}"))["items"]
    assert len(tracks) == SONGS
    return {
        "name": f"From {provider}",
        "label": "Servers",
        "library_id": library["id"],
        "tracks": [{"title": track["title"], "artists": track["artists"]} for track in tracks],
    }


async def test_a_scheduled_run_brings_a_playlist_to_plex(household: Household) -> None:
    """No hand on it: at the time of the main sync it is there; the next run leaves it as it is."""
    async with kept_on(household, "plex") as (rig, playlist):
        assert rig.names() == []
        # The schedule is one of minutes: the next one comes within sixty seconds.
        soon = datetime.now(ENGINE_ZONE) + timedelta(minutes=1)
        at = {"kind": "daily", "enabled": True, "at": f"{soon:%H:%M}"}
        await household.api.send("PUT", "/api/v1/jobs/main_sync/schedule", json=at)
        try:

            async def there() -> bool | None:
                return rig.names() == ["From plex"] or None

            await until(there, "the scheduled run to bring the playlist", seconds=120)
            await settled(household.api)
        finally:
            usual = {"kind": "daily", "enabled": True, "at": "02:00"}
            await household.api.send("PUT", "/api/v1/jobs/main_sync/schedule", json=usual)
        (kept,) = rig.server.server.playlists.kept.values()
        key, entries = kept.key, [entry.item.title for entry in kept.entries]
        assert len(entries) == SONGS
        run = (await household.api.get("/api/v1/runs?job=main_sync&limit=1"))["items"][0]
        assert run["trigger"] in {"schedule", "catch_up"}
        items = (await household.api.get(f"/api/v1/runs/{run['id']}"))["items"]
        assert {item["item_id"] for item in items} >= {"playlists", "albums", "users"}

        asked = rig.requests
        await household.api.send("POST", f"/api/v1/playlists/{playlist['id']}/sync")
        await settled(household.api)
        assert rig.writes(asked) == []
        (kept,) = rig.server.server.playlists.kept.values()
        assert (kept.key, [entry.item.title for entry in kept.entries]) == (key, entries)


async def test_home_assistant_learns_how_to_play_it(joined: Household) -> None:
    """The sensor of a playlist tells what Home Assistant's Jellyfin player takes."""
    async with kept_on(joined, "jellyfin") as (rig, playlist):
        answer = await joined.home.action("syncopate", "sync", {"what": "playlists", "wait": True})
        assert answer["run"]["status"] in {"succeeded", "partial"}, answer
        assert rig.names() == ["From jellyfin"]
        key = rig.server.catalog.playlists[0].id.replace("-", "")

        async def shown() -> dict[str, Any] | None:
            states = (await joined.home.states()).values()
            found = (state for state in states if state["attributes"].get("category") == "Servers")
            # One that was removed just before may still be there.
            return next(
                (each for each in found if key in (each["attributes"].get("media_content_id") or "")), None
            )

        state = await until(shown, "the sensor with what plays it", seconds=60)
        assert state["attributes"]["media_content_type"] == "playlist"
        assert int(state["state"]) == SONGS
        play = (await joined.api.get(f"/api/v1/playlists/{playlist['id']}/play"))["items"][0]
        assert {one["player"] for one in play["ids"]} >= {"jellyfin", "music_assistant"}
        assert len(play["paths"]) == SONGS
