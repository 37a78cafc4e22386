"""What changed at the source of a playlist: the last of it, and all of it page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import groupby

from starlette.responses import Response

from syncopate.domain.history import ChangeCounts, SourceChange
from syncopate.store import history, mirrors
from syncopate.store.database import Connection
from syncopate.store.history import KeptChange
from syncopate.store.mirrors import Mirror
from syncopate.store.paging import Page
from syncopate.web.view.paging import paged
from syncopate.web.visit import Visit

PAGE = 60
LATEST = 6
"""Changes that the page of a playlist shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What was seen to have changed at one time: of `changes` some may not be shown, `counts` are of all."""

    at: datetime
    changes: Sequence[SourceChange]
    counts: ChangeCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class Latest:
    """The last changes, and how many there are in all."""

    moments: Sequence[Moment]
    total: int

    @property
    def more(self) -> bool:
        """True when there are others than those shown."""
        return self.total > LATEST


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A page of changes."""

    mirror: Mirror
    moments: Sequence[Moment]
    page: Page[KeptChange]


def latest_of(connection: Connection, mirror_id: str) -> Latest:
    """Return the last changes of a playlist."""
    page = history.list_page(connection, mirror_id, limit=LATEST, offset=0)
    return Latest(moments=moments_of(connection, mirror_id, page.items), total=page.total)


def moments_of(connection: Connection, mirror_id: str, kept: Sequence[KeptChange]) -> list[Moment]:
    """Put changes that were seen together under their time, the latest first."""
    counts = history.counts_at(connection, mirror_id, {each.at for each in kept})
    return [
        Moment(at=at, changes=[each.change for each in together], counts=counts[at])
        for at, together in groupby(kept, key=lambda each: each.at)
    ]


async def show(visit: Visit) -> Response:
    """Show a page of them."""
    mirror_id, number = visit.request.path_params["id"], max(visit.whole("page", 1), 1)

    def gather(connection: Connection) -> View:
        mirror = mirrors.get(connection, mirror_id)
        page = paged(partial(history.list_page, connection, mirror_id), number, PAGE)
        return View(mirror=mirror, moments=moments_of(connection, mirror_id, page.items), page=page)

    return visit.page("changes.html", await visit.kit.database.read(gather), active="playlists")
