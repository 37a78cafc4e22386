"""DBOS, set up for one small engine: its own database, no network, no output of its own.

On PostgreSQL all workflows go through queues: the desk's, for the conductor alone, and the work's, for
everyone. On SQLite there is one process, which begins each at once.
"""

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, override

from dbos import (
    DBOS,
    DBOSConfig,
    DBOSPortableJSONSerializer,
    SetWorkflowID,
    WorkflowHandleAsync,
    error as dbos_error,
)

_log = logging.getLogger(__name__)

SHAPE = "6"
"""The shape of the workflows. Raised by hand when their steps change: runs of another shape begin anew."""

CONDUCTOR = "engine"
"""The executor id of the conductor; that of a worker has a prefix, so that none can be named so."""

_WORKER = "worker-"
_DESK = "desk"
_WORK = "work"
_POLL_SECONDS = 0.2
_REST_SECONDS = 1.0
_DESK_SECONDS = 0.5
SCHEMA = "syncopate_jobs"
"""Where DBOS keeps what it knows in a PostgreSQL database, apart from what is ours."""

_UNENDED = ["PENDING", "ENQUEUED", "DELAYED"]
_THREADS = 16
_AT_ONCE = 500
_SQLITE = "sqlite:///"

type Body = Callable[..., Coroutine[Any, Any, None]]
type Handle = WorkflowHandleAsync[None]

_CANCELLED = (dbos_error.DBOSAwaitedWorkflowCancelledError, dbos_error.DBOSWorkflowCancelledError)


class _Connection(sqlite3.Connection):
    """Readers do not wait for the writer; what a power cut takes back is consistent, and done again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.execute("PRAGMA journal_mode=WAL")
        self.execute("PRAGMA synchronous=NORMAL")
        # In KiB, for each connection; the system keeps the file in memory anyway.
        self.execute("PRAGMA cache_size=-512")


class _Quiet(logging.Filter):
    """Keeps cancelled workflows from being logged as errors."""

    @override
    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        return not isinstance(error, _CANCELLED)


class Durable:
    """Workflows that survive the death of the process; one a process. `worker`: its name, if it is one."""

    def __init__(self, url: str, worker: str | None = None) -> None:
        self._url = url
        self._worker = worker
        self._queued = not url.startswith(_SQLITE)
        self._workflows: dict[str, Body] = {}

    async def launch(self, bodies: Iterable[Body], at_once: int) -> None:
        """Start; what was running in this shape goes on by itself. A body's own name names its workflow."""
        file = Path(self._url.removeprefix(_SQLITE)) if self._url.startswith(_SQLITE) else None
        if file is not None:
            await asyncio.to_thread(_discard_broken, file)
            await asyncio.to_thread(_keep_private, file)
        _hush()
        DBOS(config=self._config())
        for body in bodies:
            self._workflows[body.__name__] = DBOS.workflow(name=body.__name__)(body)
        if self._queued:
            DBOS.listen_queues([_WORK] if self._worker else [_WORK, _DESK])
        # In the loop's own thread: this is how the loop is told to run what is recovered.
        DBOS.launch()
        if self._worker is None and self._queued:
            await DBOS.register_queue_async(
                _DESK, polling_interval_sec=_DESK_SECONDS, on_conflict="always_update"
            )
            await self.let_work(at_once, busy=False)

    async def let_work(self, at_once: int, *, busy: bool) -> None:
        """Say how many workflows each process does at a time, and whether there are many to take now."""
        if self._queued:
            await DBOS.register_queue_async(
                _WORK,
                worker_concurrency=at_once,
                polling_interval_sec=_POLL_SECONDS if busy else _REST_SECONDS,
                on_conflict="always_update",
            )

    async def stop(self) -> None:
        """End all threads; the default executor, which DBOS took over, is replaced."""
        threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="syncopate")
        loop = asyncio.get_running_loop()
        # First, since DBOS ends its own: what reads the database meanwhile, as the relay does, goes on.
        loop.set_default_executor(threads)
        await loop.run_in_executor(threads, lambda: DBOS.destroy(destroy_registry=True))

    async def begin(self, body: Body, workflow_id: str, *ids: str) -> Handle:
        """Start a workflow at the conductor; one that is there already is not started twice."""
        return await self._start(_DESK, body, workflow_id, *ids)

    async def share(self, body: Body, workflow_id: str, *ids: str) -> Handle:
        """Start a workflow wherever there is room first; one that is there already is not started twice."""
        return await self._start(_WORK, body, workflow_id, *ids)

    async def _start(self, queue: str, body: Body, workflow_id: str, *ids: str) -> Handle:
        workflow = self._workflows[body.__name__]
        with SetWorkflowID(workflow_id):
            if self._queued:
                return await DBOS.enqueue_workflow_async(queue, workflow, *ids)
            return await DBOS.start_workflow_async(workflow, *ids)

    async def end_of(self, handle: Handle) -> None:
        """Return when a workflow has ended."""
        await handle.get_result(polling_interval_sec=_POLL_SECONDS)

    async def cancel(self, workflow_ids: list[str]) -> None:
        """Cancel them and their children; those that have ended stay as they are."""
        await DBOS.cancel_workflows_async(workflow_ids, cancel_children=True)

    async def forget(self, workflow_ids: list[str]) -> None:
        """Remove them and their children."""
        await DBOS.delete_workflows_async(workflow_ids, delete_children=True)

    async def unended(self, workflow_ids: list[str]) -> frozenset[str]:
        """Return those that will go on."""
        if not workflow_ids:
            return frozenset()
        found = await DBOS.list_workflows_async(
            workflow_ids=workflow_ids, status=_UNENDED, load_input=False, load_output=False
        )
        return frozenset(item.workflow_id for item in found if item.app_version == SHAPE)

    async def unended_parts(self, run_id: str) -> frozenset[str]:
        """Return the items of a run whose workflows will go on, or wait for their turn."""
        prefix = part_id(run_id, "")
        found = await DBOS.list_workflows_async(
            workflow_id_prefix=prefix, status=_UNENDED, load_input=False, load_output=False
        )
        return frozenset(item.workflow_id.removeprefix(prefix) for item in found)

    async def busy_workers(self) -> frozenset[str]:
        """Return the names of the workers that were given something which has not ended."""
        found = await DBOS.list_workflows_async(status="PENDING", load_input=False, load_output=False)
        executors = {item.executor_id or "" for item in found}
        return frozenset(name.removeprefix(_WORKER) for name in executors if name.startswith(_WORKER))

    async def take_from(self, workers: Iterable[str]) -> None:
        """Give what these workers had to others. They must be at rest: what they had done is known."""
        gone = [_WORKER + name for name in workers]
        if gone:
            # The library's own way, meant for its own services.
            recover = DBOS._recover_pending_workflows  # noqa: SLF001 -- there is no other way
            await asyncio.to_thread(recover, gone)

    async def known(self, workflow_ids: list[str]) -> frozenset[str]:
        """Return those of this shape that exist, ended or not."""
        if not workflow_ids:
            return frozenset()
        found = await DBOS.list_workflows_async(
            workflow_ids=workflow_ids, load_input=False, load_output=False
        )
        return frozenset(item.workflow_id for item in found if item.app_version == SHAPE)

    async def remove_before(self, epoch_ms: int) -> int:
        """Forget workflows that ended before, some at a time; return how many."""
        before = datetime.fromtimestamp(epoch_ms / 1000, UTC).isoformat()
        removed = kept = 0
        while True:
            found = await DBOS.list_workflows_async(
                status=["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"],
                end_time=before,
                limit=_AT_ONCE,
                offset=kept,
                load_input=False,
                load_output=False,
            )
            old = [item.workflow_id for item in found if (item.updated_at or 0) < epoch_ms]
            if old:
                await DBOS.delete_workflows_async(old)
            removed += len(old)
            kept += len(found) - len(old)
            if len(found) < _AT_ONCE:
                return removed

    def _config(self) -> DBOSConfig:
        config = DBOSConfig(
            name="syncopate",
            system_database_url=self._url,
            serializer=DBOSPortableJSONSerializer(),
            application_version=SHAPE,
            executor_id=CONDUCTOR if self._worker is None else _WORKER + self._worker,
            # Workers find it made: the conductor makes it.
            run_migrations=self._worker is None,
            dbos_system_schema=SCHEMA,
            enable_otlp=False,
            log_level="ERROR",
            max_executor_threads=_THREADS,
            sys_db_pool_size=5,
            # Nothing is sent to workflows; the thread only has to notice soon that we stop.
            notification_listener_polling_interval_sec=0.5,
            scheduler_polling_interval_sec=3600.0,
        )
        if self._url.startswith("sqlite"):
            config["db_engine_kwargs"] = {"connect_args": {"factory": _Connection}}
        return config


def part_id(run_id: str, item_id: str) -> str:
    """Return the id of the workflow of one item of a run."""
    return f"{run_id}.{item_id}"


async def step[**P, R](work: Callable[P, Coroutine[Any, Any, R]], *args: P.args, **kwargs: P.kwargs) -> R:
    """Do a part of a workflow; once it has ended, it is not done again after a crash."""
    return await DBOS.run_step_async({"name": getattr(work, "__name__", "step")}, work, *args, **kwargs)


def _hush() -> None:
    """Send its log through ours (it brings a handler of its own where it finds none)."""
    logger = logging.getLogger("dbos")
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
        logger.addFilter(_Quiet())


def _discard_broken(file: Path) -> None:
    """Remove a jobs database that cannot be read: the store remembers what matters."""
    if not file.exists():
        return
    found = _check(file)
    if found != "ok":
        _log.warning("The jobs database %s is damaged and is made anew: %s", file, found)
        _remove(file)


def remove_file(url: str) -> None:
    """Remove the jobs database of an SQLite address."""
    _remove(Path(url.removeprefix(_SQLITE)))


def _remove(file: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)


def _keep_private(file: Path) -> None:
    """Make the file readable for this user alone: it tells what the household has."""
    file.touch(mode=0o600)
    file.chmod(0o600)


def _check(file: Path) -> str:
    """Return what is wrong with a database file, `ok` when nothing is."""
    try:
        with closing(sqlite3.connect(file)) as connection:
            row = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.OperationalError:
        # Locked or out of reach, which is no damage.
        return "ok"
    except sqlite3.DatabaseError as error:
        return str(error)
    return str(row[0]) if row else "nothing"
