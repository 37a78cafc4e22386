"""A real engine in a process of its own: started, asked over its API, weighed and stopped."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil

_START_SECONDS = 60.0
_STOP_SECONDS = 30.0
_RUN_SECONDS = 600.0
_POLL_SECONDS = 0.2
_WATCHED_SHARE = 0.4
_OWN = ("SYNCOPATE_", "MQTT_", "SUPERVISOR_", "PYTHONDONTWRITEBYTECODE")
_BYTECODE = Path(__file__).resolve().parent.parent / ".local" / "bytecode"
"""As in the app's image, modules are compiled before the engine starts: compiling leaves memory in pieces."""
_ENDED = frozenset({"succeeded", "partial", "failed", "cancelled", "stalled"})


@dataclass(frozen=True, slots=True)
class Rest:
    """What the engine uses while nothing happens: memory in MB, processor in percent of a core."""

    megabytes: float
    cpu_percent: float


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine that serves."""

    process: psutil.Process
    client: httpx.Client

    def sync(self) -> tuple[float, list[dict[str, object]]]:
        """Sync all playlists; return the seconds from the request to the end, and the items of the run."""
        began = time.perf_counter()
        answer = self._json("POST", "/api/sync/playlists")
        run_id = answer["run"]["id"]
        while time.perf_counter() - began < _RUN_SECONDS:
            page = self._json("GET", "/api/v1/runs", params={"job": "sync_playlists", "limit": 1})
            run = page["items"][0]
            if run["id"] == run_id and run["status"] in _ENDED:
                seconds = time.perf_counter() - began
                return seconds, self._json("GET", f"/api/v1/runs/{run_id}")["items"]
            time.sleep(_POLL_SECONDS)
        raise RuntimeError("the sync did not end")

    def add_playlist(self, name: str, data: bytes, **fields: str) -> None:
        """Upload a playlist file, e.g. with a `label` and a `library_id`."""
        files = {"file": (f"{name}.csv", data, "text/csv")}
        self._json("POST", "/api/v1/playlists/upload", files=files, data=fields)

    def rest(self, seconds: float) -> Rest:
        """Leave it alone and watch the last two fifths of that time."""
        time.sleep(seconds * (1 - _WATCHED_SHARE))
        before, began = self._cpu_seconds(), time.perf_counter()
        time.sleep(seconds * _WATCHED_SHARE)
        used, passed = self._cpu_seconds() - before, time.perf_counter() - began
        return Rest(self._bytes() / 1e6, 100 * used / passed)

    def _family(self) -> list[psutil.Process]:
        return [self.process, *self.process.children(recursive=True)]

    def _bytes(self) -> int:
        """Resident memory of the engine, and what its workers hold beyond the pages they share."""
        workers = self.process.children(recursive=True)
        own = int(self.process.memory_info().rss)
        return own + sum(int(process.memory_full_info().uss) for process in workers)

    def _cpu_seconds(self) -> float:
        own = self.process.cpu_times()
        # Children that have ended count through their parent.
        ended = float(own.children_user + own.children_system)
        times = [process.cpu_times() for process in self._family()]
        return ended + sum(float(each.user + each.system) for each in times)

    def _json(self, method: str, path: str, **request: Any) -> dict[str, Any]:
        answer = self.client.request(method, path, **request)
        if answer.is_error:
            raise RuntimeError(f"{method} {path}: {answer.status_code} {answer.text[:500]}")
        return dict(answer.json())


def command(data_dir: Path, *arguments: str) -> dict[str, object]:
    """Run a command of the engine and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", "syncopate", *arguments, "--json"],
        env=environment(data_dir),
        check=True,
        stdout=subprocess.PIPE,
        timeout=_START_SECONDS,
    )
    return dict(json.loads(done.stdout))


@contextmanager
def running(data_dir: Path) -> Generator[Engine]:
    """Start an engine on a free port of this machine, with a key that may do all; stop it at the end."""
    key = command(data_dir, "keys", "create", "bench", "--scope", "admin", "--per-minute", "6000")["key"]
    port = _free_port()
    log = data_dir / "engine.log"
    with log.open("wb") as written:
        process = subprocess.Popen(
            [sys.executable, "-m", "syncopate", "run", "--host", "127.0.0.1", "--port", str(port)],
            env=environment(data_dir),
            stdout=written,
            stderr=subprocess.STDOUT,
        )
        headers = {"Authorization": f"Bearer {key}"}
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=60) as client:
            try:
                _await_health(client, process, log)
                yield Engine(psutil.Process(process.pid), client)
            finally:
                _stop(process)


def environment(data_dir: Path) -> dict[str, str]:
    """Return the environment of an engine of its own: nothing of the user's reaches it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_OWN)}
    return kept | {
        "SYNCOPATE_DATA_DIR": str(data_dir),
        "SYNCOPATE_LOG_LEVEL": "warning",
        "TZ": "UTC",
        "PYTHONPYCACHEPREFIX": str(_BYTECODE),
    }


def compile_modules(data_dir: Path) -> None:
    """Have the bytecode of what the engine and its workers load."""
    modules = "import syncopate.command.serve, syncopate.sync.work"
    subprocess.run([sys.executable, "-c", modules], env=environment(data_dir), check=True)


def _await_health(client: httpx.Client, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            if client.get("/api/v1/health").is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise RuntimeError(f"the engine did not start: {log.read_text(errors='replace')[-2000:]}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
