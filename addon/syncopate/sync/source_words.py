"""What the user says of a source: that it is right though it shrank, that what is gone is kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from syncopate.domain.event import Event, EventType
from syncopate.domain.history import ChangeKind, SourceChange, SourceHold
from syncopate.domain.snapshot import Complete, Failed
from syncopate.errors import Conflict, SourceUnavailable, error_with_key
from syncopate.matching.identity import entry_identity
from syncopate.planning.mirror import source_changes
from syncopate.store import entries, mirrors
from syncopate.store.database import Connection
from syncopate.store.entries import StoredEntry, entries_hash
from syncopate.store.mirrors import Mirror, MirrorChanges
from syncopate.sync.kit import Kit
from syncopate.sync.mirrors import failure_of, read_source
from syncopate.sync.reading import placed


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What a source says that waits for the user, and what would change by it."""

    mirror: Mirror
    hold: SourceHold
    changes: Sequence[SourceChange]


async def look_at_hold(kit: Kit, mirror_id: str) -> Waiting:
    """Read once more what a source says that waits; nothing is stored of it.

    Raises NotFound, Conflict when nothing waits or it says something else by now, and what the source fails
    with.
    """
    mirror = await kit.database.read(mirrors.get, mirror_id)
    hold = _waiting(mirror)
    read = await read_source(kit, mirror.provider, mirror.account_id, mirror.reference, mirror.options)
    if isinstance(read.entries, Failed):
        raise failure_of(mirror.name, read.entries)
    if not isinstance(read.entries, Complete):
        raise error_with_key(read.entries.reason, SourceUnavailable)(name=mirror.name)
    now = [StoredEntry(identity=entry_identity(entry), entry=entry) for entry in read.entries.items]
    if entries_hash(now) != hold.digest:
        raise _something_else(mirror)
    known = await kit.database.read(entries.load, mirror_id)
    changes = (*_renamed(mirror, read.playlist.name), *source_changes(placed(known), placed(now)))
    return Waiting(mirror=mirror, hold=hold, changes=changes)


def _renamed(mirror: Mirror, name: str) -> Sequence[SourceChange]:
    """Return that it would get another name by it, if it would."""
    if name == mirror.source_name:
        return ()
    return (SourceChange(kind=ChangeKind.RENAMED, label=name, before=mirror.source_name),)


async def accept_source(kit: Kit, mirror_id: str, digest: str) -> Mirror:
    """Have the next sync take over what the source says, as long as it is just what was seen.

    Raises NotFound, Conflict when it says something else by now, or nothing waits.
    """

    def accept(connection: Connection) -> Mirror:
        mirror = mirrors.get(connection, mirror_id)
        hold = _waiting(mirror)
        if hold.digest != digest:
            raise _something_else(mirror)
        mirrors.set_hold(connection, mirror_id, replace(hold, accepted=True))
        return mirrors.get(connection, mirror_id)

    mirror = await kit.database.write(accept)
    await _tell(kit, mirror, "accepted")
    return mirror


def _waiting(mirror: Mirror) -> SourceHold:
    if mirror.hold is None or mirror.hold.accepted:
        raise Conflict(f"Nothing of {mirror.name} waits for your word.")
    return mirror.hold


def _something_else(mirror: Mirror) -> Conflict:
    return Conflict(f"The source of {mirror.name} says something else by now: look at it again.")


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
