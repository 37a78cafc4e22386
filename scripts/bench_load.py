"""Whether the API stays quick while a large household is synced, how soon a run ends, what memory that takes.

A real engine; its library is a folder of a million tracks whose index is made directly (as in `bench_sync`),
and put together as after a scan: artists, albums and genres are there to be asked for.
Of the files only those that playlists name are there: a sync looks at no others.
"""

import asyncio
import itertools
import random
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import quote_plus

import httpx
import psutil

sys.path.insert(0, str(Path(__file__).resolve().parent))

from bench_engine import Engine, command, compile_modules, environment, running
from bench_library import made_tracks, playlist_file
from syncopate.bootstrap.base import opened_kit
from syncopate.domain.media import IndexedTrack
from syncopate.settings import Environment
from syncopate.store import libraries, tracks
from syncopate.sync.libraries import add_library
from syncopate.sync.shelving import shelve

_SEED = 20_261_130
_PER_SECOND = 20
_WATCH_SECONDS = 0.5
_CANCEL_AFTER = 5.0
_ENDED = frozenset({"succeeded", "partial", "failed", "cancelled", "stalled"})
_MEGABYTE = 1e6
_ALBUM_TRACKS = 12
_GENRES = (
    "Rock",
    "Hip-Hop",
    "Drum & Bass",
    "Jazz",
    "Folk",
    "Ambient",
    "Metal",
    "Soul",
    "Synth-Pop",
    "Classical",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadSize:
    """How much is synced while the API is asked."""

    tracks: int = 1_000_000
    playlists: int = 1_000
    entries: int = 30


@dataclass(slots=True)
class _Watched:
    """What was seen meanwhile: answers in ms, the most memory in bytes."""

    answers: list[float] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    late: int = 0
    peak: int = 0


def run_load_bench(size: LoadSize) -> dict[str, float]:
    """Measure `api_p99_ms`, `cancel_s`, `peak_mb`, and beside them the sync itself."""
    with tempfile.TemporaryDirectory(prefix="syncopate-bench-") as folder:
        data, music = Path(folder) / "data", Path(folder) / "music"
        data.mkdir()
        music.mkdir()
        compile_modules(data)
        command(data, "migrate")
        chosen = asyncio.run(_place(data, music, size))
        with running(data) as engine:
            for number in range(size.playlists):
                songs = chosen[number * size.entries : (number + 1) * size.entries]
                engine.add_playlist(f"Playlist {number + 1:04}", playlist_file(songs, number, len(songs)))
            return _measure(engine, size)


def _measure(engine: Engine, size: LoadSize) -> dict[str, float]:
    watched = _Watched()
    with _watching(engine, watched):
        with _asking(engine, watched, _questions(engine)):
            sync_s, items = engine.sync()
        cancel_s = _cancelled(engine)
    good = sum(item["status"] == "synced" for item in items)
    if good != size.playlists or watched.refused:
        raise RuntimeError(
            f"{good} of {size.playlists} playlists were synced; refused: {watched.refused[:3]}"
        )
    ordered = sorted(watched.answers)
    return {
        "api_p99_ms": round(ordered[int(len(ordered) * 0.99)], 1),
        "api_p50_ms": round(ordered[len(ordered) // 2], 1),
        "api_requests": len(ordered),
        "api_late": watched.late,
        "cancel_s": round(cancel_s, 2),
        "peak_mb": round(watched.peak / _MEGABYTE, 0),
        "load_sync_s": round(sync_s, 1),
    }


def _cancelled(engine: Engine) -> float:
    """Begin a sync of everything that has to match anew, and return how long it takes to end when told to."""
    aliases = {"values": {"matching.aliases": "Somebody Else = Another Body"}}
    engine.client.patch("/api/v1/settings", json=aliases).raise_for_status()
    run = engine.client.post("/api/sync/playlists").raise_for_status().json()["run"]["id"]
    time.sleep(_CANCEL_AFTER)
    state = engine.client.get(f"/api/v1/runs/{run}").raise_for_status().json()
    if state["run"]["status"] in _ENDED:
        raise RuntimeError("the run to cancel had ended already")
    began = time.perf_counter()
    engine.client.post(f"/api/v1/runs/{run}/cancel").raise_for_status()
    while True:
        state = engine.client.get(f"/api/v1/runs/{run}").raise_for_status().json()
        if state["run"]["status"] in _ENDED:
            break
        time.sleep(0.02)
    if state["run"]["status"] != "cancelled":
        raise RuntimeError(f"the run to cancel ended as {state['run']['status']}")
    return time.perf_counter() - began


@contextmanager
def _watching(engine: Engine, watched: _Watched) -> Iterator[None]:
    """Keep the most memory that the engine and its workers have at once."""
    over = threading.Event()

    def watch() -> None:
        while not over.wait(_WATCH_SECONDS):
            family = [engine.process, *engine.process.children(recursive=True)]
            held = 0
            for process in family:
                try:
                    held += int(process.memory_info().rss)
                except psutil.NoSuchProcess:
                    continue
            watched.peak = max(watched.peak, held)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


@contextmanager
def _asking(engine: Engine, watched: _Watched, questions: Sequence[str]) -> Iterator[None]:
    """Ask the API so many times a second, each request at its time whether or not those before have ended."""
    over = threading.Event()
    headers = dict(engine.client.headers)

    async def ask() -> None:
        async with (
            httpx.AsyncClient(base_url=engine.client.base_url, headers=headers, timeout=60) as client,
            asyncio.TaskGroup() as group,
        ):
            began = time.perf_counter()
            for number, path in enumerate(itertools.cycle(questions)):
                if over.is_set():
                    return
                wait = began + number / _PER_SECOND - time.perf_counter()
                watched.late += wait < -1 / _PER_SECOND
                await asyncio.sleep(max(0.0, wait))
                group.create_task(_one(client, path, watched))

    thread = threading.Thread(target=lambda: asyncio.run(ask()), daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


async def _one(client: httpx.AsyncClient, path: str, watched: _Watched) -> None:
    began = time.perf_counter()
    answer = await client.get(path)
    watched.answers.append((time.perf_counter() - began) * 1000)
    if answer.is_error:
        watched.refused.append(f"{path}: {answer.status_code} {answer.text[:200]}")


def _questions(engine: Engine) -> Sequence[str]:
    """Return what is asked, over and over: what pages, Home Assistant and people ask."""
    library = _first(engine, "/api/v1/libraries")["id"]
    stats = engine.client.get("/api/v1/library/stats").raise_for_status().json()
    if not stats["artists"] or not stats["albums"]:
        raise RuntimeError("the library was not put together: nothing could be browsed")
    artist = _first(engine, "/api/v1/library/artists?letter=S&limit=1")
    album = _first(engine, "/api/v1/library/albums?query=velvet&limit=1")
    genre = quote_plus(_first(engine, "/api/v1/library/genres?limit=1")["name"])
    return (
        "/api/v1/info",
        "/api/v1/status",
        "/api/v1/jobs",
        "/api/v1/playlists?limit=50",
        "/api/v1/playlists?query=Playlist+0500",
        "/api/v1/runs?limit=20",
        "/api/v1/matches?limit=50",
        "/api/v1/missing?limit=50",
        "/api/v1/libraries",
        f"/api/v1/libraries/{library}/tracks?search=silver+river&limit=20",
        "/api/v1/library/artists?letter=S&limit=50",
        f"/api/v1/library/artists?genre={genre}&limit=50",
        f"/api/v1/library/artists/{artist['id']}/albums",
        "/api/v1/library/albums?query=velvet&limit=50",
        "/api/v1/library/albums?letter=H&limit=50",
        f"/api/v1/library/albums?genre={genre}&limit=50",
        f"/api/v1/library/albums/{album['id']}",
        f"/api/v1/library/albums/{album['id']}/tracks",
        "/api/v1/library/genres?limit=50",
        "/api/v1/library/stats",
        "/api/v1/events?limit=20",
    )


def _first(engine: Engine, path: str) -> dict[str, str]:
    """Return the first item of a list; every question must have an answer that holds something."""
    items = engine.client.get(path).raise_for_status().json()["items"]
    if not items:
        raise RuntimeError(f"{path} gives nothing")
    return dict(items[0])


async def _place(data: Path, music: Path, size: LoadSize) -> list[IndexedTrack]:
    """Make the library's index; return the tracks that playlists name, whose files are there."""
    draw = random.Random(_SEED)  # noqa: S311 -- nothing secret is drawn
    wanted = frozenset(draw.sample(range(size.tracks), min(size.tracks, size.playlists * size.entries)))
    chosen: list[IndexedTrack] = []
    async with opened_kit(Environment.read(environment(data))) as kit:
        library = await add_library(kit, name="Music", folder=str(music))
        for number, batch in enumerate(itertools.batched(made_tracks(size.tracks), 50_000, strict=False)):
            rows = map(_with_genre, batch, itertools.count(number * 50_000))
            await kit.database.write(tracks.upsert, library.id, rows, kit.now())
            chosen += [row for at, row in enumerate(batch, number * 50_000) if at in wanted]
        await kit.database.write(tracks.bump, library.id)
        await kit.database.write(
            libraries.set_state, library.id, readable=True, reason=None, at=kit.now(), complete=True
        )
        await shelve(kit, library.id)
    await asyncio.to_thread(_touch, music, chosen)
    draw.shuffle(chosen)
    return chosen


def _with_genre(row: IndexedTrack, number: int) -> IndexedTrack:
    """Give a track a genre, the same for all of its album."""
    genre = _GENRES[number // _ALBUM_TRACKS % len(_GENRES)]
    return replace(row, track=replace(row.track, genres=(genre,)))


def _touch(music: Path, chosen: Sequence[IndexedTrack]) -> None:
    for row in chosen:
        path = music / row.track.key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
