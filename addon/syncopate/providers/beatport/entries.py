"""Rows as entries of playlists, and the ids they bring along."""

from collections.abc import Iterable

from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.playlist import Entry
from syncopate.providers.beatport.rows import ReleaseRow, TrackRow


def track_ids(row: TrackRow) -> frozenset[ExternalId]:
    """Return the ids of a track."""
    own = ExternalId(IdKind.BEATPORT, row.id)
    return frozenset({own} if row.isrc is None else {own, row.isrc})


def release_ids(row: ReleaseRow) -> frozenset[ExternalId]:
    """Return the ids of a release."""
    own = ExternalId(IdKind.BEATPORT, row.id)
    return frozenset({own} if row.upc is None else {own, row.upc})


def entries_of(rows: Iterable[tuple[int | None, TrackRow]], *, album: bool = False) -> tuple[Entry, ...]:
    """Return tracks as entries; on an album, each with its number where that is known."""
    return tuple(
        Entry(
            position=position,
            title=row.title,
            artists=row.artists,
            album=row.release,
            duration=row.duration,
            disc=1 if album and number is not None else None,
            number=number if album else None,
            ids=track_ids(row),
        )
        for position, (number, row) in enumerate(rows)
    )
