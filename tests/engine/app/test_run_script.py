"""`scripts/run` serves from a fresh folder and prints a link that signs in once."""

import os
import re
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_it_serves_from_a_fresh_folder(tmp_path: Path) -> None:
    log = tmp_path / "run.log"
    environment = {**os.environ, "SYNCOPATE_DATA_DIR": str(tmp_path / "data"), "PYTHONUNBUFFERED": "1"}
    with log.open("wb") as output:
        running = subprocess.Popen(
            [ROOT / "scripts" / "run", "--port", str(_free_port())],
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        end = time.monotonic() + 60
        while not (found := re.search(r"Sign in once with (http://\S+)", log.read_text(encoding="utf-8"))):
            assert running.poll() is None, log.read_text(encoding="utf-8")
            assert time.monotonic() < end
            time.sleep(0.1)
        with urllib.request.urlopen(found[1], timeout=10) as answer:  # noqa: S310 -- our own loopback address
            assert answer.status == 200
    finally:
        running.send_signal(signal.SIGTERM)
        assert running.wait(20) == 0
