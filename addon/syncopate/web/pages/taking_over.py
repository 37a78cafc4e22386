"""What taking over a source that waits would change, shown before it is done."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from syncopate.domain.history import ChangeCounts, SourceChange
from syncopate.errors import Conflict, SyncopateError, Unreachable
from syncopate.jobs.facade import sync_of
from syncopate.store import mirrors
from syncopate.store.database import Connection
from syncopate.store.mirrors import Mirror
from syncopate.sync.source_words import Waiting, accept_source, look_at_hold
from syncopate.web.pages.source import Source, begin, source_of
from syncopate.web.visit import Visit

SHOWN = 200
"""Changes that are listed; the counts are of all there are."""

_PATIENCE = 120
"""Seconds that the page waits for a service: a long playlist takes many questions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What waits and what would change; `error` is why that cannot be told.

    `moved_on`: the source says something else by now than what was held.
    """

    source: Source
    changes: Sequence[SourceChange] = ()
    moved_on: bool = False
    error: SyncopateError | None = None

    @property
    def mirror(self) -> Mirror:
        """The playlist itself."""
        return self.source.mirror

    @property
    def counts(self) -> ChangeCounts:
        """How many entries would come, go and move."""
        return ChangeCounts.of(self.changes)

    @property
    def shown(self) -> Sequence[SourceChange]:
        """Return the first changes."""
        return self.changes[:SHOWN]


async def show(visit: Visit, refused: Conflict | None = None) -> Response:
    """Read the source once more and show what would change; nothing is stored of it.

    `refused`: why it was not taken over just now.
    """
    mirror_id = visit.request.path_params["id"]
    before = await _stands(visit, mirror_id)
    waiting: Waiting | None = None
    error: SyncopateError | None = None
    if before.held:
        try:
            waiting = await _looked(visit, before.mirror)
        except SyncopateError as wrong:
            error = wrong
    # A run may have read it meanwhile.
    source = await _stands(visit, mirror_id)
    moved_on = isinstance(error, Conflict) and source.held
    view = View(
        source=source,
        changes=() if waiting is None else waiting.changes,
        moved_on=moved_on,
        error=None if isinstance(error, Conflict) else error,
    )
    at = f"/playlists/{mirror_id}/source" if refused else ""
    return visit.page("taking_over.html", view, active="playlists", error=refused, at=at)


async def _stands(visit: Visit, mirror_id: str) -> Source:
    def gather(connection: Connection) -> Source:
        return source_of(connection, mirrors.get(connection, mirror_id))

    return await visit.kit.database.read(gather)


async def _looked(visit: Visit, mirror: Mirror) -> Waiting:
    """Look at it as long as a page waits. Raises what `look_at_hold` raises, Unreachable."""
    try:
        async with asyncio.timeout(_PATIENCE):
            return await look_at_hold(visit.kit, mirror.id)
    except TimeoutError:
        detail = f"{mirror.name} did not answer within {_PATIENCE} s."
        raise Unreachable(detail, what=mirror.name) from None


async def accept(visit: Visit) -> Response:
    """Take over what it says, as long as that is what was seen, and sync it."""
    try:
        mirror = await accept_source(visit.kit, visit.request.path_params["id"], visit.field("digest")[:64])
    except Conflict as refused:
        return await show(visit, refused)
    job, arguments = sync_of(mirror)
    return await begin(visit, job, arguments, "taken_over", "taken_over_later")
