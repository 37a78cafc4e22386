"""The command about an album: how much of it a library has."""

import argparse

from syncopate.bootstrap.base import opened_kit
from syncopate.command import output
from syncopate.command.matching import library_called
from syncopate.command.reasons import in_words
from syncopate.domain.album import Completeness
from syncopate.domain.match import Verdict
from syncopate.settings import Environment
from syncopate.store.albums import AlbumRow
from syncopate.sync.albums import FoundAlbum, WholeAlbum, album_named, find_album, read_album
from syncopate.sync.libraries import library_or_only
from syncopate.sync.shelving import shelve


async def album(environment: Environment, arguments: argparse.Namespace) -> int:
    """Show how complete an album is; 0 when it is there, 1 when it is not, or not surely."""
    async with opened_kit(environment) as kit:
        library_id = None if arguments.library is None else await library_called(kit, arguments.library)
        library = await library_or_only(kit, library_id)
        if library.readable:
            await shelve(kit, library.id)
        found = await find_album(kit, album_named(arguments.album), library.id)
        key = found.match.album_key
        whole = None if key is None else await read_album(kit, found.library.id, key)
    if arguments.json:
        output.print_json(_document(found, whole))
    elif whole is not None:
        _show_album(whole)
    else:
        _show_others(found)
    return 0 if found.match.verdict is Verdict.MATCH else 1


def _show_album(whole: WholeAlbum) -> None:
    """Print every place of an album, the empty ones too."""
    rows = [
        ((track.disc or 1, track.number or 0), track.title, "", ", ".join(track.artists))
        for track in whole.tracks
    ]
    rows += [((place.disc, place.number), "", "missing", "") for place in whole.completeness.missing]
    cells = [
        (f"{disc}-{number}" if _several(whole) else str(number or ""), title, artists, note)
        for (disc, number), title, note, artists in sorted(rows)
    ]
    output.say(f"{_label(whole.album)}: {_share(whole.completeness)}")
    output.print_table("Tracks", ("#", "title", "artists", ""), cells)


def _show_others(found: FoundAlbum) -> None:
    """Print what came close, and why none of it is the album."""
    match = found.match
    output.say(f"{match.verdict.value}: {in_words(match.reason)}")
    rows = []
    for candidate in match.candidates:
        row = found.albums.get(candidate.album_key)
        against = "; ".join(item.detail for item in candidate.evidence if item.detail and item.penalty)
        rows.append((_label(row) if row else candidate.album_key, f"{candidate.score:.2f}", against))
    if rows:
        output.print_table("Closest", ("album", "score", "what speaks against it"), rows)


def _several(whole: WholeAlbum) -> bool:
    return len({track.disc or 1 for track in whole.tracks}) > 1


def _label(row: AlbumRow) -> str:
    return f"{', '.join(row.artists) or 'Various artists'} - {row.title}"


def _share(known: Completeness) -> str:
    """Say how much is there, e.g. "12 of 14 tracks, 86 %"."""
    gone = ", ".join(map(str, known.missing_discs))
    also = f", disc {gone} missing" if gone else ""
    if known.total is None:
        return f"{known.owned} tracks{also}, of how many is not known"
    return f"{known.owned} of {known.total} tracks, {known.percent} %{also}"


def _document(found: FoundAlbum, whole: WholeAlbum | None) -> dict[str, object]:
    match = found.match
    return {
        "library": found.library.name,
        "verdict": match.verdict,
        "reason": match.reason,
        "album": whole and whole.album,
        "owned": whole and whole.completeness.owned,
        "total": whole and whole.completeness.total,
        "percent": whole and whole.completeness.percent,
        "missing": whole and whole.completeness.missing,
        "missing_discs": whole and whole.completeness.missing_discs,
        "tracks": whole and whole.tracks,
        "candidates": [
            {"album": found.albums.get(item.album_key), "score": item.score, "evidence": item.evidence}
            for item in match.candidates
        ],
    }
