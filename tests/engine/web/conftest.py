"""The pages over a real database and real use cases; only the job service is a small double."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest
from starlette.types import ASGIApp, Receive, Scope, Send
from syncopate.access.limits import LoginLimiter, Memory
from syncopate.access.sessions import LoginLinks
from syncopate.access.vault import Vault
from syncopate.domain.event import Event, EventType
from syncopate.domain.media import AudioFormat, IndexedTrack, Track
from syncopate.domain.run import (
    ItemResult,
    ItemStatus,
    JobName,
    Progress,
    RunStatus,
    Schedule,
    Trigger,
)
from syncopate.errors import NotConfigured
from syncopate.events.bus import EventBus
from syncopate.jobs.catalog import BUILT, DEFAULT_SCHEDULES, TITLES, check_arguments
from syncopate.planning.schedule import next_slot
from syncopate.store import accounts, events, libraries, mirrors, runs, targets, tracks
from syncopate.store.accounts import Account
from syncopate.store.database import Connection, Database
from syncopate.store.encoding import JsonValue
from syncopate.store.ids import new_id
from syncopate.store.libraries import Library
from syncopate.store.runs import Run
from syncopate.sync.keyring import KeyRing
from syncopate.sync.kit import Kit
from syncopate.sync.mirrors import NewMirror, add_file
from syncopate.sync.preview import preview_plan
from syncopate.sync.shelving import shelve
from syncopate.web.app import create_web
from syncopate.web.context import WebContext

START = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
PREFIX = "/api/hassio_ingress/x"


class ThreadCompute:
    """Runs in a thread what a worker process would."""

    async def __call__[**P, R](self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        return await asyncio.to_thread(function, *args, **kwargs)


@dataclass
class Facts:
    job: JobName
    schedule: Schedule | None
    next_run: datetime | None
    run_count: int
    running: Run | None
    last: Run | None


@dataclass
class Jobs:
    """Keeps runs in the database as the real service does, and executes nothing."""

    kit: Kit
    schedules: dict[JobName, Schedule] = field(default_factory=lambda: dict(DEFAULT_SCHEDULES))

    def built(self, job: JobName) -> bool:
        return job in BUILT

    async def run(
        self, job: JobName, trigger: Trigger, arguments: Mapping[str, JsonValue] | None = None
    ) -> Run:
        if job not in BUILT:
            raise NotConfigured(what=TITLES[job])
        check_arguments(job, arguments or {})
        run = Run(
            id=new_id(), job=job, trigger=trigger, arguments=arguments or {}, requested_at=self.kit.now()
        )
        await self.kit.database.write(runs.add, run)
        await self.kit.tell(
            Event(type=EventType.JOB_STARTED, at=self.kit.now(), name=job.value, run_id=run.id)
        )
        return run

    async def cancel(self, run_id: str) -> Run:
        await self.kit.database.read(runs.get, run_id)
        await self.kit.database.write(runs.end, run_id, RunStatus.CANCELLED, self.kit.now())
        return await self.kit.database.read(runs.get, run_id)

    async def overview(self) -> Sequence[Facts]:
        return await self.kit.database.read(self._overview)

    def _overview(self, connection: Connection) -> list[Facts]:
        now = self.kit.now()
        return [
            Facts(
                job=job,
                schedule=self.schedules.get(job),
                next_run=next_slot(self.schedules[job], now, self.kit.zone)
                if job in self.schedules
                else None,
                run_count=runs.count_of(connection, job),
                running=runs.running_of(connection, job),
                last=runs.last_ended(connection).get(job),
            )
            for job in TITLES
        ]

    async def set_schedule(self, job: JobName, schedule: Schedule) -> None:
        self.schedules[job] = schedule


def marked(app: ASGIApp, *, ingress: bool) -> ASGIApp:
    """Do what the listeners do: say whether the socket's peer is the Supervisor."""

    async def listener(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, "state": {"ingress": ingress}}, receive, send)

    return listener


def prefixed(app: ASGIApp, prefix: str = PREFIX) -> ASGIApp:
    """Do what Home Assistant's ingress does: take the prefix off, tell nobody."""

    async def proxy(scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        if not path.startswith(f"{prefix}/"):
            await send({"type": "http.response.start", "status": 502, "headers": []})
            await send({"type": "http.response.body", "body": b"outside of the prefix"})
            return
        inner = path.removeprefix(prefix)
        headers = [*scope["headers"], (b"x-ingress-path", prefix.encode())]
        await app({**scope, "path": inner, "raw_path": inner.encode(), "headers": headers}, receive, send)

    return proxy


@dataclass(kw_only=True)
class Household:
    """What a test holds in hands."""

    kit: Kit
    bus: EventBus
    jobs: Jobs
    context: WebContext
    web: ASGIApp
    clock: list[datetime]
    key: str = ""
    ids: dict[str, str] = field(default_factory=dict)

    def client(self, *, ingress: bool = True, proxied: bool = False, **headers: str) -> httpx.AsyncClient:
        """Return a browser: through ingress (behind the prefix when proxied), or on the open port."""
        app = marked(self.web, ingress=ingress)
        transport = httpx.ASGITransport(prefixed(app) if proxied else app, raise_app_exceptions=True)
        return httpx.AsyncClient(
            transport=transport, base_url="http://home", headers=headers, follow_redirects=True
        )


@pytest.fixture
async def household(database: Database, tmp_path: Path) -> AsyncIterator[Household]:
    """Return the pages of a household that has nothing yet."""

    async def append(event: Event) -> Event:
        return await database.write(events.append, event)

    bus = EventBus(append)
    clock = [START]
    kit = Kit(
        # No test reaches a public service: nobody listens there.
        endpoints={"*": "http://127.0.0.1:9"},
        database=database,
        tell=bus.publish,
        now=lambda: clock[0],
        zone=ZoneInfo("Europe/Berlin"),
        compute=ThreadCompute(),
        vault=Vault.at(tmp_path / "key"),
        share_dir=tmp_path / "share",
        storage_dir=tmp_path / "storage",
    )
    jobs = Jobs(kit)
    seconds = [0.0]
    context = WebContext(
        kit=kit,
        jobs=jobs,
        bus=bus,
        links=LoginLinks(lambda: seconds[0]),
        logins=LoginLimiter(Memory(lambda: seconds[0])),
        version="0.1.0",
        heartbeat_seconds=5.0,
    )
    yield Household(kit=kit, bus=bus, jobs=jobs, context=context, web=create_web(context), clock=clock)
    await bus.close()
    await kit.connections.close()


SONGS: list[tuple[str, str, str, int]] = [
    ("Кино", "Группа крови", "Группа крови", 285),
    ("藤井風", "まつり", "LOVE ALL SERVE ALL", 229),
    ("AC/DC", "Thunderstruck", "The Razors Edge", 292),
    ("!!!", "Must Be the Moon", "Myth Takes", 349),
    ("Björk", "Jóga", "Homogenic", 305),
    ("Massive Attack", "Teardrop", "Mezzanine", 330),
    ("Nina Simone", "Feeling Good (Live)", "Live at Berkeley", 186),
    ("Portishead", "Roads", "Dummy", 304),
    ("Queen", "Bohemian Rhapsody - Remastered 2011", "A Night at the Opera", 355),
    ("Sigur Rós", "Hoppípolla", "Takk...", 268),
    ("Daft Punk", "Around the World", "Homework", 429),
    ("Radiohead", "Paranoid Android", "OK Computer", 383),
]

CSV = (
    "Track Name,Artist Name(s),Album Name,Track Duration (ms),Spotify ID\r\n"
    "Группа крови,Кино,Группа крови,285000,\r\n"
    "まつり,藤井風,LOVE ALL SERVE ALL,229000,\r\n"
    "Thunderstruck,AC/DC,The Razors Edge,292000,\r\n"
    "Must Be the Moon,!!!,Myth Takes,349000,\r\n"
    "Teardrop,Massive Attack,Mezzanine,330000,67Hna13dNDkZvBpTXRIaOJ\r\n"
    "Feeling Good,Nina Simone,I Put a Spell on You,174000,6Rqn2GFlmvmV4w9Ala0I1e\r\n"
    "Roads,Portishead,Dummy,304000,\r\n"
    "Bohemian Rhapsody,Queen,A Night at the Opera,354000,7tFiyTwD0nx5a1eklYtX2J\r\n"
    "Hyperballad,Björk,Post,321000,4oZJVGqRjqdQJiy3MRrWK6\r\n"
    '<b>Not bold</b> & "quoted","=HYPERLINK(""x"")",,200000,2takcwOaAZWiXQijPHIx7B\r\n'
)


def _library(connection: Connection, name: str, folder: Path, *, readable: bool) -> str:
    account = Account(
        id=new_id(),
        provider="folder",
        name=name,
        settings={"path": str(folder)},
        health_ok=readable,
        health_reason=None if readable else "library_unavailable",
        health_detail="" if readable else "The folder is not there.",
        health_at=START,
        created_at=START,
    )
    accounts.add(connection, account)
    library = Library(id=new_id(), account_id=account.id, name=name, created_at=START)
    libraries.add(connection, library)
    rows = [
        IndexedTrack(
            track=Track(
                key=f"{artist.replace('/', '_')}/{title}.flac",
                title=title,
                artists=(artist,),
                album=album,
                duration=timedelta(seconds=seconds),
                path=f"{artist.replace('/', '_')}/{title}.flac",
                size=31_000_000 + seconds,
                format=AudioFormat(codec="flac", lossless=True),
            ),
            problem="internal_error" if title == "Around the World" else None,
        )
        for artist, title, album, seconds in SONGS
    ]
    tracks.upsert(connection, library.id, rows, START)
    tracks.bump(connection, library.id)
    reason = None if readable else "library_unavailable"
    libraries.set_state(connection, library.id, readable=readable, reason=reason, at=START, complete=readable)
    return library.id


def _runs(connection: Connection, mirror_id: str, name: str) -> dict[str, str]:
    ids = {}
    plans = (
        ("good", RunStatus.SUCCEEDED, ItemStatus.SYNCED, None),
        ("bad", RunStatus.FAILED, ItemStatus.FAILED, "disk_full"),
    )
    for place, (mark, status, item, error) in enumerate(plans):
        began = START - timedelta(hours=30 - 10 * place)
        run = Run(id=new_id(), job=JobName.SYNC_PLAYLISTS, trigger=Trigger.SCHEDULE, requested_at=began)
        runs.add(connection, run)
        runs.start(connection, run.id, began)
        result = ItemResult(
            item_id=mirror_id,
            item_name=name,
            status=item,
            started_at=began,
            ended_at=began + timedelta(seconds=3.4),
            matched=7,
            review=1,
            missing=2,
            added=7,
            error=error,
            detail="" if error is None else "The disk is full: Road trip.m3u8 was not written.",
        )
        runs.put_item(connection, run.id, result, ("Björk - Hyperballad", "x - y"))
        runs.end(
            connection,
            run.id,
            status,
            began + timedelta(seconds=4),
            error,
            "" if error is None else "One item failed.",
        )
        ids[mark] = run.id
    active = Run(id=new_id(), job=JobName.SCAN_LIBRARY, trigger=Trigger.WEB, requested_at=START)
    runs.add(connection, active)
    runs.start(connection, active.id, START)
    runs.set_progress(connection, active.id, Progress(412, 1200, "Björk/Homogenic"), START)
    return {**ids, "active": active.id}


async def fill(household: Household) -> None:
    """Give it libraries, playlists in every state, runs, events and a key."""
    kit = household.kit
    music = kit.storage_dir.parent / "music"
    music.mkdir()
    # An empty folder may be a disk that is not mounted.
    (music / "a song.flac").touch()
    library = await kit.database.write(lambda c: _library(c, "Music", music, readable=True))
    await shelve(kit, library)
    attic = await kit.database.write(lambda c: _library(c, "Attic", music / "gone", readable=False))
    first = await add_file(kit, "Road trip.csv", CSV.encode(), NewMirror(library_id=library, label="Family"))
    held = await add_file(
        kit,
        "Sunday.txt",
        b"Portishead - Roads\nQueen - Innuendo\n",
        NewMirror(library_id=library, label="Family"),
    )
    fresh = await add_file(
        kit, "Later.txt", b"Air - La femme d'argent\n", NewMirror(library_id=attic, enabled=False)
    )
    at = START - timedelta(hours=10)
    for mirror in (first, held):
        preview = await preview_plan(kit, mirror.id)
        assert preview.counts.matched
        target = (await kit.database.read(targets.of_mirror, mirror.id))[0]
        await kit.database.write(
            mirrors.set_result,
            mirror.id,
            at=at,
            success=True,
            status=ItemStatus.SYNCED,
            error=None,
            detail="",
        )
        if mirror is held:
            await kit.database.write(targets.set_hold, target.id, "digest-1", "mass_removal")
    ids = await kit.database.write(lambda c: _runs(c, first.id, "Road trip"))
    for place, (kind, name) in enumerate(
        (
            (EventType.LIBRARY_SCANNED, "Music"),
            (EventType.PLAYLIST_SYNCED, "Road trip"),
            (EventType.PLAN_HELD, "Sunday"),
            (EventType.SETTINGS_CHANGED, "settings"),
            (EventType.SYNC_FAILED, "sync_playlists"),
            (EventType.JOB_STARTED, "scan_library"),
        )
    ):
        await kit.tell(Event(type=kind, at=START - timedelta(minutes=50 - 9 * place), name=name, status="ok"))
    household.key, key = await KeyRing(kit).create("Browser", {"admin"})
    household.ids = {
        "library": library,
        "attic": attic,
        "first": first.id,
        "held": held.id,
        "fresh": fresh.id,
        "key": key.id,
        **ids,
    }


@pytest.fixture
async def filled(household: Household) -> Household:
    """Return the pages of a household that has everything."""
    await fill(household)
    return household
