"""The numbered points of an engine: where it commits, calls out, writes files and goes from step to step.

A point is named by what happens there and by how often that has happened: "store put_items: committed #2".
A process that is to die at a point kills itself there, as the system would: nothing is tidied up.
"""

import json
import os
import signal
import sqlite3
import sys
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine
from functools import wraps
from pathlib import Path
from types import FrameType
from typing import Any

from aiomqtt import Client
from paho.mqtt import client as paho
from sqlalchemy.engine.default import DefaultDialect
from syncopate import atomic
from syncopate.jobs import durable, workflows
from syncopate.providers.folder.library import FolderLibrary
from syncopate.providers.folder.playlist_target import FolderTarget
from syncopate.providers.http import HttpClient
from syncopate.providers.local.keeping import Keeping
from syncopate.providers.playlist_file.playlists import FilePlaylists
from syncopate.store import writes
from syncopate.store.database import Database
from syncopate.sync import playlist

_CALLS = (
    (FolderTarget, ("check", "read_target", "find_target", "write_target")),
    (FolderLibrary, ("check",)),
    (FilePlaylists, ("read_playlist",)),
)


class Border:
    """Counts points into a file, and dies at one of them: at a name, or at the number-th of all."""

    def __init__(self, diary: Path, *, die_at: str | int | None = None) -> None:
        self._diary = os.open(diary, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self._die_at = die_at
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()
        self._total = 0
        self._armed = False
        self._doing = threading.local()

    def arm(self, folder: Path) -> None:
        """Watch everything from now on; files only below a folder."""
        self._armed = True
        self._watch_store()
        self._watch_commits()
        self._watch_steps()
        for owner, names in _CALLS:
            for name in names:
                self._watch_call(owner, name)
        self._watch_scan()
        self._watch_requests()
        self._watch_keeping()
        self._watch_files(str(folder))
        self._watch_broker()

    def disarm(self) -> None:
        """Let everything pass."""
        self._armed = False

    def reach(self, what: str) -> None:
        """Come to a point."""
        if not self._armed:
            return
        with self._lock:
            self._counts[what] += 1
            self._total += 1
            point = f"{what} #{self._counts[what]}"
            self.note("point", point)
            if self._die_at in {point, self._total}:
                self.note("killed", point)
                os.kill(os.getpid(), signal.SIGKILL)
                time.sleep(60)

    def note(self, kind: str, what: str) -> None:
        """Write a line that outlives the process."""
        os.write(self._diary, (json.dumps([kind, what]) + "\n").encode())

    def _watch_store(self) -> None:
        change = Database.change

        @wraps(change)
        def watched(database: Database, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
            self._doing.name = function.__qualname__.replace("<locals>.", "")
            try:
                result = change(database, function, *args, **kwargs)
            finally:
                self._doing.name = None
            self._know(function.__name__, args)
            return result

        Database.change = watched  # type: ignore[method-assign]  # this is how it is watched

    def _know(self, function: str, args: tuple[Any, ...]) -> None:
        """Note what is known to be done from now on."""
        if function == "put_items":
            for result in args[1]:
                self.note("known item", f"{args[0]} {result.item_id}")
        elif function == writes.intend.__name__:
            self.note("intended", f"{args[0].id} {args[0].target_id}")
        elif function == writes.end.__name__ and len(args) > 2 and args[1] == "applied":
            self.note("known write", args[0])

    def _watch_commits(self) -> None:
        commit = DefaultDialect.do_commit
        changes: dict[int, int] = {}

        def watched(dialect: DefaultDialect, connection: Any) -> None:
            if not _has_written(getattr(connection, "dbapi_connection", connection), changes):
                commit(dialect, connection)
                return
            name = getattr(self._doing, "name", None)
            what = f"store {name}" if name else _of_jobs()
            self.reach(f"{what}: to be committed")
            commit(dialect, connection)
            self.reach(f"{what}: committed")

        DefaultDialect.do_commit = watched  # type: ignore[method-assign]  # this is how it is watched

    def _watch_steps(self) -> None:
        async def watched[**P, R](
            work: Callable[P, Coroutine[Any, Any, R]], *args: P.args, **kwargs: P.kwargs
        ) -> R:
            name = work.__name__

            @wraps(work)
            async def body(*args: P.args, **kwargs: P.kwargs) -> R:
                self.reach(f"step {name}: begun")
                result = await work(*args, **kwargs)
                self.reach(f"step {name}: done, not recorded")
                return result

            result = await durable.step(body, *args, **kwargs)
            self.reach(f"step {name}: recorded")
            return result

        workflows.step = watched
        self._note_syncs()

    def _note_syncs(self) -> None:
        gather = playlist.gather

        async def watched(kit: Any, mirror: Any, **kwargs: Any) -> Any:
            self.note("sync", mirror.id)
            return await gather(kit, mirror, **kwargs)

        playlist.gather = watched

    def _watch_call(self, owner: type, name: str) -> None:
        call = getattr(owner, name)
        what = f"call {owner.__name__}.{name}"

        @wraps(call)
        async def watched(this: Any, *args: Any, **kwargs: Any) -> Any:
            self.reach(f"{what}: to be sent")
            if name == "write_target":
                self.note("write", args[2].mark)
            answer = await call(this, *args, **kwargs)
            self.reach(f"{what}: answered")
            return answer

        setattr(owner, name, watched)

    def _watch_scan(self) -> None:
        scan = FolderLibrary.scan

        async def watched(this: FolderLibrary, *args: Any) -> AsyncIterator[Any]:
            self.reach("call FolderLibrary.scan: to be sent")
            async for part in scan(this, *args):
                self.reach(f"call FolderLibrary.scan: {type(part).__name__} answered")
                yield part

        FolderLibrary.scan = watched  # type: ignore[method-assign]  # this is how it is watched

    def _watch_requests(self) -> None:
        """Watch what services are asked for: each change by itself, and that anything is read."""
        send = HttpClient._send

        async def watched(client: HttpClient, call: Any, url: Any) -> Any:
            asked = f"{client._peer.what}: " + ("read" if call.reads else f"{call.method} {url.path}")
            self.reach(f"ask {asked}: to be sent")
            answer = await send(client, call, url)
            self.reach(f"ask {asked}: answered")
            return answer

        HttpClient._send = watched  # type: ignore[method-assign]  # this is how it is watched

    def _watch_keeping(self) -> None:
        write = Keeping.write

        @wraps(write)
        def watched(keeping: Keeping, *args: Any) -> list[bool]:
            self.reach("call Keeping.write: to be sent")
            answer = write(keeping, *args)
            self.reach("call Keeping.write: answered")
            return answer

        Keeping.write = watched  # type: ignore[method-assign]  # this is how it is watched

    def _watch_files(self, folder: str) -> None:
        def watch(name: str) -> None:
            act = getattr(os, name)

            def watched(path: Any, *args: Any, **kwargs: Any) -> Any:
                whole = (
                    str(Path(f"/proc/self/fd/{path}").readlink())
                    if isinstance(path, int)
                    else os.fspath(path)
                )
                if not whole.startswith(folder) or "/data/" in whole:
                    return act(path, *args, **kwargs)
                last = os.fspath(args[0]) if args else whole
                what = f"file {name} {Path(last).name}"
                self.reach(f"{what}: to be done")
                answer = act(path, *args, **kwargs)
                # For whoever reads that file this is received, and not answered yet.
                self.reach(f"{what}: done")
                return answer

            setattr(os, name, watched)

        for name in ("replace", "rename", "fsync", "unlink"):
            watch(name)
        write = atomic._write

        def in_parts(path: Path, data: bytes, mode: int | None) -> None:
            self.reach("file: to be written")
            with path.open("xb") as file:
                file.write(data[: len(data) // 2])
            self.reach("file: half of it written")
            path.unlink()
            write(path, data, mode)

        atomic._write = in_parts

    def _watch_broker(self) -> None:
        publish, send = Client.publish, paho.Client.publish

        async def watched(this: Client, topic: Any, *args: Any, **kwargs: Any) -> None:
            self.reach(f"mqtt {topic}: to be sent")
            await publish(this, topic, *args, **kwargs)
            self.reach(f"mqtt {topic}: answered")

        def sent(this: paho.Client, topic: Any, *args: Any, **kwargs: Any) -> Any:
            info = send(this, topic, *args, **kwargs)
            # It lies in the socket: the broker will have it, whatever becomes of us.
            self.reach(f"mqtt {topic}: received, not answered")
            return info

        Client.publish = watched  # type: ignore[method-assign]  # this is how it is watched
        paho.Client.publish = sent  # type: ignore[method-assign]  # this is how it is watched


def _has_written(connection: Any, changes: dict[int, int]) -> bool:
    if isinstance(connection, sqlite3.Connection):
        before = changes.get(id(connection), 0)
        changes[id(connection)] = connection.total_changes
        return connection.in_transaction and connection.total_changes != before
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id_if_assigned()")
        return cursor.fetchone()[0] is not None


def _of_jobs() -> str:
    """Return what the library of the jobs is doing, by the function that was called in it."""
    frame: FrameType | None = sys._getframe(1)
    name = "something"
    while frame is not None:
        if frame.f_code.co_filename.endswith("dbos/_sys_db.py"):
            name = frame.f_code.co_name
        frame = frame.f_back
    return f"jobs {name}"
