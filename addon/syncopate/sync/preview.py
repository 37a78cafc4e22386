"""The plan of a sync, shown before it is carried out: the same plan, not applied."""

from dataclasses import dataclass

from syncopate.domain.plan import PlaylistPlan
from syncopate.domain.run import ItemStatus
from syncopate.errors import LibraryUnavailable, NotConfigured, SourceUnavailable, error_with_key
from syncopate.store import mirrors
from syncopate.store.matches import VerdictCounts
from syncopate.store.mirrors import Mirror
from syncopate.sync.gather import NothingKnown, gather
from syncopate.sync.kit import Kit


@dataclass(frozen=True, slots=True)
class PlanPreview:
    """What a sync would do now."""

    mirror: Mirror
    plan: PlaylistPlan
    counts: VerdictCounts


async def preview_plan(kit: Kit, mirror_id: str) -> PlanPreview:
    """Plan and write nothing. Raises NotFound, NotConfigured, LibraryUnavailable, SourceUnavailable."""
    mirror = await kit.database.read(mirrors.get, mirror_id)
    gathered = await gather(kit, mirror)
    if isinstance(gathered, NothingKnown):
        raise _why(mirror, gathered)
    return PlanPreview(gathered.mirror, gathered.plan, gathered.counts)


def _why(mirror: Mirror, nothing: NothingKnown) -> Exception:
    if nothing.status is ItemStatus.NOT_CONFIGURED:
        return NotConfigured(nothing.detail, what=mirror.name)
    otherwise = LibraryUnavailable if nothing.status is ItemStatus.UNKNOWN else SourceUnavailable
    return error_with_key(nothing.error, otherwise)(
        nothing.detail, **{"name": mirror.name, **nothing.placeholders}
    )
