"""Is all well, what needs me, what did it do: one screen."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from syncopate.domain.event import Event
from syncopate.domain.problem import Problem
from syncopate.store import events, mirrors, runs, targets
from syncopate.store.database import Connection
from syncopate.store.runs import Run
from syncopate.sync.kit import Kit
from syncopate.sync.overview import HouseholdCounts, counts, problems
from syncopate.web.pages import guide
from syncopate.web.texts import EVENTS
from syncopate.web.visit import Visit

FEED = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A plan that waits: which playlist, why, and the digest that approves exactly it."""

    id: str
    name: str
    reason: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What the overview shows."""

    counts: HouseholdCounts
    running: Sequence[Run]
    held: Sequence[Held]
    problems: Sequence[Problem]
    events: Sequence[Event]
    guide_open: bool

    @property
    def needs(self) -> int:
        """How many things wait for the user."""
        return (1 if self.counts.review else 0) + len(self.held) + len(self.problems)

    @property
    def in_step(self) -> bool:
        """True when nothing is wrong."""
        return not self.problems and not self.held


async def gather(kit: Kit, *, guide_open: bool = False) -> View:
    """Read all of it."""
    running, held, happened = await kit.database.read(_parts)
    return View(
        counts=await counts(kit),
        running=running,
        held=held,
        problems=[problem for problem in await problems(kit) if problem.key != "plan_held"],
        events=happened,
        guide_open=guide_open,
    )


def _parts(connection: Connection) -> tuple[list[Run], list[Held], list[Event]]:
    held = [
        Held(id=mirror.id, name=mirror.name, reason=target.held_reason or "", digest=target.held_digest)
        for mirror in mirrors.every(connection)
        for target in targets.of_mirror(connection, mirror.id)
        if target.held_digest is not None
    ]
    return runs.active(connection), held, events.recent(connection, FEED)


async def show(visit: Visit) -> Response:
    """Show it; a household without anything is led to the guide first."""
    steps = await guide.progress(visit.kit)
    left = visit.shell.settings.get("guide.left") is True
    if steps.untouched and not left:
        return visit.to("guide")
    view = await gather(visit.kit, guide_open=not steps.finished)
    return visit.page("overview.html", view, active="overview")


def sentence_of(event: Event) -> tuple[str, str, str]:
    """Return icon, mood and (untranslated) sentence of an event."""
    icon, mood, sentence = EVENTS[event.type]
    if event.status in {"failed", "stalled"}:
        return "alert", "bad", sentence
    if event.status in {"held", "partial", "unknown"}:
        return icon, "warn", sentence
    return icon, mood, sentence
