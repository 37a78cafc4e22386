"""Is all well, what needs me, what did it do: one screen."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from syncopate.domain.event import TRANSIENT, Event, EventType
from syncopate.domain.media import Track
from syncopate.domain.problem import Problem
from syncopate.errors import SourceGone, SourceHeld
from syncopate.store import events, matches, mirrors, runs, tracks
from syncopate.store.database import Connection
from syncopate.store.matches import MatchRow
from syncopate.store.mirrors import HeldPlan, Mirror
from syncopate.store.runs import Run
from syncopate.sync.kit import Kit
from syncopate.sync.overview import HouseholdCounts, counts, problems, sources_waiting
from syncopate.sync.resting import Rest, resting
from syncopate.web.happenings import told
from syncopate.web.pages import guide
from syncopate.web.visit import Visit

FEED = 10
DOUBTS = 3

_TOLD_TWICE = {EventType.SYNC_FINISHED, EventType.SYNC_FAILED, EventType.INDEX_UPDATED}
"""Said by the job's or the library's own event as well: one line is enough."""

_TOLD = frozenset(EventType) - TRANSIENT - _TOLD_TWICE

_OWN_PLACE = {"plan_held", SourceHeld.key, SourceGone.key}
"""Problems that stand here with what can be done about each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """An entry to review, with the track it most likely is."""

    row: MatchRow
    best: Track | None


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What the overview shows. `review`: how many matches there are to look at, in all places.

    `sources` are playlists whose source is gone or has shrunk; `resting` goes away by itself.
    """

    counts: HouseholdCounts
    review: int
    running: Sequence[Run]
    held: Sequence[HeldPlan]
    sources: Sequence[Mirror]
    resting: Sequence[Rest]
    doubts: Sequence[Doubt]
    problems: Sequence[Problem]
    events: Sequence[Event]
    guide_open: bool

    @property
    def needs(self) -> int:
        """How many things wait for the user."""
        return (1 if self.review else 0) + len(self.held) + len(self.sources) + len(self.problems)

    @property
    def waiting(self) -> int:
        """How many plans and sources wait for a word of the user."""
        return len(self.held) + len(self.sources)


async def gather(kit: Kit, *, guide_open: bool = False) -> View:
    """Read all of it."""
    running, held, happened = await kit.database.read(_parts)
    doubts = await kit.database.read(_doubts)
    rests = await resting(kit)
    told = {rest.problem_id for rest in rests}
    return View(
        counts=await counts(kit),
        review=await kit.database.read(matches.to_review),
        running=running,
        held=held,
        sources=await kit.database.read(sources_waiting),
        resting=rests,
        doubts=doubts,
        problems=[
            problem
            for problem in await problems(kit)
            if problem.key not in _OWN_PLACE and problem.id not in told
        ],
        events=happened,
        guide_open=guide_open,
    )


def _parts(connection: Connection) -> tuple[list[Run], list[HeldPlan], list[Event]]:
    happened = _feed(connection)
    return runs.active(connection), mirrors.held(connection), happened


def _feed(connection: Connection) -> list[Event]:
    """Return the latest events that say something; some more are read for those that do not."""
    happened = events.recent(connection, FEED * 4, types=_TOLD)
    return [event for event in happened if told(event)][:FEED]


def _doubts(connection: Connection) -> list[Doubt]:
    found = []
    for row in matches.surest_to_review(connection, DOUBTS):
        key = next((item.track_key for item in row.match.candidates if not item.barred), None)
        found.append(Doubt(row=row, best=tracks.get(connection, row.library_id, key) if key else None))
    return found


async def show(visit: Visit) -> Response:
    """Show it; a household without anything is led to the guide first."""
    steps = await guide.progress(visit.kit)
    left = visit.shell.settings.get("guide.left") is True
    if steps.untouched and not left:
        return visit.to("guide")
    view = await gather(visit.kit, guide_open=not steps.finished)
    return visit.page("overview.html", view, active="overview")
