"""Putting a library's albums and artists together after a scan; the work itself is done in a worker."""

from syncopate.matching.albums_index import SHELF_REVISION, AlbumIndex
from syncopate.matching.artist_shelf import ArtistShelf
from syncopate.matching.revision import MATCHER_REVISION
from syncopate.store import libraries, shelves, tracks
from syncopate.store.database import Connection, Database
from syncopate.store.libraries import Library
from syncopate.store.shelves import Shelf, ShelvedArtist
from syncopate.sync.kit import Kit


async def shelve(kit: Kit, library_id: str) -> None:
    """Bring albums and artists in step with the index, where it changed. Raises NotFound."""
    library = await kit.database.read(libraries.get, library_id)
    if not is_shelved(library):
        await kit.compute(shelve_library, kit.database.address, library_id)


def is_shelved(library: Library) -> bool:
    """Tell whether albums and artists are those of the index as it is, named by the rules in force."""
    return library.shelved == _mark(library)


def shelve_library(database_url: str, library_id: str) -> None:
    """Read all tracks, put them together and keep what is other than before. For a worker process."""
    database = Database.open(database_url)
    try:
        shelf, mark = database.look(_put_together, library_id)
        database.change(shelves.keep, library_id, shelf, mark)
    finally:
        database.close()


def _put_together(connection: Connection, library_id: str) -> tuple[Shelf, str]:
    # The mark first: what changes in between is put together again after the next scan.
    mark = _mark(libraries.get(connection, library_id))
    albums = AlbumIndex.build(tracks.load(connection, library_id))
    people = ArtistShelf()
    held = [people.add_album(album) for album in albums]
    people.add_loose(albums.loose_tracks())
    shelved = (
        ShelvedArtist(
            key=key,
            name=artist.name,
            tracks=artist.tracks,
            owned=artist.owned,
            total=artist.total,
            own=tuple(artist.own),
            on=tuple(album for album in artist.on if album not in artist.own),
        )
        for key, artist in people.artists().items()
    )
    shelf = shelves.shelf_of(library_id, held, shelved)
    shelves.complete(connection, library_id, shelf)
    return shelf, mark


def _mark(library: Library) -> str:
    return f"{MATCHER_REVISION}:{SHELF_REVISION}:{library.revision}"
