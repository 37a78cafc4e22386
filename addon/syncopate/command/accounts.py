"""The commands about accounts: what there is, adding, trying, and what their servers have."""

import argparse
import shlex
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace

from syncopate.bootstrap.base import opened_kit
from syncopate.command import output
from syncopate.command.named import account_called, member_called
from syncopate.command.signing_in import sign_in
from syncopate.errors import InvalidInput
from syncopate.providers import registry
from syncopate.settings import Environment
from syncopate.store import accounts as store, libraries, members, owners
from syncopate.store.accounts import Account
from syncopate.store.members import Member
from syncopate.sync import accounts as use_cases
from syncopate.sync.kit import Kit
from syncopate.sync.recent import set_owner
from syncopate.sync.servers import sections_of, users_of
from syncopate.sync.watch.files import titles_kept
from syncopate.sync.whose import whose


async def accounts(environment: Environment, arguments: argparse.Namespace) -> int:
    """List, add, log in, try or remove them, say whose they are, or list what their servers have."""
    async with opened_kit(environment) as kit:
        return await _ACTIONS[arguments.action](kit, arguments)


def document_of(account: Account) -> Mapping[str, object]:
    """Return what is told of an account: never its secrets."""
    shown = ("id", "provider", "name", "settings", "health_ok", "health_reason", "health_detail", "health_at")
    return {name: getattr(account, name) for name in shown}


async def _list(kit: Kit, arguments: argparse.Namespace) -> int:
    there = await kit.database.read(store.every)
    held = await kit.database.read(libraries.every)
    names = {account.id: [one.name for one in held if one.account_id == account.id] for account in there}
    if arguments.json:
        output.print_json([{**document_of(account), "libraries": names[account.id]} for account in there])
        return 0
    people = await kit.database.read(members.every)
    rows = [
        (
            *(account.name, account.provider, *_whose(account, people), _state(account)),
            *(", ".join(names[account.id]), account.id),
        )
        for account in there
    ]
    columns = ("account", "service", "user", "server", "state", "libraries", "id")
    output.print_table("Accounts", columns, rows)
    return 0


def _whose(account: Account, people: Sequence[Member]) -> tuple[str, str]:
    found = whose(account, people)
    return found.user, found.server


def _state(account: Account) -> str:
    if account.health_ok is None:
        return "not tried yet"
    if account.health_ok:
        return f"works: {account.health_detail}" if account.health_detail else "works"
    return account.health_detail or account.health_reason or "does not work"


async def _login(kit: Kit, arguments: argparse.Namespace) -> int:
    account = await sign_in(kit, arguments)
    return _show_one(arguments, account, f"Logged in: {account.name} ({account.id}).")


async def _add(kit: Kit, arguments: argparse.Namespace) -> int:
    manifest = registry.manifest_of(arguments.provider)
    account = await use_cases.add_account(
        kit,
        provider=manifest.domain,
        name=arguments.name or "",
        settings=dict(arguments.settings),
    )
    return _show_one(arguments, account, f"Added {account.name} ({account.id}).")


def _show_one(arguments: argparse.Namespace, account: Account, said: str) -> int:
    """Show it; 1 when it does not work."""
    if arguments.json:
        output.print_json(document_of(account))
    else:
        output.say(" ".join(filter(None, (said, account.health_detail if account.health_ok else ""))))
        if not account.health_ok:
            output.complain(f"It does not work: {account.health_detail} [{account.health_reason}]")
    return 0 if account.health_ok else 1


async def _test(kit: Kit, arguments: argparse.Namespace) -> int:
    account = await account_called(kit, arguments.account)
    health = await use_cases.check_account(kit, account.id)
    if arguments.json:
        output.print_json({"ok": health.ok, "key": health.reason, "detail": health.detail})
    elif health.ok:
        output.say(" ".join(filter(None, (f"{account.name} works.", health.detail))))
    else:
        output.say(f"{account.name} does not work: {health.detail} [{health.reason}]")
    return 0 if health.ok else 1


async def _sections(kit: Kit, arguments: argparse.Namespace) -> int:
    account = await account_called(kit, arguments.account)
    found = await sections_of(kit, account.id)
    known = {one.section: one for one in await kit.database.read(libraries.of_account, account.id)}
    if arguments.json:
        output.print_json(
            [
                {
                    "key": part.key,
                    "name": part.name,
                    "tracks": part.tracks,
                    "folders": part.folders,
                    "library_id": known[part.key].id if part.key in known else None,
                }
                for part in found
            ]
        )
        return 0
    rows = [
        (
            part.name,
            "" if part.tracks is None else str(part.tracks),
            ", ".join(part.folders),
            known[part.key].name if part.key in known else "",
            part.key,
        )
        for part in found
    ]
    output.print_table(account.name, ("part", "tracks", "folders", "library", "key"), rows)
    return 0


async def _users(kit: Kit, arguments: argparse.Namespace) -> int:
    account = await account_called(kit, arguments.account)
    found = await users_of(kit, account.id)
    if arguments.json:
        output.print_json(found)
        return 0
    rows = [
        (
            user.name,
            ", ".join(
                said for said, so in (("administrator", user.admin), ("has a PIN", user.protected)) if so
            ),
            user.key,
        )
        for user in found
    ]
    output.print_table(account.name, ("user", "", "key"), rows)
    return 0


async def _owner(kit: Kit, arguments: argparse.Namespace) -> int:
    """Show whose an account is, changed before where something is said of it."""
    account = await account_called(kit, arguments.account)
    before = await kit.database.read(owners.of_account, account.id)
    member_id, recent_days = before.member_id, before.recent_days
    if arguments.nobody or arguments.member is not None:
        member_id = None if arguments.nobody else (await member_called(kit, arguments.member)).id
    if arguments.no_recent or arguments.recent is not None:
        recent_days = None if arguments.no_recent else arguments.recent
    owner = replace(before, member_id=member_id, recent_days=recent_days)
    if owner != before:
        owner = await set_owner(kit, owner)
    if arguments.json:
        output.print_json(owner)
        return 0
    names = {member.id: member.name for member in await kit.database.read(members.every)}
    whose = names.get(owner.member_id or "", "the household")
    recent = (
        "what is listened to with it is not mirrored"
        if owner.recent_days is None
        else f"what is listened to with it stays mirrored for {owner.recent_days} days"
    )
    output.say(f"{account.name} belongs to {whose}; {recent}.")
    return 0


async def _remove(kit: Kit, arguments: argparse.Namespace) -> int:
    account = await account_called(kit, arguments.account)
    held = await kit.database.read(libraries.of_account, account.id)
    if held and not arguments.yes:
        names = ", ".join(library.name for library in held)
        raise InvalidInput(f"{names} would be forgotten with {account.name}: say --yes.", field="yes")
    titles = await kit.database.read(titles_kept, account)
    if titles and not arguments.yes:
        what = "1 title that it holds" if titles == 1 else f"{titles} titles that it holds"
        raise InvalidInput(
            f"{account.name} would be deleted with {what}: write them to a file before, by "
            f"`syncopate links export {shlex.quote(account.name)} --output FILE`, and say --yes.",
            field="yes",
        )
    await use_cases.remove_account(kit, account.id)
    if arguments.json:
        output.print_json({"removed": account.id, "libraries": [library.id for library in held]})
    else:
        output.say(f"{account.name} is removed.")
    return 0


_ACTIONS: Mapping[str, Callable[[Kit, argparse.Namespace], Awaitable[int]]] = {
    "list": _list,
    "add": _add,
    "login": _login,
    "test": _test,
    "sections": _sections,
    "users": _users,
    "owner": _owner,
    "remove": _remove,
}
