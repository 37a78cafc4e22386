"""All that the user decided, and the way back from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from starlette.responses import Response

from syncopate.domain.media import Track
from syncopate.store import decisions
from syncopate.store.database import Connection
from syncopate.store.decisions import Act
from syncopate.store.paging import Page
from syncopate.sync.whereabouts import whereabouts
from syncopate.web.view.paging import paged
from syncopate.web.visit import Visit

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A page of the history; `now` is where the tracks decided on are by now, by decision."""

    acts: Page[Act]
    now: Mapping[int, Track | None]
    number: int


async def show(visit: Visit) -> Response:
    """Show what was decided, newest first."""
    number = max(visit.whole("page", 1), 1)
    acts, now = await visit.kit.database.read(_gather, number)
    return visit.page("decisions.html", View(acts=acts, now=now, number=acts.number), active="review")


def _gather(connection: Connection, number: int) -> tuple[Page[Act], dict[int, Track | None]]:
    acts = paged(partial(decisions.acts, connection), number, PAGE)
    return acts, whereabouts(connection, [act.latest for act in acts.items if act.count == 1])
