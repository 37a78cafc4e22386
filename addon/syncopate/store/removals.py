"""Which tracks a library has lost of late: so that what is made of an index learns what to forget.

Only as many are noted as are worth it; `libraries.removals_since` is the revision the notes reach back to.
"""

from collections.abc import Collection
from itertools import batched

from sqlalchemy import Connection, delete, func, select, update

from syncopate.store.tables import libraries, removed_tracks
from syncopate.store.upsert import put

_FEWEST = 1000
_SHARE = 10
_BATCH = 2000


def next_revision(connection: Connection, library_id: str) -> int:
    """Return the revision that a change in this transaction belongs to; 1 for an unknown library."""
    # Where others may write at the same time, they wait: revisions are in the order they can be seen.
    held = select(libraries.c.revision).where(libraries.c.id == library_id).with_for_update()
    return int(connection.execute(held).scalar() or 0) + 1


def note(connection: Connection, library_id: str, keys: Collection[str]) -> None:
    """Note that tracks are gone; when they are too many, forget all and remember since when."""
    if not keys:
        return
    revision = next_revision(connection, library_id)
    size = connection.execute(select(libraries.c.tracks).where(libraries.c.id == library_id)).scalar_one()
    most = max(_FEWEST, size // _SHARE)
    if len(keys) <= most:
        for part in batched(keys, _BATCH, strict=False):
            rows = [{"library_id": library_id, "key": key, "revision": revision} for key in part]
            put(connection, removed_tracks, rows)
        noted = select(func.count()).where(removed_tracks.c.library_id == library_id)
        if connection.execute(noted).scalar_one() <= most:
            return
    connection.execute(delete(removed_tracks).where(removed_tracks.c.library_id == library_id))
    connection.execute(update(libraries).where(libraries.c.id == library_id).values(removals_since=revision))


def since(connection: Connection, library_id: str, revision: int) -> list[str] | None:
    """Return the keys that are gone since a revision; None when that is not known any more."""
    row = connection.execute(select(libraries.c.removals_since).where(libraries.c.id == library_id)).first()
    if row is None or revision < row.removals_since:
        return None
    gone = select(removed_tracks.c.key).where(
        removed_tracks.c.library_id == library_id, removed_tracks.c.revision > revision
    )
    return list(connection.execute(gone).scalars())
