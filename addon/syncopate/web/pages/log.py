"""What was done: runs, and what became of each item in one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from starlette.responses import Response

from syncopate.domain.run import ItemResult, JobName, RunStatus
from syncopate.jobs.telling import name_of
from syncopate.store import mirrors, runs
from syncopate.store.database import Connection
from syncopate.store.paging import Page
from syncopate.store.runs import Run, RunItem, RunSummary
from syncopate.web.texts import N_
from syncopate.web.view.paging import paged
from syncopate.web.visit import Visit

PAGE = 30

GONE: Mapping[JobName, str] = {
    JobName.SCAN_LIBRARY: N_("a library that was removed"),
    JobName.SYNC_PLAYLISTS: N_("a playlist that was removed"),
    JobName.SYNC_ALBUMS: N_("an album that was removed"),
}
"""What an item is called of which nothing but its id is left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A page of runs."""

    page: Page[RunSummary]
    items: Sequence[tuple[str, str]]
    job: str
    item: str
    status: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RunView:
    """One run. `names` are those of its items by their ids, "" for one that nobody knows any more."""

    run: Run
    items: Sequence[RunItem]
    names: Mapping[str, str]
    duration: timedelta | None

    gone = GONE


def length_of(run: Run) -> timedelta | None:
    """Return how long a run took, None while it has not ended."""
    return None if run.started_at is None or run.ended_at is None else run.ended_at - run.started_at


async def show(visit: Visit) -> Response:
    """Show runs, of one job or with one item if wanted."""
    job, item, status = visit.parameter("job"), visit.parameter("item"), visit.parameter("status")
    number = max(visit.whole("page", 1), 1)

    def gather(connection: Connection) -> View:
        read = partial(
            runs.list_page,
            connection,
            job=JobName(job) if job in {name.value for name in JobName} else None,
            item_id=item or None,
            status=RunStatus(status) if status in {name.value for name in RunStatus} else None,
        )
        page = paged(read, number, PAGE)
        items = [(mirror.id, mirror.name) for mirror in mirrors.every(connection)]
        items.sort(key=lambda pair: pair[1].casefold())
        return View(page=page, items=items, job=job, item=item, status=status, number=page.number)

    return visit.page("log.html", await visit.kit.database.read(gather), active="log")


async def show_run(visit: Visit) -> Response:
    """Show one run with its items."""

    def gather(connection: Connection) -> RunView:
        run = runs.get(connection, visit.request.path_params["id"])
        items = runs.items(connection, run.id)
        names = {item.result.item_id: _called(connection, run.job, item.result) for item in items}
        return RunView(run=run, items=items, names=names, duration=length_of(run))

    return visit.page("run.html", await visit.kit.database.read(gather), active="log")


def _called(connection: Connection, job: JobName, result: ItemResult) -> str:
    """Return its name, "" for one that was removed while the run was at it and has left its id alone."""
    if result.item_name != result.item_id or job not in GONE:
        return result.item_name
    name = name_of(connection, result.item_id)
    return "" if name == result.item_id else name
