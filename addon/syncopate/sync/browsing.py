"""Looking up what a library holds, by what a catalogue or the file system calls it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from syncopate.domain.ids import ExternalId, IdKind, parse_isrc, parse_link, parse_upc, parse_uuid
from syncopate.errors import InvalidInput
from syncopate.store import albums, libraries, track_lists
from syncopate.store.albums import AlbumRow
from syncopate.store.database import Connection
from syncopate.store.track_lists import ListedTrack, Place


class LookupKind(StrEnum):
    """By what to look: an id of a catalogue, the path of a file, or a library's own key of a track."""

    ISRC = IdKind.ISRC.value
    MB_RECORDING = IdKind.MB_RECORDING.value
    MB_TRACK = IdKind.MB_TRACK.value
    MB_RELEASE = IdKind.MB_RELEASE.value
    MB_RELEASE_GROUP = IdKind.MB_RELEASE_GROUP.value
    UPC = IdKind.UPC.value
    ACOUSTID = IdKind.ACOUSTID.value
    SPOTIFY = IdKind.SPOTIFY.value
    TIDAL = IdKind.TIDAL.value
    DEEZER = IdKind.DEEZER.value
    APPLE = IdKind.APPLE.value
    YOUTUBE = IdKind.YOUTUBE.value
    PATH = "path"
    KEY = "key"


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedUp:
    """Tracks that are called so, and their albums, each once."""

    tracks: Sequence[ListedTrack]
    albums: Sequence[AlbumRow]


def look_up(connection: Connection, kind: LookupKind, value: str, library_id: str | None = None) -> LookedUp:
    """Return what is called so in a library, None: in any. Raises NotFound, InvalidInput for no such id."""
    return with_albums(connection, track_lists.at(connection, _places(connection, kind, value, library_id)))


def with_albums(connection: Connection, found: Sequence[ListedTrack]) -> LookedUp:
    """Return tracks with the albums that they are on."""
    known = albums_of(connection, found)
    wanted = dict.fromkeys((item.library_id, item.album_key) for item in found)
    return LookedUp(tracks=found, albums=[known[place] for place in wanted if place in known])


def albums_of(
    connection: Connection, found: Sequence[ListedTrack]
) -> Mapping[tuple[str, str | None], AlbumRow]:
    """Return the albums of tracks, by library and key."""
    wanted: dict[str, set[str]] = {}
    for item in found:
        if item.album_key is not None:
            wanted.setdefault(item.library_id, set()).add(item.album_key)
    return {
        (library_id, key): row
        for library_id, keys in wanted.items()
        for key, row in albums.some(connection, library_id, keys).items()
    }


def _places(connection: Connection, kind: LookupKind, value: str, library_id: str | None) -> Sequence[Place]:
    if library_id is not None:
        libraries.get(connection, library_id)
    if kind in {LookupKind.PATH, LookupKind.KEY}:
        within = (
            [library.id for library in libraries.every(connection)] if library_id is None else [library_id]
        )
        find = track_lists.with_path if kind is LookupKind.PATH else track_lists.with_key
        return find(connection, value, within)
    wanted = _external(IdKind(kind.value), value)
    return track_lists.with_id(connection, wanted.kind, wanted.value, library_id)


def _external(kind: IdKind, value: str) -> ExternalId:
    """Read an id however it is written, also as a link. Raises InvalidInput."""
    match kind:
        case IdKind.ISRC:
            found = parse_isrc(value)
        case IdKind.UPC:
            found = parse_upc(value)
        case IdKind.SPOTIFY | IdKind.TIDAL | IdKind.DEEZER | IdKind.APPLE | IdKind.YOUTUBE:
            linked = parse_link(value)
            found = linked if linked is not None and linked.kind is kind else ExternalId(kind, value.strip())
        case _:
            linked = parse_link(value)
            found = linked if linked is not None and linked.kind is kind else parse_uuid(kind, value)
    if found is None:
        raise InvalidInput(f"{value[:100]!r} is not of the kind {kind.value}.", field="value")
    return found
