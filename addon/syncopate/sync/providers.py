"""The border to providers: makes them for an account, and keeps what breaks in one from the rest."""

import logging
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from syncopate.apply.editing import EditedTarget
from syncopate.domain.link import WatchOperation
from syncopate.domain.snapshot import Maybe
from syncopate.domain.target import Site
from syncopate.errors import SyncopateError, Unreachable
from syncopate.providers import registry
from syncopate.providers.capability import (
    Context,
    Health,
    LibrarySource,
    PlaylistSource,
    PlaylistTarget,
    TargetContent,
    TargetState,
)
from syncopate.providers.catalogue import Catalogue
from syncopate.providers.editing import PlaylistEditor
from syncopate.providers.manifest import FieldKind
from syncopate.providers.recent import RecentSource
from syncopate.providers.releases import ReleaseCalendar
from syncopate.providers.watching import (
    HookReader,
    Listener,
    ReadEnd,
    ReadPart,
    Scrobbler,
    SectionSource,
    TitleResolver,
    Wanted,
    WatchAccount,
    WatchOutcome,
)
from syncopate.store import accounts
from syncopate.store.accounts import Account
from syncopate.store.database import Connection
from syncopate.sync.kit import Kit, Vault

_LOG = logging.getLogger(__name__)

LOCAL_FILES = "playlist_file"
"""The provider that reads uploads; it needs no account, its storage is its own name."""


def context_of(kit: Kit, account: Account) -> Context:
    """Return what the provider of an account gets, secrets opened."""

    async def keep(changed: Mapping[str, str]) -> None:
        await kit.database.write(_keep, kit.vault, account.id, changed)

    @asynccontextmanager
    async def turn() -> AsyncGenerator[Mapping[str, str]]:
        async with kit.turns[f"renew {account.id}"]:
            yield _opened(kit.vault, await kit.database.read(accounts.get, account.id))

    return replace(kit.context(account.id, _opened(kit.vault, account), keep), turn=turn)


def _opened(vault: Vault, account: Account) -> Mapping[str, str]:
    return {**account.settings, **(vault.open(account.secrets) if account.secrets else {})}


def _keep(connection: Connection, vault: Vault, account_id: str, changed: Mapping[str, str]) -> None:
    """Store what a service changed of an account: what is not its own secret by the manifest is plain."""
    account = accounts.hold(connection, account_id)
    fields = registry.manifest_of(account.provider).fields
    hidden = {field.name for field in fields if field.kind is FieldKind.SECRET}
    secrets = {**(vault.open(account.secrets) if account.secrets else {})}
    secrets |= {name: value for name, value in changed.items() if name in hidden}
    plain = {**account.settings} | {name: value for name, value in changed.items() if name not in hidden}
    accounts.update(
        connection, replace(account, settings=plain, secrets=vault.seal(secrets) if secrets else None)
    )


async def source_of(kit: Kit, provider: str, account_id: str | None) -> PlaylistSource:
    """Return the reader of playlists. Raises NotFound, NotConfigured."""
    if account_id is None:
        return await _made(registry.playlist_source, provider, kit.context(provider, {}))
    account = await kit.database.read(accounts.get, account_id)
    return await _made(registry.playlist_source, account.provider, context_of(kit, account))


async def catalogue_of(kit: Kit, provider: str, account_id: str | None) -> Catalogue:
    """Return what searches a catalogue. Raises NotFound, NotConfigured."""
    if account_id is None:
        return await _made(registry.catalogue, provider, kit.context(provider, {}))
    account = await kit.database.read(accounts.get, account_id)
    return await _made(registry.catalogue, account.provider, context_of(kit, account))


async def calendar_of(kit: Kit, provider: str) -> ReleaseCalendar:
    """Return what tells what artists bring out. Raises NotFound, NotConfigured."""
    return await _made(registry.release_calendar, provider, kit.context(provider, {}))


async def recent_of(kit: Kit, account_id: str) -> RecentSource:
    """Return the reader of what an account's owner listened to. Raises NotFound, NotConfigured."""
    account = await kit.database.read(accounts.get, account_id)
    return await _made(registry.recent_source, account.provider, context_of(kit, account))


async def library_of(kit: Kit, account_id: str) -> LibrarySource:
    """Return the reader of an account's libraries. Raises NotFound, NotConfigured."""
    account = await kit.database.read(accounts.get, account_id)
    return await _made(registry.library_source, account.provider, context_of(kit, account))


async def target_of(kit: Kit, account_id: str) -> PlaylistTarget:
    """Return the keeper of playlists on an account's libraries. Raises NotFound, NotConfigured."""
    account = await kit.database.read(accounts.get, account_id)
    made = await _made(registry.playlist_target, account.provider, context_of(kit, account))
    return _IsolatedTarget(EditedTarget(made) if isinstance(made, PlaylistEditor) else made, account.name)


async def watch_of(kit: Kit, account_id: str) -> WatchAccount:
    """Return what reads and writes an account's watch state. Raises NotFound, NotConfigured."""
    account = await kit.database.read(accounts.get, account_id)
    made = await _made(registry.watch_account, account.provider, context_of(kit, account))
    return _IsolatedWatch(made, account.name)


async def sections_of(kit: Kit, account_id: str) -> SectionSource:
    """Return what tells an account's libraries of films and shows. Raises NotFound, NotConfigured."""
    account = await kit.database.read(accounts.get, account_id)
    return await _made(registry.section_source, account.provider, context_of(kit, account))


async def resolver_of(kit: Kit, account_id: str) -> TitleResolver:
    """Return what knows what others call a title. Raises NotFound, NotConfigured."""
    account = await kit.database.read(accounts.get, account_id)
    return await _made(registry.title_resolver, account.provider, context_of(kit, account))


async def scrobbler_of(kit: Kit, account_id: str) -> Scrobbler:
    """Return what is told what plays. Raises NotFound, NotConfigured."""
    account = await kit.database.read(accounts.get, account_id)
    return await _made(registry.scrobbler, account.provider, context_of(kit, account))


async def listener_of(kit: Kit, account_id: str) -> Listener:
    """Return what hears what happens on an account's server. Raises NotFound, NotConfigured."""
    account = await kit.database.read(accounts.get, account_id)
    return await _made(registry.listener, account.provider, context_of(kit, account))


async def hooks_of(kit: Kit, account_id: str) -> HookReader:
    """Return what understands the webhooks of an account's server. Raises NotFound, NotConfigured."""
    account = await kit.database.read(accounts.get, account_id)
    return await _made(registry.hook_reader, account.provider, context_of(kit, account))


async def _made[T](make: Callable[[str, Context], T], provider: str, context: Context) -> T:
    """Make a provider's capability; its code may break before its first word."""

    async def making() -> T:
        return make(provider, context)

    return await isolated(making(), provider)


async def isolated[T](call: Awaitable[T], what: str) -> T:
    """Await a provider's call; what it did not mean to raise becomes Unreachable."""
    try:
        return await call
    except SyncopateError:
        raise
    except Exception as error:
        _LOG.exception("%s broke", what)
        raise Unreachable(f"{what} broke: {type(error).__name__}.", what=what) from error


async def isolated_each[T](parts: AsyncIterator[T], what: str) -> AsyncGenerator[T]:
    """Give what a provider yields; what it did not mean to raise becomes Unreachable."""
    while (part := await isolated(anext(parts, None), what)) is not None:
        yield part


@dataclass(frozen=True, slots=True)
class _IsolatedWatch:
    """An account's watch state whose surprises are Unreachable; fulfils WatchAccount."""

    account: WatchAccount
    name: str

    async def check(self) -> Health:
        """Try it without changing anything."""
        return await isolated(self.account.check(), self.name)

    def read(self, wanted: Wanted) -> AsyncIterator[ReadPart | ReadEnd]:
        """Yield what it says. Raises SyncopateError."""
        return isolated_each(self.account.read(wanted), self.name)

    async def write(self, operations: Sequence[WatchOperation]) -> Sequence[WatchOutcome]:
        """Write. Raises SyncopateError."""
        return await isolated(self.account.write(operations), self.name)


@dataclass(frozen=True, slots=True)
class _IsolatedTarget:
    """A keeper of playlists whose surprises are Unreachable; fulfils PlaylistTarget."""

    keeper: PlaylistTarget
    name: str

    async def check(self) -> Health:
        """Try it without changing anything."""
        return await isolated(self.keeper.check(), self.name)

    async def read_target(self, site: Site, target_key: str) -> Maybe[TargetState | None]:
        """Return what it holds. Raises SyncopateError."""
        return await isolated(self.keeper.read_target(site, target_key), self.name)

    async def find_target(self, site: Site, mark: str, name: str | None) -> Maybe[str | None]:
        """Return the key of what carries our mark. Raises SyncopateError."""
        return await isolated(self.keeper.find_target(site, mark, name), self.name)

    async def write_target(self, site: Site, target_key: str | None, content: TargetContent) -> str:
        """Make it so and return its key. Raises SyncopateError."""
        return await isolated(self.keeper.write_target(site, target_key, content), self.name)

    async def delete_target(self, site: Site, target_key: str) -> None:
        """Remove it. Raises SyncopateError."""
        await isolated(self.keeper.delete_target(site, target_key), self.name)

    def place(self, site: Site, target_key: str) -> str:
        """Return where people find it."""
        return self.keeper.place(site, target_key)
