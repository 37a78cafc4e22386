"""Which playlists or albums a run syncs: those enabled and due."""

from collections.abc import Sequence
from datetime import UTC, datetime, time

from syncopate.domain.playlist import MirrorKind
from syncopate.domain.run import ItemResult, ItemStatus
from syncopate.planning.due import is_due, next_due
from syncopate.store import mirrors
from syncopate.store.mirrors import Mirror
from syncopate.sync.kit import Kit

_DAILY = 1


async def due_mirrors(
    kit: Kit,
    *,
    kind: MirrorKind = MirrorKind.PLAYLIST,
    only: Sequence[str] | None = None,
    force: bool = False,
    asked: bool = False,
) -> tuple[list[Mirror], list[ItemResult]]:
    """Return what to sync of a kind, and a result for each that is left out.

    Raises NotFound for an id that is none of the kind.

    `force` takes all; a run that someone `asked` for takes the daily ones also a second time on a day.
    """
    if only is None:
        chosen = await kit.database.read(mirrors.every, kind)
    else:
        chosen = [
            await kit.database.read(mirrors.get_kind, mirror_id, kind) for mirror_id in dict.fromkeys(only)
        ]
    now = kit.now()
    due: list[Mirror] = []
    skipped: list[ItemResult] = []
    for mirror in chosen:
        if force:
            due.append(mirror)
        elif not mirror.enabled:
            skipped.append(_skipped(mirror, ItemStatus.DISABLED, now, None))
        elif asked and mirror.interval_days <= _DAILY:
            due.append(mirror)
        elif not is_due(mirror.interval_days, mirror.last_success_at, now, kit.zone):
            day = next_due(mirror.interval_days, mirror.last_success_at, kit.zone)
            when = datetime.combine(day, time(), kit.zone).astimezone(UTC) if day else None
            skipped.append(_skipped(mirror, ItemStatus.NOT_DUE, now, when))
        else:
            due.append(mirror)
    return due, skipped


def _skipped(mirror: Mirror, status: ItemStatus, now: datetime, when: datetime | None) -> ItemResult:
    return ItemResult(
        item_id=mirror.id,
        item_name=mirror.name,
        status=status,
        started_at=now,
        ended_at=now,
        next_due=when,
    )
