"""The libraries of films and shows on an account's server: told, made, taken away, looked at anew."""

from collections.abc import Collection, Sequence

from syncopate.domain.snapshot import Complete, Failed
from syncopate.domain.watch import MediaType
from syncopate.errors import InvalidInput, MethodNotAllowed, Unreachable, error_with_key
from syncopate.providers import registry
from syncopate.providers.manifest import Capability
from syncopate.providers.watching import Foldered, Section, SectionKeeper
from syncopate.store.accounts import Account
from syncopate.sync.kit import Kit
from syncopate.sync.providers import context_of, isolated, sections_of


def has_shelves(account: Account) -> bool:
    """Tell whether a server of an account has libraries of its own."""
    return Capability.SECTIONS in registry.manifest_of(account.provider).capabilities


async def shelves_of(kit: Kit, account: Account) -> Sequence[Section]:
    """Return them. Raises NotConfigured, Unreachable: what cannot be read is not empty."""
    source = await sections_of(kit, account.id)
    told = await isolated(source.sections(), account.name)
    if isinstance(told, Complete):
        return told.items
    detail = told.detail if isinstance(told, Failed) else ""
    raise error_with_key(told.reason, Unreachable)(detail, what=account.name, account=account.name)


def named(sections: Sequence[Section], text: str) -> list[Section]:
    """Return the library with this id, else those that are called so, capitals or not."""
    by_key = [each for each in sections if each.key == text]
    return by_key or [each for each in sections if each.name.casefold() == text.casefold()]


async def keys_of(kit: Kit, account: Account, texts: Collection[str], field: str) -> frozenset[str]:
    """Return the ids of libraries named by id or name.

    Raises InvalidInput for one that is not there or a name of several; NotConfigured, Unreachable where the
    server does not tell its libraries.
    """
    if not has_shelves(account):
        raise InvalidInput(f"{account.name} has no libraries to choose from.", field=field)
    there = await shelves_of(kit, account)
    found: set[str] = set()
    for text in sorted(texts):
        match named(there, text):
            case [one]:
                found.add(one.key)
            case []:
                known = ", ".join(f"{each.name} ({each.key})" for each in there) or "none"
                raise InvalidInput(
                    f"{account.name} has no library {text!r}; it has: {known}.",
                    field=field,
                    account=account.name,
                )
            case several:
                ids = ", ".join(each.key for each in several)
                raise InvalidInput(
                    f"{account.name} has several libraries {text!r}: name one by its id ({ids}).", field=field
                )
    return frozenset(found)


async def add_shelf(kit: Kit, account: Account, name: str, kind: MediaType, paths: Sequence[str]) -> Section:
    """Make one. Raises WriteFailed, Unreachable, InvalidInput, MethodNotAllowed."""
    return await isolated((await _keeper(kit, account)).add_section(name, kind, paths), account.name)


async def delete_shelf(kit: Kit, account: Account, key: str) -> None:
    """Take one away; its files stay. Raises NotFound, WriteFailed, Unreachable, MethodNotAllowed."""
    await isolated((await _keeper(kit, account)).delete_section(key), account.name)


async def refresh_shelf(kit: Kit, account: Account, key: str) -> None:
    """Have the server look at its files. Raises NotFound, WriteFailed, Unreachable, MethodNotAllowed."""
    await isolated((await _keeper(kit, account)).refresh_section(key), account.name)


async def folders_of(kit: Kit, account: Account) -> Sequence[str]:
    """Return the folders of a server as the other side sees them. Raises InvalidInput where it tells none."""
    made = registry.watch_account(account.provider, context_of(kit, account))
    found = await isolated(made.folders(), account.name) if isinstance(made, Foldered) else ()
    if not found:
        raise InvalidInput(f"{account.name} tells no folders: name them.", field="paths")
    return found


async def _keeper(kit: Kit, account: Account) -> SectionKeeper:
    source = await sections_of(kit, account.id)
    if not isinstance(source, SectionKeeper):
        raise MethodNotAllowed(method=f"Changing the libraries of {account.name}")
    return source
