"""Kills an engine at every point of its workflows, lets it recover, and compares the end with a calm one's.

Everything is imported once; each life is a fork of this process, made before there is any thread.
"""

import argparse
import asyncio
import faulthandler
import gc
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self

from border import Border
from house import House, fill
from life import Life, live
from linked import LinkedHouse, fill_linked, state_of_linked
from services import Services
from state import State, differences, done_again, state_of
from syncopate.domain.run import JobName

SEED = 20_260_301
WORKFLOWS = (
    JobName.SYNC_PLAYLISTS,
    JobName.SYNC_ALBUMS,
    JobName.SCAN_LIBRARY,
    JobName.CLEAN_UP,
    JobName.PUBLISH_MQTT,
    JobName.MAIN_SYNC,
    JobName.SYNC_LINKS,
)
_FEW = 60
_EVERY = 2
_SOON = 25
_PATIENCE_SECONDS = 90
_SHOWN = 12
_DIED = -signal.SIGKILL


@dataclass
class Tally:
    """What became of one workflow."""

    workflow: str
    points: int = 0
    kinds: int = 0
    kills: int = 0
    twice: int = 0
    missed: int = 0
    failures: list[str] = field(default_factory=list)
    seconds: float = 0.0


def main() -> int:
    """Sweep and print what came of it; 1 when anything was lost or done again."""
    arguments = _arguments()
    assert threading.active_count() == 1
    gc.freeze()
    # What is begun here ends here, also when we are asked to stop.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    folder = Path(tempfile.mkdtemp(prefix="syncopate-sweep-"))
    _say(f"seed {arguments.seed}")
    tallies = []
    try:
        with _Houses(folder, arguments.server) as houses:
            for name in arguments.workflow or [job.value for job in WORKFLOWS]:
                tallies.append(_sweep(houses.of(JobName(name)), JobName(name), arguments))
                _tell(tallies[-1])
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if arguments.json:
        _say(json.dumps([tally.__dict__ for tally in tallies]))
    return 1 if any(tally.failures for tally in tallies) else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="kill-sweep", description=__doc__.splitlines()[0])
    parser.add_argument(
        "workflow", nargs="*", help="which to sweep (all): " + ", ".join(job.value for job in WORKFLOWS)
    )
    parser.add_argument(
        "--all", action="store_true", help="kill at every point, not only at a sample of many"
    )
    parser.add_argument("--kills", type=int, help="kill at so many points of each workflow")
    parser.add_argument("--share", default="1/1", metavar="I/N", help="only every N-th of these points")
    parser.add_argument("--at", action="append", help="kill at this point only; its whole name")
    parser.add_argument("--seed", type=int, default=SEED, help=f"chooses points (default {SEED})")
    parser.add_argument("--server", help="keep it all on this PostgreSQL server instead of in SQLite files")
    parser.add_argument("--json", action="store_true", help="print what became of each workflow as JSON too")
    parser.add_argument("--verbose", action="store_true", help="name every point as it comes")
    return parser.parse_args()


class _Houses:
    """The households that are swept, each made when it is first needed."""

    def __init__(self, folder: Path, server: str | None) -> None:
        self._folder = folder
        self._server = server
        self._made: dict[bool, House] = {}

    def of(self, job: JobName) -> House:
        """Return the household in which a job has something to do."""
        linked = job is JobName.SYNC_LINKS
        if linked not in self._made:
            name = f"syncopate_sweep_{uuid.uuid4().hex[:12]}"
            if linked:
                services = Services()
                house: House = LinkedHouse(
                    folder=self._folder / "linked",
                    name=name,
                    server=self._server,
                    endpoints=services.endpoints,
                    services=services,
                )
                services.start(changed=False)
            else:
                house = House(self._folder / "music", name, self._server)
            self._made[linked] = house
            house.folder.mkdir()
            _make(house)
        return self._made[linked]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for house in self._made.values():
            if isinstance(house, LinkedHouse):
                house.services.stop()
            house.drop()


def _make(house: House) -> None:
    code = _child(house, lambda: _filled(house))
    if code:
        raise SystemExit(f"The household was not made:\n{house.log.read_text()}")
    house.keep()


async def _filled(house: House) -> None:
    await asyncio.to_thread(house.make_database)
    if isinstance(house, LinkedHouse):
        await fill_linked(house)
    else:
        await fill(house)


def _state(life: Life) -> State:
    if isinstance(life.house, LinkedHouse):
        return state_of_linked(life.house)
    return state_of(life.house, life.retained if life.port else None)


def _sweep(house: House, job: JobName, arguments: argparse.Namespace) -> Tally:
    began = time.monotonic()
    tally = Tally(job.value)
    with _Broker(house.folder, used=job is JobName.PUBLISH_MQTT) as port:
        life = Life(house, job, port=port)
        calm = _calm(life)
        points = _points(house.diary)
        kinds = {_kind(point) for point in points}
        tally.points, tally.kinds = len(points), len(kinds)
        chance = random.Random(f"{arguments.seed} {job}")
        chosen = arguments.at or _chosen(points, chance, arguments)
        for number, point in enumerate(chosen):
            twice = not arguments.at and number % _EVERY == 0
            if arguments.verbose:
                _say(f"{job}: {point}{' and once more' if twice else ''}")
            _try(life, point, chance.randrange(1, _SOON) if twice else None, calm, tally)
    tally.seconds = round(time.monotonic() - began, 1)
    return tally


def _chosen(points: list[str], chance: random.Random, arguments: argparse.Namespace) -> list[str]:
    """Return the points to kill at: all; or one of each kind, and any others up to the number asked for."""
    number = arguments.kills or (len(points) if arguments.all else _FEW)
    if len(points) <= number:
        chosen = points
    else:
        shuffled = chance.sample(points, len(points))
        first = list({_kind(point): point for point in shuffled}.values())
        others = [point for point in shuffled if point not in set(first)]
        chosen = (first + others)[: number if arguments.kills else max(number, len(first))]
    part, parts = (int(each) for each in arguments.share.split("/"))
    return chosen[part - 1 :: parts]


def _try(life: Life, point: str, again: int | None, calm: State, tally: Tally) -> None:
    """Kill at a point, perhaps once more at a later one, and see what it comes to."""
    house = life.house
    house.put_back()
    deaths = [_life(life, point)]
    if again is not None and deaths[0] == _DIED:
        deaths.append(_life(replace(life, number=1), again))
    tally.kills += deaths.count(_DIED)
    tally.twice += deaths == [_DIED, _DIED]
    tally.missed += deaths[0] == 0
    code = _life(replace(life, number=2), None)
    wrong = [f"a life ended with {code}" for code in [*deaths, code] if code not in {0, _DIED}]
    if not wrong:
        wrong = differences(calm, _state(life)) + done_again(house.diary)
    if wrong:
        shown = "\n".join(f"    {line}" for line in wrong[:_SHOWN])
        where = point if again is None else f"{point}, then point {again} of the next life"
        said = house.log.read_text()[-3000:] if any("ended with" in line for line in wrong) else ""
        tally.failures.append(f"{where}\n{shown}\n{said}")
        _say(f"FAILED {life.job}: {tally.failures[-1]}")


def _calm(life: Life) -> State:
    life.house.put_back()
    code = _life(life, None)
    if code:
        raise SystemExit(f"It does not work undisturbed ({code}):\n{life.house.log.read_text()[-5000:]}")
    return _state(life)


def _life(life: Life, die_at: str | int | None) -> int:
    return _child(life.house, lambda: live(life, Border(life.house.diary, die_at=die_at)))


def _child(house: House, work: Callable[[], Coroutine[Any, Any, None]]) -> int:
    """Do it in a process of its own; return its exit code, -9 when it was killed."""
    child = os.fork()
    if not child:
        _be_child(house, work)
    end = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < end:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.005)
    os.kill(child, signal.SIGABRT)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _be_child(house: House, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    code = 1
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        log = os.open(house.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.dup2(log, 1)
        os.dup2(log, 2)
        faulthandler.enable(all_threads=True)
        asyncio.run(_then_go(work))
    except BaseException:  # noqa: BLE001 -- the end of a process, which says why
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(code)


async def _then_go(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    await work()
    # Nothing is left to do: what the threads of the jobs would tidy up is tried elsewhere.
    os._exit(0)


def _points(diary: Path) -> list[str]:
    lines = (json.loads(line) for line in diary.read_text().splitlines())
    return [what for kind, what in lines if kind == "point"]


def _kind(point: str) -> str:
    return re.sub(r" #\d+$", "", point)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


class _Broker:
    """A real broker on the loopback while the block runs; its port, None where none is used."""

    def __init__(self, folder: Path, *, used: bool) -> None:
        self._folder = folder
        self._used = used
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> int | None:
        if not self._used:
            return None
        binary = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")
        if binary is None:
            raise SystemExit("mosquitto is not installed (apt-get install mosquitto)")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port: int = probe.getsockname()[1]
        configuration = self._folder / "mosquitto.conf"
        configuration.write_text(
            f"listener {port} 127.0.0.1\nallow_anonymous true\npersistence false\n"
            + ("user root\n" if os.geteuid() == 0 else "")
        )
        self._process = subprocess.Popen(
            [binary, "-c", str(configuration)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for _ in range(200):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                return port
            time.sleep(0.05)
        raise SystemExit("mosquitto does not listen")

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)


def _tell(tally: Tally) -> None:
    failed = len(tally.failures)
    _say(
        f"{tally.workflow:16} {tally.points:4} points, {tally.kinds:3} kinds, {tally.kills:4} kills "
        f"({tally.twice} in pairs), {tally.missed} not reached, {failed} failures, {tally.seconds} s"
    )


if __name__ == "__main__":
    sys.exit(main())
