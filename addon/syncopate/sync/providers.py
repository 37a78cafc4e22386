"""The border to providers: makes them for an account, and keeps what breaks in one from the rest."""

import logging
from collections.abc import Awaitable

from syncopate.errors import SyncopateError, Unreachable
from syncopate.providers import registry
from syncopate.providers.capability import Context, LibrarySource, PlaylistSource, PlaylistTarget
from syncopate.store import accounts
from syncopate.store.accounts import Account
from syncopate.sync.kit import Kit

_LOG = logging.getLogger(__name__)

LOCAL_FILES = "playlist_file"
"""The provider that reads uploads; it needs no account, its storage is its own name."""


def context_of(kit: Kit, account: Account) -> Context:
    """Return what the provider of an account gets, secrets opened."""
    secrets = kit.vault.open(account.secrets) if account.secrets else {}
    return kit.context(account.id, {**account.settings, **secrets})


async def source_of(kit: Kit, provider: str, account_id: str | None) -> PlaylistSource:
    """Return the reader of playlists. Raises NotFound, NotConfigured."""
    if account_id is None:
        return registry.playlist_source(provider, kit.context(provider, {}))
    account = await kit.database.read(accounts.get, account_id)
    return registry.playlist_source(account.provider, context_of(kit, account))


async def library_of(kit: Kit, account_id: str) -> LibrarySource:
    """Return the reader of an account's libraries. Raises NotFound, NotConfigured."""
    account = await kit.database.read(accounts.get, account_id)
    return registry.library_source(account.provider, context_of(kit, account))


async def target_of(kit: Kit, account_id: str) -> PlaylistTarget:
    """Return the keeper of playlists on an account's libraries. Raises NotFound, NotConfigured."""
    account = await kit.database.read(accounts.get, account_id)
    return registry.playlist_target(account.provider, context_of(kit, account))


async def isolated[T](call: Awaitable[T], what: str) -> T:
    """Await a provider's call; what it did not mean to raise becomes Unreachable."""
    try:
        return await call
    except SyncopateError:
        raise
    except Exception as error:
        _LOG.exception("%s broke", what)
        raise Unreachable(f"{what} broke: {type(error).__name__}.", what=what) from error
