"""A process to be killed: a small engine on real files that syncs slowly and goes on where it was.

Called with a folder. It starts the jobs, asks for a sync of everything unless one was asked for before, and
ends with 0 when that run has ended. Every attempt on a playlist is a line in `attempts.log`.
"""

import asyncio
import os
import sys
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from syncopate.domain.playlist import MirrorKind
from syncopate.domain.run import ItemResult, ItemStatus, JobName, Progress, Trigger
from syncopate.events.bus import EventBus
from syncopate.jobs.relay import Relay
from syncopate.jobs.service import JobService
from syncopate.jobs.work import UseCases
from syncopate.store import events, mirrors, runs
from syncopate.store.database import Database
from syncopate.sync.kit import Kit


def now() -> datetime:
    return datetime.now(UTC)


class SlowFiles:
    """A playlist is a file that is written whole; what stood there is replaced only by something new."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def sync_mirror(
        self, _kit: Kit, mirror_id: str, run_id: str, *, approve: Collection[str] = (), report: Any
    ) -> ItemResult:
        assert not approve
        started = now()
        await asyncio.to_thread(self._note, f"{run_id} {mirror_id}")
        for part in range(3):
            await report(Progress(part, 3, mirror_id))
            await asyncio.sleep(0.03)
        changed = await asyncio.to_thread(self._write, mirror_id)
        return ItemResult(
            item_id=mirror_id,
            item_name=mirror_id,
            status=ItemStatus.SYNCED if changed else ItemStatus.UNCHANGED,
            started_at=started,
            ended_at=now(),
            matched=1,
        )

    def _note(self, line: str) -> None:
        with (self._folder / "attempts.log").open("a") as log:
            log.write(line + "\n")

    def _write(self, mirror_id: str) -> bool:
        file = self._folder / "playlists" / f"{mirror_id}.m3u8"
        text = f"#EXTM3U\n{mirror_id}.flac\n"
        if file.exists() and file.read_text() == text:
            return False
        part = file.with_suffix(f".{os.getpid()}.part")
        part.write_text(text)
        part.replace(file)
        return True

    async def due_mirrors(
        self,
        kit: Kit,
        *,
        kind: MirrorKind,
        only: Sequence[str] | None = None,
        force: bool = False,
        asked: bool = False,
    ) -> tuple[list[Any], list[ItemResult]]:
        assert (only, force, asked) == (None, False, True)
        return await kit.database.read(mirrors.every, kind), []

    async def scan_library(self, *_args: Any, **_kwargs: Any) -> ItemResult:
        raise AssertionError("not used here")

    async def write_lists(self, _kit: Kit) -> list[Path]:
        file = self._folder / "missing_tracks_spotify.txt"
        await asyncio.to_thread(file.write_text, "")
        return [file]


async def no_compute(_function: Callable[..., Any], /, *_args: Any, **_kwargs: Any) -> Any:
    raise AssertionError("not used here")


class NoVault:
    def seal(self, secrets: Any) -> bytes:
        return repr(secrets).encode()

    def open(self, sealed: bytes) -> dict[str, str]:
        return {"sealed": sealed.decode()}


async def main(folder: Path) -> None:
    database = Database.open(f"sqlite:///{folder / 'syncopate.db'}")
    bus = EventBus(lambda event: database.write(events.append, event))
    kit = Kit(
        # No test reaches a public service: nobody listens there.
        endpoints={"*": "http://127.0.0.1:9"},
        database=database,
        tell=bus.publish,
        now=now,
        zone=ZoneInfo("UTC"),
        compute=no_compute,
        vault=NoVault(),
        share_dir=folder,
        storage_dir=folder,
    )
    files = SlowFiles(folder)
    use_cases = UseCases(
        sync_mirror=files.sync_mirror,
        due_mirrors=files.due_mirrors,
        scan_library=files.scan_library,
        write_lists=files.write_lists,
    )
    jobs = JobService(kit, use_cases, database_url=f"sqlite:///{folder / 'jobs.db'}")
    relay = Relay(database, bus.spread)
    relay.start()
    await jobs.start()
    sys.stdout.write("started\n")
    sys.stdout.flush()
    run = await database.read(runs.last_of, JobName.MAIN_SYNC)
    if run is None:
        run = await jobs.run(JobName.MAIN_SYNC, Trigger.API)
    while not (await database.read(runs.get, run.id)).status.ended:  # noqa: ASYNC110 -- the store is watched
        await asyncio.sleep(0.05)
    # The end is told right after it is stored.
    while len(await database.read(events.since, 0, 1000)) < 9:  # noqa: ASYNC110 -- the store is watched
        await asyncio.sleep(0.05)
    await relay.stop()
    await jobs.stop()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
