"""A media server of the tests in a process of its own, so that it takes no time of the engine's.

Told by lines on its standard input, it answers with one line of JSON each. It is no child of multiprocessing:
the engine ends what that keeps for its own workers.
"""

import asyncio
import json
import subprocess
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TESTS = Path(__file__).resolve().parent.parent / "tests"
_END_SECONDS = 10.0
PROVIDERS = ("plex", "jellyfin", "emby", "subsonic")


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """How many requests came, and how many of them were meant to change something."""

    requests: int
    writes: int


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs elsewhere; `login` are the method and the answers of its administrator."""

    process: subprocess.Popen[str]
    method: str
    answers: Mapping[str, str]
    section: str

    def traffic(self) -> Traffic:
        """Return what came since it was last asked."""
        requests, writes = order(self.process, "traffic")
        return Traffic(requests=requests, writes=writes)

    def touch(self) -> None:
        """Change one track, as a new tag in its file does."""
        order(self.process, "touch")


@contextmanager
def serving(provider: str, tracks: int) -> Generator[Server]:
    """Run a server with so many tracks until the block ends."""
    with told(Path(__file__), provider, str(tracks)) as process:
        method, answers, section = heard(process)
        yield Server(process, method, answers, section)


@contextmanager
def told(program: Path, *arguments: str) -> Generator[subprocess.Popen[str]]:
    """Run a program that is told what to do by lines, until the block ends."""
    process = subprocess.Popen(
        [sys.executable, str(program.resolve()), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        if process.stdin is not None:
            process.stdin.close()
        try:
            process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def order(process: subprocess.Popen[str], words: str) -> Any:
    """Tell it something, and return what it answers."""
    if process.stdin is None:
        raise RuntimeError("the server has no input")
    process.stdin.write(f"{words}\n")
    process.stdin.flush()
    return heard(process)


def heard(process: subprocess.Popen[str]) -> Any:
    """Return its next answer."""
    line = process.stdout.readline() if process.stdout is not None else ""
    if not line:
        raise RuntimeError(f"the server has ended with {process.poll()}")
    return json.loads(line)


async def _serve(provider: str, tracks: int) -> None:
    """Serve, and answer orders until there are no more."""
    from fakes.rigs import RIGS, is_write  # noqa: PLC0415 -- found only once the path is set

    async with RIGS[provider](tracks) as rig:
        print(json.dumps([rig.method, dict(rig.answers), rig.section]), flush=True)
        while words := (await asyncio.to_thread(sys.stdin.readline)).strip():
            if words == "touch":
                rig.touch()
                print(json.dumps(None), flush=True)
                continue
            asked = rig.wire.journal
            print(json.dumps([len(asked), sum(is_write(one) for one in asked)]), flush=True)
            asked.clear()


if __name__ == "__main__":
    sys.path.insert(0, str(TESTS))
    asyncio.run(_serve(sys.argv[1], int(sys.argv[2])))
