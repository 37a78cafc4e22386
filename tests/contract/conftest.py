"""A session to ask with, and a real engine for the client: its own process and data, a free loopback port."""

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / "addon" / ".venv" / "bin" / "python"


@dataclass(frozen=True, slots=True)
class RealEngine:
    url: str
    key: str
    music: Path


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as response:  # noqa: S310 -- our own loopback address
            return bool(response.status == 200)
    except urllib.error.URLError, OSError:
        return False


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as opened:
        yield opened


@pytest.fixture(scope="session")
def real_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealEngine]:
    folder = tmp_path_factory.mktemp("engine")
    environ = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "scripts"),
        "PYTHONUTF8": "1",
        "SYNCOPATE_DATA_DIR": str(folder / "data"),
        "SYNCOPATE_SHARE_DIR": str(folder / "share"),
    }

    def command(*arguments: str) -> str:
        done = subprocess.run(
            [PYTHON, "-m", *arguments], env=environ, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    command("demo_library", str(folder / "demo"))
    command("syncopate", "migrate")
    key = command("syncopate", "keys", "create", "contract", "--scope", "admin", "--per-minute", "6000")
    port = _free_port()
    log = (folder / "engine.log").open("wb")
    process = subprocess.Popen(
        [PYTHON, "-m", "syncopate", "run", "--port", str(port)],
        env=environ,
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        url = f"http://127.0.0.1:{port}"
        end = time.monotonic() + 60
        while not _answers(f"{url}/api/v1/health"):
            assert time.monotonic() < end, (folder / "engine.log").read_text()
            time.sleep(0.1)
        yield RealEngine(url, key.splitlines()[0].strip(), folder / "demo" / "music")
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)
        log.close()
