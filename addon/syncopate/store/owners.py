"""Owners: whose an account is, and whether what was listened to with it is mirrored."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from syncopate.store import upsert
from syncopate.store.household_tables import owners as table


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Whose an account is, None: the household's.

    `recent_days`: playlists and albums that were listened to with it are mirrored, and dropped so many days
    after the last time; None: they are not.
    """

    account_id: str
    member_id: str | None = None
    recent_days: int | None = None


def of_account(connection: Connection, account_id: str) -> Owner:
    """Return an account's owner; where nobody said so it is the household."""
    row = connection.execute(select(table).where(table.c.account_id == account_id)).first()
    if row is None:
        return Owner(account_id=account_id)
    return Owner(account_id=row.account_id, member_id=row.member_id, recent_days=row.recent_days)


def every(connection: Connection) -> list[Owner]:
    """Return all that somebody said, by account."""
    rows = connection.execute(select(table).order_by(table.c.account_id))
    return [
        Owner(account_id=row.account_id, member_id=row.member_id, recent_days=row.recent_days) for row in rows
    ]


def put(connection: Connection, owner: Owner) -> None:
    """Store whose an account is."""
    upsert.put(
        connection,
        table,
        [
            {
                "account_id": owner.account_id,
                "member_id": owner.member_id,
                "recent_days": owner.recent_days,
            }
        ],
    )


def listening(connection: Connection) -> list[Owner]:
    """Return the owners of accounts whose listening is mirrored, by account."""
    rows = connection.execute(
        select(table).where(table.c.recent_days.is_not(None)).order_by(table.c.account_id)
    )
    return [
        Owner(account_id=row.account_id, member_id=row.member_id, recent_days=row.recent_days) for row in rows
    ]
