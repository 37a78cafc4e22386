"""An engine that is killed while a media server takes its writes: before one takes effect, or before its answer.

The server does the killing. The engine that is started afterwards goes on by itself and ends where one that was
never killed would: every playlist there once, with what it shall hold, and nothing more to write.
"""

import asyncio
import json
import signal
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import ClientSession, web
from fakes.rigs import RIGS, Rig, is_write
from syncopate.bootstrap.base import opened_kit
from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry
from syncopate.domain.run import ItemStatus, Progress, ScanMode
from syncopate.settings import Environment
from syncopate.store import mirrors, tracks
from syncopate.sync.keyring import KeyRing
from syncopate.sync.kit import Kit
from syncopate.sync.libraries import add_library, scan_library
from syncopate.sync.logins import begin_login
from syncopate.sync.mirrors import NewMirror, add_tracks
from syncopate.sync.playlist import sync_mirror

if TYPE_CHECKING:
    from conftest import Engine

type Start = Callable[..., AbstractAsyncContextManager[Engine]]

TRACKS = 20
POINTS = [
    ("plex", "after", 2),
    ("plex", "before", 4),
    ("jellyfin", "before", 2),
    ("jellyfin", "after", 3),
    ("emby", "after", 1),
    ("subsonic", "after", 1),
    ("subsonic", "before", 2),
]
"""When the engine is killed: before or after the write of this number took effect."""


@dataclass
class Killer:
    """Kills an engine at one of its writes, once."""

    moment: str
    number: int
    engine: Engine | None = None
    seen: int = 0

    def __call__(self, moment: str, request: web.Request) -> None:
        if self.engine is None or not is_write(request):
            return
        self.seen += moment == "before"
        if (moment, self.seen) == (self.moment, self.number):
            self.engine.process.send_signal(signal.SIGKILL)
            self.engine = None


def _environment(tmp_path: Path) -> Environment:
    return Environment.read({"SYNCOPATE_DATA_DIR": str(tmp_path / "data")})


async def _quiet(_progress: Progress) -> None:
    """Progress nobody watches."""


async def _mirror(kit: Kit, library_id: str, name: str, songs: list[Track]) -> str:
    entries = [Entry(position=at, title=song.title, artists=song.artists) for at, song in enumerate(songs)]
    return (await add_tracks(kit, entries, name, NewMirror(library_id=library_id))).id


async def _prepared(tmp_path: Path, rig: Rig) -> tuple[str, dict[str, list[str]]]:
    """Make one playlist that is in step and has changed since, and a new one; return a key and what shall be."""
    async with opened_kit(_environment(tmp_path)) as kit:
        state = await begin_login(kit, provider=rig.provider, method=rig.method, answers=rig.answers)
        assert state.account is not None
        library = await add_library(kit, name="Music", account_id=state.account.id, section=rig.section)
        await scan_library(kit, library.id, mode=ScanMode.INCREMENTAL, report=_quiet)
        known = await kit.database.read(lambda connection: list(tracks.load(connection, library.id)))
        songs = sorted(known, key=lambda track: track.title)
        old = await _mirror(kit, library.id, "Evening", songs[:8])
        assert (await sync_mirror(kit, old, "first", report=_quiet)).status is ItemStatus.SYNCED
        reference = (await kit.database.read(mirrors.get, old)).reference
        file = kit.storage_dir / "playlist_file" / reference
        document = json.loads(file.read_text("utf-8"))
        listed = document["playlist"]["track"]
        # One goes, one comes into the middle, the last one goes to the front.
        listed.insert(0, listed.pop())
        del listed[3]
        listed.insert(4, {"title": songs[12].title, "creator": songs[12].artists[0]})
        file.write_text(json.dumps(document), "utf-8")
        await _mirror(kit, library.id, "New", songs[8:12])
        key, _ = await KeyRing(kit).create("Test", ["control"])
        wanted = {
            "Evening": [track["title"] for track in listed],
            "New": [song.title for song in songs[8:12]],
        }
        return key, wanted


async def _ask(engine: Engine, key: str, method: str, path: str) -> Any:
    async with (
        ClientSession(headers={"Authorization": f"Bearer {key}"}) as session,
        session.request(method, f"{engine.address}{path}") as answer,
    ):
        assert answer.status < 300, await answer.text()
        return await answer.json()


async def _ended(engine: Engine, key: str) -> dict[str, Any]:
    """Wait until the sync has ended, and return its run."""
    async with asyncio.timeout(60):
        while True:
            run = (await _ask(engine, key, "GET", "/api/v1/runs?job=sync_playlists&limit=1"))["items"][0]
            if run["status"] not in {"queued", "running"}:
                return dict(run)
            await asyncio.sleep(0.2)


@pytest.mark.parametrize(("provider", "moment", "number"), POINTS)
async def test_killed_by_the_server_it_ends_as_if_undisturbed(
    start: Start, tmp_path: Path, provider: str, moment: str, number: int
) -> None:
    async with RIGS[provider](TRACKS) as rig:
        key, wanted = await _prepared(tmp_path, rig)
        killer = rig.wire.watch = Killer(moment, number)
        async with start() as engine:
            await engine.ready()
            killer.engine = engine
            await _ask(engine, key, "POST", "/api/sync/playlists")
            async with asyncio.timeout(60):
                await engine.process.wait()
            assert engine.process.returncode == -signal.SIGKILL
        await rig.wire.settled()
        async with start() as engine:
            await engine.ready()
            run = await _ended(engine, key)
            assert run["status"] == "succeeded", run
            assert sorted(rig.playlists()) == sorted(wanted.items())
            asked = rig.requests
            await _ask(engine, key, "POST", "/api/sync/playlists")
            await _ended(engine, key)
            assert rig.writes(asked) == []
            assert await engine.stop() == 0
