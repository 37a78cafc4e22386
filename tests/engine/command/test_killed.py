"""A command that is killed leaves nothing that stands in the way of the next one."""

import asyncio
import signal
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
from syncopate.bootstrap.base import opened_kit
from syncopate.command import recording
from syncopate.domain.run import JobName, RunStatus
from syncopate.errors import Interrupted
from syncopate.settings import Environment
from syncopate.store import runs
from syncopate.store.database import Database
from syncopate.store.runs import Run

if TYPE_CHECKING:
    from conftest import Shell


def _scanning(shell: Shell, database: Database) -> tuple[subprocess.Popen[str], Run]:
    """Start a scan of many files and return it once its run has begun."""
    for number in range(3000):
        folder = shell.music / f"Artist {number % 50}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"Song {number}.mp3").write_bytes(b"x" * 2000)
    running = shell.start("scan", "music")
    end = time.monotonic() + 60
    try:
        while (run := database.look(runs.running_of, JobName.SCAN_LIBRARY)) is None or (
            run.status is not RunStatus.RUNNING
        ):
            assert time.monotonic() < end
            assert running.poll() is None
            time.sleep(0.01)
    except BaseException:
        running.kill()
        running.communicate()
        raise
    return running, run


@pytest.fixture
def database(migrated: Shell) -> Any:
    opened = Database.open(f"sqlite:///{Path(migrated.data, 'syncopate.db')}")
    yield opened
    opened.close()


def test_the_next_command_ends_what_a_killed_one_left(migrated: Shell, database: Database) -> None:
    running, run = _scanning(migrated, database)
    try:
        running.send_signal(signal.SIGSTOP)
        told = cast("dict[str, Any]", migrated.document("scan", rc=2))
        assert told["error"]["key"] == "job_already_running", "it lives"
    finally:
        running.kill()
        running.communicate()
    assert database.look(runs.get, run.id).status is RunStatus.RUNNING
    told = cast("dict[str, Any]", migrated.document("scan"))
    assert told["results"][0]["status"] in {"synced", "unchanged"}
    ended = database.look(runs.get, run.id)
    assert (ended.status, ended.error) == (RunStatus.FAILED, "interrupted")
    assert database.look(runs.active) == []


async def test_a_command_whose_run_was_ended_stops(migrated: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording, "BEAT_SECONDS", 0.05)
    stopped = []

    async def endless(run_id: str) -> None:
        try:
            await asyncio.sleep(0.3)
            alive = await kit.database.read(runs.get, run_id)
            assert alive.progress_at is not None
            assert alive.started_at is not None
            assert alive.progress_at > alive.started_at, "it says that it is alive"
            await kit.database.write(runs.end, run_id, RunStatus.CANCELLED, kit.now())
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            stopped.append(run_id)
            raise

    async with opened_kit(Environment.read({"SYNCOPATE_DATA_DIR": str(migrated.data)})) as kit:
        with pytest.raises(Interrupted):
            await recording.recorded(kit, JobName.SCAN_LIBRARY, endless, [])
        ended = await kit.database.read(runs.get, stopped[0])
    assert (ended.status, ended.error) == (RunStatus.CANCELLED, None)
