"""Members of the household, and which user of which server each of them is."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.responses import Response

from syncopate.domain.server import ServerUser
from syncopate.errors import AlreadyExists, InvalidInput, SyncopateError, Unreachable
from syncopate.providers import registry
from syncopate.store import accounts, members, owners
from syncopate.store.accounts import Account
from syncopate.store.database import Connection
from syncopate.store.members import Member
from syncopate.sync import members as use_cases
from syncopate.sync.servers import users_of
from syncopate.web.pages.accounts import PATIENCE
from syncopate.web.visit import Visit

_PREFIX = "user."


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """An account with users. `users` None: it was not asked, or `error` is why it did not answer."""

    account: Account
    users: Sequence[ServerUser] | None = None
    error: SyncopateError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """All members, and the servers they may be users of. `refused`: the member whose form was not taken.

    `accounts` are those that are a member's own, by the member's id.
    """

    members: Sequence[Member]
    servers: Sequence[Server]
    accounts: Mapping[str, Sequence[Account]]
    asked: bool
    refused: str = ""

    def user_of(self, member: Member, account: Account) -> str:
        """Return the key of the user a member is, "" when nobody said."""
        return next((user.user for user in member.users if user.account_id == account.id), "")

    def name_of(self, member: Member, account: Account) -> str:
        """Return what the user a member is is called, "" when nobody said."""
        return next((user.user_name for user in member.users if user.account_id == account.id), "")


async def show(visit: Visit) -> Response:
    """Show them; with `ask` the servers are asked for their users."""
    return await _page(visit, ask=visit.parameter("ask") == "on")


async def _page(
    visit: Visit, error: SyncopateError | None = None, *, ask: bool = False, refused: str = ""
) -> Response:
    people, having_users, own = await visit.kit.database.read(_gather)
    servers = [Server(account=account) for account in having_users]
    if ask and people:
        servers = list(await asyncio.gather(*(_asked(visit, server.account) for server in servers)))
    view = View(members=people, servers=servers, accounts=own, asked=ask, refused=refused)
    return visit.page("members.html", view, active="accounts", error=error, at="/members" if error else "")


def _gather(connection: Connection) -> tuple[list[Member], list[Account], dict[str, list[Account]]]:
    kinds = registry.manifests()
    known = accounts.every(connection)
    serving = [
        account for account in known if account.provider in kinds and kinds[account.provider].serves_users
    ]
    own: dict[str, list[Account]] = {}
    by_id = {account.id: account for account in known}
    for owner in owners.every(connection):
        if owner.member_id is not None:
            own.setdefault(owner.member_id, []).append(by_id[owner.account_id])
    return members.every(connection), serving, own


async def _asked(visit: Visit, account: Account) -> Server:
    try:
        async with asyncio.timeout(PATIENCE):
            return Server(account=account, users=await users_of(visit.kit, account.id))
    except TimeoutError:
        detail = f"{account.name} did not answer within {PATIENCE} s."
        return Server(account=account, error=Unreachable(detail, what=account.name))
    except SyncopateError as error:
        return Server(account=account, error=error)


async def add(visit: Visit) -> Response:
    """Add one."""
    try:
        await use_cases.add_member(visit.kit, visit.needed("name"))
    except (InvalidInput, AlreadyExists) as error:
        return await _page(visit, error, refused="new")
    return visit.to("members", said="added")


async def rename(visit: Visit) -> Response:
    """Give another name."""
    member_id = visit.request.path_params["id"]
    try:
        await use_cases.rename_member(visit.kit, member_id, visit.needed("name"))
    except (InvalidInput, AlreadyExists) as error:
        return await _page(visit, error, refused=member_id)
    return visit.to("members", said="saved")


async def remove(visit: Visit) -> Response:
    """Remove one; what was theirs becomes the household's."""
    await visit.kit.database.write(members.remove, visit.request.path_params["id"])
    return visit.to("members", said="removed")


async def set_users(visit: Visit) -> Response:
    """Say who a member is on each server that was shown; the others stay as they are."""
    member = await visit.kit.database.read(members.get, visit.request.path_params["id"])
    kept = {user.account_id: user.user for user in member.users}
    changed = False
    try:
        for name in visit.form:
            account_id, wanted = name.removeprefix(_PREFIX), visit.field(name)
            if name.startswith(_PREFIX) and kept.get(account_id, "") != wanted:
                await use_cases.set_member_user(visit.kit, member.id, account_id, wanted or None)
                changed = True
    except (InvalidInput, Unreachable) as error:
        return await _page(visit, error, ask=True)
    return visit.to("members", said="saved" if changed else "unchanged")
