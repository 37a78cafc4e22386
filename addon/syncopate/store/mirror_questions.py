"""What is asked of mirrors as it stands, with places for what differs.

A statement is put together and known again once, which takes longer than its answer: pages ask these.
"""

from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, select

from syncopate.domain.run import ItemStatus
from syncopate.store.tables import libraries, mirrors, targets
from syncopate.store.targets import LISTED

SHOWN_NAME: ColumnElement[str] = func.coalesce(func.nullif(mirrors.c.custom_name, ""), mirrors.c.source_name)
"""`Mirror.name` in SQL."""

BY_NAME = (mirrors.c.sort, mirrors.c.id)
"""The order of lists."""

ONE = select(mirrors).where(mirrors.c.id == bindparam("one"))
OLDEST = select(mirrors).order_by(mirrors.c.created_at, mirrors.c.id).limit(1)
SYNCED = select(mirrors.c.id).where(mirrors.c.last_success_at.is_not(None)).limit(1)
FAILING = (
    select(mirrors)
    .where(
        mirrors.c.enabled,
        mirrors.c.last_status.in_((ItemStatus.FAILED, ItemStatus.UNKNOWN)),
        mirrors.c.last_error.is_not(None),
    )
    .order_by(mirrors.c.created_at, mirrors.c.id)
)
UNPLACED = (
    select(SHOWN_NAME)
    .where(
        mirrors.c.enabled,
        mirrors.c.last_success_at.is_not(None),
        ~select(targets.c.id).where(targets.c.mirror_id == mirrors.c.id).exists(),
    )
    .order_by(*BY_NAME)
)
WAITING = (
    select(mirrors).where(mirrors.c.hold.is_not(None) | mirrors.c.gone_at.is_not(None)).order_by(*BY_NAME)
)
KINDS = select(mirrors.c.kind, func.count()).group_by(mirrors.c.kind)
LABELS = select(mirrors.c.label).where(mirrors.c.label.is_not(None)).distinct()
HELD = (
    select(
        *(mirrors.c.id, SHOWN_NAME.label("name"), targets.c.id.label("target_id")),
        *(libraries.c.name.label("library_name"), targets.c.user_name),
        *(targets.c.held_reason, targets.c.held_digest),
    )
    .join(targets, targets.c.mirror_id == mirrors.c.id)
    .join(libraries, libraries.c.id == targets.c.library_id)
    .where(targets.c.held_digest.is_not(None))
    .order_by(mirrors.c.created_at, mirrors.c.id, targets.c.id)
)
TARGETS_OF: Select[Any] = (
    select(*LISTED, libraries.c.name.label("library_name"), libraries.c.readable)
    .join(libraries, libraries.c.id == targets.c.library_id)
    .where(targets.c.mirror_id.in_(bindparam("some", expanding=True)))
    .order_by(targets.c.id.desc())
)
