"""Putting a library's albums and artists together after a scan; the work itself is done in a worker."""

from syncopate.matching.albums_index import SHELF_REVISION
from syncopate.matching.revision import MATCHER_REVISION
from syncopate.store import libraries
from syncopate.store.database import Database
from syncopate.store.libraries import Library
from syncopate.sync.kit import Kit
from syncopate.sync.shelf_work import put_together


async def shelve(kit: Kit, library_id: str) -> None:
    """Bring albums and artists in step with the index, where it changed. Raises NotFound."""
    library = await kit.database.read(libraries.get, library_id)
    if not is_shelved(library):
        await kit.compute(shelve_library, kit.database.address, library_id)
        await kit.database.refresh_statistics()


def is_shelved(library: Library) -> bool:
    """Tell whether albums and artists are those of the index as it is, named by the rules in force."""
    return library.shelved == _mark(library)


def shelve_library(database_url: str, library_id: str) -> None:
    """Read all tracks, put them together and keep what is other than before. For a worker process."""
    database = Database.open(database_url)
    try:
        # The mark first: what changes in between is put together again after the next scan.
        library = database.look(libraries.get, library_id)
        put_together(database, library, _mark(library))
    finally:
        database.close()


def _mark(library: Library) -> str:
    return f"{MATCHER_REVISION}:{SHELF_REVISION}:{library.revision}"
