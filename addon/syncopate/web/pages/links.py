"""Watch links: which accounts are kept in step, what passes which way, what waits, how the last run ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.responses import Response

from syncopate.domain.link import FeaturePolicy
from syncopate.domain.run import ItemStatus, JobName, Trigger
from syncopate.domain.watch import Feature, Side
from syncopate.errors import JobAlreadyRunning
from syncopate.providers import registry
from syncopate.store import accounts, links, runs
from syncopate.store.accounts import Account
from syncopate.store.database import Connection
from syncopate.store.encoding import JsonValue
from syncopate.store.links import Link
from syncopate.sync.watch.deciding import reconsider
from syncopate.sync.watch.linking import (
    ORDER,
    Direction,
    LinkChanges,
    change_link,
    direction_of,
    forget_link,
    remove_link,
)
from syncopate.sync.watch.overview import LinkOverview, overview, overviews
from syncopate.sync.watch.proposing import proposed
from syncopate.web.visit import Visit

BAD = frozenset({ItemStatus.FAILED, ItemStatus.UNKNOWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One link. `running`: a run has it before it."""

    seen: LinkOverview
    running: bool

    @property
    def link(self) -> Link:
        """The link itself."""
        return self.seen.link

    @property
    def ways(self) -> Sequence[tuple[Feature, Direction, FeaturePolicy]]:
        """What passes, and which way."""
        features = self.link.settings.features
        return [(each, direction_of(features[each]), features[each]) for each in ORDER if each in features]

    @property
    def direction(self) -> Direction:
        """Which way anything passes."""
        found = {way for _, way, _ in self.ways}
        return found.pop() if len(found) == 1 else Direction.BOTH

    @property
    def troubled(self) -> bool:
        """True when the last run did not work."""
        return self.link.last_status in BAD

    def service(self, side: Side) -> str:
        """Return what the service of a side is called."""
        return service_of(self.seen.at(Side(side)))


def service_of(account: Account) -> str:
    """Return what the service of an account is called."""
    manifest = registry.manifests().get(account.provider)
    return manifest.name if manifest else account.provider


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """All links. `able` are the accounts that can be linked, `ready`: two of them have something in common.

    `services` are those of which an account could be added.
    """

    rows: Sequence[Row]
    able: Sequence[Account]
    ready: bool
    services: Sequence[str]


async def show(visit: Visit) -> Response:
    """Show all of them."""
    return visit.page("links.html", await visit.kit.database.read(_gather), active="links")


def _gather(connection: Connection) -> View:
    able = able_accounts(connection)
    return View(
        rows=[Row(seen=each, running=is_running(connection, each.link.id)) for each in overviews(connection)],
        able=able,
        ready=proposed(able, links.every(connection)) is not None,
        services=sorted(
            {each.name for each in registry.manifests().values() if each.watch and not each.internal},
            key=str.casefold,
        ),
    )


def able_accounts(connection: Connection) -> list[Account]:
    """Return the accounts that can be linked."""
    known = registry.manifests()
    return [
        each
        for each in accounts.every(connection)
        if each.provider in known and known[each.provider].watch is not None
    ]


def row_of(connection: Connection, link_id: str) -> Row:
    """Return one of them. Raises NotFound."""
    return Row(seen=overview(connection, link_id), running=is_running(connection, link_id))


def is_running(connection: Connection, link_id: str) -> bool:
    """Tell whether a run was asked for a link, or for all, and has not finished with it."""
    for run in runs.active(connection):
        ids = run.arguments.get("link_ids")
        asked = run.job is JobName.SYNC_LINKS and (not isinstance(ids, Sequence) or link_id in ids)
        if asked and all(each.result.item_id != link_id for each in runs.items(connection, run.id)):
            return True
    return False


async def start(visit: Visit, link_id: str, arguments: Mapping[str, JsonValue]) -> bool:
    """Start a run of one link; False where the job runs already."""
    asked = {"link_ids": [link_id], "force": True, **arguments}
    try:
        await visit.context.jobs.run(JobName.SYNC_LINKS, Trigger.WEB, asked)
    except JobAlreadyRunning:
        return False
    return True


async def run(visit: Visit) -> Response:
    """Run one now, or only plan it; `whole`: both accounts are read from the beginning."""
    link = await visit.kit.database.read(links.get, visit.request.path_params["id"])
    preview = visit.field("preview") == "on"
    if visit.field("anew") == "on":
        await reconsider(visit.kit, link.id)
    begun = await start(visit, link.id, {"preview": preview, "whole": visit.field("whole") == "on"})
    if not begun:
        return visit.back("running")
    return visit.back("previewing" if preview else "link_started")


async def switch(visit: Visit) -> Response:
    """Switch one on or off."""
    on = visit.field("enabled") == "on"
    await change_link(visit.kit, visit.request.path_params["id"], LinkChanges(enabled=on))
    return visit.back("link_on" if on else "link_off")


async def forget(visit: Visit) -> Response:
    """Forget what one knows."""
    link = await forget_link(visit.kit, visit.request.path_params["id"])
    return visit.to(f"links/{link.id}", said="link_forgotten")


async def remove(visit: Visit) -> Response:
    """Remove one; nothing happens at its accounts."""
    await remove_link(visit.kit, visit.request.path_params["id"])
    return visit.to("links", said="removed")
