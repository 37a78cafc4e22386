"""What the user says of a source: that it is right though it shrank, that what is gone is kept."""

from dataclasses import replace

from syncopate.domain.event import Event, EventType
from syncopate.domain.history import SourceHold
from syncopate.errors import Conflict
from syncopate.store import mirrors
from syncopate.store.database import Connection
from syncopate.store.mirrors import Mirror, MirrorChanges
from syncopate.sync.kit import Kit


async def accept_source(kit: Kit, mirror_id: str, digest: str) -> Mirror:
    """Have the next sync take over what the source says, as long as it is just what was seen.

    Raises NotFound, Conflict when it says something else by now, or nothing waits.
    """

    def accept(connection: Connection) -> Mirror:
        mirror = mirrors.get(connection, mirror_id)
        hold = _waiting(mirror)
        if hold.digest != digest:
            raise Conflict(f"The source of {mirror.name} says something else by now: look at it again.")
        mirrors.set_hold(connection, mirror_id, replace(hold, accepted=True))
        return mirrors.get(connection, mirror_id)

    mirror = await kit.database.write(accept)
    await _tell(kit, mirror, "accepted")
    return mirror


def _waiting(mirror: Mirror) -> SourceHold:
    if mirror.hold is None or mirror.hold.accepted:
        raise Conflict(f"Nothing of {mirror.name} waits for your word.")
    return mirror.hold


async def keep_gone(kit: Kit, mirror_id: str) -> Mirror:
    """Keep a mirror whose source is gone, and ask for it no more. Raises NotFound, Conflict."""
    mirror = await kit.database.read(mirrors.get, mirror_id)
    if mirror.gone_at is None:
        raise Conflict(f"The source of {mirror.name} is not known to be gone.")
    await kit.database.write(mirrors.change, mirror_id, MirrorChanges(enabled=False))
    mirror = await kit.database.read(mirrors.get, mirror_id)
    await _tell(kit, mirror, "kept")
    return mirror


async def _tell(kit: Kit, mirror: Mirror, status: str) -> None:
    data = {"playlist_id": mirror.id, "label": mirror.label}
    await kit.tell(
        Event(type=EventType.PLAYLIST_UPDATED, at=kit.now(), name=mirror.name, status=status, data=data)
    )
