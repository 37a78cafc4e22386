"""Which mirrored albums lack anything: for pages and the API, CSV, and the lists that other tools read."""

from collections.abc import Collection, Iterable, Mapping

from syncopate.domain.ids import ExternalId, IdKind, album_link, parse_album_link
from syncopate.store import missing_albums as stored
from syncopate.store.mirrors import Mirror
from syncopate.store.missing_albums import MissingAlbum
from syncopate.sync.kit import Kit
from syncopate.sync.spreadsheet import table_of

ALBUM_LISTS = {"missing_albums_spotify.txt": IdKind.SPOTIFY, "missing_albums_tidal.txt": IdKind.TIDAL}

_COLUMNS = ("artist", "title", "year", "owned", "total", "link")
_SHOWN = (IdKind.SPOTIFY, IdKind.TIDAL, IdKind.DEEZER, IdKind.MB_RELEASE)


async def missing_albums(kit: Kit, *, last_known: bool = False) -> list[MissingAlbum]:
    """Return the albums with anything certainly missing, by name; none of a library that is away.

    `last_known`: also what was missing when a library that is away was last read.
    """
    return await kit.database.read(
        lambda connection: stored.missing_albums(connection, last_known=last_known)
    )


def album_lines(
    kind: IdKind, albums: Iterable[MissingAlbum], found: Mapping[str, Collection[ExternalId]]
) -> str:
    """Return the links of one service, one a line, each once, in order.

    `found` are the ids that albums were found to have there, by their mirrors' ids.
    """
    links = dict.fromkeys(
        link for album in albums if (link := _link(album.mirror, kind, found.get(album.mirror.id, ())))
    )
    return "".join(f"{link}\n" for link in links)


def link_of_album(mirror: Mirror) -> str | None:
    """Return the best public link of a mirrored album."""
    return next((link for kind in _SHOWN if (link := _link(mirror, kind))), None)


def albums_csv(albums: Iterable[MissingAlbum]) -> str:
    """Return a table for spreadsheets."""
    return table_of(
        _COLUMNS,
        (
            (
                *(artists_of(each.mirror), each.mirror.name, year_of(each.mirror)),
                *(each.record.owned, each.record.total, link_of_album(each.mirror)),
            )
            for each in albums
        ),
    )


def artists_of(mirror: Mirror) -> str:
    """Return the artists of an album as people read them, empty for various ones."""
    return "" if mirror.album is None else ", ".join(mirror.album.artists)


def year_of(mirror: Mirror) -> int | None:
    """Return when an album came out, as its source says."""
    return None if mirror.album is None else mirror.album.year


def _link(mirror: Mirror, kind: IdKind, more: Collection[ExternalId] = ()) -> str | None:
    """Return a link that really is one: what cannot be read back is left out."""
    for external in (*_ids(mirror), *sorted(more)):
        link = album_link(external) if external.kind is kind else None
        if link is not None and link.split() == [link] and parse_album_link(link) == external:
            return link
    return None


def _ids(mirror: Mirror) -> list[ExternalId]:
    """Return the ids an album is known by: what its source says, then its reference where that is a link."""
    said = () if mirror.album is None else sorted(mirror.album.ids)
    named = parse_album_link(mirror.reference)
    return [*said, *(() if named is None else (named,))]
