"""One link: how it stands, its newest plan, and the plans before it."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from syncopate.store import watch_plans
from syncopate.store.database import Connection
from syncopate.store.watch_plans import StoredPlan
from syncopate.web.pages.link_plan import (
    Asked,
    Planned,
    asked_of,
    findings_count,
    opened_of,
    planned_of,
    sums_of,
)
from syncopate.web.pages.links import Row, row_of
from syncopate.web.pages.new_link import Resolving, resolving
from syncopate.web.visit import Visit


@dataclass(frozen=True, slots=True)
class Past:
    """A plan that is kept, with what became of its writes."""

    plan: StoredPlan
    sums: Sequence[tuple[str, int]]

    @property
    def count(self) -> int:
        """How many writes it has."""
        return sum(count for _, count in self.sums)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A link. `planned` None: it was not planned yet; `past` are the plans that are kept, newest first."""

    row: Row
    findings: int
    planned: Planned | None
    past: Sequence[Past]
    resolving: Resolving


async def show(visit: Visit) -> Response:
    """Show it."""
    link_id, number = visit.request.path_params["id"], max(visit.whole("page", 1), 1)
    told = await resolving(visit)
    view = await visit.kit.database.read(_gather, link_id, asked_of(visit), number, told, opened_of(visit))
    return visit.page("link.html", view, active="links")


def _gather(
    connection: Connection, link_id: str, asked: Asked, number: int, told: Resolving, opened: int | None
) -> View:
    row = row_of(connection, link_id)
    plan = row.seen.shown
    return View(
        row=row,
        findings=findings_count(connection, link_id),
        planned=None if plan is None else planned_of(connection, plan, asked, number, opened),
        past=[Past(each, sums_of(connection, each)) for each in watch_plans.of_link(connection, link_id)],
        resolving=told,
    )
