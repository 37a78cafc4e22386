"""The bench, at a small size: every number is there, and nothing else is on standard output."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SCAN = {"scan_files_per_s", "rescan_100k_s"}
SYNC = {"sync_s", "resync_s", "resync_writes", "rest_mb", "rest_cpu_percent"}


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    # As scripts/bench does it, but for the setup.
    command = [sys.executable, str(ROOT / "scripts" / "bench_report.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)


def test_scans_are_measured() -> None:
    done = bench("scan", "--small", "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found.keys() == SCAN
    assert all(value > 0 for value in found.values())


def test_a_real_engine_is_measured() -> None:
    done = bench("sync", "--small", "--json", "--rest-seconds", "1")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found.keys() == SYNC
    assert found["sync_s"] > 0
    assert found["resync_s"] > 0
    assert found["resync_writes"] == 0
    assert found["rest_mb"] > 20


@pytest.mark.parametrize("arguments", [("--help",), ("scan", "--help")])
def test_the_script_tells_how_it_is_used(arguments: tuple[str, ...]) -> None:
    done = subprocess.run(
        [ROOT / "scripts" / "bench", *arguments], capture_output=True, text=True, timeout=20, check=True
    )
    assert "scan|sync|matching" in done.stdout
    assert "--json" in done.stdout


def test_the_engine_loads_nothing_that_rest_does_not_need() -> None:
    """Migrations, the Supervisor's client and PostgreSQL's driver take a fifth of the memory it may use."""
    script = (
        "from syncopate.jobs.driver import defer; defer()\n"
        "import sys, syncopate.command.serve; print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert "sqlalchemy" in loaded
    assert not loaded & {
        "alembic",
        "mako",
        "pygments",
        "aiohttp",
        "rich",
        "numpy",
        "psutil",
        "mutagen",
        "psycopg_binary",
    }
