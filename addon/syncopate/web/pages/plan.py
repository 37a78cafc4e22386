"""What a sync would write now, target by target, with reasons; below it what was written last."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.responses import Response

from syncopate.domain.plan import HoldReason, Operation, OperationKind
from syncopate.errors import NotConfigured, SourceGone, SourceHeld, SyncopateError
from syncopate.store import mirrors, writes
from syncopate.store.database import Connection
from syncopate.store.mirrors import Mirror
from syncopate.store.targets import Target
from syncopate.store.writes import Write
from syncopate.sync.preview import NoPreview, PlanPreview, preview_plans
from syncopate.web.pages.source import Source, source_of
from syncopate.web.visit import Visit

SHOWN = 150
"""Operations of all plans that are listed; the counts are of all there are."""
LEAST = 30
_WRITES, _TOLD = 5, 20
"""Writes that are told of, and operations of each."""


@dataclass(frozen=True, slots=True)
class Written:
    """A write that was sent, and how many operations of each kind it had."""

    write: Write
    counts: Mapping[str, int]

    @property
    def shown(self) -> Sequence[Operation]:
        """Return the first operations."""
        return self.write.plan.operations[:_TOLD]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One target: its plan as a list, or why there is none, and what was written to it."""

    preview: PlanPreview | NoPreview
    counts: Mapping[str, int]
    most: int
    written: Sequence[Written]

    @property
    def target(self) -> Target:
        """The target itself."""
        return self.preview.target

    @property
    def known(self) -> bool:
        """Whether there is a plan."""
        return isinstance(self.preview, PlanPreview)

    @property
    def shown(self) -> Sequence[Operation]:
        """Return the first operations."""
        return self.preview.plan.operations[: self.most] if isinstance(self.preview, PlanPreview) else ()

    @property
    def held(self) -> HoldReason | None:
        """Why the plan waits, None when it does not."""
        return self.preview.plan.hold if isinstance(self.preview, PlanPreview) else None

    @property
    def creates(self) -> bool:
        """True when there is nothing on the server yet."""
        return bool(self.counts.get(OperationKind.CREATE))


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The plans of a playlist, oldest target first; or `why` there can be none.

    `source`: what its source says waits for the user, so that nothing is planned meanwhile.
    """

    mirror: Mirror
    sections: Sequence[Section] = ()
    why: SyncopateError | None = None
    source: Source | None = None

    @property
    def held(self) -> Sequence[str]:
        """The digests of the plans that wait."""
        return [
            each.preview.plan.digest
            for each in self.sections
            if isinstance(each.preview, PlanPreview) and each.preview.plan.hold
        ]

    @property
    def writes(self) -> bool:
        """True when a sync would write something without being asked again."""
        return any(
            isinstance(each.preview, PlanPreview) and each.preview.plan.operations and not each.held
            for each in self.sections
        )


async def show(visit: Visit) -> Response:
    """Plan it anew and show it; nothing is written."""
    mirror_id = visit.request.path_params["id"]
    try:
        previews = await preview_plans(visit.kit, mirror_id)
    except (NotConfigured, SourceHeld, SourceGone) as why:
        # It is kept nowhere, or where it came from is gone or has shrunk: no fault of the page.
        view = await visit.kit.database.read(_unplanned, mirror_id, why)
        return visit.page("plan.html", view, active="playlists")
    written = await visit.kit.database.read(_written, previews)
    most = max(SHOWN // len(previews), LEAST)
    sections = [
        Section(
            preview=preview,
            counts=_counts(preview.plan.operations) if isinstance(preview, PlanPreview) else {},
            most=most,
            written=written[preview.target.id],
        )
        for preview in previews
    ]
    return visit.page("plan.html", View(mirror=previews[0].mirror, sections=sections), active="playlists")


def _unplanned(connection: Connection, mirror_id: str, why: SyncopateError) -> View:
    """Return what stands in the place of plans."""
    mirror = mirrors.get(connection, mirror_id)
    source = source_of(connection, mirror)
    if source.tells(why.key) and (source.held or source.gone):
        return View(mirror=mirror, source=source)
    return View(mirror=mirror, why=why)


def _written(connection: Connection, previews: Sequence[PlanPreview | NoPreview]) -> dict[str, list[Written]]:
    return {
        preview.target.id: [
            Written(write, _counts(write.plan.operations))
            for write in writes.last_of(connection, preview.target.id, _WRITES)
        ]
        for preview in previews
    }


def _counts(operations: Sequence[Operation]) -> dict[str, int]:
    return dict(Counter(operation.kind.value for operation in operations))
