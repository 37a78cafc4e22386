"""What libraries hold, by sound and decade: summed up with the albums, so that nobody counts tracks."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from syncopate.store.browse_tables import library_sums
from syncopate.store.shelf_tables import albums, artists
from syncopate.store.tables import tracks

_TEN = 10
_FIRST_YEAR, _LAST_YEAR = 1000, 2999


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A part of the tracks. Names: a codec, or a decade as its first year; None where it is not known."""

    name: str | None
    tracks: int
    size_bytes: int
    duration: timedelta
    lossless: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """Sums over a library or all. `complete` and `incomplete` count albums; nobody knows of the rest."""

    artists: int
    albums: int
    complete: int
    incomplete: int
    tracks: int
    lossless: int
    size_bytes: int
    duration: timedelta
    codecs: Sequence[Share]
    decades: Sequence[Share]


def sums_of(connection: Connection, library_id: str) -> list[dict[str, Any]]:
    """Count the tracks that can be played, by codec and decade: rows to keep."""
    decade = func.coalesce(tracks.c.year - tracks.c.year % _TEN, 0)
    codec = func.coalesce(tracks.c.codec, "")
    rows = connection.execute(
        select(
            codec,
            tracks.c.lossless,
            decade,
            func.count(),
            func.coalesce(func.sum(tracks.c.size), 0),
            func.coalesce(func.sum(tracks.c.duration_ms), 0),
        )
        .where(tracks.c.library_id == library_id, tracks.c.problem.is_(None))
        .group_by(codec, tracks.c.lossless, decade)
    )
    found: dict[tuple[str, bool, int], dict[str, Any]] = {}
    for name, lossless, year, count, size, length in rows:
        # A year that is none is not known.
        known = year if _FIRST_YEAR <= year <= _LAST_YEAR else 0
        row = found.setdefault(
            (name, bool(lossless), known),
            {
                "library_id": library_id,
                "codec": name,
                "lossless": bool(lossless),
                "decade": known,
                "tracks": 0,
                "size_bytes": 0,
                "duration_ms": 0,
            },
        )
        row["tracks"] += int(count)
        row["size_bytes"] += int(size)
        row["duration_ms"] += int(length)
    return list(found.values())


def stats(connection: Connection, library_id: str | None = None) -> Stats:
    """Return the sums of a library, None: of all, as of their last scans."""
    of = [] if library_id is None else [library_sums.c.library_id == library_id]
    rows = connection.execute(select(library_sums).where(*of)).all()
    codecs: defaultdict[tuple[str, bool], list[int]] = defaultdict(_zeros)
    decades: defaultdict[int, list[int]] = defaultdict(_zeros)
    for row in rows:
        parts = (int(row.tracks), int(row.size_bytes), int(row.duration_ms))
        for sums in (codecs[row.codec, bool(row.lossless)], decades[row.decade]):
            sums[:] = (known + part for known, part in zip(sums, parts, strict=True))
    return Stats(
        **_counts(connection, library_id),
        tracks=sum(row.tracks for row in rows),
        lossless=sum(row.tracks for row in rows if row.lossless),
        size_bytes=sum(int(row.size_bytes) for row in rows),
        duration=timedelta(milliseconds=sum(int(row.duration_ms) for row in rows)),
        codecs=[
            _share(name or None, sums, lossless=lossless)
            for (name, lossless), sums in sorted(codecs.items(), key=lambda item: (-item[1][0], item[0]))
        ],
        decades=[_share(str(year) if year else None, sums) for year, sums in sorted(decades.items())],
    )


def _zeros() -> list[int]:
    return [0, 0, 0]


def _counts(connection: Connection, library_id: str | None) -> dict[str, int]:
    of_albums = [] if library_id is None else [albums.c.library_id == library_id]
    of_artists = [] if library_id is None else [artists.c.library_id == library_id]
    rows = connection.execute(
        # By library too: so an index has them.
        select(albums.c.complete, func.count())
        .where(*of_albums)
        .group_by(albums.c.library_id, albums.c.complete)
    )
    count: Counter[bool | None] = Counter()
    for complete, number in rows:
        count[complete] += int(number)
    people = connection.execute(select(func.count()).select_from(artists).where(*of_artists)).scalar_one()
    return {
        "artists": int(people),
        "albums": count.total(),
        "complete": count[True],
        "incomplete": count[False],
    }


def _share(name: str | None, sums: Sequence[int], *, lossless: bool | None = None) -> Share:
    count, size, length = sums
    return Share(
        name=name,
        tracks=count,
        size_bytes=size,
        duration=timedelta(milliseconds=length),
        lossless=lossless,
    )
