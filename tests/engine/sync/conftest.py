"""A household to sync: real database, real files, real providers; a clock that can be set, events kept."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from syncopate.access.vault import Vault
from syncopate.domain.event import Event, EventType
from syncopate.domain.match import Match, Verdict
from syncopate.domain.run import ItemResult, Progress, ScanMode
from syncopate.providers.capability import Compute
from syncopate.store import mirrors, targets
from syncopate.store.database import Database
from syncopate.store.libraries import Library
from syncopate.store.matches import load
from syncopate.store.mirrors import Mirror
from syncopate.store.targets import Target
from syncopate.sync import worker_database
from syncopate.sync.kit import Kit
from syncopate.sync.libraries import add_library, scan_library
from syncopate.sync.mirrors import NewMirror, add_mirror
from syncopate.sync.playlist import sync_mirror

START = datetime(2026, 3, 2, 2, tzinfo=UTC)

SONGS = (
    ("Amber Lanterns", "Holt"),
    ("Borrowed Coats", "Mira Quist"),
    ("Copper Rain", "The Nettles"),
    ("Driftwood Choir", "Ansel Brook"),
    ("Empty Ferries", "Holt"),
    ("Foxglove", "Vesper Lane"),
    ("Glass Orchard", "Oda Rune"),
    ("Hollow Bells", "The Nettles"),
    ("Iron Meadow", "Kestrel"),
    ("Juniper Smoke", "Lotte Haas"),
    ("Kerosene Moon", "Tin Parade"),
    ("Lighthouse Keeper", "Pale Harbor"),
    ("Marigold", "Sable"),
    ("Northern Static", "Ivo Lund"),
    ("Owls Over Water", "Kestrel"),
    ("Paper Sundial", "Mira Quist"),
    ("Quiet Machines", "Tin Parade"),
    ("Rust and Clover", "Lotte Haas"),
    ("Silver Thicket", "Pale Harbor"),
    ("Tidewater Hymn", "Sable"),
)
"""Twenty songs no matcher takes for one another."""


class Inline:
    """Computes at once, here, and remembers what; no index outlives a test."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    async def __call__[**P, R](self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        self.calls.append(getattr(function, "__name__", "?"))
        return await asyncio.to_thread(lambda: function(*args, **kwargs))


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.time = START

    def __call__(self) -> datetime:
        return self.time

    def forward(self, **amount: float) -> None:
        self.time += timedelta(**amount)


@dataclass
class Household:
    """Everything a test touches."""

    kit: Kit
    clock: Clock
    compute: Inline
    folder: Path
    make_song: Callable[..., Path]
    events: list[Event] = field(default_factory=list)
    progress: list[Progress] = field(default_factory=list)
    runs: int = 0

    @property
    def music(self) -> Path:
        """The music folder."""
        return self.folder / "music"

    @property
    def playlists(self) -> Path:
        """Where playlists are written."""
        return self.music / "Playlists"

    def song(self, path: str, *, title: str, artist: str, **tags: str) -> Path:
        """Put a tagged file into the music folder."""
        return self.make_song(self.music / path, title=title, artist=artist, **tags)

    def songs(self, number: int = len(SONGS)) -> None:
        """Put the first songs into the music folder."""
        for title, artist in SONGS[:number]:
            self.song(f"{artist}/{title}.flac", title=title, artist=artist)

    def csv(self, name: str, rows: Sequence[tuple[str, str]]) -> Path:
        """Write a playlist file of titles and artists."""
        path = self.folder / "lists" / f"{name}.csv"
        path.parent.mkdir(exist_ok=True)
        lines = ["Title,Artist", *(f'"{title}","{artist}"' for title, artist in rows)]
        path.write_text("\n".join(lines) + "\n", "utf-8")
        return path

    async def library(self, name: str = "Music") -> Library:
        """Add the music folder."""
        return await add_library(self.kit, name=name, folder=str(self.music))

    async def mirror(
        self, name: str = "Evening", rows: Sequence[tuple[str, str]] = SONGS[:3], **settings: object
    ) -> Mirror:
        """Mirror a playlist file of these rows."""
        path = self.csv(name, rows)
        return await add_mirror(self.kit, NewMirror(reference=str(path), **settings))  # type: ignore[arg-type] # a test's shorthand

    async def sync(self, mirror: Mirror, approve: str | None = None) -> ItemResult:
        """Sync one playlist; `approve` are digests with commas between them."""
        digests = frozenset(approve.split(",")) if approve else frozenset()
        return await sync_mirror(self.kit, mirror.id, self._run(), approve=digests, report=self.report)

    def _run(self) -> str:
        """Return which run it is now: each syncs a playlist once."""
        self.runs += 1
        return "run" if self.runs == 1 else f"run {self.runs}"

    async def scan(self, library: Library, mode: ScanMode = ScanMode.INCREMENTAL) -> ItemResult:
        """Scan a library."""
        return await scan_library(self.kit, library.id, mode=mode, report=self.report)

    async def report(self, progress: Progress) -> None:
        """Keep what was reported."""
        self.progress.append(progress)

    async def target(self, mirror: Mirror) -> Target:
        """Return the one target of a mirror."""
        (target,) = await self.kit.database.read(targets.of_mirror, mirror.id)
        return target

    async def stored(self, mirror: Mirror) -> Mirror:
        """Return a mirror as it is stored now."""
        return await self.kit.database.read(mirrors.get, mirror.id)

    async def matches(self, mirror: Mirror) -> list[tuple[int, Match]]:
        """Return the verdicts of a mirror."""
        return await self.kit.database.read(load, (await self.target(mirror)).id)

    async def verdicts(self, mirror: Mirror) -> list[Verdict]:
        """Return the verdicts of a mirror in order."""
        return [match.verdict for _, match in await self.matches(mirror)]

    def written(self, name: str = "Evening") -> list[str]:
        """Return the paths in a written playlist, as they lead from the music folder."""
        text = (self.playlists / f"{name}.m3u8").read_text("utf-8")
        lines = [line for line in text.splitlines() if line and not line.startswith("#")]
        return [line.removeprefix("../") for line in lines]

    def told(self, kind: EventType) -> list[Event]:
        """Return what was told of one kind."""
        return [event for event in self.events if event.type is kind]


def path_of(song: tuple[str, str]) -> str:
    """Return where a song of SONGS lies."""
    return f"{song[1]}/{song[0]}.flac"


@pytest.fixture
def paths() -> Callable[[Sequence[tuple[str, str]]], list[str]]:
    """Return what tells where songs lie."""
    return lambda songs: [path_of(song) for song in songs]


@pytest.fixture(scope="session")
def catalogue() -> Sequence[tuple[str, str]]:
    """Return twenty songs: title and artist."""
    return SONGS


@pytest.fixture
def make_kit(tmp_path: Path) -> Callable[..., Kit]:
    """Return what makes a kit on a database."""

    def make(
        database: Database,
        now: Callable[[], datetime],
        tell: Callable[[Event], Awaitable[None]],
        compute: Compute,
        zone: str = "UTC",
    ) -> Kit:
        return Kit(
            # No test reaches a public service: nobody listens there.
            endpoints={"*": "http://127.0.0.1:9"},
            database=database,
            tell=tell,
            now=now,
            zone=ZoneInfo(zone),
            compute=compute,
            vault=Vault.at(tmp_path / "secret.key"),
            share_dir=tmp_path / "share",
            storage_dir=tmp_path / "storage",
            readable_roots=(tmp_path,),
        )

    return make


@pytest.fixture
def household(
    database: Database,
    make_kit: Callable[..., Kit],
    tmp_path: Path,
    song: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
) -> Household:
    """Return an empty household: a music folder without a file, no library, no playlist."""
    monkeypatch.setattr(worker_database, "_opened", {database.address: database})
    events: list[Event] = []

    async def tell(event: Event) -> None:
        events.append(event)

    clock, compute = Clock(), Inline()
    kit = make_kit(database, clock, tell, compute)
    (tmp_path / "music").mkdir()
    return Household(kit=kit, clock=clock, compute=compute, folder=tmp_path, make_song=song, events=events)


@pytest.fixture
def kit(household: Household) -> Kit:
    """Return the household's kit."""
    return household.kit
