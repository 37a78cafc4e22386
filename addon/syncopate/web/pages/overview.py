"""Is all well, what needs me, what did it do: one screen."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

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
from syncopate.sync.overview import HouseholdCounts, counted, problems, sources_waiting
from syncopate.sync.resting import Rest, resting
from syncopate.sync.watch.overview import LinkOverview, overviews
from syncopate.web.happenings import told
from syncopate.web.pages import guide
from syncopate.web.visit import Visit

FEED = 10
DOUBTS = 3

_TOLD_TWICE = {EventType.SYNC_FINISHED, EventType.SYNC_FAILED, EventType.INDEX_UPDATED}
"""Said by the job's or the library's own event as well: one line is enough."""

_TOLD = frozenset(EventType) - TRANSIENT - _TOLD_TWICE

_OWN_PLACE = {"plan_held", "link_held", SourceHeld.key, SourceGone.key}
"""Problems that stand here with what can be done about each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """An entry to review, with the track it most likely is."""

    row: MatchRow
    best: Track | None


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What the overview shows. `review`: how many matches there are to look at, in all places.

    `guide` is how far the household is. `links` are those of which a plan waits, `linked`: there are any.
    `sources` are playlists whose source is gone or has shrunk; `resting`
    goes away by itself.
    """

    counts: HouseholdCounts
    review: int
    running: Sequence[Run]
    held: Sequence[HeldPlan]
    links: Sequence[LinkOverview]
    linked: bool
    sources: Sequence[Mirror]
    doubts: Sequence[Doubt]
    events: Sequence[Event]
    guide: guide.Progress
    resting: Sequence[Rest] = ()
    problems: Sequence[Problem] = ()

    @property
    def guide_open(self) -> bool:
        """Whether there is anything left to set up."""
        return not self.guide.finished

    @property
    def needs(self) -> int:
        """How many things wait for the user."""
        return (1 if self.review else 0) + self.waiting + len(self.problems)

    @property
    def plans(self) -> int:
        """How many plans wait for a word of the user."""
        return len(self.held) + len(self.links)

    @property
    def waiting(self) -> int:
        """How many plans and sources wait for a word of the user."""
        return self.plans + len(self.sources)


async def gather(kit: Kit) -> View:
    """Read all of it."""
    view = await kit.database.read(_gather)
    rests = await resting(kit)
    told = {rest.problem_id for rest in rests}
    needs = [
        problem
        for problem in await problems(kit, rests)
        if problem.key not in _OWN_PLACE and problem.id not in told
    ]
    return replace(view, resting=rests, problems=needs)


def _gather(connection: Connection) -> View:
    happened = _feed(connection)
    linked = overviews(connection)
    return View(
        counts=counted(connection),
        review=matches.to_review(connection),
        running=runs.active(connection),
        held=mirrors.held(connection),
        links=[link for link in linked if link.held is not None],
        linked=bool(linked),
        sources=sources_waiting(connection),
        doubts=_doubts(connection),
        events=happened,
        guide=guide.progress_of(connection),
    )


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
    view = await gather(visit.kit)
    if view.guide.untouched and visit.shell.settings.get("guide.left") is not True:
        return visit.to("guide")
    return visit.page("overview.html", view, active="overview")
