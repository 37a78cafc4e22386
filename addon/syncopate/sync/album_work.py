"""Matching whole albums, done in a worker process: imports only domain, matching and store."""

from syncopate.domain.album import AlbumMatch, SourceAlbum
from syncopate.matching.albums import match_album
from syncopate.sync.work import albums_now


def match_source_album(database_url: str, library_id: str, source: SourceAlbum) -> AlbumMatch:
    """Find an album in a library as it is now. Raises NotFound."""
    index, albums, rulings, aliases = albums_now(database_url, library_id)
    return match_album(source, albums, index, rulings, aliases)
