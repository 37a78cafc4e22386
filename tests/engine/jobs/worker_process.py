"""A worker process: the real worker service, with use cases that take their time and write down what they do.

Called with a folder, the address of a database, a name, and the seconds of a lease. Each line of `work.log` is
a name, what happened (`begin`, `end`, `stopped`), an item, and seconds since 1970.
"""

import asyncio
import logging
import signal
import sys
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from syncopate.domain.event import Event, EventType
from syncopate.domain.run import ItemResult, ItemStatus, Progress
from syncopate.errors import SyncopateError
from syncopate.jobs.work import UseCases
from syncopate.jobs.worker import WorkerService
from syncopate.store import outbox
from syncopate.store.database import Database
from syncopate.sync.kit import Kit


def now() -> datetime:
    return datetime.now(UTC)


class Slow:
    """Syncs and scans take as many seconds as stand in the file `seconds`."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._name = name

    def note(self, what: str, item_id: str) -> None:
        with (self._folder / "work.log").open("a") as log:
            log.write(f"{self._name} {what} {item_id} {time.time()}\n")

    async def sync_mirror(
        self, kit: Kit, mirror_id: str, run_id: str, *, approve: Collection[str] = (), report: Any
    ) -> ItemResult:
        assert not approve
        result = await self._work(mirror_id, report)
        told = Event(
            type=EventType.PLAYLIST_SYNCED,
            at=now(),
            name=mirror_id,
            status="synced",
            run_id=run_id,
            data={"playlist_id": mirror_id},
        )
        await kit.tell(told)
        return result

    async def scan_library(
        self, _kit: Kit, library_id: str, *, mode: object, report: Any, run_id: str | None
    ) -> ItemResult:
        assert mode is not None
        assert run_id
        return await self._work(library_id, report)

    async def _work(self, item_id: str, report: Any) -> ItemResult:
        started = now()
        self.note("begin", item_id)
        seconds = float((self._folder / "seconds").read_text())
        try:
            for part in range(10):
                await report(Progress(part, 10, item_id))
                await asyncio.sleep(seconds / 10)
        except asyncio.CancelledError:
            self.note("stopped", item_id)
            raise
        self.note("end", item_id)
        return ItemResult(
            item_id=item_id, item_name=item_id, status=ItemStatus.SYNCED, started_at=started, ended_at=now()
        )

    async def due_mirrors(self, _kit: Kit, **_choices: Any) -> tuple[list[Any], list[ItemResult]]:
        raise AssertionError("the conductor's")

    async def write_lists(self, _kit: Kit) -> list[Path]:
        raise AssertionError("the conductor's")


async def no_compute(_function: Callable[..., Any], /, *_args: Any, **_kwargs: Any) -> Any:
    raise AssertionError("not used here")


class NoVault:
    def seal(self, secrets: Mapping[str, str]) -> bytes:
        return repr(secrets).encode()

    def open(self, sealed: bytes) -> Mapping[str, str]:
        return {"sealed": sealed.decode()}


async def main(arguments: Sequence[str]) -> int:
    folder, url, name, lease = Path(arguments[0]), arguments[1], arguments[2], float(arguments[3])
    database = Database.open(url)

    async def leave(event: Event) -> None:
        await database.write(outbox.put, event)

    kit = Kit(
        # No test reaches a public service: nobody listens there.
        endpoints={"*": "http://127.0.0.1:9"},
        database=database,
        tell=leave,
        now=now,
        zone=ZoneInfo("UTC"),
        compute=no_compute,
        vault=NoVault(),
        share_dir=folder,
        storage_dir=folder,
    )
    slow = Slow(folder, name)
    use_cases = UseCases(
        sync_mirror=slow.sync_mirror,
        due_mirrors=slow.due_mirrors,
        scan_library=slow.scan_library,
        write_lists=slow.write_lists,
    )
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    service = WorkerService(kit, use_cases, name=name, database_url=url, lease_seconds=lease)
    try:
        await service.run(stop)
    except SyncopateError as error:
        sys.stderr.write(f"{error.key}\n")
        return 2
    return 0


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    sys.exit(asyncio.run(main(sys.argv[1:])))
