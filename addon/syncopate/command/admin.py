"""The commands that look after keys."""

import argparse
from datetime import timedelta

from syncopate.bootstrap.base import opened_kit
from syncopate.command import output
from syncopate.errors import NotFound
from syncopate.settings import Environment
from syncopate.store.keys import ApiKey
from syncopate.sync.keyring import KeyRing


async def keys(environment: Environment, arguments: argparse.Namespace) -> int:
    """Create, list or revoke keys."""
    match arguments.action:
        case "create":
            return await _create(environment, arguments)
        case "revoke":
            return await _revoke(environment, arguments)
        case _:
            return await _list(environment, arguments)


async def _create(environment: Environment, arguments: argparse.Namespace) -> int:
    async with opened_kit(environment) as kit:
        expires = kit.now() + timedelta(days=arguments.days) if arguments.days else None
        secret, _ = await KeyRing(kit).create(
            arguments.name, [arguments.scope], per_minute=arguments.per_minute, expires_at=expires
        )
    if arguments.json:
        output.print_json({"key": secret, "name": arguments.name, "scope": arguments.scope})
    else:
        output.say(secret)
        output.complain("This is the only time the key is shown.")
    return 0


async def _list(environment: Environment, arguments: argparse.Namespace) -> int:
    async with opened_kit(environment) as kit:
        there = await KeyRing(kit).every()
    if arguments.json:
        shown = ("id", "name", "prefix", "created_at", "expires_at", "last_used_at", "revoked_at")
        output.print_json(
            [{name: getattr(key, name) for name in shown} | {"scopes": key.scopes} for key in there]
        )
        return 0
    rows = [(key.prefix + "…", key.name, " ".join(sorted(key.scopes)), _state(key)) for key in there]
    output.print_table("Keys", ("key", "name", "scope", "state"), rows)
    return 0


def _state(key: ApiKey) -> str:
    if key.revoked_at:
        return "revoked"
    return f"until {key.expires_at:%Y-%m-%d}" if key.expires_at else "good"


async def _revoke(environment: Environment, arguments: argparse.Namespace) -> int:
    async with opened_kit(environment) as kit:
        ring = KeyRing(kit)
        named = (key for key in await ring.every() if arguments.key in {key.id, key.name, key.prefix})
        key = next(named, None)
        if key is None:
            raise NotFound(what="key", id=arguments.key)
        await ring.revoke(key.id)
    if arguments.json:
        output.print_json({"revoked": key.id})
    else:
        output.say(f"{key.name} is revoked.")
    return 0
