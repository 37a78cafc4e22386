"""A media server of the tests in a process of its own, so that it takes no time of the engine's."""

import asyncio
import multiprocessing
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

_TESTS = Path(__file__).resolve().parent.parent / "tests"
PROVIDERS = ("plex", "jellyfin", "emby", "subsonic")


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """How many requests came, and how many of them were meant to change something."""

    requests: int
    writes: int


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs elsewhere; `login` are the method and the answers of its administrator."""

    pipe: Connection
    method: str
    answers: Mapping[str, str]
    section: str

    def traffic(self) -> Traffic:
        """Return what came since it was last asked."""
        self.pipe.send("traffic")
        requests, writes = self.pipe.recv()
        return Traffic(requests=requests, writes=writes)

    def touch(self) -> None:
        """Change one track, as a new tag in its file does."""
        self.pipe.send("touch")
        self.pipe.recv()


@contextmanager
def serving(provider: str, tracks: int) -> Generator[Server]:
    """Run a server with so many tracks until the block ends."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(provider, tracks, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        method, answers, section = ours.recv()
        yield Server(ours, method, answers, section)
    finally:
        ours.close()
        process.join(10)
        if process.is_alive():
            process.kill()


def _serve(provider: str, tracks: int, pipe: Connection) -> None:
    sys.path.insert(0, str(_TESTS))
    asyncio.run(_answer(provider, tracks, pipe))


async def _answer(provider: str, tracks: int, pipe: Connection) -> None:
    from fakes.rigs import RIGS, is_write  # noqa: PLC0415 -- found only once the path is set

    async with RIGS[provider](tracks) as rig:
        pipe.send((rig.method, dict(rig.answers), rig.section))
        seen = 0
        while True:
            try:
                order: Any = await asyncio.to_thread(pipe.recv)
            except EOFError:
                return
            if order == "touch":
                rig.touch()
                pipe.send(None)
                continue
            asked = rig.wire.journal[seen:]
            pipe.send((len(asked), sum(is_write(one) for one in asked)))
            rig.wire.journal.clear()
            seen = 0
