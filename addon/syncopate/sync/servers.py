"""What an account's server has to choose from: its parts that hold music, and its users."""

import asyncio
from collections.abc import Awaitable, Collection

from syncopate.domain.server import Section, ServerUser
from syncopate.domain.snapshot import Complete, Failed, Partial, Snapshot
from syncopate.errors import InvalidInput, SyncopateError, Unreachable, error_with_key
from syncopate.providers import registry
from syncopate.providers.serving import Peopled, Sectioned
from syncopate.store import accounts, libraries
from syncopate.store.accounts import Account
from syncopate.store.libraries import Library
from syncopate.sync.kit import Kit
from syncopate.sync.libraries import add_library
from syncopate.sync.providers import isolated, library_of

_PATIENCE_SECONDS = 5.0


async def sections_of(kit: Kit, account_id: str) -> tuple[Section, ...]:
    """Return the parts of a server that can be libraries; none where it is whole.

    Raises NotFound, NotConfigured, Unreachable: what cannot be read is not empty.
    """
    source = await library_of(kit, account_id)
    return await _all(kit, account_id, source.sections()) if isinstance(source, Sectioned) else ()


async def add_sections(kit: Kit, account_id: str, chosen: Collection[str]) -> list[Library]:
    """Add parts of a server as libraries, by their keys; return those that were not there yet.

    A server that is whole has one part, "". Raises NotFound, NotConfigured, Unreachable, InvalidInput for
    what the server does not have and where nothing is chosen.
    """
    if not chosen:
        raise InvalidInput("Choose one library at least.", field="section")
    account = await kit.database.read(accounts.get, account_id)
    names = {part.key: part.name for part in await sections_of(kit, account_id)} or {"": account.name}
    gone = ", ".join(sorted(key for key in chosen if key not in names))
    if gone:
        raise InvalidInput(f"{account.name} has no library {gone}.", field="section")
    known = await kit.database.read(libraries.every)
    taken = {library.name for library in known}
    there = {library.section for library in known if library.account_id == account_id}
    added = []
    for key in (key for key in names if key in chosen and key not in there):
        name = _free(names[key] or account.name, account, taken)
        added.append(await add_library(kit, name=name, account_id=account_id, section=key))
        taken.add(name)
    return added


def _free(name: str, account: Account, taken: Collection[str]) -> str:
    """Return a name that tells it from those taken: "Music" of another server is "Music (Attic)".

    Of another one that is called so too it is "Music (Attic, Plex)", and after that they are counted.
    """
    service = registry.manifest_of(account.provider).name
    whole = service if name == account.name else f"{account.name}, {service}"
    of = [
        *(() if name == account.name else (account.name,)),
        whole,
        *(f"{whole} {at}" for at in range(2, 99)),
    ]
    tried = (name, *(f"{name} ({which})" for which in of))
    return next((each for each in tried if each not in taken), name)


async def users_of(kit: Kit, account_id: str) -> tuple[ServerUser, ...]:
    """Return the users of a server that an account can act for; none where it has none.

    Raises NotFound, NotConfigured, Unreachable.
    """
    source = await library_of(kit, account_id)
    return await _all(kit, account_id, source.users()) if isinstance(source, Peopled) else ()


async def user_of(kit: Kit, account_id: str, key: str) -> ServerUser:
    """Return one of an account's users. Raises InvalidInput when there is none, and as `users_of`."""
    known = await users_of(kit, account_id)
    found = next((user for user in known if user.key == key), None)
    if found is None:
        names = ", ".join(user.name for user in known) or "nobody"
        raise InvalidInput(f"There is no such user; this account can act for {names}.", field="user")
    return found


async def own_key(kit: Kit, account_id: str) -> str:
    """Return the key of the user an account is logged in as, "" where that cannot be told now."""
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            known = await users_of(kit, account_id)
    except TimeoutError, SyncopateError:
        return ""
    return next((user.key for user in known if user.own), "")


async def _all[T](kit: Kit, account_id: str, asking: Awaitable[Snapshot[T]]) -> tuple[T, ...]:
    name = (await kit.database.read(accounts.get, account_id)).name
    match await isolated(asking, name):
        case Complete(items=items):
            return items
        case Partial(reason=reason):
            raise error_with_key(reason, Unreachable)(what=name, account=name)
        case Failed(reason=reason, detail=detail):
            raise error_with_key(reason, Unreachable)(detail, what=name, account=name)
