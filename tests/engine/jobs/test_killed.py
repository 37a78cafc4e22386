"""Nothing is lost when the process is killed at any point, and nothing known to be done is done again."""

import random
import shutil
import signal
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from syncopate.domain.event import EventType
from syncopate.domain.playlist import MirrorKind
from syncopate.domain.run import ItemStatus, JobName, RunStatus
from syncopate.store import events, mirrors, runs
from syncopate.store.database import Database
from syncopate.store.mirrors import Mirror

ENGINE = Path(__file__).with_name("killed_engine.py")
PLAYLISTS = 60
ALBUMS = 12
KILLS = 12


def start(folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, str(ENGINE), str(folder)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def prepare(folder: Path, migrated_file: Path) -> Database:
    (folder / "playlists").mkdir(parents=True)
    shutil.copy(migrated_file, folder / "syncopate.db")
    database = Database.open(f"sqlite:///{folder / 'syncopate.db'}")
    for number in range(PLAYLISTS):
        name = f"p{number:02}"
        at = datetime(2026, 3, 1, tzinfo=UTC)
        kind = MirrorKind.ALBUM if number < ALBUMS else MirrorKind.PLAYLIST
        mirror = Mirror(id=name, kind=kind, provider="demo", reference=name, source_name=name, created_at=at)
        database.change(mirrors.add, mirror)
    return database


def finish(folder: Path) -> None:
    process = start(folder)
    _, errors = process.communicate(timeout=40)
    assert process.returncode == 0, errors.decode()


def state(folder: Path, database: Database) -> dict[str, object]:
    """Return what shall be the same however often it was killed."""
    found: dict[str, object] = {}
    for job in (JobName.MAIN_SYNC, JobName.SYNC_PLAYLISTS, JobName.SYNC_ALBUMS):
        assert database.look(runs.count_of, job) == 1
        run = database.look(runs.last_of, job)
        assert run is not None
        items = {item.result.item_id: item.result for item in database.look(runs.items, run.id)}
        found[job] = run.status, run.error, {name: (item.matched, item.error) for name, item in items.items()}
        assert all(item.status is not ItemStatus.FAILED for item in items.values())
    files = (folder / "playlists").glob("*.m3u8")
    found["files"] = {file.name: file.read_text() for file in files}
    found["kinds"] = {event.type for event in database.look(events.since, 0, 1000)}
    found["open"] = database.look(runs.active)
    return found


@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", [2026])
def test_killed_at_many_points_it_ends_as_if_undisturbed(
    tmp_path: Path, migrated_file: Path, seed: int
) -> None:
    calm = tmp_path / "calm"
    calm_database = prepare(calm, migrated_file)
    finish(calm)

    rough = tmp_path / "rough"
    database = prepare(rough, migrated_file)
    chance = random.Random(seed)
    killed = 0
    for number in range(KILLS):
        process = start(rough)
        if number % 4:
            # Most die at work: what is recovered begins about a second after the start.
            assert process.stdout is not None
            process.stdout.readline()
            patience = chance.uniform(0.0, 1.6)
        else:
            patience = chance.uniform(0.3, 1.2)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            killed += 1
        process.communicate()
        if process.returncode == 0:
            break
    finish(rough)

    assert state(rough, database) == state(calm, calm_database)
    assert killed >= KILLS // 3
    main = database.look(runs.last_of, JobName.MAIN_SYNC)
    assert main is not None
    assert main.status is RunStatus.SUCCEEDED
    attempts = Counter((rough / "attempts.log").read_text().split()[1::2])
    # At each kill at most four were under way; all others were done once.
    assert sum(count - 1 for count in attempts.values()) <= 4 * killed
    told = [event.type for event in database.look(events.since, 0, 1000)]
    assert told.count(EventType.SYNC_FINISHED) == 1
    assert told.count(EventType.JOB_FINISHED) == 4
    database.close()
    calm_database.close()
