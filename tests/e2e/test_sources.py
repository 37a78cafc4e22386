"""A playlist of a service in the whole household: added by an automation's action, followed, held, seen."""

from collections.abc import AsyncGenerator
from typing import Any

import pytest_asyncio
from conftest import Household
from fakes.deezer.model import Playlist
from fakes.deezer.server import Deezer
from processes import until

TITLES = 12


@pytest_asyncio.fixture(loop_scope="session")
async def mix(joined: Household) -> AsyncGenerator[tuple[Deezer, Playlist]]:
    """Give a Deezer that the engine reaches, with a playlist of songs that the household has."""
    libraries = (await joined.api.get("/api/v1/libraries"))["items"]
    tracks = (await joined.api.get(f"/api/v1/libraries/{libraries[0]['id']}/tracks?limit={TITLES}"))["items"]
    async with Deezer(joined.deezer_port) as deezer:
        keys = []
        for track in tracks:
            artist = track["artists"][0] if track["artists"] else "Nobody"
            album = deezer.music.add_album(artist, track["album"] or "Singles", [track["title"]])
            deezer.music.tracks[album.tracks[0]].duration = round(track["duration_ms"] / 1000)
            keys.append(album.tracks[0])
        anna = deezer.music.add_user("Anna")
        yield deezer, deezer.music.add_playlist(anna, "Deezer Mix", keys)


async def test_a_playlist_of_a_service_goes_through_the_household(
    joined: Household, mix: tuple[Deezer, Playlist]
) -> None:
    deezer, playlist = mix
    home = joined.home
    link = f"Listen: https://www.deezer.com/de/playlist/{playlist.id}?utm=1"
    answer = await home.action("syncopate", "add_playlist", {"link": link, "label": "Sport"})
    added = answer["playlist"]
    assert (added["name"], added["provider"]) == ("Deezer Mix", "deezer")
    try:
        await _synced(joined, added["id"])

        async def shown() -> bool | None:
            sensor: dict[str, Any] = (await home.states()).get("sensor.sport_deezer_mix", {})
            return sensor.get("state") == str(len(playlist.tracks)) or None

        await until(shown, "Home Assistant to show the playlist", seconds=60)
        assert (joined.music / "Playlists" / "Deezer Mix.m3u8").is_file()
        await _changes_are_told(joined, playlist, added["id"])
        await _what_shrinks_is_held(joined, deezer, playlist, added["id"])
    finally:
        await home.action("syncopate", "remove_playlist", {"playlist": added["id"], "delete_target": True})

    async def gone() -> bool | None:
        return "sensor.sport_deezer_mix" not in await home.states() or None

    await until(gone, "the entity to go with the playlist", seconds=60)


async def _synced(joined: Household, playlist_id: str) -> None:
    started = await joined.api.send("POST", f"/api/v1/playlists/{playlist_id}/sync")

    async def done() -> bool | None:
        run = (await joined.api.get(f"/api/v1/runs/{started['run']['id']}"))["run"]
        return run["ended_at"] is not None or None

    await until(done, "the playlist to be synced", seconds=60)


async def _changes_are_told(joined: Household, playlist: Playlist, playlist_id: str) -> None:
    """Hold that what went at the source is read when asked for, listed, and told as an event."""
    playlist.tracks.pop()
    await joined.home.action("syncopate", "refresh_playlist", {"playlist": playlist_id, "wait": True})
    changes = (await joined.api.get(f"/api/v1/playlists/{playlist_id}/changes"))["items"]
    assert [change["kind"] for change in changes] == ["removed"]
    told = (await joined.api.get("/api/v1/events?limit=50"))["items"]
    assert any(event["type"] == "playlist_changed" and event["data"]["removed"] == 1 for event in told)


async def _what_shrinks_is_held(
    joined: Household, deezer: Deezer, playlist: Playlist, playlist_id: str
) -> None:
    """Hold that a source that is suddenly empty empties nothing, and says so in Home Assistant."""
    playlist.tracks.clear()
    await _synced(joined, playlist_id)
    seen = await joined.api.get(f"/api/v1/playlists/{playlist_id}")
    assert (seen["last_status"], seen["source_held"]["now"]) == ("held", 0)
    assert seen["entries"] == seen["source_held"]["before"]
    written = (joined.music / "Playlists" / "Deezer Mix.m3u8").read_text("utf-8")
    assert ".mp3" in written or ".flac" in written or ".m4a" in written or ".ogg" in written

    async def shown() -> bool | None:
        sensor = (await joined.home.states()).get("sensor.sport_deezer_mix", {})
        return sensor.get("attributes", {}).get("source_held") is not None or None

    await until(shown, "Home Assistant to show that the source is held", seconds=60)
    assert deezer.wire.journal
