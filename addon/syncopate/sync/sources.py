"""What services have to offer: shelf by shelf, and which of it is mirrored already."""

from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass

from syncopate.domain.playlist import SourcePlaylist
from syncopate.domain.snapshot import Complete, Failed, Partial, Snapshot
from syncopate.errors import (
    InvalidInput,
    NotConfigured,
    SourceUnavailable,
    error_with_key,
)
from syncopate.providers import registry
from syncopate.providers.browsing import Browsable, Offer, Refreshable, Shelf
from syncopate.providers.manifest import Capability, Manifest
from syncopate.store import accounts, mirrors
from syncopate.store.accounts import Account
from syncopate.store.database import Connection
from syncopate.store.mirrors import Mirror
from syncopate.sync.kit import Kit
from syncopate.sync.providers import isolated, source_of


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedPlaylist:
    """A playlist or album on a shelf, and the mirror that there is of it."""

    playlist: SourcePlaylist
    mirror: Mirror | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelfView:
    """What is on a shelf, in the service's order: what can be opened, and what can be mirrored."""

    provider: str
    account_id: str | None
    key: str
    shelves: Sequence[Shelf]
    playlists: Sequence[OfferedPlaylist]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where there are shelves: at a service that needs no login, or by an account."""

    manifest: Manifest
    account: Account | None = None


async def places(kit: Kit) -> Sequence[Place]:
    """Return where shelves can be looked at, accounts first; nothing is asked of anybody for it."""
    by_login = [
        Place(manifest=manifest, account=account)
        for account in await kit.database.read(accounts.every)
        if (manifest := registry.manifests().get(account.provider)) is not None
        and Capability.PLAYLISTS in manifest.capabilities
    ]
    openly = [Place(manifest=each) for each in registry.manifests().values() if each.open_shelves]
    return [*by_login, *openly]


async def read_shelf(
    kit: Kit, *, provider: str | None = None, account_id: str | None = None, key: str = ""
) -> ShelfView:
    """Return a shelf of an account, or of a service that needs none.

    Raises NotFound, NotConfigured, InvalidInput, and what the service fails with.
    """
    domain = await _domain(kit, provider, account_id)
    source = await source_of(kit, domain, account_id)
    call = source.browse(key) if isinstance(source, Browsable) else _plain(source.list_playlists(), key)
    offered = _known(await isolated(call, domain), domain)
    playlists = [each for each in offered if isinstance(each, SourcePlaylist)]
    there = await kit.database.read(_mirrored, domain, account_id)
    return ShelfView(
        provider=domain,
        account_id=account_id,
        key=key,
        shelves=[each for each in offered if isinstance(each, Shelf)],
        playlists=[OfferedPlaylist(playlist=each, mirror=there.get(each.reference)) for each in playlists],
    )


async def _domain(kit: Kit, provider: str | None, account_id: str | None) -> str:
    if account_id is not None:
        domain = (await kit.database.read(accounts.get, account_id)).provider
        if provider not in {None, domain}:
            said = f"This account is one of {registry.manifest_of(domain).name}."
            raise InvalidInput(said, field="account_id")
    elif provider is not None:
        domain = provider
    else:
        raise InvalidInput("A provider or an account is needed.", field="provider")
    manifest = registry.manifest_of(domain)
    if Capability.PLAYLISTS not in manifest.capabilities:
        raise InvalidInput(f"{manifest.name} offers no playlists.", field="provider")
    if account_id is None and manifest.needs_account:
        raise NotConfigured(what=f"{manifest.name}: an account")
    return domain


async def _plain[T](listed: Awaitable[Snapshot[T]], key: str) -> Snapshot[T]:
    """Return the one list that a source without shelves has."""
    if key:
        raise InvalidInput("There is no such shelf.", field="shelf")
    return await listed


def _known(offered: Snapshot[Offer] | Snapshot[SourcePlaylist], domain: str) -> Sequence[Offer]:
    match offered:
        case Complete(items=items):
            return items
        case Partial(reason=reason):
            raise error_with_key(reason, SourceUnavailable)(name=domain)
        case Failed(reason=reason, detail=detail, placeholders=placeholders):
            raise error_with_key(reason, SourceUnavailable)(detail, **{"name": domain, **placeholders})


def _mirrored(connection: Connection, provider: str, account_id: str | None) -> Mapping[str, Mirror]:
    """Return the mirrors of what an account offers, by reference; also those that are read without one."""
    return {
        each.reference: each
        for each in mirrors.every(connection)
        if each.provider == provider and each.account_id in {None, account_id}
    }


async def refresh_shelves(kit: Kit, provider: str) -> int:
    """Forget what a service's shelves were remembered as; return how many answers that were.

    Raises NotFound, NotConfigured.
    """
    source = await source_of(kit, provider, None)
    return await isolated(source.refresh(), provider) if isinstance(source, Refreshable) else 0


def remembering() -> Sequence[str]:
    """Return the services whose shelves are remembered for long, by domain."""
    known = registry.manifests().values()
    return [each.domain for each in known if each.remembers and each.open_shelves]


async def remembered(kit: Kit) -> Mapping[str, int]:
    """Return how many answers are remembered of each service that has some remembered for long."""
    found: dict[str, int] = {}
    for domain in (each.domain for each in registry.manifests().values() if each.remembers):
        source = await source_of(kit, domain, None)
        if isinstance(source, Refreshable):
            found[domain] = source.remembered()
    return found


def name_of_provider(domain: str) -> str:
    """Return what a service is called. Raises NotFound."""
    return registry.manifest_of(domain).name
