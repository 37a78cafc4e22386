"""What no library has, by playlist or as albums; as tables and as the four lists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby

from starlette.responses import Response

from syncopate.domain.album import percent
from syncopate.store import missing as stored
from syncopate.store.database import Connection
from syncopate.store.missing import MissingCount, MissingRow
from syncopate.store.missing_albums import MissingAlbum, missing_albums
from syncopate.sync.missing import csv_of, link_of, list_text, missing_rows, texts_of
from syncopate.sync.missing_albums import albums_csv, link_of_album, year_of
from syncopate.web.view.paging import paged, within
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
class AlbumLine:
    """A mirrored album that lacks something; `percent` of it is there, None where nobody knows the whole."""

    album: MissingAlbum
    link: str | None
    percent: int | None

    @property
    def year(self) -> int | None:
        """When it came out."""
        return year_of(self.album.mirror)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A page of what is missing: entries in groups, or `albums` where `of_albums`.

    `entries` and `album_count` are how many of each there are, `total` of those shown here, on all pages.
    """

    groups: Sequence[Group] = ()
    albums: Sequence[AlbumLine] = ()
    of_albums: bool = False
    entries: int
    album_count: int
    total: int = 0
    playlists: Mapping[str, str] = field(default_factory=dict)
    playlist: str = ""
    number: int
    lists: Mapping[str, int]
    size: int = PAGE


async def show(visit: Visit) -> Response:
    """Show a page: entries, of one playlist if wanted, or albums."""
    of_albums, only = visit.parameter("of") == "albums", visit.parameter("playlist")
    asked = max(visit.whole("page", 1), 1)
    view = await visit.kit.database.read(_of_albums if of_albums else partial(_of_entries, only=only), asked)
    return visit.page("missing.html", view, active="missing")


def _of_albums(connection: Connection, asked: int) -> View:
    albums = missing_albums(connection)
    number = within(asked, PAGE, len(albums))
    return View(
        albums=[_album_line(each) for each in albums[(number - 1) * PAGE : number * PAGE]],
        of_albums=True,
        entries=sum(each.count for each in stored.by_mirror(connection)),
        album_count=len(albums),
        total=len(albums),
        number=number,
        lists=_lists(connection),
    )


def _of_entries(connection: Connection, asked: int, *, only: str) -> View:
    by_mirror = stored.by_mirror(connection)
    entries = sum(each.count for each in by_mirror)
    total = sum(each.count for each in by_mirror if each.mirror_id == only) if only else entries
    part = paged(partial(stored.page, connection, mirror_id=only or None, total=total), asked, PAGE)
    return View(
        groups=_groups(part.items, by_mirror),
        entries=entries,
        album_count=len(missing_albums(connection)),
        total=part.total,
        number=part.number,
        lists=_lists(connection),
        playlists={each.mirror_id: each.mirror_name for each in by_mirror},
        playlist=only,
    )


def _lists(connection: Connection) -> dict[str, int]:
    """Return how many lines each of the lists has."""
    return {name: text.count("\n") for name, text in texts_of(connection).items()}


def _album_line(album: MissingAlbum) -> AlbumLine:
    owned, total = album.record.owned, album.record.total
    share = None if total is None else percent(owned, total)
    return AlbumLine(album=album, link=link_of_album(album.mirror), percent=share)


def _groups(part: Sequence[MissingRow], by_mirror: Sequence[MissingCount]) -> list[Group]:
    counts = {each.mirror_id: each.count for each in by_mirror}
    groups = []
    for (mirror_id, name), found in groupby(part, key=lambda row: (row.mirror_id, row.mirror_name)):
        lines = [Line(row=row, link=link_of(row.entry)) for row in found]
        # Counted a moment before they were read: a sync may have been at it.
        count = max(counts.get(mirror_id, 0), len(lines))
        groups.append(Group(id=mirror_id, name=name, count=count, lines=lines))
    return groups


async def download(visit: Visit) -> Response:
    """Give a table or one of the lists as a file."""
    name = visit.request.path_params["name"]
    if name == "missing_albums.csv":
        return _file("\ufeff" + albums_csv(await visit.kit.database.read(missing_albums)), name, "text/csv")
    if name == "missing.csv":
        rows = await missing_rows(visit.kit)
        # The mark lets spreadsheets read the file as UTF-8.
        return _file("\ufeff" + csv_of(rows), name, "text/csv")
    return _file(await list_text(visit.kit, name), name, "text/plain")


def _file(text: str, name: str, kind: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type=f"{kind}; charset=utf-8", headers=headers)
