"""Accounts: one login to a provider each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update as sql_update

from syncopate.errors import NotFound
from syncopate.store.tables import accounts, mirrors

# Every page asks these. A statement is put together and known again once, which takes longer than its answer.
_EVERY = select(accounts).order_by(accounts.c.created_at, accounts.c.id)
_ONE = select(accounts).where(accounts.c.id == bindparam("one"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """`settings` are plain; `secrets` is the sealed blob, opened by access alone."""

    id: str
    provider: str
    name: str
    settings: Mapping[str, str] = field(default_factory=dict)
    secrets: bytes | None = field(default=None, repr=False)
    health_ok: bool | None = None
    health_reason: str | None = None
    health_detail: str = ""
    health_at: datetime | None = None
    created_at: datetime


def add(connection: Connection, account: Account) -> None:
    """Store a new account."""
    connection.execute(
        insert(accounts).values(
            id=account.id,
            provider=account.provider,
            name=account.name,
            settings=dict(account.settings),
            secrets=account.secrets,
            health_ok=account.health_ok,
            health_reason=account.health_reason,
            health_detail=account.health_detail,
            health_at=account.health_at,
            created_at=account.created_at,
        )
    )


def every(connection: Connection) -> list[Account]:
    """Return all, oldest first."""
    return [_of(row) for row in connection.execute(_EVERY)]


def get(connection: Connection, account_id: str) -> Account:
    """Return one. Raises NotFound."""
    row = connection.execute(_ONE, {"one": account_id}).first()
    if row is None:
        raise NotFound(what="account", id=account_id)
    return _of(row)


def hold(connection: Connection, account_id: str) -> Account:
    """Return one that is to be changed: until this transaction ends nobody else changes it. Raises NotFound.

    SQLite lets one alone write anyway.
    """
    row = connection.execute(_ONE.with_for_update(), {"one": account_id}).first()
    if row is None:
        raise NotFound(what="account", id=account_id)
    return _of(row)


def update(connection: Connection, account: Account) -> None:
    """Store name, settings and secrets of one that is there. Raises NotFound."""
    _change(
        connection,
        account.id,
        {"name": account.name, "settings": dict(account.settings), "secrets": account.secrets},
    )


def set_health(
    connection: Connection, account_id: str, *, ok: bool, reason: str | None, detail: str, at: datetime
) -> None:
    """Remember whether it worked. Raises NotFound."""
    _change(
        connection,
        account_id,
        {"health_ok": ok, "health_reason": reason, "health_detail": detail, "health_at": at},
    )


def remove(connection: Connection, account_id: str) -> None:
    """Remove it with its libraries and their targets; its mirrors stay, without account. Raises NotFound."""
    other = mirrors.alias()
    twin = select(other.c.id).where(
        other.c.account_id.is_(None),
        other.c.provider == mirrors.c.provider,
        other.c.reference == mirrors.c.reference,
    )
    # A mirror that would become the second one of the same source without account cannot stay.
    connection.execute(delete(mirrors).where(mirrors.c.account_id == account_id, twin.exists()))
    if connection.execute(delete(accounts).where(accounts.c.id == account_id)).rowcount == 0:
        raise NotFound(what="account", id=account_id)


def _change(connection: Connection, account_id: str, values: Mapping[str, Any]) -> None:
    changed = connection.execute(sql_update(accounts).where(accounts.c.id == account_id).values(**values))
    if changed.rowcount == 0:
        raise NotFound(what="account", id=account_id)


def _of(row: Row[Any]) -> Account:
    return Account(
        id=row.id,
        provider=row.provider,
        name=row.name,
        settings=row.settings,
        secrets=None if row.secrets is None else bytes(row.secrets),
        health_ok=row.health_ok,
        health_reason=row.health_reason,
        health_detail=row.health_detail,
        health_at=row.health_at,
        created_at=row.created_at,
    )
