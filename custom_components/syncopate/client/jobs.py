"""Jobs and their runs."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from .connection import Connection
from .models import JobName, RunDetail, RunStarted, RunStatus, RunView, TriggerAnswer


class ScanMode(StrEnum):
    """How much of a library is read again: what changed, everything, or that after its server has looked."""

    INCREMENTAL = "incremental"
    FULL = "full"
    DEEP = "deep"


_GOING_ON = {RunStatus.QUEUED, RunStatus.RUNNING}


def ended(run: RunView) -> bool:
    """Return whether nothing more will happen in this run."""
    return run.status not in _GOING_ON


@dataclass(frozen=True, slots=True)
class Jobs:
    """The engine's kinds of work."""

    connection: Connection

    async def run(self, job: JobName, arguments: Mapping[str, object] | None = None) -> RunView:
        """Start a job now. Raises EngineError, `job_already_running` and `not_configured` among them."""
        body = {"arguments": dict(arguments or {})}
        return (await self.connection.post(RunStarted, f"/api/v1/jobs/{job.value}/run", body)).run

    async def scan(self, mode: ScanMode, library_id: str | None = None) -> RunView:
        """Read a library anew, or all of them. Raises EngineError."""
        arguments = {"mode": mode.value} | ({"library_id": library_id} if library_id else {})
        return await self.run(JobName.SCAN_LIBRARY, arguments)

    async def of_playlist(self, job: JobName, playlist_id: str) -> RunView:
        """Start a job for one playlist alone. Raises EngineError."""
        return await self.run(job, {"playlist_ids": [playlist_id]})

    async def sync(self, what: str) -> TriggerAnswer:
        """Start `playlists`, `albums`, `users` or `all`; the answer says when there is nothing to start."""
        return await self.connection.post(TriggerAnswer, f"/api/sync/{what}")

    async def read(self, run_id: str) -> RunDetail:
        """Return one run with its items. Raises EngineError."""
        return await self.connection.get(RunDetail, f"/api/v1/runs/{run_id}")
