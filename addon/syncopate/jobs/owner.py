"""Runs that a command works for: no workflow is behind them, only a process, and it says it is alive."""

import asyncio
import os
import socket
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from syncopate.domain.run import RunStatus, Trigger
from syncopate.errors import Interrupted
from syncopate.jobs.catalog import TITLES
from syncopate.jobs.telling import end_run
from syncopate.store import runs
from syncopate.store.encoding import JsonValue
from syncopate.store.runs import Run
from syncopate.sync.kit import Kit

OWNER = "owner"
"""The argument that names the process that works for a run."""

BEAT_SECONDS = 5.0
_SILENCE = timedelta(minutes=2)
_PROC = Path("/proc")
_START = 18  # proc(5), field 22: counted from what follows the state; the name before it may hold anything


def present_owner() -> dict[str, JsonValue]:
    """Return who this process is: its id, when it began, and where that id means something."""
    return {"pid": os.getpid(), "began": _began(os.getpid()), "place": place_of()}


def is_command(run: Run) -> bool:
    """Tell whether a command works for it, not a workflow."""
    return run.trigger is Trigger.COMMAND_LINE


async def end_interrupted(kit: Kit) -> None:
    """End the runs of commands that are gone, or silent for two minutes; nothing is begun anew."""
    now = kit.now()
    for run in await kit.database.read(runs.active):
        if not is_command(run):
            continue
        silent = now - (run.progress_at or run.requested_at) > _SILENCE
        if silent or await asyncio.to_thread(_gone, run.arguments.get(OWNER)):
            error = Interrupted(job=TITLES[run.job])
            status = RunStatus.CANCELLED if run.cancel_requested else RunStatus.FAILED
            await end_run(kit, run.id, status, error=error.key, detail=error.detail)


def _gone(owner: JsonValue) -> bool:
    """Tell whether the process is certainly gone; False where that cannot be told from here."""
    if not isinstance(owner, Mapping):
        return False
    pid, place = owner.get("pid"), owner.get("place")
    if not isinstance(pid, int) or not place or place != place_of():
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        # Another user's: it may be hidden from us.
        return False
    return _began(pid) != owner.get("began")


def _began(pid: int) -> str:
    """Return when a process began, in ticks since the start of the system; empty when there is none."""
    try:
        text = (_PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    state, *numbers = text.rpartition(")")[2].split()
    # Its parent has not been told yet that it is dead.
    return "" if state in {"Z", "X"} else numbers[_START]


def place_of() -> str:
    """Return the host, its present start and the space of process ids; empty where none of it is told."""
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        ids = (_PROC / "self/ns/pid").readlink()
    except OSError:
        return ""
    return f"{socket.gethostname()} {boot} {ids}"
