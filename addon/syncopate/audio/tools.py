"""Tools that read sound: ffmpeg, ffprobe, fpcalc. Each runs alone, without a shell, within limits.

A file from elsewhere may be made to hurt its reader: a tool gets little time, memory and room on the disk,
may open nothing but files, and is ended with all that it started.
"""

import contextlib
import os
import resource
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import IO, Self

from syncopate.domain.snapshot import Known, Maybe, Unknown

MISSING = "tool_missing"
"""The reason where a tool is not installed."""
TOO_SLOW = "tool_too_slow"
TOO_MUCH = "tool_said_too_much"
NOT_STARTED = "tool_not_started"

_MEMORY = 2 << 30
_LONGEST_COMPLAINT = 64 << 10
_COMPLAINTS_ON_DISK = 16 << 20
_OPEN_FILES = 256
_SLICE = 1 << 16


@dataclass(frozen=True, slots=True)
class Ran:
    """What a tool left behind: its exit code, what it gave, its complaints (first and last of many)."""

    code: int
    output: bytes
    complaints: str


def source(path: Path) -> str:
    """Return a file as ffmpeg takes it for one, whatever it is called."""
    return f"file:{path.absolute()}"


READING = ("-hide_banner", "-nostdin", "-protocol_whitelist", "file,pipe", "-threads", "1")
"""What ffmpeg is told before a source: it opens files alone, whatever a list inside one names."""


@cache
def tool_path(name: str) -> str | None:
    """Return where a tool is, None where it is not installed."""
    return shutil.which(name)


def run(
    tool: str, arguments: Sequence[str], *, within: timedelta, most: int = 1 << 20, folder: Path | None = None
) -> Maybe[Ran]:
    """Run a tool to its end; Unknown where it is missing, takes longer or says more than `most` bytes.

    Blocks: for worker processes and threads. `folder` is where it may write its complaints.
    """
    where = tool_path(tool)
    if where is None:
        return Unknown(MISSING, f"{tool} is not installed.")
    with tempfile.TemporaryFile(dir=folder) as complaints:
        try:
            process = subprocess.Popen(  # noqa: S603 -- no shell, and the tool is one of ours
                [where, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=complaints,
                env={"PATH": os.defpath, "LC_ALL": "C"},
                cwd="/",
                start_new_session=True,
            )
        except OSError as error:
            return Unknown(NOT_STARTED, f"{tool} cannot be started: {error.strerror}.")
        with process:
            try:
                _limit(process.pid, within)
                output = _output(process, within, most)
            finally:
                _kill(process)
        if isinstance(output, Unknown):
            return Unknown(output.reason, f"{tool}: {output.detail}")
        return Known(Ran(process.returncode, output, _both_ends(complaints)))


class _Deadline(contextlib.AbstractContextManager["_Deadline"]):
    """Ends a process that takes too long."""

    def __init__(self, process: subprocess.Popen[bytes], within: timedelta) -> None:
        self._process = process
        self._timer = threading.Timer(within.total_seconds(), self._end)
        self._timer.daemon = True
        self.passed = False

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def _end(self) -> None:
        self.passed = True
        _kill(self._process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is not None:
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def _both_ends(complaints: IO[bytes]) -> str:
    """Return what a tool complained of, without the middle where that is long."""
    size = complaints.seek(0, os.SEEK_END)
    complaints.seek(0)
    said = complaints.read(_LONGEST_COMPLAINT)
    if size > 2 * _LONGEST_COMPLAINT:
        complaints.seek(size - _LONGEST_COMPLAINT)
        said += b"\n"
    return (said + complaints.read(_LONGEST_COMPLAINT)).decode("utf-8", "replace")


def _output(process: subprocess.Popen[bytes], within: timedelta, most: int) -> bytes | Unknown:
    """Read what a process gives until its end. A timer ends one that gives nothing for too long."""
    assert process.stdout is not None  # noqa: S101 -- asked for above
    deadline = _Deadline(process, within)
    pieces: list[bytes] = []
    size = 0
    with deadline:
        while piece := process.stdout.read(_SLICE):
            size += len(piece)
            if size > most:
                return Unknown(TOO_MUCH, "it gave more than was asked for.")
            pieces.append(piece)
        process.wait()
    if deadline.passed:
        return Unknown(TOO_SLOW, f"it took longer than {within.total_seconds():.0f} s.")
    return b"".join(pieces)


def _limit(pid: int, within: timedelta) -> None:
    """Bound memory, processor time, files and what is written, where the system can."""
    if not hasattr(resource, "prlimit"):
        return
    seconds = max(1, round(within.total_seconds()))
    with contextlib.suppress(ProcessLookupError, PermissionError):
        resource.prlimit(pid, resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.prlimit(pid, resource.RLIMIT_CPU, (seconds, seconds + 1))
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (_COMPLAINTS_ON_DISK, _COMPLAINTS_ON_DISK))
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))
        resource.prlimit(pid, resource.RLIMIT_CORE, (0, 0))
