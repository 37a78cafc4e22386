"""Addresses that servers tell what happens: one for each account, with a secret in it."""

from syncopate.access.hooks import hash_secret, is_right, new_secret
from syncopate.domain.live import PlayEvent
from syncopate.errors import InvalidInput, NotFound, SyncopateError
from syncopate.providers import registry
from syncopate.providers.manifest import Capability
from syncopate.providers.watching import HookBody, HookReader
from syncopate.store import accounts, watch_hooks
from syncopate.store.watch_hooks import Hook
from syncopate.sync.kit import Kit
from syncopate.sync.providers import hooks_of, isolated

_NOTE_SECONDS = 60.0


async def make_hook(kit: Kit, account_id: str) -> tuple[str, Hook]:
    """Make an account's address, in the place of the one before; return its secret, which is kept nowhere.

    Raises NotFound, InvalidInput for an account whose server tells nothing that way.
    """
    account = await kit.database.read(accounts.get, account_id)
    if Capability.HOOKS not in registry.manifest_of(account.provider).capabilities:
        raise InvalidInput(f"{account.name} sends nothing to addresses.", field="account_id")
    secret, secret_hash = new_secret()
    kit.vault.hide({"hook": secret})
    hook = Hook(account_id=account_id, hash=secret_hash, made_at=kit.now())
    await kit.database.write(watch_hooks.keep, hook)
    return secret, hook


async def remove_hook(kit: Kit, account_id: str) -> None:
    """Make an account's address useless at once. Raises NotFound."""
    await kit.database.write(watch_hooks.remove, account_id)


async def take_hook(kit: Kit, secret: str, body: HookBody) -> tuple[str, PlayEvent | None]:
    """Return whose address it is and what was sent to it, None where that is of no interest.

    Raises NotFound for an address that is none, InvalidInput for what cannot be read: neither says more.
    """
    hook = await kit.database.read(watch_hooks.by_hash, hash_secret(secret))
    if not is_right(None if hook is None else hook.hash, secret) or hook is None:
        raise NotFound("There is no such address.", what="webhook")
    try:
        reader = await hooks_of(kit, hook.account_id)
        event = await isolated(_read(reader, body), "Reading a webhook")
    except SyncopateError:
        raise InvalidInput("What was sent cannot be read.", field="body") from None
    now = kit.now()
    if hook.used_at is None or (now - hook.used_at).total_seconds() >= _NOTE_SECONDS:
        await kit.database.write(watch_hooks.used, hook.account_id, now)
    return hook.account_id, event


async def _read(reader: HookReader, body: HookBody) -> PlayEvent | None:
    return reader.read_hook(body)
