"""What members listened to of late: its playlists and albums are mirrored, and dropped again after a time."""

from collections.abc import Sequence
from datetime import timedelta

from syncopate.domain.playlist import Origin
from syncopate.domain.run import ItemResult, ItemStatus, Progress
from syncopate.domain.snapshot import Complete, Failed, Partial
from syncopate.errors import (
    InvalidInput,
    NotConfigured,
    SourceUnavailable,
    SyncopateError,
    error_with_key,
)
from syncopate.providers import registry
from syncopate.providers.capability import Report
from syncopate.providers.manifest import Capability
from syncopate.providers.recent import PlayedContext
from syncopate.store import accounts, members, mirrors, owners
from syncopate.store.accounts import Account
from syncopate.store.owners import Owner
from syncopate.sync.health import saw_answer
from syncopate.sync.kit import Kit
from syncopate.sync.mirrors import NewMirror, add_mirror, remove_mirror
from syncopate.sync.providers import isolated, recent_of

LONGEST_DAYS = 365
EXPIRED = "expired"
"""What stands for the mirrors whose time is over, among the items of a run."""

RECENT_LABEL = "Recently played"
"""The category of what nobody's name is known of."""


async def set_owner(kit: Kit, owner: Owner) -> Owner:
    """Say whose an account is, and whether what is listened to with it is mirrored.

    Raises NotFound, InvalidInput.
    """
    account = await kit.database.read(accounts.get, owner.account_id)
    if owner.member_id is not None:
        await kit.database.read(members.get, owner.member_id)
    if owner.recent_days is not None:
        if Capability.RECENT not in registry.manifest_of(account.provider).capabilities:
            raise InvalidInput(f"{account.name} does not tell what was listened to.", field="recent_days")
        if not 1 <= owner.recent_days <= LONGEST_DAYS:
            raise InvalidInput(f"That is 1 to {LONGEST_DAYS} days.", field="recent_days")
    await kit.database.write(owners.put, owner)
    return owner


async def listening_accounts(kit: Kit) -> Sequence[Owner]:
    """Return the accounts whose listening is mirrored."""
    return await kit.database.read(owners.listening)


async def sync_listening(kit: Kit, account_id: str, *, report: Report) -> ItemResult:
    """Mirror what an account's owner listened to; an outside failure is a result. Raises NotFound."""
    started = kit.now()
    account = await kit.database.read(accounts.get, account_id)
    owner = await kit.database.read(owners.of_account, account_id)
    await report(Progress(0, 0, account.name))
    added = 0
    error: SyncopateError | None = None
    try:
        if owner.recent_days is None:
            raise NotConfigured(what=account.name)
        played = await _played(kit, account)
        added = await _mirrored(kit, account, owner, played)
    except SyncopateError as wrong:
        error = wrong
    await saw_answer(kit, account_id, error.key if error else None, error.detail if error else "")
    status = ItemStatus.SYNCED if added else ItemStatus.UNCHANGED
    return ItemResult(
        item_id=account.id,
        item_name=account.name,
        status=status if error is None else ItemStatus.FAILED,
        started_at=started,
        ended_at=kit.now(),
        added=added,
        error=None if error is None else error.key,
        detail="" if error is None else error.detail,
    )


async def _played(kit: Kit, account: Account) -> Sequence[PlayedContext]:
    """Return what was listened to. Raises what the service fails with."""
    source = await recent_of(kit, account.id)
    told = await isolated(source.played_contexts(), account.name)
    match told:
        case Complete(items=items):
            return items
        case Partial(reason=reason):
            raise _of_key(reason, "", account.name)
        case Failed(reason=reason, detail=detail):
            raise _of_key(reason, detail, account.name)


async def _mirrored(kit: Kit, account: Account, owner: Owner, played: Sequence[PlayedContext]) -> int:
    """Mirror what is new, and have what was listened to again stay longer; return how many are new."""
    days = timedelta(days=owner.recent_days or 0)
    label = await _label(kit, owner)
    added = 0
    for context in played:
        until = context.played_at + days
        known = await kit.database.read(mirrors.find, account.provider, account.id, context.reference)
        if known is not None:
            # What the user added, or chose to keep, has no end.
            if known.expires_at is not None and known.expires_at < until:
                await kit.database.write(mirrors.keep_on, known.id, until)
        elif until > kit.now():
            added += await _add(kit, account, owner, context, label)
    return added


async def _add(kit: Kit, account: Account, owner: Owner, context: PlayedContext, label: str) -> int:
    """Mirror one; what cannot be read by this account is passed over."""
    until = context.played_at + timedelta(days=owner.recent_days or 0)
    new = NewMirror(
        provider=account.provider,
        account_id=account.id,
        reference=context.reference,
        member_id=owner.member_id,
        label=label,
        interval_days=0,
        origin=Origin.RECENT,
        expires_at=until,
    )
    try:
        await add_mirror(kit, new)
    except SyncopateError as error:
        if error.key in _PASSED_OVER:
            return 0
        raise
    return 1


_PASSED_OVER = frozenset({"source_gone", "source_closed", "login_lacks_rights", "already_exists"})


async def _label(kit: Kit, owner: Owner) -> str:
    if owner.member_id is None:
        return RECENT_LABEL
    return (await kit.database.read(members.get, owner.member_id)).name


async def drop_expired(kit: Kit) -> ItemResult:
    """Remove what was added by itself and is over, with what was written of it; one that fails stays."""
    started = kit.now()
    over = await kit.database.read(mirrors.expired, started)
    dropped, failed = 0, list[SyncopateError]()
    for mirror in over:
        try:
            await remove_mirror(kit, mirror.id, delete_target=True)
            dropped += 1
        except SyncopateError as error:
            failed.append(error)
    status = ItemStatus.FAILED if failed else ItemStatus.SYNCED if dropped else ItemStatus.UNCHANGED
    return ItemResult(
        item_id=EXPIRED,
        item_name="No longer listened to",
        status=status,
        started_at=started,
        ended_at=kit.now(),
        removed=dropped,
        error=failed[0].key if failed else None,
        detail=failed[0].detail if failed else "",
    )


def _of_key(reason: str, detail: str, name: str) -> SyncopateError:
    return error_with_key(reason, SourceUnavailable)(detail, name=name)
