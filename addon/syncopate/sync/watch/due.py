"""Which links a run is about: those enabled and due."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from syncopate.domain.run import ItemResult, ItemStatus
from syncopate.store import links
from syncopate.store.links import Link
from syncopate.sync.kit import Kit

_EARLY = timedelta(seconds=30)
"""A schedule never fires to the second: so much earlier is due as well."""


async def due_links(
    kit: Kit, *, only: Sequence[str] | None = None, force: bool = False, asked: bool = False
) -> tuple[list[Link], list[ItemResult]]:
    """Return the links to run, and a result for each that is left out.

    Whoever names links means them, due or not; those that are off run when `force` says so. Raises NotFound.
    """
    if only is None:
        chosen = await kit.database.read(links.every)
    else:
        chosen = [await kit.database.read(links.get, link_id) for link_id in dict.fromkeys(only)]
    now = kit.now()
    due: list[Link] = []
    skipped: list[ItemResult] = []
    for link in chosen:
        if not link.enabled and not force:
            skipped.append(_skipped(link, ItemStatus.DISABLED, now, None))
        elif only is None and not force and not asked and (when := _next(link)) is not None and when > now:
            skipped.append(_skipped(link, ItemStatus.NOT_DUE, now, when))
        else:
            due.append(link)
    return due, skipped


def _next(link: Link) -> datetime | None:
    """Return when a link that has a pace of its own is due again."""
    if link.every is None or link.last_run_at is None:
        return None
    return link.last_run_at + link.every - _EARLY


def _skipped(link: Link, status: ItemStatus, now: datetime, when: datetime | None) -> ItemResult:
    return ItemResult(
        item_id=link.id, item_name=link.name, status=status, started_at=now, ended_at=now, next_due=when
    )
