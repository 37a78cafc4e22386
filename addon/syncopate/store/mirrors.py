"""Mirrors: our stored copy of a source playlist each, with its settings and how it went."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, func, select, update

from syncopate.domain.history import SourceHold
from syncopate.domain.playlist import AlbumFacts, LeftOut, MirrorKind, Origin, SourcePlaylist, TargetPolicy
from syncopate.domain.run import ItemStatus
from syncopate.errors import AlreadyExists, NotFound
from syncopate.matching.ordering import sort_text
from syncopate.matching.search import names_text, search_words
from syncopate.store import accounts, album_matches, mirror_questions as questions
from syncopate.store.album_matches import AlbumRecord
from syncopate.store.encoding import (
    decode_album,
    decode_hold,
    decode_left_out,
    encode_album,
    encode_hold,
    encode_left_out,
)
from syncopate.store.mirror_questions import BY_NAME
from syncopate.store.paging import Page
from syncopate.store.searching import contains_folded
from syncopate.store.tables import mirrors
from syncopate.store.targets import Target, of_row
from syncopate.store.upsert import insert_new


@dataclass(frozen=True, slots=True, kw_only=True)
class Mirror:
    """One mirror. `reference` is the source's own id; `options` are for its reader, e.g. `column.title`.

    `album` is given exactly for an album. `member_id` is whose it is, None: the household's. `version` is
    the source's mark of the content that is stored; `visible` is how many entries can be seen at most;
    `gone_at` since when the source has it no longer; `hold` what it said that waits for the user;
    `left_out` what stands there and is no entry. `expires_at` is when it goes by itself, unless somebody
    keeps it.
    """

    id: str
    provider: str
    account_id: str | None = None
    reference: str
    kind: MirrorKind = MirrorKind.PLAYLIST
    album: AlbumFacts | None = None
    member_id: str | None = None
    source_name: str
    custom_name: str | None = None
    description: str | None = None
    cover_url: str | None = None
    label: str | None = None
    interval_days: int = 1
    enabled: bool = True
    policy: TargetPolicy = TargetPolicy.MIRROR
    options: Mapping[str, str] = field(default_factory=dict)
    entries_hash: str | None = None
    entry_count: int = 0
    last_sync_at: datetime | None = None
    last_success_at: datetime | None = None
    last_status: ItemStatus | None = None
    last_error: str | None = None
    last_detail: str = ""
    version: str | None = None
    visible: int | None = None
    gone_at: datetime | None = None
    hold: SourceHold | None = None
    origin: Origin = Origin.USER
    expires_at: datetime | None = None
    custom_cover: str | None = None
    left_out: tuple[LeftOut, ...] = ()
    created_at: datetime

    @property
    def name(self) -> str:
        """What it is called: the user's name for it, or the source's."""
        return self.custom_name or self.source_name

    @property
    def cover(self) -> str | None:
        """The address of its cover: the user's own, or the source's."""
        return self.custom_cover or self.cover_url


_NAMES = tuple(item.name for item in fields(Mirror))
_NAMING = frozenset({"custom_name", "source_name", "label"})


class Unset(Enum):
    """The type of `UNSET`."""

    UNSET = "unset"


UNSET = Unset.UNSET
"""Stands for what a change leaves alone; None is a value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MirrorChanges:
    """What the user changes of a mirror; `reference` where another file takes the place of an upload."""

    reference: str | Unset = UNSET
    custom_name: str | Unset | None = UNSET
    label: str | Unset | None = UNSET
    member_id: str | Unset | None = UNSET
    interval_days: int | Unset = UNSET
    enabled: bool | Unset = UNSET
    policy: TargetPolicy | Unset = UNSET
    options: Mapping[str, str] | Unset = UNSET
    expires_at: datetime | Unset | None = UNSET
    custom_cover: str | Unset | None = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class MirrorSummary:
    """A mirror with its (oldest) target, as it is known now, and the name of that one's library.

    `held` is the oldest target with a plan that waits; both as targets are `LISTED`. `album`: what became
    of an album there; None while nothing is known of it.
    """

    mirror: Mirror
    target: Target | None
    library_name: str | None
    held: Target | None = None
    album: AlbumRecord | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldPlan:
    """A plan that waits for the user: whose it is, why it waits, and the digest that approves exactly it."""

    mirror_id: str
    name: str
    target_id: str
    library_name: str
    user_name: str | None = None
    reason: str
    digest: str


def add(connection: Connection, mirror: Mirror) -> None:
    """Store a new mirror. Raises AlreadyExists for its source, NotFound for its account."""
    if mirror.account_id is not None:
        accounts.get(connection, mirror.account_id)
    values = {name: getattr(mirror, name) for name in _NAMES}
    values |= {"options": dict(mirror.options), "album": encode_album(mirror.album)}
    values |= {"hold": encode_hold(mirror.hold), "left_out": encode_left_out(mirror.left_out)}
    values |= _names(mirror)
    if not insert_new(connection, mirrors, values):
        raise AlreadyExists(what="playlist", id=mirror.source_name)


def every(connection: Connection, kind: MirrorKind | None = None) -> list[Mirror]:
    """Return all, or those of a kind, oldest first."""
    of_kind = () if kind is None else (mirrors.c.kind == kind,)
    rows = connection.execute(select(mirrors).where(*of_kind).order_by(mirrors.c.created_at, mirrors.c.id))
    return [_of(row) for row in rows]


def oldest(connection: Connection) -> Mirror | None:
    """Return the one that is there for the longest, None when there is none."""
    row = connection.execute(questions.OLDEST).first()
    return None if row is None else _of(row)


def ever_synced(connection: Connection) -> bool:
    """Tell whether one was synced well at any time."""
    return connection.execute(questions.SYNCED).first() is not None


def failing(connection: Connection) -> list[Mirror]:
    """Return those in use whose last sync failed or could not read something, oldest first."""
    return [_of(row) for row in connection.execute(questions.FAILING)]


def unplaced(connection: Connection) -> list[str]:
    """Return what those in use are called, by name, that were kept somewhere once and now are nowhere."""
    return list(connection.execute(questions.UNPLACED).scalars())


def get(connection: Connection, mirror_id: str) -> Mirror:
    """Return one. Raises NotFound."""
    row = connection.execute(questions.ONE, {"one": mirror_id}).first()
    if row is None:
        raise NotFound(what="playlist", id=mirror_id)
    return _of(row)


def get_kind(connection: Connection, mirror_id: str, kind: MirrorKind) -> Mirror:
    """Return one of a kind. Raises NotFound, also for one of another kind."""
    mirror = get(connection, mirror_id)
    if mirror.kind is not kind:
        raise NotFound(what=kind.value, id=mirror_id)
    return mirror


def summary(connection: Connection, mirror_id: str) -> MirrorSummary:
    """Return one with its target. Raises NotFound."""
    return _summed(connection, [get(connection, mirror_id)])[0]


def find(connection: Connection, provider: str, account_id: str | None, reference: str) -> Mirror | None:
    """Return the mirror of a source playlist, None when there is none."""
    row = connection.execute(
        select(mirrors).where(
            mirrors.c.provider == provider,
            mirrors.c.account_id.is_not_distinct_from(account_id),
            mirrors.c.reference == reference,
        )
    ).first()
    return None if row is None else _of(row)


def of_source(connection: Connection, provider: str, reference: str) -> list[Mirror]:
    """Return the mirrors of a source playlist, by whatever account each is read, oldest first."""
    rows = connection.execute(
        select(mirrors)
        .where(mirrors.c.provider == provider, mirrors.c.reference == reference)
        .order_by(mirrors.c.created_at, mirrors.c.id)
    )
    return [_of(row) for row in rows]


def set_account(connection: Connection, mirror_id: str, account_id: str | None) -> None:
    """Have it read by another account: what is known of its version counts no more. Raises NotFound."""
    _change(connection, mirror_id, {"account_id": account_id, "version": None})


def change(connection: Connection, mirror_id: str, changes: MirrorChanges) -> None:
    """Change what is set. Raises NotFound."""
    values = {item.name: getattr(changes, item.name) for item in fields(changes)}
    values = {name: value for name, value in values.items() if value is not UNSET}
    if "options" in values:
        values["options"] = dict(values["options"])
    _change(connection, mirror_id, values or {"id": mirror_id})


def remove(connection: Connection, mirror_id: str) -> None:
    """Remove it with entries, targets and matches. Raises NotFound."""
    if connection.execute(delete(mirrors).where(mirrors.c.id == mirror_id)).rowcount == 0:
        raise NotFound(what="playlist", id=mirror_id)


def set_source(
    connection: Connection,
    mirror_id: str,
    source: SourcePlaylist,
    visible: int | None,
    left_out: Sequence[LeftOut] = (),
) -> None:
    """Remember what its source, which is there, calls and shows it. Raises NotFound."""
    values: dict[str, Any] = {
        "source_name": source.name,
        "description": source.description,
        "cover_url": source.cover_url,
        "kind": source.kind,
        "album": encode_album(source.album),
        "version": source.version,
        "visible": visible,
        "left_out": encode_left_out(left_out),
        "gone_at": None,
    }
    _change(connection, mirror_id, values)


def set_gone(connection: Connection, mirror_id: str, at: datetime) -> None:
    """Remember that the source has it no longer. Raises NotFound."""
    _change(connection, mirror_id, {"gone_at": at})


def set_hold(connection: Connection, mirror_id: str, hold: SourceHold | None) -> None:
    """Remember what its source says that has to wait, None: nothing does. Raises NotFound."""
    _change(connection, mirror_id, {"hold": encode_hold(hold)})


def expired(connection: Connection, now: datetime) -> list[Mirror]:
    """Return those whose time is over, oldest first."""
    rows = connection.execute(
        select(mirrors).where(mirrors.c.expires_at <= now).order_by(mirrors.c.created_at, mirrors.c.id)
    )
    return [_of(row) for row in rows]


def waiting(connection: Connection) -> list[Mirror]:
    """Return those whose source is gone, or says what waits for the user, by name."""
    found = [_of(row) for row in connection.execute(questions.WAITING)]
    return [each for each in found if each.gone_at is not None or (each.hold and not each.hold.accepted)]


def set_result(
    connection: Connection,
    mirror_id: str,
    *,
    at: datetime,
    success: bool,
    status: ItemStatus,
    error: str | None,
    detail: str,
) -> None:
    """Remember how the last sync of it ended. Raises NotFound."""
    values = {"last_sync_at": at, "last_status": status, "last_error": error, "last_detail": detail}
    _change(connection, mirror_id, values | ({"last_success_at": at} if success else {}))


def kinds(connection: Connection) -> dict[MirrorKind, int]:
    """Return how many there are of each kind."""
    counted = {MirrorKind(kind): number for kind, number in connection.execute(questions.KINDS)}
    return {kind: counted.get(kind, 0) for kind in MirrorKind}


def labels(connection: Connection) -> list[str]:
    """Return the labels in use, sorted."""
    return sorted(connection.execute(questions.LABELS).scalars(), key=str.casefold)


def list_page(
    connection: Connection,
    *,
    kind: MirrorKind | None = None,
    label: str | None = None,
    query: str | None = None,
    enabled: bool | None = None,
    limit: int,
    offset: int,
) -> Page[MirrorSummary]:
    """Return mirrors by name, each with its target; `query` words are sought in names and label."""
    conditions: list[ColumnElement[bool]] = []
    if kind is not None:
        conditions.append(mirrors.c.kind == kind)
    if label is not None:
        conditions.append(mirrors.c.label == label)
    if enabled is not None:
        conditions.append(mirrors.c.enabled.is_(enabled))
    conditions.extend(contains_folded(mirrors.c.folded, word) for word in search_words(query or ""))
    found = list(
        connection.execute(select(mirrors).where(*conditions).order_by(*BY_NAME).limit(limit).offset(offset))
    )
    total = connection.execute(select(func.count()).select_from(mirrors).where(*conditions)).scalar_one()
    items = _summed(connection, [_of(row) for row in found])
    return Page(items=tuple(items), total=total, limit=limit, offset=offset)


def held(connection: Connection) -> list[HeldPlan]:
    """Return the plans that wait, those of the oldest mirrors first."""
    return [
        HeldPlan(
            mirror_id=row.id,
            name=row.name,
            target_id=row.target_id,
            library_name=row.library_name,
            user_name=row.user_name,
            reason=row.held_reason or "",
            digest=row.held_digest,
        )
        for row in connection.execute(questions.HELD)
    ]


def _summed(connection: Connection, chosen: Sequence[Mirror]) -> list[MirrorSummary]:
    """Put their oldest targets beside mirrors; of a library that cannot be read nothing is known."""
    found = list(connection.execute(questions.TARGETS_OF, {"some": [mirror.id for mirror in chosen]}))
    kept = {row.mirror_id: row for row in found}
    held = {row.mirror_id: of_row(row) for row in found if row.held_digest is not None}
    albums = {mirror.id for mirror in chosen if mirror.kind is MirrorKind.ALBUM}
    known = [row.id for row in kept.values() if row.mirror_id in albums and row.readable is not False]
    records = album_matches.some(connection, known)
    items = []
    for mirror in chosen:
        row = kept.get(mirror.id)
        if row is None:
            items.append(MirrorSummary(mirror=mirror, target=None, library_name=None))
            continue
        target = of_row(row).as_known(readable=row.readable)
        record = records.get(target.id)
        items.append(
            MirrorSummary(
                mirror=mirror,
                target=target,
                library_name=row.library_name,
                held=held.get(mirror.id),
                album=record,
            )
        )
    return items


def _change(connection: Connection, mirror_id: str, values: Mapping[str, Any]) -> None:
    if connection.execute(update(mirrors).where(mirrors.c.id == mirror_id).values(**values)).rowcount == 0:
        raise NotFound(what="playlist", id=mirror_id)
    if not _NAMING.isdisjoint(values):
        name_anew(connection, mirror_id)


def name_anew(connection: Connection, mirror_id: str) -> None:
    """Make what it is put in order and found by anew. Raises NotFound."""
    names = _names(get(connection, mirror_id))
    connection.execute(update(mirrors).where(mirrors.c.id == mirror_id).values(**names))


def _names(mirror: Mirror) -> dict[str, str]:
    """Return what it is put in order and found by."""
    found_by = (mirror.custom_name, mirror.source_name, mirror.label)
    return {"sort": sort_text(mirror.name), "folded": names_text(found_by)}


def _of(row: Row[Any]) -> Mirror:
    values = {name: getattr(row, name) for name in _NAMES}
    values["kind"] = MirrorKind(row.kind)
    values["album"] = decode_album(row.album)
    values["policy"] = TargetPolicy(row.policy)
    values["hold"] = decode_hold(row.hold)
    values["left_out"] = decode_left_out(row.left_out)
    values["origin"] = Origin(row.origin)
    values["last_status"] = None if row.last_status is None else ItemStatus(row.last_status)
    return Mirror(**values)
