"""Albums: how complete they are, and whether a source's album is in a library."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain, repeat

from syncopate.domain.album import AlbumMatch, Completeness, SourceAlbum, Whereabouts
from syncopate.domain.match import Verdict
from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry, MirrorKind
from syncopate.matching.albums import unknown_album
from syncopate.matching.completeness import completeness_of
from syncopate.store import album_matches, albums, entries, libraries, matches, mirrors, targets, tracks
from syncopate.store.album_matches import TrackPlace
from syncopate.store.albums import AlbumRow
from syncopate.store.database import Connection
from syncopate.store.libraries import Library
from syncopate.store.mirrors import Mirror
from syncopate.sync.album_work import match_source_album
from syncopate.sync.kit import Kit
from syncopate.sync.libraries import library_or_only
from syncopate.sync.shelving import is_shelved

_DASH = re.compile(r"\s+[-–—]\s+")  # noqa: RUF001 -- dashes as people type them


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundAlbum:
    """The verdict on an album, with the albums and tracks of the library that it names.

    `prepared` is False until the next scan has put the albums together as they are now: some may lack here.
    """

    source: SourceAlbum
    library: Library
    match: AlbumMatch
    albums: Mapping[str, AlbumRow]
    tracks: Mapping[str, Track]
    prepared: bool

    @property
    def album(self) -> AlbumRow | None:
        """The album that it is; None without a match."""
        return None if self.match.album_key is None else self.albums.get(self.match.album_key)


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeAlbum:
    """An album of a library with its tracks in order, and what is missing of it."""

    album: AlbumRow
    tracks: tuple[Track, ...]
    completeness: Completeness


async def find_album(kit: Kit, source: SourceAlbum, library_id: str | None = None) -> FoundAlbum:
    """Find an album in a library, in the only one when none is named; writes nothing.

    Raises NotFound, NotConfigured.

    While the library cannot be read, or never was, nothing is said to be missing.
    """
    library = await library_or_only(kit, library_id)
    if not library.readable:
        match, rows, held = unknown_album(source), dict[str, AlbumRow](), dict[str, Track]()
        return _found(source, library, match, rows, held)
    match = await kit.compute(match_source_album, kit.database.address, library.id, source)
    rows, held = await kit.database.read(_named_by, library.id, match)
    return _found(source, library, match, rows, held)


async def read_album(kit: Kit, library_id: str, album_key: str) -> WholeAlbum:
    """Return an album of a library with its tracks. Raises NotFound."""
    return await kit.database.read(_whole, library_id, album_key)


@dataclass(frozen=True, slots=True, kw_only=True)
class MirroredTrack:
    """A track of a mirrored album: where it was found, what the library has, and on which other album."""

    entry: Entry
    where: Whereabouts
    on_album: str | None = None
    track: Track | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MirroredAlbum:
    """What became of a mirrored album on its (oldest) target's library; UNKNOWN before it was matched there.

    `album` may lack although `album_key` names it: until the next scan has put the albums together.
    """

    mirror: Mirror
    library: Library | None
    verdict: Verdict
    reason: str
    album_key: str | None = None
    album: AlbumRow | None = None
    owned: int | None = None
    total: int | None = None
    tracks: tuple[MirroredTrack, ...] = ()


async def mirrored_album(kit: Kit, mirror_id: str) -> MirroredAlbum:
    """Return what is known now of a mirrored album. Raises NotFound, also for a playlist."""
    return await kit.database.read(_mirrored, mirror_id)


def _mirrored(connection: Connection, mirror_id: str) -> MirroredAlbum:
    mirror = mirrors.get_kind(connection, mirror_id, MirrorKind.ALBUM)
    stored = [item.entry for item in entries.load(connection, mirror_id)]
    target = next(iter(targets.of_mirror(connection, mirror_id)), None)
    library = None if target is None else libraries.get(connection, target.library_id)
    record = None
    if target is not None and library is not None and library.readable is not False:
        record = album_matches.get(connection, target.id)
    if target is None or library is None or record is None:
        return MirroredAlbum(
            mirror=mirror,
            library=library,
            verdict=Verdict.UNKNOWN,
            reason="library_unknown",
            total=max(len(stored), (mirror.album.count if mirror.album else None) or 0) or None,
            tracks=tuple(MirroredTrack(entry=entry, where=Whereabouts.UNKNOWN) for entry in stored),
        )
    chosen = {place: match.track_key for place, match in matches.load(connection, target.id)}
    held = tracks.many(connection, library.id, {key for key in chosen.values() if key is not None})
    # What its source says now may be more than what was matched.
    places = chain(record.tracks, repeat(TrackPlace(Whereabouts.UNKNOWN)))
    key = record.album_key
    return MirroredAlbum(
        mirror=mirror,
        library=library,
        verdict=record.verdict,
        reason=record.reason,
        album_key=key,
        album=None if key is None else albums.some(connection, library.id, [key]).get(key),
        owned=record.owned,
        total=record.total,
        tracks=tuple(
            MirroredTrack(
                entry=entry,
                where=place.where,
                on_album=place.album,
                track=held.get(chosen.get(entry.position) or ""),
            )
            for entry, place in zip(stored, places, strict=False)
        ),
    )


def album_named(text: str) -> SourceAlbum:
    """Return the album that somebody typed as "Artist - Album"; without a dash it is a title alone."""
    pieces = _DASH.split(text.strip(), maxsplit=1)
    if len(pieces) == 1 or not pieces[0] or not pieces[1]:
        return SourceAlbum(title=text.strip())
    return SourceAlbum(title=pieces[1], artists=(pieces[0],))


def _found(
    source: SourceAlbum,
    library: Library,
    match: AlbumMatch,
    rows: Mapping[str, AlbumRow],
    held: Mapping[str, Track],
) -> FoundAlbum:
    return FoundAlbum(
        source=source, library=library, match=match, albums=rows, tracks=held, prepared=is_shelved(library)
    )


def _whole(connection: Connection, library_id: str, album_key: str) -> WholeAlbum:
    libraries.get(connection, library_id)
    album = albums.get(connection, library_id, album_key)
    there = tracks.many(connection, library_id, album.track_keys)
    held = tuple(there[key] for key in album.track_keys if key in there)
    return WholeAlbum(album=album, tracks=held, completeness=completeness_of(held))


def _named_by(
    connection: Connection, library_id: str, match: AlbumMatch
) -> tuple[dict[str, AlbumRow], dict[str, Track]]:
    wanted = {item.album_key for item in match.candidates}
    keys = {candidate.track_key for item in match.tracks for candidate in item.match.candidates[:1]} | {
        item.match.track_key for item in match.tracks if item.match.track_key is not None
    }
    return albums.some(connection, library_id, wanted), tracks.many(connection, library_id, keys)
