"""A small engine: real store, real DBOS, use cases that do as told."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from blockbuster import blockbuster_ctx
from syncopate.domain.event import Event, EventType
from syncopate.domain.playlist import AlbumFacts, MirrorKind
from syncopate.domain.run import ItemResult, ItemStatus, JobName, Progress, RunStatus, ScanMode
from syncopate.events.bus import EventBus
from syncopate.jobs.catalog import MAIN_RUN
from syncopate.jobs.compute import WorkerPool
from syncopate.jobs.service import JobService
from syncopate.jobs.work import NO_PUBLISHING, LinkCases, Publishing, SourceCases, UseCases
from syncopate.providers.capability import Report
from syncopate.store import accounts, events, libraries, mirrors, runs
from syncopate.store.accounts import Account
from syncopate.store.database import Database
from syncopate.store.libraries import Library
from syncopate.store.mirrors import Mirror
from syncopate.store.runs import Run
from syncopate.sync.kit import Kit

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self, now: datetime = NOW) -> None:
        self.time = now

    def __call__(self) -> datetime:
        return self.time

    def forward(self, **amount: float) -> None:
        self.time += timedelta(**amount)


class NoVault:
    """There are no secrets here."""

    def seal(self, secrets: Mapping[str, str]) -> bytes:
        return repr(secrets).encode()

    def open(self, sealed: bytes) -> Mapping[str, str]:
        return {"sealed": sealed.decode()}


@dataclass
class Household:
    """Use cases by script: what a playlist or library answers, and which calls were made."""

    now: Callable[[], datetime]
    mirrors: list[Mirror] = field(default_factory=list)
    answers: dict[str, ItemStatus | Exception | asyncio.Event] = field(default_factory=dict)
    skipped: dict[str, ItemStatus] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    approvals: dict[str, frozenset[str]] = field(default_factory=dict)
    at_once: int = 0
    most_at_once: int = 0
    lists: Exception | None = None
    seconds: float = 0.0
    sources: SourceCases = field(default_factory=SourceCases)
    links: LinkCases = field(default_factory=LinkCases)

    async def sync_mirror(
        self, _kit: Kit, mirror_id: str, _run_id: str, *, approve: Collection[str] = (), report: Report
    ) -> ItemResult:
        self.approvals[mirror_id] = frozenset(approve)
        return await self._answer(mirror_id, report)

    async def scan_library(
        self, _kit: Kit, library_id: str, *, mode: ScanMode, report: Report, run_id: str | None
    ) -> ItemResult:
        assert run_id
        self.calls.append(mode.value)
        return await self._answer(library_id, report)

    async def _answer(self, item_id: str, report: Report) -> ItemResult:
        self.calls.append(item_id)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await report(Progress(0, 2, item_id))
            await asyncio.sleep(self.seconds)
            answer = self.answers.get(item_id, ItemStatus.SYNCED)
            if isinstance(answer, asyncio.Event):
                await answer.wait()
                answer = ItemStatus.SYNCED
            if isinstance(answer, Exception):
                raise answer
            await report(Progress(1, 2, item_id))
        finally:
            self.at_once -= 1
        error = "source_unavailable" if answer in {ItemStatus.FAILED, ItemStatus.UNKNOWN} else None
        return result(item_id, answer, self.now(), error)

    async def due_mirrors(
        self, _kit: Kit, *, kind: MirrorKind, only: Sequence[str] | None = None, **_choices: bool
    ) -> tuple[list[Mirror], list[ItemResult]]:
        chosen = [m for m in self.mirrors if m.kind is kind and (only is None or m.id in only)]
        left_out = [result(m.id, self.skipped[m.id], self.now()) for m in chosen if m.id in self.skipped]
        return [m for m in chosen if m.id not in self.skipped], left_out

    async def write_lists(self, _kit: Kit) -> list[Path]:
        self.calls.append("lists")
        if self.lists is not None:
            raise self.lists
        return []

    @property
    def use_cases(self) -> UseCases:
        return UseCases(
            sync_mirror=self.sync_mirror,
            due_mirrors=self.due_mirrors,
            scan_library=self.scan_library,
            write_lists=self.write_lists,
            sources=self.sources,
            links=self.links,
        )


def result(item_id: str, status: ItemStatus, at: datetime, error: str | None = None) -> ItemResult:
    return ItemResult(
        item_id=item_id,
        item_name=f"Playlist {item_id}",
        status=status,
        started_at=at,
        ended_at=at,
        matched=3,
        missing=1,
        added=2 if status is ItemStatus.SYNCED else 0,
        next_due=at + timedelta(days=1) if status is ItemStatus.NOT_DUE else None,
        error=error,
        detail="No answer." if error else "",
    )


@dataclass
class Engine:
    """One engine on a folder; `jobs()` makes its job service, several times for restarts."""

    folder: Path
    clock: Clock = field(default_factory=Clock)
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    server: str | None = None

    def __post_init__(self) -> None:
        self.database = Database.open(self.server or f"sqlite:///{self.folder / 'syncopate.db'}")
        self.bus = EventBus(lambda event: self.database.write(events.append, event))
        self.told: list[Event] = []
        self.household = Household(self.clock)
        self.kit = Kit(
            # No test reaches a public service: nobody listens there.
            endpoints={"*": "http://127.0.0.1:9"},
            database=self.database,
            tell=self._tell,
            now=self.clock,
            zone=self.zone,
            compute=WorkerPool(),
            vault=NoVault(),
            share_dir=self.folder,
            storage_dir=self.folder,
        )

    async def _tell(self, event: Event) -> None:
        self.told.append(event)
        await self.bus.publish(event)

    def add_playlists(self, *ids: str, album: AlbumFacts | None = None) -> None:
        for playlist_id in ids:
            mirror = Mirror(
                id=playlist_id,
                provider="demo",
                reference=playlist_id,
                kind=MirrorKind.PLAYLIST if album is None else MirrorKind.ALBUM,
                album=album,
                source_name=f"Playlist {playlist_id}",
                created_at=NOW,
            )
            self.database.change(mirrors.add, mirror)
            self.household.mirrors.append(mirror)

    def add_albums(self, *ids: str) -> None:
        self.add_playlists(*ids, album=AlbumFacts(artists=("Holt",)))

    def add_libraries(self, *ids: str) -> None:
        for library_id in ids:
            account = Account(id=f"account-{library_id}", provider="folder", name="Music", created_at=NOW)
            self.database.change(accounts.add, account)
            library = Library(
                id=library_id, account_id=account.id, name=f"Library {library_id}", section="", created_at=NOW
            )
            self.database.change(libraries.add, library)

    @asynccontextmanager
    async def jobs(
        self, *, publishing: Publishing = NO_PUBLISHING, tick_seconds: float = 3600
    ) -> AsyncIterator[JobService]:
        service = JobService(
            self.kit,
            self.household.use_cases,
            database_url=self.server or f"sqlite:///{self.folder / 'jobs.db'}",
            publishing=publishing,
            tick_seconds=tick_seconds,
        )
        await service.start()
        try:
            yield service
        finally:
            await service.stop()

    def run(self, run_id: str) -> Run:
        return self.database.look(runs.get, run_id)

    def items(self, run_id: str) -> dict[str, ItemStatus]:
        return {item.result.item_id: item.result.status for item in self.database.look(runs.items, run_id)}

    async def ended(self, run_id: str, seconds: float = 10) -> Run:
        """Wait until it has ended and all of its end was told."""
        await self.until(lambda: self.run(run_id).status.ended and self._all_told(run_id), seconds)
        return self.run(run_id)

    def _all_told(self, run_id: str) -> bool:
        run = self.run(run_id)
        whole = run.job in SYNCS and run.status is not RunStatus.CANCELLED and MAIN_RUN not in run.arguments
        wanted = (ENDS, SYNC_ENDS) if whole else (ENDS,)
        return all(self.told_of(run_id, *kinds) for kinds in wanted)

    def told_of(self, run_id: str, *types: EventType) -> list[Event]:
        return [event for event in self.told if event.run_id == run_id and event.type in types]

    async def until(self, condition: Callable[[], object], seconds: float = 20) -> None:
        async with asyncio.timeout(seconds):
            while not condition():  # noqa: ASYNC110 -- what is waited for lies in the store or elsewhere
                await asyncio.sleep(0.01)


ENDS = (EventType.JOB_FINISHED, EventType.JOB_FAILED)
SYNC_ENDS = (EventType.SYNC_FINISHED, EventType.SYNC_FAILED)
SYNCS = frozenset({JobName.MAIN_SYNC, JobName.SYNC_PLAYLISTS, JobName.SYNC_ALBUMS})

type MakeEngine = Callable[..., Engine]


@pytest.fixture(autouse=True)
def nothing_blocks_the_loop() -> Iterator[None]:
    """Jobs never block the event loop, but for the moment in which DBOS starts."""
    with blockbuster_ctx("syncopate.jobs") as blockbuster:
        for function in blockbuster.functions.values():
            function.can_block_in("syncopate/jobs/durable.py", {"launch"})
        yield


@pytest.fixture
def make_engine(tmp_path: Path, migrated_file: Path) -> Iterator[MakeEngine]:
    made: list[Engine] = []
    shutil.copy(migrated_file, tmp_path / "syncopate.db")

    def make(*, zone: str = "UTC", now: datetime = NOW, server: str | None = None) -> Engine:
        engine = Engine(tmp_path, Clock(now), ZoneInfo(zone), server)
        made.append(engine)
        return engine

    yield make
    for engine in made:
        engine.database.close()


@pytest.fixture
def engine(make_engine: MakeEngine) -> Engine:
    return make_engine()
