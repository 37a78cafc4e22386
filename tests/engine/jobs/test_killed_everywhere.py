"""An engine that kills itself at points of every workflow, recovers, and ends as one that was left alone.

The sweep itself is in `kill_sweep`, to be run whole by `scripts/kill-sweep --all`; this is a part of it.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from syncopate.domain.run import JobName

SWEEP = Path(__file__).with_name("kill_sweep")
SERVER = os.environ.get("SYNCOPATE_TEST_DATABASE_URL")

KILLS = {
    JobName.SYNC_PLAYLISTS: 6,
    JobName.MAIN_SYNC: 6,
    JobName.SCAN_LIBRARY: 4,
    JobName.PUBLISH_MQTT: 4,
    JobName.SYNC_ALBUMS: 4,
    JobName.CLEAN_UP: 4,
    JobName.SYNC_LINKS: 3,
}
"""Which workflow, at how many of its points: each of another kind. Each sweep also begins by itself once."""
ON_POSTGRESQL = (JobName.MAIN_SYNC, JobName.SYNC_ALBUMS)
"""Links take minutes there: `scripts/kill-sweep sync_links --server URL` does it."""


def sweep(job: JobName, *options: str) -> dict[str, Any]:
    """Sweep a workflow and return what came of it."""
    if job is JobName.PUBLISH_MQTT:
        need_broker()
    process = subprocess.Popen(
        [sys.executable, str(SWEEP), job.value, "--json", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        said, _ = process.communicate(timeout=540)
    except BaseException:
        process.terminate()
        process.communicate()
        raise
    sys.stdout.write(said)
    assert process.returncode == 0, said
    tallies: list[dict[str, Any]] = json.loads(said.splitlines()[-1])
    (tally,) = tallies
    return tally


def need_broker() -> None:
    if shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin"):
        return
    reason = "mosquitto is not installed (apt-get install mosquitto)"
    if "mosquitto" in os.environ.get("SYNCOPATE_REQUIRE", "").split(","):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("job", "kills"), KILLS.items())
def test_killed_at_points_of_many_kinds_it_ends_as_if_undisturbed(job: JobName, kills: int) -> None:
    tally = sweep(job, "--kills", str(kills))
    assert tally["points"] > 30
    assert tally["kinds"] >= kills, "some points are of one kind"
    assert tally["failures"] == []
    assert tally["kills"] - tally["twice"] >= kills * 0.8, (
        "too many points were not reached: it proves little"
    )
    assert tally["twice"] > 0, "none was killed while it recovered"


@pytest.mark.timeout(600)
@pytest.mark.skipif(not SERVER, reason="SYNCOPATE_TEST_DATABASE_URL is not set")
@pytest.mark.parametrize("job", ON_POSTGRESQL)
def test_killed_at_some_points_on_postgresql(job: JobName) -> None:
    assert SERVER is not None
    tally = sweep(job, "--kills", "4", "--server", SERVER)
    assert tally["failures"] == []
    assert tally["kills"] >= 3
