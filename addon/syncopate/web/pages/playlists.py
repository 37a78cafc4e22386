"""All playlists: how well each is matched, when it was synced last and will be next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial

from starlette.responses import Response

from syncopate.domain.playlist import MirrorKind
from syncopate.domain.run import ItemStatus, JobName, Trigger
from syncopate.errors import JobAlreadyRunning
from syncopate.jobs.facade import JobOverview, mirrors_asked_for, sync_of
from syncopate.planning.due import next_due
from syncopate.store import identities, libraries, mirrors, runs
from syncopate.store.database import Connection
from syncopate.store.mirrors import Mirror, MirrorSummary
from syncopate.store.paging import Page
from syncopate.sync.kit import Kit
from syncopate.web.view.paging import paged
from syncopate.web.visit import Visit

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One playlist. `next_sync` is the run that takes it next, None when none will.

    `libraries` is how many there are: it is kept in the only one by itself.
    """

    summary: MirrorSummary
    next_sync: datetime | None
    syncing: bool
    libraries: int = 1

    @property
    def mirror(self) -> Mirror:
        """The playlist itself."""
        return self.summary.mirror

    @property
    def counts(self) -> tuple[int, int, int, int]:
        """Matched, to review, missing, unknown; entries never matched are unknown."""
        target = self.summary.target
        if target is None or target.match_state is None:
            return 0, 0, 0, self.mirror.entry_count
        return target.matched, target.review, target.missing, target.unknown

    @property
    def homeless(self) -> bool:
        """True while no library holds it and none can be taken without asking: runs do nothing for it."""
        return self.summary.target is None and self.libraries != 1

    @property
    def troubled(self) -> bool:
        """True when the last sync did not work."""
        return self.mirror.last_status in {ItemStatus.FAILED, ItemStatus.UNKNOWN}


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A page of playlists and albums; `kinds` is how many there are of each, `kind` which are shown.

    `identified`: titles were looked for in catalogues.
    """

    kinds: Mapping[MirrorKind, int]
    kind: MirrorKind | None
    rows: Sequence[Row]
    page: Page[MirrorSummary]
    labels: Sequence[str]
    label: str
    query: str
    number: int
    identified: bool


async def show(visit: Visit) -> Response:
    """Show a page of them, by kind, label and words if wanted."""
    kind = next((each for each in MirrorKind if each == visit.parameter("kind")), None)
    label, query, number = (
        visit.parameter("label"),
        visit.parameter("q")[:300],
        max(visit.whole("page", 1), 1),
    )
    page, kinds, labels, syncing, known, identified = await visit.kit.database.read(
        _gather, kind, label or None, query or None, number
    )
    main = await main_run(visit)
    view = View(
        kinds=kinds,
        kind=kind,
        rows=[
            Row(
                summary=item,
                next_sync=next_sync(visit.kit, item.mirror, main, visit.now),
                syncing=item.mirror.id in syncing,
                libraries=known,
            )
            for item in page.items
        ],
        page=page,
        labels=labels,
        label=label,
        query=query,
        number=page.number,
        identified=identified,
    )
    return visit.page("playlists.html", view, active="playlists")


def _gather(
    connection: Connection, kind: MirrorKind | None, label: str | None, query: str | None, number: int
) -> tuple[Page[MirrorSummary], dict[MirrorKind, int], list[str], frozenset[str], int, bool]:
    read = partial(mirrors.list_page, connection, kind=kind, label=label, query=query)
    page = paged(read, number, PAGE)
    known, identified = len(libraries.every(connection)), identities.any_known(connection)
    kinds, labels = mirrors.kinds(connection), mirrors.labels(connection)
    return page, kinds, labels, syncing_now(connection), known, identified


def syncing_now(connection: Connection) -> frozenset[str]:
    """Return the playlists and albums that a run was asked to sync and that it has not finished."""
    wanted: set[str] = set()
    for run in runs.active(connection):
        ids = mirrors_asked_for(run)
        if ids:
            wanted.update(ids)
            wanted.difference_update(item.result.item_id for item in runs.items(connection, run.id))
    return frozenset(wanted)


async def main_run(visit: Visit) -> JobOverview | None:
    """Return what is known of the nightly run."""
    facts = await visit.context.jobs.overview()
    return next((fact for fact in facts if fact.job is JobName.MAIN_SYNC), None)


def next_sync(kit: Kit, mirror: Mirror, main: JobOverview | None, now: datetime) -> datetime | None:
    """Return the first run that takes a playlist: the next one, or the one on the day it is due."""
    if not mirror.enabled or main is None or main.next_run is None:
        return None
    due: date | None = next_due(mirror.interval_days, mirror.last_success_at, kit.zone)
    first = main.next_run.astimezone(kit.zone)
    if due is None or due <= first.date():
        return main.next_run
    return (
        datetime.combine(due, time(first.hour, first.minute), kit.zone) if due > now.date() else main.next_run
    )


async def sync(visit: Visit) -> Response:
    """Sync one playlist or album now; each `approve` names a held plan that may be carried out."""
    mirror = await visit.kit.database.read(mirrors.get, visit.request.path_params["id"])
    job, arguments = sync_of(mirror, approve=_approved(visit))
    try:
        await visit.context.jobs.run(job, Trigger.WEB, arguments)
    except JobAlreadyRunning:
        return visit.back("running")
    return visit.back("started")


def _approved(visit: Visit) -> list[str]:
    return [each for each in visit.form.getlist("approve") if isinstance(each, str) and each]
