"""Fires schedules: each slot once, and what was missed while off once, however much it was."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from syncopate.domain.run import JobName, Trigger
from syncopate.planning.schedule import missed_slot
from syncopate.store import schedules
from syncopate.sync.kit import Kit

_LATE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A time a job is to run at, and why it runs now."""

    job: JobName
    at: datetime
    trigger: Trigger


type Fire = Callable[[Slot], Awaitable[None]]
"""Takes the slot and starts the run, both or neither."""


class Ticker:
    """Looks which slots are due. `usable` says which jobs can run at all."""

    def __init__(self, kit: Kit, fire: Fire, usable: Callable[[JobName], bool]) -> None:
        self._kit = kit
        self._fire = fire
        self._usable = usable
        self._started_at = kit.now()

    async def tick(self) -> None:
        """Fire what is due, the oldest slot first."""
        now = self._kit.now()
        due: list[Slot] = []
        for row in await self._kit.database.read(schedules.every):
            taken = row.since if row.last_slot is None else max(row.last_slot, row.since)
            at = missed_slot(row.schedule, taken, now, self._kit.zone)
            if at is not None and self._usable(row.job):
                late = at < self._started_at or now - at > _LATE
                due.append(Slot(job=row.job, at=at, trigger=Trigger.CATCH_UP if late else Trigger.SCHEDULE))
        for slot in sorted(due, key=lambda slot: slot.at):
            await self._fire(slot)
