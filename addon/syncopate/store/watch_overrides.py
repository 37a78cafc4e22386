"""What the user says of titles: that one is never touched, or what an id really is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, or_, select

from syncopate.domain.watch import MediaType, TitleId, TitleIdKind
from syncopate.errors import NotFound
from syncopate.store.link_tables import watch_overrides


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """What is said of an id. `same` None: its title is blocked; else it is the title of that id.

    `link_id` None: it holds at every link. `label` is what the title was called when it was said.
    """

    id: str
    link_id: str | None
    type: MediaType
    about: TitleId
    same: TitleId | None = None
    label: str = ""
    created_at: datetime


def add(connection: Connection, override: Override) -> None:
    """Store one."""
    connection.execute(
        insert(watch_overrides).values(
            id=override.id,
            link_id=override.link_id,
            type=override.type.value,
            kind=override.about.kind.value,
            value=override.about.value,
            same_kind=None if override.same is None else override.same.kind.value,
            same_value=None if override.same is None else override.same.value,
            label=override.label,
            created_at=override.created_at,
        )
    )


def every(connection: Connection, link_id: str | None = None) -> list[Override]:
    """Return all, or those that hold at a link, the oldest first."""
    statement = select(watch_overrides).order_by(watch_overrides.c.id)
    if link_id is not None:
        of = or_(watch_overrides.c.link_id.is_(None), watch_overrides.c.link_id == link_id)
        statement = statement.where(of)
    return [_override(row) for row in connection.execute(statement)]


def remove(connection: Connection, override_id: str) -> None:
    """Remove one. Raises NotFound."""
    done = connection.execute(delete(watch_overrides).where(watch_overrides.c.id == override_id))
    if not done.rowcount:
        raise NotFound(what="override", id=override_id)


def blocked(overrides: Iterable[Override]) -> frozenset[tuple[MediaType, TitleId]]:
    """Return what is never touched."""
    return frozenset((each.type, each.about) for each in overrides if each.same is None)


def same(overrides: Iterable[Override]) -> Mapping[tuple[MediaType, TitleId], TitleId]:
    """Return what ids really are."""
    return {(each.type, each.about): each.same for each in overrides if each.same is not None}


def _override(row: Row[Any]) -> Override:
    return Override(
        id=row.id,
        link_id=row.link_id,
        type=MediaType(row.type),
        about=TitleId(TitleIdKind(row.kind), row.value),
        same=None if row.same_kind is None else TitleId(TitleIdKind(row.same_kind), row.same_value),
        label=row.label,
        created_at=row.created_at,
    )
