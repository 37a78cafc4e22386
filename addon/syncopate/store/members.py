"""Members: the people of the household, and which user of which server each of them is."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from syncopate.errors import AlreadyExists, NotFound
from syncopate.store import accounts
from syncopate.store.household_tables import member_users, members
from syncopate.store.ids import new_id
from syncopate.store.upsert import insert_new, put


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberUser:
    """The user that a member is on an account's server.

    The server's own name for it, and what it is called.
    """

    account_id: str
    user: str
    user_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One person, and who that is on the servers."""

    id: str
    name: str
    users: tuple[MemberUser, ...] = ()
    created_at: datetime


def add(connection: Connection, name: str, at: datetime) -> Member:
    """Store a new one. Raises AlreadyExists for the name."""
    member_id = new_id()
    if not insert_new(connection, members, {"id": member_id, "name": name, "created_at": at}):
        raise AlreadyExists(what="member", id=name)
    return Member(id=member_id, name=name, created_at=at)


def every(connection: Connection) -> list[Member]:
    """Return all, oldest first."""
    users: dict[str, list[MemberUser]] = {}
    for row in connection.execute(select(member_users).order_by(member_users.c.account_id)):
        kept = MemberUser(account_id=row.account_id, user=row.user, user_name=row.user_name)
        users.setdefault(row.member_id, []).append(kept)
    rows = connection.execute(select(members).order_by(members.c.created_at, members.c.id))
    return [
        Member(id=row.id, name=row.name, users=tuple(users.get(row.id, ())), created_at=row.created_at)
        for row in rows
    ]


def get(connection: Connection, member_id: str) -> Member:
    """Return one. Raises NotFound."""
    found = next((member for member in every(connection) if member.id == member_id), None)
    if found is None:
        raise NotFound(what="member", id=member_id)
    return found


def rename(connection: Connection, member_id: str, name: str) -> None:
    """Give another name. Raises NotFound, AlreadyExists."""
    taken = select(members.c.id).where(members.c.name == name, members.c.id != member_id)
    if connection.execute(taken).first() is not None:
        raise AlreadyExists(what="member", id=name)
    if connection.execute(update(members).where(members.c.id == member_id).values(name=name)).rowcount == 0:
        raise NotFound(what="member", id=member_id)


def remove(connection: Connection, member_id: str) -> None:
    """Remove one; what was theirs stays, as the household's. Raises NotFound."""
    if connection.execute(delete(members).where(members.c.id == member_id)).rowcount == 0:
        raise NotFound(what="member", id=member_id)


def set_user(connection: Connection, member_id: str, kept: MemberUser) -> None:
    """Say who a member is on a server. Raises NotFound for member or account."""
    get(connection, member_id)
    accounts.get(connection, kept.account_id)
    row = {
        "member_id": member_id,
        "account_id": kept.account_id,
        "user": kept.user,
        "user_name": kept.user_name,
    }
    put(connection, member_users, [row])


def clear_user(connection: Connection, member_id: str, account_id: str) -> None:
    """Forget who a member is on a server. Raises NotFound for the member."""
    get(connection, member_id)
    connection.execute(
        delete(member_users).where(
            member_users.c.member_id == member_id, member_users.c.account_id == account_id
        )
    )


def user_on(connection: Connection, member_id: str | None, account_id: str) -> MemberUser | None:
    """Return who a member is on a server, None when nobody said."""
    if member_id is None:
        return None
    row = connection.execute(
        select(member_users).where(
            member_users.c.member_id == member_id, member_users.c.account_id == account_id
        )
    ).first()
    if row is None:
        return None
    return MemberUser(account_id=row.account_id, user=row.user, user_name=row.user_name)
