"""What the user says of titles: that one is never touched, or what an id or a record really is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, or_, select

from syncopate.domain.watch import MediaType, TitleId, TitleIdKind
from syncopate.errors import NotFound
from syncopate.store.link_tables import links, watch_overrides, watch_record_overrides


@dataclass(frozen=True, slots=True)
class OwnKey:
    """A record by an account's own key: how what has no id is named."""

    account_id: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """What is said of an id or a record. `same` None: its title is blocked; else it is the title of that id.

    `link_id` None: it holds at every link. `label` is what the title was called when it was said.
    """

    id: str
    link_id: str | None
    type: MediaType
    about: TitleId | OwnKey
    same: TitleId | None = None
    label: str = ""
    created_at: datetime


def add(connection: Connection, override: Override) -> None:
    """Store one."""
    values = {
        "id": override.id,
        "link_id": override.link_id,
        "type": override.type.value,
        "same_kind": None if override.same is None else override.same.kind.value,
        "same_value": None if override.same is None else override.same.value,
        "label": override.label,
        "created_at": override.created_at,
    }
    match override.about:
        case TitleId(kind, value):
            statement = insert(watch_overrides).values(kind=kind.value, value=value, **values)
        case OwnKey(account_id, key):
            statement = insert(watch_record_overrides).values(account_id=account_id, key=key, **values)
    connection.execute(statement)


def every(connection: Connection, link_id: str | None = None) -> list[Override]:
    """Return all, or those that hold at a link, the oldest first."""
    of_ids, of_records = select(watch_overrides), select(watch_record_overrides)
    if link_id is not None:
        of_ids = of_ids.where(or_(watch_overrides.c.link_id.is_(None), watch_overrides.c.link_id == link_id))
        ends = or_(
            links.c.left_account_id == watch_record_overrides.c.account_id,
            links.c.right_account_id == watch_record_overrides.c.account_id,
        )
        of_records = of_records.join(links, ends).where(
            links.c.id == link_id,
            or_(watch_record_overrides.c.link_id.is_(None), watch_record_overrides.c.link_id == link_id),
        )
    found = [
        *(_override(row, TitleId(TitleIdKind(row.kind), row.value)) for row in connection.execute(of_ids)),
        *(_override(row, OwnKey(row.account_id, row.key)) for row in connection.execute(of_records)),
    ]
    return sorted(found, key=lambda each: each.id)


def remove(connection: Connection, override_id: str) -> None:
    """Remove one. Raises NotFound."""
    tables = (watch_overrides, watch_record_overrides)
    done = [connection.execute(delete(table).where(table.c.id == override_id)).rowcount for table in tables]
    if not any(done):
        raise NotFound(what="override", id=override_id)


def blocked(overrides: Iterable[Override]) -> frozenset[tuple[MediaType, TitleId]]:
    """Return which ids' titles are never touched."""
    return frozenset(
        (each.type, each.about) for each in overrides if each.same is None and isinstance(each.about, TitleId)
    )


def same(overrides: Iterable[Override]) -> Mapping[tuple[MediaType, TitleId], TitleId]:
    """Return what ids really are, at the end of whatever leads there; a link's own word before others."""
    said = {
        (each.type, each.about): each.same
        for each in sorted(overrides, key=lambda each: each.link_id is not None)
        if each.same is not None and isinstance(each.about, TitleId)
    }
    return {named: end for named in said if (end := end_of(said, named)) is not None}


def end_of(
    said: Mapping[tuple[MediaType, TitleId], TitleId], named: tuple[MediaType, TitleId]
) -> TitleId | None:
    """Return what an id is in the end, None where that leads in a circle."""
    kind, at = named
    passed: set[TitleId] = set()
    while (further := said.get((kind, at))) is not None:
        if at in passed:
            return None
        passed.add(at)
        at = further
    return at


def blocked_keys(overrides: Iterable[Override]) -> frozenset[OwnKey]:
    """Return which records are never touched."""
    return frozenset(each.about for each in overrides if each.same is None and isinstance(each.about, OwnKey))


def named_keys(overrides: Iterable[Override]) -> Mapping[OwnKey, TitleId]:
    """Return what records are; a link's own word before others."""
    return {
        each.about: each.same
        for each in sorted(overrides, key=lambda each: each.link_id is not None)
        if each.same is not None and isinstance(each.about, OwnKey)
    }


def _override(row: Row[Any], about: TitleId | OwnKey) -> Override:
    return Override(
        id=row.id,
        link_id=row.link_id,
        type=MediaType(row.type),
        about=about,
        same=None if row.same_kind is None else TitleId(TitleIdKind(row.same_kind), row.same_value),
        label=row.label,
        created_at=row.created_at,
    )
