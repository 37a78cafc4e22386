"""Asks the process of its own, and ends it with all that it began."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncGenerator, Mapping
from contextlib import suppress
from pathlib import Path

from syncopate.errors import OddAnswer, Unreachable
from syncopate.providers._tracker.raw import Raw, parsed, thing
from syncopate.providers.ytdlp.manifest import MANIFEST

WHAT = MANIFEST.name
_WORKER = "syncopate.providers.ytdlp.worker"
_LONGEST_LINE = 8_000_000
_GIVEN = ("PATH", "PYTHONPATH", "SSL_CERT_FILE", "SSL_CERT_DIR", "TZ")
"""What it gets of the engine's environment; no secrets."""


async def asked(request: Mapping[str, object], place: Path, seconds: float) -> AsyncGenerator[Raw]:
    """Yield the answers to a request, which is served in `place`, for so many seconds at most.

    Raises Unreachable where it takes longer, OddAnswer for what is no answer.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        _WORKER,
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
        cwd=place,
        env=_environment(place),
        start_new_session=True,
        limit=_LONGEST_LINE,
    )
    try:
        async for line in _lines(process, request, seconds):
            yield thing(parsed(line, WHAT), WHAT)
    finally:
        await _end(process)


async def _lines(process: Process, request: Mapping[str, object], seconds: float) -> AsyncGenerator[bytes]:
    """Yield what it prints, line by line. Raises Unreachable, OddAnswer."""
    if process.stdin is None or process.stdout is None:
        raise OddAnswer(account=WHAT)
    clock = asyncio.get_running_loop()
    end = clock.time() + seconds
    try:
        # The input stays open: it is how the other process knows that we are there.
        process.stdin.write(json.dumps(request).encode() + b"\n")
        while True:
            async with asyncio.timeout(max(end - clock.time(), 0)):
                line = await process.stdout.readline()
            if not line:
                return
            yield line
    except TimeoutError:
        raise Unreachable(f"{WHAT} did not end within {seconds:g} s.", what=WHAT) from None
    except ValueError:
        raise OddAnswer(f"{WHAT} says more than can be taken in.", account=WHAT) from None


def _environment(place: Path) -> Mapping[str, str]:
    given = {name: os.environ[name] for name in _GIVEN if name in os.environ}
    own = {"HOME": str(place), "TMPDIR": str(place), "LANG": "C.UTF-8", "YTDLP_NO_PLUGINS": "1"}
    return {**given, **own}


async def _end(process: Process) -> None:
    """End it and all that it began, and wait until it is gone."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    if process.stdin is not None:
        process.stdin.close()
    await process.wait()
