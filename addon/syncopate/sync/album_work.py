"""Matching whole albums, done in a worker process: imports only domain, matching and store."""

from syncopate.domain.album import AlbumMatch, SourceAlbum
from syncopate.domain.media import Track
from syncopate.matching.albums import match_album
from syncopate.matching.albums_index import AlbumIndex
from syncopate.matching.index import LibraryIndex
from syncopate.sync.work import library_now

_albums: dict[str, tuple[LibraryIndex, AlbumIndex]] = {}


def match_source_album(database_url: str, library_id: str, source: SourceAlbum) -> AlbumMatch:
    """Find an album in a library as it is now. Raises NotFound."""
    index, rulings, aliases = library_now(database_url, library_id)
    return match_album(source, _albums_of(library_id, index), index, rulings, aliases)


def _albums_of(library_id: str, index: LibraryIndex) -> AlbumIndex:
    """Return the albums of an index; those of the library used last are kept."""
    known = _albums.get(library_id)
    if known is not None and known[0] is index:
        return known[1]
    _albums.clear()
    keys: list[str] = []

    def track_at(row: int) -> Track:
        found = index.track(keys[row])
        if found is None:
            raise LookupError(keys[row])
        return found

    def noted(track: Track) -> Track:
        keys.append(track.key)
        return track

    made = AlbumIndex.build(map(noted, index.tracks()), track_at)
    _albums[library_id] = index, made
    return made
