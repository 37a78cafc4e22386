"""Accounts: adding, changing, checking and removing logins to providers."""

import asyncio
import shutil
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import chain, count

from syncopate.domain.event import Event, EventType
from syncopate.errors import (
    AlreadyExists,
    InvalidInput,
    LoginRejected,
    NotConfigured,
    RateLimited,
    SyncopateError,
    Unreachable,
)
from syncopate.providers import registry
from syncopate.providers.addresses import fault_in
from syncopate.providers.capability import Checks, Context, Health
from syncopate.providers.connections import Connections, asked_anew
from syncopate.providers.manifest import Capability, FieldKind, Manifest, SettingField
from syncopate.store import accounts, libraries, watch_forgetting
from syncopate.store.accounts import Account
from syncopate.store.database import Connection
from syncopate.sync.addresses import (
    holds_password,
    is_hidden,
    is_same_server,
    shown_settings,
    without_password,
)
from syncopate.sync.budgets import budget_of, in_words
from syncopate.sync.emptying import empty_library
from syncopate.sync.kit import Kit, Vault
from syncopate.sync.providers import context_of, isolated

LONGEST_NAME = 500
_STEM = LONGEST_NAME - 10
_PATIENCE_SECONDS = 15.0
"""How long somebody who tries an account is kept waiting; a run is more patient."""


async def add_account(
    kit: Kit, *, provider: str, name: str, settings: Mapping[str, str], suggested: str = ""
) -> Account:
    """Store a login and check it; without a name it is called as suggested, or by its service and user.

    A name that nobody chose gets a number where another account is called so. Raises NotFound, InvalidInput,
    AlreadyExists for a name that another account has, LoginRejected for a login that its service refuses: it
    is not kept. Where the service cannot be reached it is.
    """
    named = name or suggested or default_name(registry.manifest_of(provider), settings)
    account = new_account(kit, provider=provider, name=named, settings=settings)
    await kit.database.write(_add, account, chosen=bool(name))
    health = await check_account(kit, account.id)
    if health.reason == LoginRejected.key:
        await remove_account(kit, account.id)
        raise LoginRejected(health.detail, account=named)
    return await kit.database.read(accounts.get, account.id)


def _add(connection: Connection, account: Account, *, chosen: bool) -> None:
    if chosen:
        hold_to_own_name(connection, account.name)
        accounts.add(connection, account)
    else:
        add_numbered(connection, account)


def hold_to_own_name(connection: Connection, name: str, account_id: str | None = None) -> None:
    """Raise AlreadyExists where another account is called so: nobody could tell them apart."""
    wanted = checked_name(name).casefold()
    for known in accounts.every(connection):
        if known.id != account_id and known.name.casefold() == wanted:
            said = f"An account is called {known.name} already: choose another name."
            raise AlreadyExists(said, what="account", id=known.name, field="name")


def add_numbered(connection: Connection, account: Account) -> None:
    """Store a new account, with a number where another one is called so."""
    taken = {known.name.casefold() for known in accounts.every(connection)}
    names = chain([account.name], (f"{account.name[:_STEM]} {number}" for number in count(2)))
    name = next(each for each in names if each.casefold() not in taken)
    accounts.add(connection, replace(account, name=name))


def default_name(manifest: Manifest, settings: Mapping[str, str]) -> str:
    """Return what to call an account that was given no name, e.g. "Last.fm (anna)"."""
    user = settings.get("user", "").strip()
    return f"{manifest.name} ({user})" if user and len(user) <= LONGEST_NAME // 2 else manifest.name


def new_account(kit: Kit, *, provider: str, name: str, settings: Mapping[str, str]) -> Account:
    """Make a login that is not stored yet. Raises NotFound, InvalidInput."""
    manifest = registry.manifest_of(provider)
    plain, secrets = _divided(manifest, settings)
    return Account(
        id=str(uuid.uuid7()),
        provider=provider,
        name=checked_name(name),
        settings=plain,
        secrets=kit.vault.seal(secrets) if secrets else None,
        created_at=kit.now(),
    )


def checked_name(name: str) -> str:
    """Return a name as it is kept: on one line, no blanks around it. Raises InvalidInput."""
    plain = " ".join("".join(letter if letter.isprintable() else " " for letter in name).split())
    if not plain or len(plain) > LONGEST_NAME:
        raise InvalidInput(f"A name has 1 to {LONGEST_NAME} letters.", field="name")
    return plain


async def change_account(
    kit: Kit, account_id: str, *, name: str | None = None, settings: Mapping[str, str] | None = None
) -> Account:
    """Change name or settings; secrets that are not given stay.

    Raises NotFound, InvalidInput, AlreadyExists for a name that another account has.
    """
    moved = await kit.database.write(_change, kit.vault, account_id, name, settings)
    if moved:
        await kit.connections.drop(account_id)
    await check_account(kit, account_id)
    return await kit.database.read(accounts.get, account_id)


def _change(
    connection: Connection,
    vault: Vault,
    account_id: str,
    name: str | None,
    settings: Mapping[str, str] | None,
) -> bool:
    """Change it as it is now: what a login renews meanwhile is not lost. True when it has other settings."""
    account = accounts.hold(connection, account_id)
    moved = False
    if settings is not None:
        manifest = registry.manifest_of(account.provider)
        # What comes back as it was shown is as it was: an address is shown without the password in it.
        shown, stored = shown_settings(account.settings), account.settings
        settings = {
            field: value
            for field, value in settings.items()
            if value.strip() not in {shown.get(field), stored.get(field)}
        }
        kept = dict(vault.open(account.secrets)) if account.secrets else {}
        before = {**stored, **kept}
        plain, secrets = _divided(manifest, {**before, **settings})
        _hold_secrets_to_their_server(manifest, stored, settings, kept)
        moved = {**plain, **secrets} != before
        if any(stored.get(field) and plain.get(field) != stored[field] for field in manifest.identity):
            watch_forgetting.forget_account(connection, account_id)
        account = replace(account, settings=plain, secrets=vault.seal(secrets) if secrets else None)
    if name is not None and checked_name(name).casefold() != account.name.casefold():
        hold_to_own_name(connection, name, account_id)
    account = replace(account, name=account.name if name is None else checked_name(name))
    accounts.update(connection, account)
    return moved


async def remove_account(kit: Kit, account_id: str) -> None:
    """Remove a login with its libraries. What was written to them stays there. Raises NotFound.

    What a tracker of our own holds is nowhere else, and is deleted.
    """
    account = await kit.database.read(accounts.get, account_id)
    gone = await kit.database.read(libraries.of_account, account_id)
    for library in gone:
        await empty_library(kit, library)
    await kit.database.write(accounts.remove, account_id)
    await kit.connections.drop(account_id)
    kit.connections.paces.forget(account_id)
    manifest = registry.manifests().get(account.provider)
    if manifest is not None and manifest.keeps_files:
        await asyncio.to_thread(shutil.rmtree, kit.storage_dir / account_id, ignore_errors=True)
    for library in gone:
        await kit.tell(
            Event(
                type=EventType.LIBRARY_REMOVED,
                at=kit.now(),
                name=library.name,
                status="removed",
                data={"id": library.id},
            )
        )


async def check_account(kit: Kit, account_id: str) -> Health:
    """Try it now, remember what came of it, and tell when that changed. Raises NotFound."""
    account = await kit.database.read(accounts.get, account_id)
    health = _told_of_rest(kit, account, await _health(kit, account))
    await _keep_health(kit, account, health)
    return health


async def saw_health(kit: Kit, account_id: str, health: Health) -> None:
    """Remember how it answered to something else, where that is news. Raises NotFound."""
    account = await kit.database.read(accounts.get, account_id)
    if (account.health_ok, account.health_reason) != (health.ok, health.reason):
        await _keep_health(kit, account, health)


async def _keep_health(kit: Kit, account: Account, health: Health) -> None:
    await kit.database.write(
        accounts.set_health,
        account.id,
        ok=health.ok,
        reason=health.reason,
        detail=health.detail,
        at=kit.now(),
    )
    if account.health_ok is not None and account.health_ok != health.ok:
        await kit.tell(
            Event(
                type=EventType.SYSTEM_STATUS,
                at=kit.now(),
                name=account.name,
                status="connected" if health.ok else (health.reason or "unreachable"),
                data={"account_id": account.id},
            )
        )


def _told_of_rest(kit: Kit, account: Account, health: Health) -> Health:
    """Return it with the time at which an account that rests may be asked again: seconds would be stale."""
    budget = budget_of(kit, account)
    if health.reason != RateLimited.key or budget is None or not budget.rests:
        return health
    until = in_words(kit, kit.now() + timedelta(seconds=budget.rests))
    return replace(health, detail=f"{account.name} rests until {until} and goes on by itself.")


async def _health(kit: Kit, account: Account) -> Health:
    # A connection of its own remembers nothing of before, and no run that is under way loses its own. But
    # where tokens are renewed two connections would take them from each other.
    renews = registry.manifest_of(account.provider).renews_tokens
    connections = kit.connections if renews else Connections(kit.connections.paces)
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            checker = _checker(account, replace(context_of(kit, account), connections=connections))
            with asked_anew():
                return await isolated(checker.check(), account.name)
    except TimeoutError:
        said = f"{account.name} did not answer within {_PATIENCE_SECONDS:.0f} s."
        return Health(ok=False, reason=Unreachable.key, detail=said)
    except SyncopateError as error:
        return Health(ok=False, reason=error.key, detail=error.detail)
    finally:
        if not renews:
            await connections.close()


_CHECKERS: tuple[tuple[Capability, Callable[[str, Context], Checks]], ...] = (
    (Capability.LIBRARY, registry.library_source),
    (Capability.PLAYLISTS, registry.playlist_source),
    (Capability.METADATA, registry.catalogue),
    (Capability.RECENT, registry.recent_source),
    (Capability.RELEASES, registry.release_calendar),
    (Capability.WATCHING, registry.watch_account),
    (Capability.TITLE_IDS, registry.title_resolver),
    (Capability.DOWNLOADS, registry.download_source),
)
"""What is tried, the first that an account has."""


def _checker(account: Account, context: Context) -> Checks:
    """Return what tries an account. Raises NotConfigured where nothing can be tried."""
    capabilities = registry.manifest_of(account.provider).capabilities
    make = next((make for capability, make in _CHECKERS if capability in capabilities), None)
    if make is None:
        raise NotConfigured(what=account.provider)
    return make(account.provider, context)


def _hold_secrets_to_their_server(
    manifest: Manifest, before: Mapping[str, str], changed: Mapping[str, str], kept: Mapping[str, str]
) -> None:
    """Refuse to send a secret that was given for one server to another, or in clear. Raises InvalidInput."""
    for address in (field for field in manifest.fields if field.kind is FieldKind.URL):
        there, now = before.get(address.name), changed.get(address.name)
        if not there or not now or is_same_server(there, now):
            continue
        for secret in (field for field in manifest.fields if field.kind is FieldKind.SECRET):
            if kept.get(secret.name) and not changed.get(secret.name):
                said = f"{secret.label} is needed again: the address is another server's, or no longer https."
                raise InvalidInput(said, field=secret.name)


def _divided(manifest: Manifest, settings: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return plain settings and secrets. Raises InvalidInput naming the field that is wrong.

    An address with a password is a secret, and is plain without it.
    """
    held = held_to(manifest.fields, settings, manifest.name)
    plain, secrets = dict[str, str](), dict[str, str]()
    for field in manifest.fields:
        value = held.get(field.name)
        if value is None:
            continue
        if field.kind is FieldKind.URL and is_hidden(value):
            said = f"The password in {field.label} is needed again: it was hidden."
            raise InvalidInput(said, field=field.name)
        if field.kind is FieldKind.SECRET or (field.kind is FieldKind.URL and holds_password(value)):
            secrets[field.name] = value
        if field.kind is not FieldKind.SECRET:
            plain[field.name] = without_password(value) if field.kind is FieldKind.URL else value
    return plain, secrets


def held_to(
    fields: Iterable[SettingField], given: Mapping[str, str], what: str, *, bare: bool = False
) -> dict[str, str]:
    """Return values as fields want them, empty ones left out; `bare` addresses may lack their http://.

    Raises InvalidInput naming the field.
    """
    known = {field.name: field for field in fields}
    for name in given:
        if name not in known:
            names = ", ".join(known) or "none"
            raise InvalidInput(f"{what} has no setting {name}; it has: {names}.", field=name)
    held: dict[str, str] = {}
    for name, field in known.items():
        value = given.get(name, field.default or "").strip()
        if field.required and not value:
            raise InvalidInput(f"{field.label} is needed.", field=name)
        if value:
            _hold(field, f"http://{value}" if _is_bare(field, value, bare=bare) else value)
            held[name] = value
    return held


def _hold(field: SettingField, value: str) -> None:
    """Hold a value to its kind. Raises InvalidInput."""
    if field.kind is FieldKind.URL:
        if (fault := fault_in(value)) is not None:
            raise InvalidInput(f"{field.label} {fault}.", field=field.name)
        return
    good, wanted = True, ""
    match field.kind:
        case FieldKind.CHOICE:
            good, wanted = value in field.choices, f"one of {', '.join(field.choices)}"
        case FieldKind.SWITCH:
            good, wanted = value in {"true", "false"}, "true or false"
        case FieldKind.NUMBER:
            good, wanted = value.isascii() and value.isdecimal(), "a number"
        case FieldKind.TEXT | FieldKind.SECRET | FieldKind.FOLDER:
            good, wanted = "\0" not in value and "\n" not in value, "one line of text"
    if not good:
        raise InvalidInput(f"{field.label} is {wanted}.", field=field.name)


def _is_bare(field: SettingField, value: str, *, bare: bool) -> bool:
    return bare and field.kind is FieldKind.URL and "://" not in value
