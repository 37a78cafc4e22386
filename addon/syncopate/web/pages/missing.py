"""What no library has, by playlist; as a table and as the four lists."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from starlette.responses import Response

from syncopate.store.matches import MissingRow
from syncopate.sync.missing import LISTS, TRACK_LISTS, csv_of, lines_of, link_of, list_text, missing_rows
from syncopate.web.visit import Visit

PAGE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One missing entry with its public page, if it has one."""

    row: MissingRow
    link: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The missing entries of one playlist that are on this page; `count` is how many it has in all."""

    id: str
    name: str
    count: int
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A page of what is missing."""

    groups: Sequence[Group]
    total: int
    playlists: Mapping[str, str]
    playlist: str
    number: int
    lists: Mapping[str, int]
    size: int = PAGE


async def show(visit: Visit) -> Response:
    """Show a page, of one playlist if wanted."""
    everything = await missing_rows(visit.kit)
    only, number = visit.parameter("playlist"), max(visit.whole("page", 1), 1)
    rows = [row for row in everything if not only or row.mirror_id == only]
    part = rows[(number - 1) * PAGE : number * PAGE]
    counts = Counter(row.mirror_id for row in rows)
    groups = [
        Group(
            id=key[0],
            name=key[1],
            count=counts[key[0]],
            lines=[Line(row=row, link=link_of(row.entry)) for row in found],
        )
        for key, found in groupby(part, key=lambda row: (row.mirror_id, row.mirror_name))
    ]
    view = View(
        groups=groups,
        total=len(rows),
        playlists={row.mirror_id: row.mirror_name for row in everything},
        playlist=only,
        number=number,
        lists={name: lines_of(name, everything).count("\n") if name in TRACK_LISTS else 0 for name in LISTS},
    )
    return visit.page("missing.html", view, active="missing")


async def download(visit: Visit) -> Response:
    """Give the table or one of the lists as a file."""
    name = visit.request.path_params["name"]
    if name == "missing.csv":
        rows = await missing_rows(visit.kit)
        # The mark lets spreadsheets read the file as UTF-8.
        return _file("\ufeff" + csv_of(rows), name, "text/csv")
    return _file(await list_text(visit.kit, name), name, "text/plain")


def _file(text: str, name: str, kind: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type=f"{kind}; charset=utf-8", headers=headers)
