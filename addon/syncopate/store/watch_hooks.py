"""Webhooks of accounts: one each, known by the hash of the secret in its address."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from syncopate.errors import NotFound
from syncopate.store.link_tables import watch_hooks
from syncopate.store.upsert import put


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """One webhook. `used_at` is when it was last sent something that was understood."""

    account_id: str
    hash: bytes = field(repr=False)
    made_at: datetime
    used_at: datetime | None = None


def keep(connection: Connection, hook: Hook) -> None:
    """Store it in the place of the one that the account had."""
    values = {"account_id": hook.account_id, "hash": hook.hash, "made_at": hook.made_at}
    put(connection, watch_hooks, [{**values, "used_at": hook.used_at}])


def of_account(connection: Connection, account_id: str) -> Hook | None:
    """Return that of an account."""
    statement = select(watch_hooks).where(watch_hooks.c.account_id == account_id)
    row = connection.execute(statement).one_or_none()
    return None if row is None else _hook(row)


def by_hash(connection: Connection, secret_hash: bytes) -> Hook | None:
    """Return the one with this hash."""
    row = connection.execute(select(watch_hooks).where(watch_hooks.c.hash == secret_hash)).one_or_none()
    return None if row is None else _hook(row)


def used(connection: Connection, account_id: str, at: datetime) -> None:
    """Remember that it was sent something."""
    connection.execute(update(watch_hooks).where(watch_hooks.c.account_id == account_id).values(used_at=at))


def remove(connection: Connection, account_id: str) -> None:
    """Make it useless at once. Raises NotFound."""
    if not connection.execute(delete(watch_hooks).where(watch_hooks.c.account_id == account_id)).rowcount:
        raise NotFound(what="webhook", id=account_id)


def _hook(row: Row[Any]) -> Hook:
    return Hook(account_id=row.account_id, hash=bytes(row.hash), made_at=row.made_at, used_at=row.used_at)
