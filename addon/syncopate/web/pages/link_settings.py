"""What a link is told: saved together, and only then in force."""

from dataclasses import dataclass

from starlette.responses import Response

from syncopate.errors import AlreadyExists, InvalidInput, SyncopateError
from syncopate.store.database import Connection
from syncopate.sync.watch.linking import LinkChanges, change_link, offer
from syncopate.web.pages.link_form import (
    LONGEST_NAME,
    Form,
    form_of,
    sent_features,
    sent_limits,
    sent_lists,
    sent_live,
    sent_pace,
    sent_sections,
    sent_types,
)
from syncopate.web.pages.link_plan import findings_count
from syncopate.web.pages.links import Row, row_of
from syncopate.web.pages.new_link import every_minutes
from syncopate.web.pages.new_mirror import bounded
from syncopate.web.visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A link's settings; `every_minutes` is how often the job runs."""

    row: Row
    findings: int
    form: Form
    every_minutes: int | None


async def show(visit: Visit) -> Response:
    """Show them."""
    return await _page(visit)


async def _page(visit: Visit, error: SyncopateError | None = None) -> Response:
    link_id = visit.request.path_params["id"]
    row, findings = await visit.kit.database.read(_gather, link_id)
    offered = await offer(visit.kit, row.link.left_account_id, row.link.right_account_id)
    view = View(
        row=row,
        findings=findings,
        form=await form_of(visit, offered, row.link),
        every_minutes=await every_minutes(visit),
    )
    at = f"/links/{link_id}/settings" if visit.form else ""
    return visit.page("link_settings.html", view, active="links", error=error, at=at)


def _gather(connection: Connection, link_id: str) -> tuple[Row, int]:
    return row_of(connection, link_id), findings_count(connection, link_id)


async def change(visit: Visit) -> Response:
    """Save all of it or nothing; what cannot be is shown again as it was sent."""
    if visit.field("ask"):
        return await _page(visit)
    row, _ = await visit.kit.database.read(_gather, visit.request.path_params["id"])
    link = row.link
    try:
        offered = await offer(visit.kit, link.left_account_id, link.right_account_id)
        changes = LinkChanges(
            name=bounded(visit, "name", LONGEST_NAME) or f"{offered.left.name} & {offered.right.name}",
            features=sent_features(visit, offered),
            types=sent_types(visit, offered),
            sections=sent_sections(visit, offered, link.settings.sections),
            lists=sent_lists(visit, link.settings.lists),
            limits=sent_limits(visit),
            every=sent_pace(visit, link.every),
            live=sent_live(visit),
            two_way_understood=visit.field("two_way_understood") == "on",
        )
        await change_link(visit.kit, link.id, changes)
    except (InvalidInput, AlreadyExists) as error:
        return await _page(visit, error)
    return visit.to(f"links/{link.id}/settings", said="saved")
