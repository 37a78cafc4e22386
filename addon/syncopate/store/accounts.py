"""Accounts: one login to a provider each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """`settings` are plain; `secrets` is the sealed blob, opened by access alone."""

    id: str
    provider: str
    name: str
    settings: Mapping[str, str] = field(default_factory=dict)
    secrets: bytes | None = None
    health_ok: bool | None = None
    health_reason: str | None = None
    health_detail: str = ""
    health_at: datetime | None = None
    created_at: datetime


def add(connection: Connection, account: Account) -> None:
    """Store a new account."""
    raise NotImplementedError


def every(connection: Connection) -> list[Account]:
    """Return all, oldest first."""
    raise NotImplementedError


def get(connection: Connection, account_id: str) -> Account:
    """Return one. Raises NotFound."""
    raise NotImplementedError


def update(connection: Connection, account: Account) -> None:
    """Store name, settings and secrets of one that is there. Raises NotFound."""
    raise NotImplementedError


def set_health(
    connection: Connection, account_id: str, *, ok: bool, reason: str | None, detail: str, at: datetime
) -> None:
    """Remember whether it worked."""
    raise NotImplementedError


def remove(connection: Connection, account_id: str) -> None:
    """Remove it with its libraries and their targets. Raises NotFound."""
    raise NotImplementedError
