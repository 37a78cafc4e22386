"""All that the user decided, and the way back from it."""

from dataclasses import dataclass

from starlette.responses import Response

from syncopate.store import decisions
from syncopate.store.decisions import Act
from syncopate.store.paging import Page
from syncopate.web.visit import Visit

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A page of the history."""

    acts: Page[Act]
    number: int


async def show(visit: Visit) -> Response:
    """Show what was decided, newest first."""
    number = max(visit.whole("page", 1), 1)
    acts = await visit.kit.database.read(decisions.acts, limit=PAGE, offset=(number - 1) * PAGE)
    return visit.page("decisions.html", View(acts=acts, number=number), active="review")
