"""Rows of what tracks are put together as: albums with who is on them, artists, genres."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table

from syncopate.domain.album import LibraryAlbum
from syncopate.matching.artist_shelf import ShelfArtist
from syncopate.matching.ordering import sort_text
from syncopate.matching.search import names_text
from syncopate.store.encoding import encode_names
from syncopate.store.tracks import ListedTrack

type Row = dict[str, Any]
type ShelfTable = Table
"""One of the tables of albums, artists, genres and sums."""

_MOST_MS = 2**62


def album_row(library_id: str, album: LibraryAlbum, held: Sequence[ListedTrack]) -> Row:
    """Make the row of an album; `held` are its tracks, in any order."""
    lengths = (track.duration.total_seconds() for track in album.tracks if track.duration is not None)
    return {
        "library_id": library_id,
        "key": album.key,
        "title": album.title,
        "artists": encode_names(album.artists),
        "kind": album.kind.value,
        "year": album.year,
        "owned": album.completeness.owned,
        "total": album.completeness.total,
        "complete": album.completeness.complete,
        "duration_ms": min(round(sum(lengths) * 1000), _MOST_MS),
        "size_bytes": sum(track.size or 0 for track in album.tracks),
        "added_at": max((each.added_at for each in held), default=None),
        "cover_key": album.tracks[0].key if album.tracks else None,
        "sort": sort_text(album.title),
        "artist_sort": sort_text(album.artists[0] if album.artists else None),
        "track_keys": [track.key for track in album.tracks],
        "folded": names_text((album.title, *album.artists)),
    }


def link_rows(library_id: str, album_key: str, links: Mapping[str, bool]) -> list[Row]:
    """Make the rows of who is on an album; True: it is theirs."""
    return [
        {"library_id": library_id, "artist_key": artist, "album_key": album_key, "own": own}
        for artist, own in links.items()
    ]


def album_genre_rows(library_id: str, album_key: str, counts: Mapping[str, int]) -> list[Row]:
    """Make the rows of an album's genres, each with how many tracks have it."""
    return [
        {"library_id": library_id, "genre": genre, "album_key": album_key, "tracks": tracks}
        for genre, tracks in counts.items()
    ]


def artist_row(library_id: str, artist: ShelfArtist) -> Row:
    """Make the row of an artist."""
    return {
        "library_id": library_id,
        "key": artist.key,
        "name": artist.name,
        "albums": artist.albums,
        "tracks": artist.tracks,
        "owned": artist.owned,
        "total": artist.total,
        "cover_key": artist.cover,
        "sort": sort_text(artist.name),
        "folded": names_text((artist.name,)),
    }
