"""What no library has, by playlist or as albums; as tables and as the four lists."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from starlette.responses import Response

from syncopate.domain.album import percent
from syncopate.store.matches import MissingRow
from syncopate.store.missing_albums import MissingAlbum
from syncopate.sync.missing import csv_of, link_of, list_text, list_texts, missing_rows
from syncopate.sync.missing_albums import albums_csv, link_of_album, missing_albums, year_of
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
    total: int
    playlists: Mapping[str, str] = field(default_factory=dict)
    playlist: str = ""
    number: int
    lists: Mapping[str, int]
    size: int = PAGE


async def show(visit: Visit) -> Response:
    """Show a page: entries, of one playlist if wanted, or albums."""
    everything, albums = await missing_rows(visit.kit), await missing_albums(visit.kit)
    number = max(visit.whole("page", 1), 1)
    lists = {name: text.count("\n") for name, text in (await list_texts(visit.kit)).items()}
    if visit.parameter("of") == "albums":
        part = albums[(number - 1) * PAGE : number * PAGE]
        view = View(
            albums=[_album_line(each) for each in part],
            of_albums=True,
            entries=len(everything),
            album_count=len(albums),
            total=len(albums),
            number=number,
            lists=lists,
        )
    else:
        view = _entries(everything, visit.parameter("playlist"), number, len(albums), lists)
    return visit.page("missing.html", view, active="missing")


def _album_line(album: MissingAlbum) -> AlbumLine:
    owned, total = album.record.owned, album.record.total
    share = None if total is None else percent(owned, total)
    return AlbumLine(album=album, link=link_of_album(album.mirror), percent=share)


def _entries(
    everything: Sequence[MissingRow], only: str, number: int, albums: int, lists: Mapping[str, int]
) -> View:
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
    return View(
        groups=groups,
        entries=len(everything),
        album_count=albums,
        total=len(rows),
        playlists={row.mirror_id: row.mirror_name for row in everything},
        playlist=only,
        number=number,
        lists=lists,
    )


async def download(visit: Visit) -> Response:
    """Give a table or one of the lists as a file."""
    name = visit.request.path_params["name"]
    if name == "missing_albums.csv":
        return _file("\ufeff" + albums_csv(await missing_albums(visit.kit)), name, "text/csv")
    if name == "missing.csv":
        rows = await missing_rows(visit.kit)
        # The mark lets spreadsheets read the file as UTF-8.
        return _file("\ufeff" + csv_of(rows), name, "text/csv")
    return _file(await list_text(visit.kit, name), name, "text/plain")


def _file(text: str, name: str, kind: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type=f"{kind}; charset=utf-8", headers=headers)
