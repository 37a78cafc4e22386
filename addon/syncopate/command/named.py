"""What is meant by a name or an id that was typed."""

from collections.abc import Sequence
from typing import Protocol

from syncopate.errors import Conflict, NotFound
from syncopate.providers import registry
from syncopate.providers.manifest import Manifest
from syncopate.store import accounts, libraries, links, members, mirrors
from syncopate.store.accounts import Account
from syncopate.store.libraries import Library
from syncopate.store.links import Link
from syncopate.store.members import Member
from syncopate.store.mirrors import Mirror
from syncopate.sync.kit import Kit


class Named(Protocol):
    """Something with an id and a name."""

    @property
    def id(self) -> str:
        """What it is known by."""
        ...

    @property
    def name(self) -> str:
        """What it is called."""
        ...


def only[T: Named](text: str, what: str, there: Sequence[T]) -> T | None:
    """Return what has this id, or alone has this name. Raises Conflict when several are called so."""
    for item in there:
        if item.id == text:
            return item
    called = [item for item in there if item.name == text]
    if len(called) > 1:
        ids = ", ".join(item.id for item in called)
        raise Conflict(f"{len(called)} {what} are called {text}: use the id ({ids}).", name=text, ids=ids)
    return called[0] if called else None


async def account_called(kit: Kit, text: str) -> Account:
    """Return an account. Raises NotFound, Conflict."""
    return _there(only(text, "accounts", await kit.database.read(accounts.every)), "account", text)


async def library_named(kit: Kit, text: str) -> Library:
    """Return a library. Raises NotFound, Conflict."""
    return _there(only(text, "libraries", await kit.database.read(libraries.every)), "library", text)


async def member_called(kit: Kit, text: str) -> Member:
    """Return a member. Raises NotFound, Conflict."""
    return _there(only(text, "members", await kit.database.read(members.every)), "member", text)


async def link_called(kit: Kit, text: str) -> Link:
    """Return a link of two accounts. Raises NotFound, Conflict."""
    return _there(only(text, "links", await kit.database.read(links.every)), "link", text)


async def playlist_called(kit: Kit, text: str) -> Mirror:
    """Return a playlist or album that is mirrored. Raises NotFound, Conflict."""
    return _there(only(text, "playlists", await kit.database.read(mirrors.every)), "playlist", text)


def service_called(text: str) -> Manifest:
    """Return a service by its domain, or as it is called itself. Raises NotFound."""
    known = registry.manifests()
    named = (each for each in known.values() if each.name.casefold() == text.casefold())
    return _there(known.get(text.casefold()) or next(named, None), "provider", text)


def _there[T](found: T | None, what: str, text: str) -> T:
    if found is None:
        raise NotFound(what=what, id=text)
    return found
