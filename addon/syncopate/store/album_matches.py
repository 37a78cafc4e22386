"""Mirrored albums on a library: which album each is there, and where its tracks are, as last matched."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import batched
from typing import Any, Self

from sqlalchemy import Connection, Row, delete, insert, select

from syncopate.domain.album import AlbumMatch, SourceAlbum, Whereabouts
from syncopate.domain.match import Verdict
from syncopate.store.encoding import clean
from syncopate.store.household_tables import album_matches

_PARAMETERS = 500


@dataclass(frozen=True, slots=True)
class TrackPlace:
    """Where one track was found; `album` is the other one that it is on, for ELSEWHERE."""

    where: Whereabouts
    album: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlbumRecord:
    """What became of an album on a target's library. `tracks` has one item for each of its entries, in order.

    `owned` counts tracks on whatever album; `total` None: nobody says how many there are.
    """

    verdict: Verdict
    reason: str
    album_key: str | None = None
    owned: int = 0
    total: int | None = None
    tracks: tuple[TrackPlace, ...] = ()

    @classmethod
    def of(cls, source: SourceAlbum, match: AlbumMatch) -> Self:
        """Make it of a verdict."""
        known = match.completeness
        total = max(known.total or 0 if known is not None else 0, source.size or 0)
        there = known.owned if known is not None and match.verdict is Verdict.MATCH else 0
        return cls(
            verdict=match.verdict,
            reason=match.reason,
            album_key=match.album_key,
            owned=match.owned if match.tracks else there,
            total=total or None,
            tracks=tuple(TrackPlace(item.where, item.album) for item in match.tracks),
        )

    @property
    def lacks(self) -> bool:
        """Whether anything of it is certainly missing; a track to review is not."""
        if self.tracks:
            return any(track.where is Whereabouts.MISSING for track in self.tracks)
        if self.verdict is Verdict.MATCH:
            return self.total is not None and self.owned < self.total
        return self.verdict is Verdict.MISSING


def replace(connection: Connection, target_id: str, record: AlbumRecord | None) -> None:
    """Store what became of an album on a target in place of what was; None: it is no album."""
    connection.execute(delete(album_matches).where(album_matches.c.target_id == target_id))
    if record is None:
        return
    values = {
        "target_id": target_id,
        "verdict": record.verdict,
        "reason": record.reason,
        "album_key": record.album_key,
        "owned": record.owned,
        "total": record.total,
        "tracks": [[track.where, track.album and clean(track.album)] for track in record.tracks],
    }
    connection.execute(insert(album_matches), values)


def get(connection: Connection, target_id: str) -> AlbumRecord | None:
    """Return what became of an album on a target, None before it was matched."""
    return some(connection, [target_id]).get(target_id)


def some(connection: Connection, target_ids: Collection[str]) -> dict[str, AlbumRecord]:
    """Return those of some targets that there are."""
    found: dict[str, AlbumRecord] = {}
    for part in batched(target_ids, _PARAMETERS, strict=False):
        rows = connection.execute(select(album_matches).where(album_matches.c.target_id.in_(part)))
        found.update((row.target_id, _of(row)) for row in rows)
    return found


def _of(row: Row[Any]) -> AlbumRecord:
    return AlbumRecord(
        verdict=Verdict(row.verdict),
        reason=row.reason,
        album_key=row.album_key,
        owned=row.owned,
        total=row.total,
        tracks=tuple(TrackPlace(Whereabouts(where), album) for where, album in row.tracks),
    )
