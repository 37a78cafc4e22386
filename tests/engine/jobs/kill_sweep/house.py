"""A household on real files that can be put back as it was: something of every kind is to be done in it."""

import asyncio
import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import mutagen
import psycopg
import soundfile
from syncopate.bootstrap.base import opened_kit
from syncopate.domain.event import Event, EventType
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.playlist import AlbumFacts, MirrorKind
from syncopate.domain.run import ItemResult, ItemStatus, JobName, Progress, RunStatus, ScanMode, Trigger
from syncopate.domain.target import TargetKind
from syncopate.jobs.household import HOUSEHOLD
from syncopate.jobs.service import JobService
from syncopate.settings import Environment
from syncopate.store import events, published, runs, targets
from syncopate.store.database import Connection
from syncopate.store.migrate import migrate
from syncopate.store.mirrors import MirrorChanges
from syncopate.store.runs import Run
from syncopate.sync.kit import Kit
from syncopate.sync.libraries import add_library, scan_library
from syncopate.sync.mirrors import NewMirror, add_mirror, change_mirror
from syncopate.sync.playlist import sync_mirror

NOON = datetime(2026, 3, 1, 12, 20, tzinfo=UTC)
"""When it all takes place: far from every schedule."""

GHOST = "syncopate/playlists/ghost/state"
GHOST_DEVICE = "homeassistant/device/syncopate_ghost/config"

_OLD = NOON - timedelta(days=200)
_SONGS = 14
_SPOTIFY = "https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC"


@dataclass(frozen=True, slots=True)
class House:
    """Where it lies. `server`: the address of a PostgreSQL server, where it is kept there under a name.

    `endpoints` stand in for public hosts.
    """

    folder: Path
    name: str = ""
    server: str | None = None
    endpoints: str = ""

    @property
    def live(self) -> Path:
        """The household itself: always in the same place."""
        return self.folder / "live"

    @property
    def diary(self) -> Path:
        """What was done, line by line, whatever died meanwhile."""
        return self.folder / "diary"

    @property
    def log(self) -> Path:
        """What the processes say."""
        return self.folder / "log"

    @property
    def database_url(self) -> str:
        return self._on_server or f"sqlite:///{self.live / 'data' / 'syncopate.db'}"

    @property
    def jobs_url(self) -> str:
        return self._on_server or f"sqlite:///{self.live / 'data' / 'jobs.db'}"

    @property
    def environment(self) -> Environment:
        return Environment.read(
            {
                "SYNCOPATE_DATA_DIR": str(self.live / "data"),
                "SYNCOPATE_SHARE_DIR": str(self.live / "share"),
                "SYNCOPATE_DATABASE_URL": self.database_url,
                "SYNCOPATE_ENDPOINTS": self.endpoints,
                "SYNCOPATE_LOG_LEVEL": "warning",
                "TZ": "UTC",
            }
        )

    def put_back(self) -> None:
        """Make it as it was before."""
        shutil.rmtree(self.live, ignore_errors=True)
        shutil.copytree(self.folder / "before", self.live)
        self.diary.unlink(missing_ok=True)
        self.log.unlink(missing_ok=True)
        if self.server is not None:
            self._copy("before", "live")

    def keep(self) -> None:
        """Take the present state for the one to put back."""
        self.live.rename(self.folder / "before")
        if self.server is not None:
            self._copy("live", "before")

    def make_database(self) -> None:
        """Make an empty database with the present schema."""
        (self.live / "data").mkdir(parents=True)
        if self.server is not None:
            self._on(f'CREATE DATABASE "{self.name}_live"')
        migrate(self.database_url)

    def drop(self) -> None:
        """Take both databases off the server."""
        for which in ("before", "live") if self.server is not None else ():
            self._on(f'DROP DATABASE IF EXISTS "{self.name}_{which}" WITH (FORCE)')

    @property
    def _on_server(self) -> str | None:
        return None if self.server is None else f"{self.server.rpartition('/')[0]}/{self.name}_live"

    def _copy(self, source: str, goal: str) -> None:
        self._on(f'DROP DATABASE IF EXISTS "{self.name}_{goal}" WITH (FORCE)')
        # Who was killed may still be counted as using it.
        self._on(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "  # noqa: S608 -- a name of our own
            f"WHERE datname = '{self.name}_{source}' AND pid <> pg_backend_pid()"
        )
        self._on(f'CREATE DATABASE "{self.name}_{goal}" TEMPLATE "{self.name}_{source}"')

    def _on(self, statement: str) -> None:
        assert self.server is not None
        with closing(psycopg.connect(self.server, autocommit=True)) as connection:
            connection.execute(statement)  # type: ignore[call-overload]  # our own words


async def in_a_thread(function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
    """Compute here, so that what a worker process would do has points as well."""
    return await asyncio.to_thread(function, *args, **kwargs)


async def fill(house: House) -> None:
    """Make the household: some of it synced, some changed since, some never seen."""
    music, other = house.live / "music", house.live / "other"
    plain = house.folder / "plain.flac"
    soundfile.write(plain, [0.0, 0.1, -0.1, 0.0] * 50, 8000, subtype="PCM_16")
    for number in range(_SONGS):
        _song(plain, music, number)
    for number in (50, 51, 52):
        _song(plain, other, number)
    async with opened_kit(house.environment) as opened:
        kit = replace(opened, compute=in_a_thread, now=lambda: NOON - timedelta(minutes=10))
        library = await add_library(kit, name="Music", folder=str(music))
        elsewhere = await add_library(kit, name="Other", folder=str(other))
        await scan_library(kit, library.id, mode=ScanMode.INCREMENTAL, report=_quiet)
        made = {
            "Longer": (library.id, range(4)),
            "Renamed": (library.id, range(2, 6)),
            "Same": (library.id, range(5, 8)),
            "Shrunk": (library.id, range(14)),
            "New": (library.id, range(7, 17)),
            "Elsewhere": (elsewhere.id, range(50, 54)),
        }
        ids = {name: await _playlist(kit, house, name, *what) for name, what in made.items()}
        albums = {
            # One of whose tracks some lie elsewhere, some nowhere; one seen before; one kept as a playlist too.
            "Lights": (library.id, range(8, 18)),
            "Kept": (library.id, range(2)),
            "Heard": (library.id, range(3, 5)),
        }
        ids |= {name: await _playlist(kit, house, name, *what, album=True) for name, what in albums.items()}
        await kit.database.write(targets.ensure, ids["Heard"], library.id, kind=TargetKind.PLAYLIST)
        for name in ("Longer", "Renamed", "Same", "Shrunk", "Kept"):
            await sync_mirror(kit, ids[name], "before", report=_quiet)
        _list(house, "Longer", range(7))
        _list(house, "Shrunk", range(1))
        _list(house, "Kept", range(3))
        await change_mirror(kit, ids["Renamed"], MirrorChanges(custom_name="Named Anew"))
        # What a scan finds: new ones, one with another tag, one that is gone.
        for number in (30, 31):
            _song(plain, music, number)
        _song(plain, music, 1, album="Another")
        (music / "Choir 0" / "Lantern 12.flac").unlink()
        await kit.database.write(_history)
        jobs = JobService(kit, HOUSEHOLD, database_url=house.jobs_url)
        await jobs.start()
        await jobs.stop()


def _song(plain: Path, music: Path, number: int, **tags: str) -> None:
    artist = f"Choir {number % 4}"
    file = music / artist / f"Lantern {number:02}.flac"
    file.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(plain, file)
    tagged = mutagen.File(file)
    assert tagged is not None
    tagged.update({"title": f"Lantern {number:02}", "artist": artist, "album": "Lights"} | tags)
    tagged.save()


def _list(house: House, name: str, numbers: range) -> Path:
    file = house.live / "lists" / f"{name}.csv"
    file.parent.mkdir(parents=True, exist_ok=True)
    rows = [
        f"Lantern {number:02},Choir {number % 4},{_SPOTIFY if number == 15 else ''}" for number in numbers
    ]
    file.write_text("\n".join(["Title,Artist,Link", *rows]) + "\n")
    return file


async def _playlist(
    kit: Kit, house: House, name: str, library_id: str, numbers: range, *, album: bool = False
) -> str:
    kind = MirrorKind.ALBUM if album else MirrorKind.PLAYLIST
    reference = str(_list(house, name, numbers))
    facts = AlbumFacts(ids=frozenset({ExternalId(IdKind.SPOTIFY, "4uLU6hMCjMI75M1A2tKUQC")}))
    new = NewMirror(reference=reference, library_id=library_id, local=True, kind=kind)
    mirror = await add_mirror(kit, replace(new, album=facts) if album else new)
    return mirror.id


def _history(connection: Connection) -> None:
    """Add what a clean-up removes, and what it keeps; and what stands on the broker and shall go."""
    for number, at in enumerate((_OLD, _OLD + timedelta(hours=1), NOON - timedelta(days=1))):
        run = Run(
            id=f"old-{number}",
            job=JobName.CLEAN_UP,
            trigger=Trigger.SCHEDULE,
            status=RunStatus.SUCCEEDED,
            requested_at=at,
            started_at=at,
            ended_at=at,
        )
        runs.add(connection, run)
        result = ItemResult(
            item_id="history", item_name="History", status=ItemStatus.UNCHANGED, started_at=at, ended_at=at
        )
        runs.put_item(connection, run.id, result)
        event = Event(type=EventType.JOB_FINISHED, at=at, name="clean_up", status="succeeded", run_id=run.id)
        events.append(connection, event)
    published.put_all(connection, {GHOST: "0", GHOST_DEVICE: "0", f"{GHOST_DEVICE}#a": "sensor"})


async def _quiet(_progress: Progress) -> None:
    """Progress nobody watches."""
