"""Targets: one playlist on a library each, kept from a mirror."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, null, select, update

from syncopate.domain.run import ItemStatus
from syncopate.domain.target import Dress, TargetKind
from syncopate.errors import NotFound
from syncopate.store import libraries
from syncopate.store.household_tables import album_matches
from syncopate.store.ids import new_id
from syncopate.store.tables import matches, mirrors, targets
from syncopate.store.upsert import insert_new


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One target. `written`: track keys as we last wrote them; `placed`: entry identity to track key.

    `user` is the server's user it belongs to, "" for the one the account is logged in as. `written_name`,
    `written_description` and `written_cover` are what it was last asked to show. `match_state` tells
    whether matching would say anything new; `held_digest` names the plan that waits.
    """

    id: str
    mirror_id: str
    library_id: str
    kind: TargetKind = TargetKind.PLAYLIST
    user: str = ""
    user_name: str | None = None
    target_key: str | None = None
    written_name: str | None = None
    written_description: str | None = None
    written_cover: str | None = None
    written: tuple[str, ...] | None = None
    placed: Mapping[str, str] | None = None
    match_state: str | None = None
    matched: int = 0
    review: int = 0
    missing: int = 0
    unknown: int = 0
    held_digest: str | None = None
    held_reason: str | None = None
    last_sync_at: datetime | None = None
    last_status: ItemStatus | None = None
    last_error: str | None = None
    last_detail: str = ""

    @property
    def asked(self) -> Dress | None:
        """What it was last asked to show; None: it was never written."""
        if self.written_name is None:
            return None
        return Dress(
            name=self.written_name, description=self.written_description, cover_url=self.written_cover
        )

    def as_known(self, *, readable: bool | None) -> Target:
        """Return it as it is told of: while its library cannot be read every entry is unknown."""
        if readable is not False:
            return self
        every = self.matched + self.review + self.missing + self.unknown
        return replace(self, matched=0, review=0, missing=0, unknown=every)


_NAMES = tuple(field.name for field in fields(Target))
_LONG = frozenset({"written", "placed"})
LISTED = tuple(null().label(name) if name in _LONG else targets.c[name] for name in _NAMES)
"""What lists show of a target: not what was written, which may be thousands of tracks, and is None there."""

_OF_MIRROR = select(targets).where(targets.c.mirror_id == bindparam("one")).order_by(targets.c.id)


def ensure(
    connection: Connection,
    mirror_id: str,
    library_id: str,
    *,
    kind: TargetKind = TargetKind.PLAYLIST,
    user: str = "",
    user_name: str | None = None,
) -> Target:
    """Return the target of a mirror on a library, made if need be. Raises NotFound for either of them."""
    libraries.get(connection, library_id)
    if connection.execute(select(mirrors.c.id).where(mirrors.c.id == mirror_id)).first() is None:
        raise NotFound(what="playlist", id=mirror_id)
    same = {"mirror_id": mirror_id, "library_id": library_id, "kind": kind, "user": user}
    insert_new(connection, targets, {"id": new_id(), "user_name": user_name} | same)
    row = connection.execute(
        select(targets).where(*(targets.c[name] == value for name, value in same.items()))
    ).one()
    return of_row(row)


def of_mirror(connection: Connection, mirror_id: str) -> list[Target]:
    """Return the targets of a mirror, oldest first."""
    return [of_row(row) for row in connection.execute(_OF_MIRROR, {"one": mirror_id})]


def written(connection: Connection) -> list[Target]:
    """Return all that were written to a library as they are `LISTED`, those of each mirror oldest first."""
    rows = connection.execute(select(*LISTED).where(targets.c.target_key.is_not(None)).order_by(targets.c.id))
    return [of_row(row) for row in rows]


def placed_beside(connection: Connection, target: Target) -> frozenset[str]:
    """Return the tracks that other mirrors have placed in the same: favourites of one user are one place."""
    return frozenset(key for other in _beside(connection, target) for key in (other.placed or {}).values())


def _beside(connection: Connection, target: Target) -> list[Target]:
    same = (
        targets.c.library_id == target.library_id,
        targets.c.kind == target.kind,
        targets.c.user == target.user,
        targets.c.id != target.id,
        targets.c.placed.is_not(None),
    )
    return [of_row(row) for row in connection.execute(select(targets).where(*same))]


def hand_over(connection: Connection, target: Target, track_keys: Collection[str]) -> None:
    """Make tracks that one leaves in favourites those of the others that have placed them there too."""
    for other in _beside(connection, target):
        theirs = frozenset((other.placed or {}).values()).intersection(track_keys)
        if more := sorted(theirs.difference(other.written or ())):
            set_owned(connection, other.id, [*(other.written or ()), *more])


def get(connection: Connection, target_id: str) -> Target:
    """Return one. Raises NotFound."""
    row = connection.execute(select(targets).where(targets.c.id == target_id)).first()
    if row is None:
        raise NotFound(what="target", id=target_id)
    return of_row(row)


def set_written(
    connection: Connection,
    target_id: str,
    *,
    target_key: str,
    dress: Dress,
    written: Sequence[str],
    placed: Mapping[str, str],
) -> None:
    """Remember what was written, and for which entries. Raises NotFound."""
    values = {
        "target_key": target_key,
        "written_name": dress.name,
        "written_description": dress.description,
        "written_cover": dress.cover_url,
        "written": list(written),
        "placed": dict(placed),
    }
    _change(connection, target_id, values)


def set_owned(connection: Connection, target_id: str, written: Sequence[str]) -> None:
    """Remember which of the tracks there are by our doing. Raises NotFound."""
    _change(connection, target_id, {"written": list(written)})


def set_key(connection: Connection, target_id: str, target_key: str) -> None:
    """Remember what was made for it, though not what it shall hold. Raises NotFound."""
    _change(connection, target_id, {"target_key": target_key})


def set_counts(
    connection: Connection,
    target_id: str,
    *,
    matched: int,
    review: int,
    missing: int,
    unknown: int,
    match_state: str | None,
) -> None:
    """Remember what matching said. Raises NotFound."""
    values = {"matched": matched, "review": review, "missing": missing, "unknown": unknown}
    _change(connection, target_id, values | {"match_state": match_state})


def set_result(
    connection: Connection,
    target_id: str,
    *,
    at: datetime,
    status: ItemStatus,
    error: str | None,
    detail: str,
) -> None:
    """Remember how the last sync of it ended. Raises NotFound."""
    values = {"last_sync_at": at, "last_status": status, "last_error": error, "last_detail": detail}
    _change(connection, target_id, values)


def set_hold(connection: Connection, target_id: str, digest: str | None, reason: str | None) -> None:
    """Remember the plan that waits for the user, None when none does. Raises NotFound."""
    _change(connection, target_id, {"held_digest": digest, "held_reason": reason})


def keep_as(
    connection: Connection,
    target_id: str,
    kind: TargetKind,
    *,
    user: str = "",
    user_name: str | None = None,
) -> Target:
    """Keep something else in its place, and return that; what matching said stays.

    It is another target, with a mark of its own: what the old one wrote is the user's from now on, and how
    its last sync ended tells of what it no longer is. There must be no target like it yet. Raises NotFound.
    """
    before, after = get(connection, target_id), new_id()
    stays = ("mirror_id", "library_id", "match_state", "matched", "review", "missing", "unknown")
    values = {name: getattr(before, name) for name in stays}
    values |= {"id": after, "kind": kind, "user": user, "user_name": user_name}
    connection.execute(insert(targets), values)
    for table in (matches, album_matches):
        moved = update(table).where(table.c.target_id == before.id).values(target_id=after)
        connection.execute(moved)
    remove(connection, before.id)
    return get(connection, after)


def remove(connection: Connection, target_id: str) -> None:
    """Remove it with its matches and writes. Raises NotFound."""
    if connection.execute(delete(targets).where(targets.c.id == target_id)).rowcount == 0:
        raise NotFound(what="target", id=target_id)


def of_row(row: Row[Any]) -> Target:
    """Make one of a row that has the columns of `targets`."""
    values = {name: getattr(row, name) for name in _NAMES}
    values["kind"] = TargetKind(row.kind)
    values["last_status"] = None if row.last_status is None else ItemStatus(row.last_status)
    values["written"] = None if row.written is None else tuple(row.written)
    return Target(**values)


def _change(connection: Connection, target_id: str, values: Mapping[str, Any]) -> None:
    if connection.execute(update(targets).where(targets.c.id == target_id).values(**values)).rowcount == 0:
        raise NotFound(what="target", id=target_id)
