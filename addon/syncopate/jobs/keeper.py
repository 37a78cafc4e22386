"""Sees to it that no run stays open for ever: those that stand still, and those whose workflow is gone."""

from datetime import datetime, timedelta

from syncopate.domain.run import RunStatus
from syncopate.errors import Stalled, SyncopateError
from syncopate.jobs.catalog import MAIN_RUN, TITLES
from syncopate.jobs.crew import Crew
from syncopate.jobs.durable import Durable
from syncopate.jobs.owner import end_interrupted, is_command
from syncopate.jobs.scopes import Scopes
from syncopate.jobs.steps import whole_has_ended
from syncopate.jobs.telling import end_run
from syncopate.jobs.workflows import Workflows
from syncopate.store import runs
from syncopate.store.runs import Run
from syncopate.sync.kit import Kit

_STALL = timedelta(hours=2)
_SETTLING = timedelta(minutes=1)
_LOST = "The job ended without saying how."


class Keeper:
    """Ends, begins anew and settles runs from outside their workflows."""

    def __init__(self, kit: Kit, durable: Durable, scopes: Scopes, workflows: Workflows, crew: Crew) -> None:
        self._kit = kit
        self._durable = durable
        self._scopes = scopes
        self._workflows = workflows
        self._crew = crew

    async def take_up(self) -> None:
        """At start: begin anew what has no workflow (any more), end what was cancelled; the rest goes on."""
        await end_interrupted(self._kit)
        open_runs = await self._own()
        ids = [run.id for run in open_runs]
        going_on = await self._durable.unended(ids)
        known = await self._durable.known(ids)
        for run in open_runs:
            if await self._kit.database.read(whole_has_ended, run):
                await self.close(run, RunStatus.CANCELLED)
                continue
            # Its last sign of life is from before the engine was off.
            await self._kit.database.write(runs.touch, run.id, self._kit.now())
            if run.cancel_requested:
                await self.close(run, RunStatus.CANCELLED)
            elif run.id in going_on:
                continue
            elif run.id not in known:
                await self._begin_anew(run)
            else:
                await self.close(run, RunStatus.FAILED, SyncopateError.key, _LOST)

    async def _begin_anew(self, run: Run) -> None:
        # One of another shape would be in the way.
        await self._durable.forget([run.id])
        await self._kit.database.write(runs.next_attempt, run.id)
        await self._workflows.begin(run.job, run.id)

    async def look(self) -> None:
        """End what stands still, and what has lost its workflow."""
        await end_interrupted(self._kit)
        now = self._kit.now()
        open_runs = await self._own()
        for run in open_runs:
            if now - _last_sign(run) > _STALL:
                await self._stalled(run)
        await self._settle(
            [run for run in open_runs if now - _last_sign(run) > _SETTLING and not self._works(run)]
        )

    async def _own(self) -> list[Run]:
        """Return the open runs that have a workflow, or should; those of commands look after themselves."""
        return [run for run in await self._kit.database.read(runs.active) if not is_command(run)]

    def _works(self, run: Run) -> bool:
        return self._scopes.working(run.id)

    async def _stalled(self, run: Run) -> None:
        hours = round(_STALL / timedelta(hours=1))
        error = Stalled(job=TITLES[run.job], hours=str(hours))
        await self.close(run, RunStatus.STALLED, error.key, error.detail)

    async def _settle(self, idle: list[Run]) -> None:
        if not idle:
            return
        ids = [run.id for run in idle]
        going_on = await self._durable.unended(ids)
        known = await self._durable.known(ids)
        for run in idle:
            if await self._kit.database.read(whole_has_ended, run):
                await self.close(run, RunStatus.CANCELLED)
            elif run.id in going_on:
                continue
            elif run.cancel_requested:
                await self.close(run, RunStatus.CANCELLED)
            elif run.id in known:
                await self.close(run, RunStatus.FAILED, SyncopateError.key, _LOST)
            else:
                await self._begin_anew(run)

    async def close(self, run: Run, status: RunStatus, error: str | None = None, detail: str = "") -> None:
        """End a run and its parts: stop the work, say what was left undone, store and tell the end."""
        await self._close([run, *await self._parts_of(run)], status, error, detail)
        # One that was just being made when we looked is there now; no more will come.
        if late := await self._parts_of(run):
            await self._close(late, status, error, detail)

    async def _parts_of(self, run: Run) -> list[Run]:
        open_runs = await self._kit.database.read(runs.active)
        return [part for part in open_runs if part.arguments.get(MAIN_RUN) == run.id]

    async def _close(self, family: list[Run], status: RunStatus, error: str | None, detail: str) -> None:
        ids = [member.id for member in family]
        undone = {member.id: await self._undone(member.id) for member in family}
        await self._durable.cancel(ids)
        await self._scopes.stop(ids)
        await self._crew.heard()
        for member in reversed(family):
            await end_run(self._kit, member.id, status, error=error, detail=detail, undone=undone[member.id])

    async def _undone(self, run_id: str) -> frozenset[str]:
        scope = self._scopes.peek(run_id)
        here = frozenset(scope.waiting) if scope else frozenset()
        return here | await self._durable.unended_parts(run_id)


def _last_sign(run: Run) -> datetime:
    return run.progress_at or run.started_at or run.requested_at
