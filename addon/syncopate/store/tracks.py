"""The index of a library: its tracks, read and written by the hundred thousand."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, select, update

from syncopate.domain.media import AudioFormat, FileStamp, IndexedTrack, Track
from syncopate.errors import NotFound
from syncopate.store import listing, removals, words
from syncopate.store.browse_tables import listed_tracks
from syncopate.store.encoding import (
    clean,
    decode_ids,
    decode_names,
    encode_ids,
    encode_names,
    from_ms,
    large,
    small,
    to_ms,
)
from syncopate.store.paging import Page
from syncopate.store.tables import libraries, tracks
from syncopate.store.upsert import put

_BATCH = 2000
_PARAMETERS = 500

_COLUMNS = (
    tracks.c.key,
    tracks.c.title,
    tracks.c.artists,
    tracks.c.album,
    tracks.c.album_artist,
    tracks.c.duration_ms,
    tracks.c.disc,
    tracks.c.number,
    tracks.c.track_total,
    tracks.c.disc_total,
    tracks.c.year,
    tracks.c.release_type,
    tracks.c.ids,
    tracks.c.path,
    tracks.c.size,
    tracks.c.codec,
    tracks.c.bitrate,
    tracks.c.sample_rate,
    tracks.c.bit_depth,
    tracks.c.lossless,
)

_PLAYABLE = tracks.c.problem.is_(None)
_SOME = select(*_COLUMNS).where(
    tracks.c.library_id == bindparam("library"), tracks.c.key.in_(bindparam("keys", expanding=True))
)


class _Reader:
    """Makes tracks of rows; equal artists and formats are one object, which halves the memory of an index."""

    def __init__(self) -> None:
        self._artists: dict[str, tuple[str, ...]] = {}
        self._formats: dict[tuple[Any, ...], AudioFormat] = {}

    def track(self, row: Iterable[Any]) -> Track:
        """Make one of the values of `_COLUMNS`."""
        key, title, artists, album, album_artist, ms, *rest = row
        disc, number, track_total, disc_total, year, release_type, ids, path, size, *sound = rest
        names = self._artists.get(artists)
        if names is None:
            names = self._artists[artists] = decode_names(artists)
        return Track(
            key=key,
            title=title,
            artists=names,
            album=album,
            album_artist=album_artist,
            duration=from_ms(ms),
            disc=disc,
            number=number,
            track_total=track_total,
            disc_total=disc_total,
            year=year,
            release_type=release_type,
            ids=decode_ids(ids),
            path=path,
            size=size,
            format=None if sound[0] is None else self._format(tuple(sound)),
        )

    def _format(self, sound: tuple[Any, ...]) -> AudioFormat:
        known = self._formats.get(sound)
        if known is None:
            codec, bitrate, sample_rate, bit_depth, lossless = sound
            known = self._formats[sound] = AudioFormat(
                codec=codec,
                bitrate=bitrate,
                sample_rate=sample_rate,
                bit_depth=bit_depth,
                lossless=bool(lossless),
            )
        return known


def load(connection: Connection, library_id: str) -> Iterator[Track]:
    """Stream the tracks that can be played; take them while the connection is open, i.e. within `look`.

    A file that is empty, broken or unreadable is a problem to tell of, not music that stands for an entry.
    """
    reader = _Reader()
    # An option of the statement: on the connection it would stay for all that follows.
    rows = connection.execute(
        select(*_COLUMNS)
        .where(tracks.c.library_id == library_id, _PLAYABLE)
        .execution_options(yield_per=_BATCH)
    )
    for part in rows.partitions():
        for row in part:
            yield reader.track(row)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedTrack:
    """A track with what is kept beside it: its genres as stored, since when, and the album it was put on."""

    track: Track
    genres: str | None
    added_at: datetime
    shelf: str | None


def listed(connection: Connection, library_id: str, keys: Collection[str]) -> dict[str, ListedTrack]:
    """Return those of the keys that are there and can be played."""
    reader = _Reader()
    found: dict[str, ListedTrack] = {}
    beside = (tracks.c.genres, listed_tracks.c.added_at, listed_tracks.c.shelf)
    same = (listed_tracks.c.library_id == tracks.c.library_id) & (listed_tracks.c.key == tracks.c.key)
    statement = (
        select(*_COLUMNS, *beside)
        .join(listed_tracks, same)
        .where(
            tracks.c.library_id == library_id,
            _PLAYABLE,
            tracks.c.key.in_(bindparam("keys", expanding=True)),
        )
    )
    for part in batched(keys, _PARAMETERS, strict=False):
        for row in connection.execute(statement, {"keys": list(part)}).all():
            *columns, genres, added_at, shelf = row
            track = reader.track(columns)
            found[track.key] = ListedTrack(track=track, genres=genres, added_at=added_at, shelf=shelf)
    return found


@dataclass(frozen=True, slots=True)
class Changes:
    """What is other than it was: tracks that are new or different, keys of those that are gone."""

    revision: int
    changed: list[Track]
    removed: list[str]


def changes(connection: Connection, library_id: str, since: int, most: int) -> Changes | None:
    """Return what changed of the tracks that can be played since a revision; a key in both is there.

    None when that is not known, or more than `most`: then `load` is the way. Raises NotFound.
    """
    revision = revision_of(connection, library_id)
    # In this order: what is taken away between two looks is learnt of the next time, never kept for good.
    removed = removals.since(connection, library_id, since)
    if removed is None or len(removed) > most:
        return None
    reader = _Reader()
    found: list[Track] = []
    rows = connection.execute(
        select(*_COLUMNS, tracks.c.problem)
        .where(tracks.c.library_id == library_id, tracks.c.revision > since)
        .limit(most + 1)
        .execution_options(yield_per=_BATCH)
    )
    for seen, row in enumerate(rows):
        if seen >= most:
            rows.close()
            return None
        *columns, problem = row
        if problem is None:
            found.append(reader.track(columns))
        else:
            removed.append(row.key)
    return Changes(revision, found, removed)


def revision_of(connection: Connection, library_id: str) -> int:
    """Return the revision that the index has. Raises NotFound."""
    revision = connection.execute(select(libraries.c.revision).where(libraries.c.id == library_id)).scalar()
    if revision is None:
        raise NotFound(what="library", id=library_id)
    return int(revision)


def stamps(connection: Connection, library_id: str) -> dict[str, FileStamp]:
    """Return what is known of each file, by key."""
    rows = connection.execute(
        select(tracks.c.key, tracks.c.size, tracks.c.mtime_ns).where(
            tracks.c.library_id == library_id, tracks.c.mtime_ns.is_not(None), tracks.c.size.is_not(None)
        )
    )
    return {key: FileStamp(size=size, mtime_ns=mtime_ns) for key, size, mtime_ns in rows}


def upsert(connection: Connection, library_id: str, rows: Iterable[IndexedTrack], at: datetime) -> int:
    """Store tracks, new or again; return how many were new or different."""
    changed = 0
    revision, new = removals.next_revision(connection, library_id), listing.is_new(connection, library_id)
    for part in batched(rows, _BATCH, strict=False):
        # A key may come twice: the last one counts.
        latest = {clean(row.track.key): row for row in part}
        before = listing.known(connection, library_id, latest)
        values = []
        for name, row in latest.items():
            there = before.get(name)
            first = (there and there.added_at) or listing.since(row.stamp, at, new=new)
            added = {"key": name, "added_at": row.track.added_at or first, "revision": revision}
            values.append(_values(library_id, row, at) | added)
        different = put(connection, tracks, values, ignore=("indexed_at", "revision"))
        if different:
            held = (row.track for row in latest.values())
            listing.follow(connection, library_id, list(zip(held, values, strict=True)), before)
        changed += different
    return changed


def remove_absent(connection: Connection, library_id: str, present: Collection[str]) -> int:
    """Remove what is not among the keys that are there; return how many. Only for a complete scan."""
    kept = {clean(key) for key in present}
    known = connection.execute(select(tracks.c.key).where(tracks.c.library_id == library_id)).scalars()
    gone = [key for key in known if key not in kept]
    _drop(connection, library_id, gone)
    removals.note(connection, library_id, gone)
    return len(gone)


def drop_some(connection: Connection, library_id: str, most: int) -> int:
    """Remove some tracks of a library that is to be removed, at most so many; return how many."""
    keys = connection.execute(select(tracks.c.key).where(tracks.c.library_id == library_id).limit(most))
    gone = keys.scalars().all()
    _drop(connection, library_id, gone)
    return len(gone)


def _drop(connection: Connection, library_id: str, keys: Sequence[str]) -> None:
    listing.forget(connection, library_id, keys)
    for part in batched(keys, _PARAMETERS, strict=False):
        connection.execute(delete(tracks).where(tracks.c.library_id == library_id, tracks.c.key.in_(part)))


def bump(connection: Connection, library_id: str) -> int:
    """Raise the library's revision, count anew, and return the revision."""
    recount(connection, library_id)
    return raise_revision(connection, library_id)


def count(connection: Connection, library_id: str) -> int:
    """Return how many the index holds, those with problems too."""
    return int(
        connection.execute(
            select(func.count()).select_from(tracks).where(tracks.c.library_id == library_id)
        ).scalar_one()
    )


def raise_revision(connection: Connection, library_id: str) -> int:
    """Say that the index is another one now: in the same transaction as the change of it."""
    revision = connection.execute(
        update(libraries)
        .where(libraries.c.id == library_id)
        .values(revision=libraries.c.revision + 1)
        .returning(libraries.c.revision)
    ).scalar_one()
    return int(revision)


def recount(connection: Connection, library_id: str) -> None:
    """Count the library's tracks and bytes anew, and beside them the files with problems."""
    count, size, problems = connection.execute(
        select(func.count(), func.coalesce(func.sum(tracks.c.size), 0), func.count(tracks.c.problem)).where(
            tracks.c.library_id == library_id
        )
    ).one()
    connection.execute(
        update(libraries)
        .where(libraries.c.id == library_id)
        .values(tracks=count - problems, size_bytes=int(size), problems=problems)
    )


def get(connection: Connection, library_id: str, key: str) -> Track | None:
    """Return one track, None when there is none."""
    return many(connection, library_id, (key,)).get(key)


def many(connection: Connection, library_id: str, keys: Collection[str]) -> dict[str, Track]:
    """Return those of the keys that are there."""
    reader = _Reader()
    found: dict[str, Track] = {}
    for part in batched(keys, _PARAMETERS, strict=False):
        for row in connection.execute(_SOME, {"library": library_id, "keys": list(part)}):
            found[row.key] = reader.track(row)
    return found


def search(connection: Connection, library_id: str, text: str, limit: int, offset: int = 0) -> Page[Track]:
    """Return playable tracks that hold every word of the text in title, artist or album, however spelt.

    Those whose title begins with it come first. A text without a letter finds all.
    """
    found = _sought(connection, library_id, text)
    total = found.hits
    if total is None:
        of = (listed_tracks.c.library_id == library_id, *found.conditions())
        total = connection.execute(select(func.count()).select_from(listed_tracks).where(*of)).scalar_one()
    items = _found(connection, found, library_id, limit, offset) if total > offset else ()
    return Page(items=items, total=total, limit=limit, offset=offset)


def first_found(
    connection: Connection, library_id: str, text: str, limit: int, offset: int = 0
) -> tuple[Track, ...]:
    """Return the same without counting all."""
    return _found(connection, _sought(connection, library_id, text), library_id, limit, offset)


def _sought(connection: Connection, library_id: str, text: str) -> words.Sought:
    return words.sought(connection, listed_tracks, library_id, text, libraries.c.tracks)


def _found(
    connection: Connection, found: words.Sought, library_id: str, limit: int, offset: int
) -> tuple[Track, ...]:
    listed = listed_tracks.c
    of = (listed.library_id == library_id,)
    rows = words.rows(connection, found, select(listed.key), of, limit=limit, offset=offset)
    keys = [row.key for row in rows]
    held = many(connection, library_id, keys)
    return tuple(held[each] for each in keys if each in held)


def fold(connection: Connection, library_id: str) -> int:
    """Make what tracks are found and put in order by anew; return how many have others."""
    reader = _Reader()
    changed = 0
    columns = (*_COLUMNS, tracks.c.added_at)
    rows = connection.execute(select(*columns).where(tracks.c.library_id == library_id, _PLAYABLE))
    for part in batched(rows, _BATCH, strict=False):
        listed = []
        for row in part:
            stored = {
                "library_id": library_id,
                "key": row.key,
                "year": row.year,
                "duration_ms": row.duration_ms,
                "added_at": row.added_at,
            }
            listed.append(listing.listed(reader.track(row[:-1]), stored))
        changed += put(connection, listed_tracks, listed)
    return changed


def problems(connection: Connection, library_id: str, limit: int) -> list[tuple[str, str]]:
    """Return keys whose files could not be read, with the error key."""
    rows: Iterable[Row[Any]] = connection.execute(
        select(tracks.c.key, tracks.c.problem)
        .where(tracks.c.library_id == library_id, tracks.c.problem.is_not(None))
        .order_by(tracks.c.key)
        .limit(limit)
    )
    return [(row.key, row.problem) for row in rows]


def _values(library_id: str, row: IndexedTrack, at: datetime) -> dict[str, Any]:
    track, sound, stamp = row.track, row.track.format, row.stamp
    artists = encode_names(track.artists)
    return {
        "library_id": library_id,
        "key": track.key,
        "title": track.title,
        "artists": artists,
        "album": track.album,
        "album_artist": track.album_artist,
        "duration_ms": to_ms(track.duration),
        "disc": small(track.disc),
        "number": small(track.number),
        "track_total": small(track.track_total),
        "disc_total": small(track.disc_total),
        "year": small(track.year),
        "release_type": track.release_type,
        "genres": encode_names(track.genres) or None,
        "album_key": track.album_key,
        "added_at": track.added_at,
        "ids": encode_ids(track.ids),
        "path": track.path,
        "size": large(track.size if stamp is None else stamp.size),
        "mtime_ns": None if stamp is None else large(stamp.mtime_ns),
        "codec": sound and sound.codec[:16],
        "bitrate": sound and small(sound.bitrate),
        "sample_rate": sound and small(sound.sample_rate),
        "bit_depth": sound and small(sound.bit_depth),
        "lossless": sound is not None and sound.lossless,
        "problem": row.problem,
        "indexed_at": at,
    }
