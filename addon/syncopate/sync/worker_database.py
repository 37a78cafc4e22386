"""The database of a worker process: opened once, used by all that it is given to do."""

from syncopate.store.database import Database

_opened: dict[str, Database] = {}


def database_at(url: str) -> Database:
    """Return the database, the same one as long as the worker is."""
    if url not in _opened:
        _opened[url] = Database.open(url)
    return _opened[url]
