"""The commands about what the libraries hold: lists, sums, and looking up by an id."""

import argparse
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from syncopate.bootstrap.base import opened_kit
from syncopate.command import output
from syncopate.command.matching import library_called
from syncopate.settings import Environment
from syncopate.store import albums, artists, genres, library_sums, track_lists
from syncopate.store.albums import AlbumOrder, AlbumRow, Owned, Wanted
from syncopate.store.artists import ArtistOrder, ArtistRow, WantedArtists
from syncopate.store.database import Connection
from syncopate.store.genres import GenreRow
from syncopate.store.library_sums import Stats
from syncopate.store.paging import Page
from syncopate.store.track_lists import ListedTrack, TrackOrder, WantedTracks
from syncopate.sync.browsing import LookedUp, LookupKind, look_up

type Cells = Sequence[str]

_OWNED = {"true": Owned.COMPLETE, "false": Owned.INCOMPLETE, "unknown": Owned.UNKNOWN}
_HOUR = timedelta(hours=1)
_GIGABYTE = 1_000_000_000


async def library(environment: Environment, arguments: argparse.Namespace) -> int:
    """Do one of them; 1 when a lookup finds nothing."""
    async with opened_kit(environment) as kit:
        library_id = None if arguments.library is None else await library_called(kit, arguments.library)
        read = kit.database.read
        match arguments.action:
            case "stats":
                _show_stats(await read(library_sums.stats, library_id), as_json=arguments.json)
            case "lookup":
                found = await read(look_up, LookupKind(arguments.kind), arguments.value, library_id)
                return _show_found(found, as_json=arguments.json)
            case "artists":
                _show(await read(_artists, library_id, arguments), arguments, _ARTIST, _artist)
            case "albums":
                _show(await read(_albums, library_id, arguments), arguments, _ALBUM, _album)
            case "tracks":
                _show(await read(_tracks, library_id, arguments), arguments, _TRACK, _track)
            case "genres":
                _show(await read(_genres, library_id, arguments), arguments, _GENRE, _genre)
    return 0


def _artists(
    connection: Connection, library_id: str | None, arguments: argparse.Namespace
) -> Page[ArtistRow]:
    wanted = WantedArtists(
        query=" ".join(arguments.query),
        letter=arguments.letter,
        since=arguments.since,
        until=arguments.until,
        genre=arguments.genre,
        order=ArtistOrder(arguments.sort) if arguments.sort else None,
        descending=arguments.descending,
    )
    limit, offset = _part(arguments)
    return artists.chosen(connection, library_id, wanted, limit=limit, offset=offset)


def _albums(connection: Connection, library_id: str | None, arguments: argparse.Namespace) -> Page[AlbumRow]:
    wanted = Wanted(
        query=" ".join(arguments.query),
        letter=arguments.letter,
        since=arguments.since,
        until=arguments.until,
        genre=arguments.genre,
        owned=_OWNED[arguments.complete] if arguments.complete else None,
        order=AlbumOrder(arguments.sort) if arguments.sort else None,
        descending=arguments.descending,
    )
    limit, offset = _part(arguments)
    return albums.page(connection, library_id, wanted, limit=limit, offset=offset)


def _tracks(
    connection: Connection, library_id: str | None, arguments: argparse.Namespace
) -> Page[ListedTrack]:
    wanted = WantedTracks(
        query=" ".join(arguments.query),
        letter=arguments.letter,
        since=arguments.since,
        until=arguments.until,
        genre=arguments.genre,
        order=TrackOrder(arguments.sort) if arguments.sort else None,
        descending=arguments.descending,
    )
    limit, offset = _part(arguments)
    return track_lists.page(connection, library_id, wanted, limit=limit, offset=offset)


def _genres(connection: Connection, library_id: str | None, arguments: argparse.Namespace) -> Page[GenreRow]:
    limit, offset = _part(arguments)
    return genres.page(connection, library_id, " ".join(arguments.query), limit=limit, offset=offset)


def _part(arguments: argparse.Namespace) -> tuple[int, int]:
    return arguments.limit, (arguments.page - 1) * arguments.limit


def _show[T](
    page: Page[T], arguments: argparse.Namespace, columns: Sequence[str], cells: Callable[[T], Cells]
) -> None:
    """Print a page, and where it lies in the whole."""
    if arguments.json:
        pages = -(-page.total // page.limit)
        where = {"page": arguments.page, "limit": page.limit, "total": page.total, "total_pages": pages}
        where["has_next"] = arguments.page < pages
        output.print_json({"items": page.items, "page": where})
        return
    output.print_table(arguments.action.capitalize(), columns, map(cells, page.items))
    last = page.offset + len(page.items)
    output.say(f"{page.offset + 1}-{last} of {page.total}" if page.items else f"none of {page.total}")


_ARTIST = ("artist", "albums", "tracks", "there")
_ALBUM = ("artists", "album", "year", "kind", "there")
_TRACK = ("artists", "title", "album", "#", "year", "format", "library", "key")
_GENRE = ("genre", "albums", "tracks")


def _artist(row: ArtistRow) -> Cells:
    there = f"{row.owned} of {row.total}, {row.percent} %" if row.total else ""
    return row.name, str(row.albums), str(row.tracks), there


def _album(row: AlbumRow) -> Cells:
    there = str(row.owned) if row.total is None else f"{row.owned} of {row.total}, {row.percent} %"
    who = ", ".join(row.artists) or "Various artists"
    return who, row.title, str(row.year or ""), row.kind.value, there


def _track(item: ListedTrack) -> Cells:
    track = item.track
    return (
        ", ".join(track.artists),
        track.title,
        track.album or "",
        str(track.number or ""),
        str(track.year or ""),
        track.format.codec if track.format else "",
        item.library_id,
        track.key,
    )


def _genre(row: GenreRow) -> Cells:
    return row.name, str(row.albums), str(row.tracks)


def _show_found(found: LookedUp, *, as_json: bool) -> int:
    """Print what a lookup found; return the exit code."""
    if as_json:
        output.print_json(found)
    elif found.tracks:
        output.print_table("Tracks", _TRACK, map(_track, found.tracks))
        output.print_table("Albums", _ALBUM, map(_album, found.albums))
    else:
        output.say("Nothing is called so.")
    return 0 if found.tracks else 1


def _show_stats(stats: Stats, *, as_json: bool) -> None:
    """Print sums."""
    if as_json:
        output.print_json(stats)
        return
    known = stats.complete + stats.incomplete
    sums: Mapping[str, str] = {
        "artists": str(stats.artists),
        "albums": f"{stats.albums}, {stats.complete} of {known} complete",
        "tracks": f"{stats.tracks}, {stats.lossless} lossless",
        "size": f"{stats.size_bytes / _GIGABYTE:.1f} GB",
        "duration": f"{stats.duration / _HOUR:.1f} h",
    }
    output.print_table("Library", ("what", "how much"), sums.items())
    for title, shares in (("By format", stats.codecs), ("By decade", stats.decades)):
        rows = [(share.name or "not known", str(share.tracks)) for share in shares]
        output.print_table(title, ("", "tracks"), rows)
