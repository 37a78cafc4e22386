"""The plans of a sync, shown before they are carried out: the same plans, not applied."""

from dataclasses import dataclass

from syncopate.domain.plan import PlaylistPlan
from syncopate.domain.run import ItemStatus
from syncopate.errors import (
    LibraryUnavailable,
    NotConfigured,
    SourceUnavailable,
    SyncopateError,
    error_with_key,
)
from syncopate.store import libraries, mirrors
from syncopate.store.matches import VerdictCounts
from syncopate.store.mirrors import Mirror
from syncopate.store.targets import Target
from syncopate.sync.gather import gather, gather_target
from syncopate.sync.kit import Kit
from syncopate.sync.reading import NothingKnown


@dataclass(frozen=True, slots=True)
class PlanPreview:
    """What a sync would do now with one target."""

    mirror: Mirror
    target: Target
    library_name: str
    plan: PlaylistPlan
    counts: VerdictCounts


@dataclass(frozen=True, slots=True)
class NoPreview:
    """A target of which nothing can be said now, and why."""

    mirror: Mirror
    target: Target
    library_name: str
    why: SyncopateError


async def preview_plan(kit: Kit, mirror_id: str) -> PlanPreview:
    """Plan the mirror's oldest target and write nothing.

    Raises NotFound, NotConfigured, LibraryUnavailable, SourceUnavailable.
    """
    first = (await preview_plans(kit, mirror_id))[0]
    if isinstance(first, NoPreview):
        raise first.why
    return first


async def preview_plans(kit: Kit, mirror_id: str) -> list[PlanPreview | NoPreview]:
    """Plan every target, oldest first, and write nothing.

    Raises NotFound, NotConfigured, LibraryUnavailable, SourceUnavailable.
    """
    mirror = await kit.database.read(mirrors.get, mirror_id)
    sources = await gather(kit, mirror)
    if isinstance(sources, NothingKnown):
        raise _why(mirror, sources)
    found: list[PlanPreview | NoPreview] = []
    for target in sources.targets:
        library = await kit.database.read(libraries.get, target.library_id)
        try:
            gathered = await gather_target(kit, sources, target)
        except SyncopateError as error:
            found.append(NoPreview(sources.mirror, target, library.name, error))
            continue
        if isinstance(gathered, NothingKnown):
            found.append(NoPreview(sources.mirror, target, library.name, _why(mirror, gathered)))
        else:
            found.append(PlanPreview(gathered.mirror, target, library.name, gathered.plan, gathered.counts))
    return found


def _why(mirror: Mirror, nothing: NothingKnown) -> SyncopateError:
    if nothing.status is ItemStatus.NOT_CONFIGURED:
        return NotConfigured(nothing.detail, what=mirror.name)
    otherwise = LibraryUnavailable if nothing.status is ItemStatus.UNKNOWN else SourceUnavailable
    return error_with_key(nothing.error, otherwise)(
        nothing.detail, **{"name": mirror.name, **nothing.placeholders}
    )
