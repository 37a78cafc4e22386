"""Members of the household, and who they are on each server."""

from syncopate.store import members
from syncopate.store.members import Member, MemberUser
from syncopate.sync.accounts import checked_name
from syncopate.sync.kit import Kit
from syncopate.sync.servers import user_of


async def add_member(kit: Kit, name: str) -> Member:
    """Add one. Raises InvalidInput, AlreadyExists."""
    return await kit.database.write(members.add, checked_name(name), kit.now())


async def rename_member(kit: Kit, member_id: str, name: str) -> Member:
    """Give another name. Raises NotFound, InvalidInput, AlreadyExists."""
    await kit.database.write(members.rename, member_id, checked_name(name))
    return await kit.database.read(members.get, member_id)


async def set_member_user(kit: Kit, member_id: str, account_id: str, user: str | None) -> Member:
    """Say who a member is on a server; None forgets it. Targets that are there keep the user they have.

    Raises NotFound, InvalidInput, Unreachable.
    """
    if user is None:
        await kit.database.write(members.clear_user, member_id, account_id)
    else:
        await kit.database.read(members.get, member_id)
        found = await user_of(kit, account_id, user)
        kept = MemberUser(account_id=account_id, user=found.key, user_name=found.name)
        await kit.database.write(members.set_user, member_id, kept)
    return await kit.database.read(members.get, member_id)
