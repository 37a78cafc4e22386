"""The commands about members: who lives here, and who that is on each server."""

import argparse

from syncopate.bootstrap.base import opened_kit
from syncopate.command import output
from syncopate.command.named import account_called, member_called
from syncopate.settings import Environment
from syncopate.store import accounts, members as store
from syncopate.store.members import Member
from syncopate.sync import members as use_cases
from syncopate.sync.kit import Kit
from syncopate.sync.servers import users_of


async def members(environment: Environment, arguments: argparse.Namespace) -> int:
    """List, add, rename or remove them, or say who one is on a server."""
    async with opened_kit(environment) as kit:
        if arguments.action == "list":
            return await _list(kit, arguments)
        if arguments.action == "remove":
            gone = await member_called(kit, arguments.member)
            await kit.database.write(store.remove, gone.id)
            if arguments.json:
                output.print_json({"removed": gone.id})
            else:
                output.say(f"{gone.name} is removed.")
            return 0
        member = await _changed(kit, arguments)
    if arguments.json:
        output.print_json(member)
    else:
        output.say(f"{member.name} ({member.id})")
    return 0


async def _changed(kit: Kit, arguments: argparse.Namespace) -> Member:
    if arguments.action == "add":
        return await use_cases.add_member(kit, arguments.name)
    member = await member_called(kit, arguments.member)
    if arguments.action == "rename":
        return await use_cases.rename_member(kit, member.id, arguments.name)
    account = await account_called(kit, arguments.account)
    user = None
    if arguments.action == "set":
        # By name where that is one; what is neither is refused with the names there are.
        named = {user.name: user.key for user in await users_of(kit, account.id)}
        user = named.get(arguments.user, arguments.user)
    return await use_cases.set_member_user(kit, member.id, account.id, user)


async def _list(kit: Kit, arguments: argparse.Namespace) -> int:
    there = await kit.database.read(store.every)
    if arguments.json:
        output.print_json(there)
        return 0
    names = {account.id: account.name for account in await kit.database.read(accounts.every)}
    rows = [
        (
            member.name,
            ", ".join(f"{user.user_name} on {names[user.account_id]}" for user in member.users),
            member.id,
        )
        for member in there
    ]
    output.print_table("Members", ("member", "is", "id"), rows)
    return 0
