"""What a sync would write now: every operation with its reason, and counts on top."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.responses import Response

from syncopate.domain.plan import Operation, OperationKind, PlaylistPlan
from syncopate.store.mirrors import Mirror
from syncopate.sync.preview import PlanPreview, preview_plan
from syncopate.web.visit import Visit

SHOWN = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A plan as a list."""

    preview: PlanPreview
    counts: Mapping[str, int]

    @property
    def mirror(self) -> Mirror:
        """The playlist it is for."""
        return self.preview.mirror

    @property
    def plan(self) -> PlaylistPlan:
        """The plan itself."""
        return self.preview.plan

    @property
    def shown(self) -> Sequence[Operation]:
        """Return the first operations."""
        return self.plan.operations[:SHOWN]

    @property
    def creates(self) -> bool:
        """True when there is nothing on the server yet."""
        return any(operation.kind is OperationKind.CREATE for operation in self.plan.operations)


async def show(visit: Visit) -> Response:
    """Plan it anew and show it; nothing is written."""
    preview = await preview_plan(visit.kit, visit.request.path_params["id"])
    counts = Counter(operation.kind.value for operation in preview.plan.operations)
    return visit.page("plan.html", View(preview=preview, counts=counts), active="playlists")
