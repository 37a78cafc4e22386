"""Names made of words change when names are read differently: all that is kept of them is made anew then."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, select, update

from syncopate.matching.revision import MATCHER_REVISION
from syncopate.store import decisions, entries, mirrors as mirrors_named, settings, tracks
from syncopate.store.tables import libraries, mirrors, targets

_SETTING = "matching.revision"


def is_current(connection: Connection, revision: int = MATCHER_REVISION) -> bool:
    """Return whether all kept names are of this revision of the rules."""
    return settings.get(connection, _SETTING) == revision


def rename(connection: Connection, at: datetime, revision: int = MATCHER_REVISION) -> bool:
    """Bring all kept names to this revision of the rules; False when they are of it already."""
    if is_current(connection, revision):
        return False
    for mirror_id in connection.execute(select(mirrors.c.id).order_by(mirrors.c.id)).scalars().all():
        changed = entries.rename(connection, mirror_id)
        if changed:
            _move_places(connection, mirror_id, changed)
        mirrors_named.name_anew(connection, mirror_id)
    decisions.rename(connection)
    for library_id in connection.execute(select(libraries.c.id).order_by(libraries.c.id)).scalars().all():
        tracks.fold(connection, library_id)
    settings.put(connection, _SETTING, revision, at)
    return True


def _move_places(connection: Connection, mirror_id: str, changed: Mapping[str, str]) -> None:
    """Let what stands for an entry in a target go along with its name."""
    rows = connection.execute(
        select(targets.c.id, targets.c.placed).where(
            targets.c.mirror_id == mirror_id, targets.c.placed.is_not(None)
        )
    ).all()
    for target_id, placed in rows:
        moved = {changed.get(identity, identity): key for identity, key in placed.items()}
        connection.execute(update(targets).where(targets.c.id == target_id).values(placed=moved))
