"""A household of a size, made in a folder: a library, playlists after one sync, and a library that is away.

`data` is an engine's data folder, `music` holds files of one byte each (see `bench_library`).
"""

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from bench_engine import command, environment, running
from bench_library import make_index, playlist_file
from bench_sync import SyncSize
from syncopate.bootstrap.base import opened_kit
from syncopate.domain.media import IndexedTrack
from syncopate.settings import Environment
from syncopate.store import libraries, tracks
from syncopate.sync.libraries import add_library

LABELS = ("Sport", "Family", "Party", "Calm")


def make_household(folder: Path, size: SyncSize) -> None:
    """Make it; the engine that did the sync has ended afterwards."""
    data = folder / "data"
    data.mkdir(parents=True)
    command(data, "migrate")
    index = make_index(folder / "music", size.tracks)
    music = asyncio.run(_place(data, folder, index))
    with running(data) as engine:
        for number in range(size.playlists):
            content = playlist_file(index, number, size.entries)
            label = LABELS[number % len(LABELS)]
            engine.add_playlist(f"Playlist {number + 1:03}", content, label=label, library_id=music)
        engine.sync()


async def _place(data: Path, folder: Path, index: Sequence[IndexedTrack]) -> str:
    """Add both libraries; return the id of the one that holds something."""
    async with opened_kit(Environment.read(environment(data))) as kit:
        (folder / "attic").mkdir()
        music = await add_library(kit, name="Music", folder=str(folder / "music"))
        attic = await add_library(kit, name="Attic", folder=str(folder / "attic"))
        await kit.database.write(tracks.upsert, music.id, index, kit.now())
        await kit.database.write(tracks.bump, music.id)
        for library, reason in ((music, None), (attic, "library_unavailable")):
            await kit.database.write(
                libraries.set_state,
                library.id,
                readable=reason is None,
                reason=reason,
                at=kit.now(),
                complete=reason is None,
            )
        return music.id


if __name__ == "__main__":
    make_household(Path(sys.argv[1]), SyncSize(tracks=5_000))
