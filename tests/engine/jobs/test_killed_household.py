"""The whole engine on real files, killed at many points, ends where an undisturbed one does."""

import json
import os
import random
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from syncopate.bootstrap.base import opened_kit
from syncopate.domain.run import JobName, RunStatus
from syncopate.settings import Environment
from syncopate.store import runs
from syncopate.store.database import Database
from syncopate.sync.keyring import KeyRing
from syncopate.sync.libraries import add_library
from syncopate.sync.mirrors import NewMirror, add_mirror

SONGS = 30
PLAYLISTS = 12
ROUNDS = 2
KILLS_A_ROUND = 2


@dataclass
class House:
    """A household whose folders can be put back as they were before the first sync."""

    folder: Path
    key: str = ""
    port: int = 0

    @property
    def live(self) -> Path:
        return self.folder / "live"

    @property
    def environment(self) -> Environment:
        return Environment.read({"SYNCOPATE_DATA_DIR": str(self.live / "data")})

    def put_back(self) -> None:
        shutil.rmtree(self.live, ignore_errors=True)
        shutil.copytree(self.folder / "before", self.live)

    def start(self) -> subprocess.Popen[bytes]:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("SYNCOPATE", "MQTT"))
        }
        more = {"SYNCOPATE_DATA_DIR": str(self.live / "data"), "SYNCOPATE_PORT": str(self.port), "TZ": "UTC"}
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "syncopate", "run"], env=kept | more, stdout=log, stderr=log
            )
        end = time.monotonic() + 40
        while True:
            try:
                self.ask("health")
            except OSError:
                assert process.poll() is None, (self.folder / "log").read_text()
                assert time.monotonic() < end
                time.sleep(0.03)
            else:
                return process

    def ask(self, path: str, data: bytes | None = None) -> Any:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api/v1/{path}",
            data,
            {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 -- see above
            return json.loads(answer.read())

    def database(self) -> Database:
        return Database.open(f"sqlite:///{self.live / 'data' / 'syncopate.db'}")

    def finish(self, process: subprocess.Popen[bytes]) -> None:
        """Wait until nothing runs any more, and stop it."""
        database = self.database()
        end = time.monotonic() + 40
        while database.look(runs.active):
            assert process.poll() is None, (self.folder / "log").read_text()
            assert time.monotonic() < end
            time.sleep(0.02)
        database.close()
        process.terminate()
        assert process.wait(10) == 0

    def state(self) -> dict[str, object]:
        """Return what shall be the same however often it was killed."""
        database = self.database()
        assert database.look(runs.active) == []
        found: dict[str, object] = {
            str(path.relative_to(self.live)): path.read_text() for path in sorted(self.live.rglob("*.m3u8"))
        }
        for job in (JobName.MAIN_SYNC, JobName.SYNC_PLAYLISTS):
            assert database.look(runs.count_of, job) == 1
            run = database.look(runs.last_of, job)
            assert run is not None
            found[job] = run.status, run.error
            if job is JobName.SYNC_PLAYLISTS:
                for item in (item.result for item in database.look(runs.items, run.id)):
                    counts = (item.matched, item.review, item.missing, item.unknown, item.error)
                    found[f"counts of {item.item_name}"] = counts
        leftovers = [
            path.name for path in self.live.rglob("*") if " (2)" in path.name or ".part" in path.name
        ]
        assert leftovers == []
        database.close()
        return found


@pytest.fixture
async def house(tmp_path: Path, migrated_file: Path, song: Callable[..., Path]) -> House:
    """Return a household with songs and playlist files, none of them synced."""
    house = House(tmp_path)
    data, music, lists = (house.live / name for name in ("data", "music", "music/Lists"))
    data.mkdir(parents=True)
    lists.mkdir(parents=True)
    shutil.copy(migrated_file, data / "syncopate.db")
    for number in range(SONGS):
        title, artist = f"Lantern {number:02}", f"Choir {number % 6}"
        song(music / artist / f"{title}.flac", title=title, artist=artist)
    async with opened_kit(house.environment) as kit:
        library = await add_library(kit, name="Music", folder=str(music))
        for number in range(PLAYLISTS):
            # Four of them are of no song that is there.
            chosen = [(number * 5 + place) % (SONGS + 4) for place in range(8)]
            rows = [f"Lantern {which:02},Choir {which % 6}" for which in chosen]
            file = lists / f"Evening {number:02}.csv"
            file.write_text("\n".join(["Title,Artist", *rows]) + "\n")
            await add_mirror(kit, NewMirror(reference=str(file), library_id=library.id))
        house.key, _ = await KeyRing(kit).create("Test", ["control"], per_minute=6000)
    house.live.rename(tmp_path / "before")
    return house


@pytest.mark.timeout(240)
@pytest.mark.parametrize("seed", [2026])
def test_killed_at_work_on_real_files_it_ends_as_if_undisturbed(house: House, seed: int) -> None:
    house.put_back()
    process = house.start()
    began = time.monotonic()
    house.ask("jobs/main_sync/run", b"{}")
    house.finish(process)
    lasts = time.monotonic() - began
    calm = house.state()
    assert len([name for name in calm if name.endswith(".m3u8")]) == PLAYLISTS
    assert calm[JobName.MAIN_SYNC] == (RunStatus.SUCCEEDED, None)
    assert any(isinstance(value, tuple) and value[2] for name, value in calm.items() if "counts" in name)

    chance = random.Random(seed)
    at_work = 0
    for _ in range(ROUNDS):
        house.put_back()
        process = house.start()
        house.ask("jobs/main_sync/run", b"{}")
        for kill in range(KILLS_A_ROUND):
            # What is recovered begins about a second after the start.
            time.sleep(chance.uniform(0, lasts * 0.8) if kill == 0 else chance.uniform(0.3, 1.2 + lasts))
            process.kill()
            process.wait()
            database = house.database()
            at_work += bool(database.look(runs.active))
            database.close()
            process = house.start()
        house.finish(process)
        assert house.state() == calm
    assert at_work >= ROUNDS // 2, "too few kills hit a run: the test proves nothing"
