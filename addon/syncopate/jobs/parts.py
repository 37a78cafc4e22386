"""Which items of a run went well in part though they failed."""

from collections.abc import Sequence

from syncopate.domain.run import ItemResult, ItemStatus, JobName, RunStatus
from syncopate.jobs.catalog import MIRRORED, PARTS
from syncopate.jobs.scopes import part_of
from syncopate.store import targets
from syncopate.store.database import Connection
from syncopate.store.runs import Run

_GOOD = frozenset({ItemStatus.SYNCED, ItemStatus.UNCHANGED})
_BAD = frozenset({ItemStatus.FAILED, ItemStatus.UNKNOWN})

ITEMS = {
    JobName.SYNC_USERS: ("users", "Users"),
    JobName.SYNC_PLAYLISTS: ("playlists", "Playlists"),
    JobName.SYNC_ALBUMS: ("albums", "Albums"),
}
"""The id and the name of each part as an item of the sync of everything."""


def in_part_of(connection: Connection, run: Run, items: Sequence[ItemResult]) -> frozenset[str]:
    """Return the ids of failed items that went well in part.

    Of a playlist or album some places did, while this run was about it; of a part of the sync of everything
    some items did.
    """
    if run.job is JobName.MAIN_SYNC:
        parts = ((job, part_of(connection, run, job)) for job in PARTS)
        return frozenset(
            ITEMS[job][0] for job, part in parts if part is not None and part.status is RunStatus.PARTIAL
        )
    if run.job not in MIRRORED:
        return frozenset()
    failed = (item for item in items if item.status in _BAD)
    return frozenset(item.item_id for item in failed if _went_well_somewhere(connection, item))


def _went_well_somewhere(connection: Connection, item: ItemResult) -> bool:
    return any(
        place.last_status in _GOOD
        and place.last_sync_at is not None
        and item.started_at <= place.last_sync_at <= item.ended_at
        for place in targets.of_mirror(connection, item.item_id)
    )
