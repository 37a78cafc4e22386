"""Logins under way: what step each has come to. What a step carries is sealed."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from syncopate.errors import NotFound
from syncopate.store.encoding import JsonValue
from syncopate.store.household_tables import logins


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginUnderWay:
    """One login. `step` may be shown; `sealed` is what the step carries.

    `account_id`: one that logs in again.
    """

    id: str
    provider: str
    account_id: str | None = None
    name: str = ""
    step: JsonValue
    sealed: bytes = field(repr=False)
    expires_at: datetime


def add(connection: Connection, login: LoginUnderWay) -> None:
    """Store a new one."""
    connection.execute(
        insert(logins).values(
            id=login.id,
            provider=login.provider,
            account_id=login.account_id,
            name=login.name,
            step=login.step,
            sealed=login.sealed,
            expires_at=login.expires_at,
        )
    )


def get(connection: Connection, login_id: str, now: datetime) -> LoginUnderWay:
    """Return one that has not expired. Raises NotFound."""
    row = connection.execute(select(logins).where(logins.c.id == login_id, logins.c.expires_at > now)).first()
    if row is None:
        raise NotFound(what="login", id=login_id)
    return LoginUnderWay(
        id=row.id,
        provider=row.provider,
        account_id=row.account_id,
        name=row.name,
        step=row.step,
        sealed=bytes(row.sealed),
        expires_at=row.expires_at,
    )


def go_on(
    connection: Connection, login_id: str, step: JsonValue, sealed: bytes, expires_at: datetime
) -> None:
    """Remember the next step. Raises NotFound."""
    changed = connection.execute(
        update(logins).where(logins.c.id == login_id).values(step=step, sealed=sealed, expires_at=expires_at)
    )
    if changed.rowcount == 0:
        raise NotFound(what="login", id=login_id)


def remove(connection: Connection, login_id: str) -> None:
    """Forget one; not being there is fine."""
    connection.execute(delete(logins).where(logins.c.id == login_id))


def remove_expired(connection: Connection, now: datetime) -> int:
    """Forget those that nobody ended in time; return how many."""
    return connection.execute(delete(logins).where(logins.c.expires_at <= now)).rowcount
