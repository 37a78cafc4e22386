"""What members listened to of late: its playlists and albums are mirrored, and dropped again after a time."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

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
from syncopate.store.mirrors import MirrorChanges
from syncopate.store.owners import Owner
from syncopate.sync.health import saw_answer
from syncopate.sync.kit import Kit
from syncopate.sync.mirrors import NewMirror, add_mirror, remove_expired
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
    """Mirror what an account's owner listened to, and drop what was not for long enough.

    An outside failure is a result: then nothing is known of what was listened to, and nothing is dropped.
    Raises NotFound.
    """
    started = kit.now()
    account = await kit.database.read(accounts.get, account_id)
    owner = await kit.database.read(owners.of_account, account_id)
    await report(Progress(0, 0, account.name))
    done = _Done()
    try:
        if owner.recent_days is None:
            raise NotConfigured(what=account.name)
        played = await _played(kit, account)
        await _stay_longer(kit, account, owner, played)
        await _mirrored(kit, account, owner, played, done)
        await _dropped(kit, [account_id], done)
    except SyncopateError as wrong:
        done.errors.append(wrong)
    error = done.errors[0] if done.errors else None
    await saw_answer(kit, account_id, error.key if error else None, error.detail if error else "")
    return done.result(kit, account.id, account.name, started)


@dataclass(slots=True)
class _Done:
    """What was done of a run's item so far."""

    added: int = 0
    dropped: int = 0
    errors: list[SyncopateError] = field(default_factory=list)

    def result(self, kit: Kit, item_id: str, name: str, started: datetime) -> ItemResult:
        """Return it as the result of the item."""
        error = self.errors[0] if self.errors else None
        good = ItemStatus.SYNCED if self.added or self.dropped else ItemStatus.UNCHANGED
        return ItemResult(
            item_id=item_id,
            item_name=name,
            status=good if error is None else ItemStatus.FAILED,
            started_at=started,
            ended_at=kit.now(),
            added=self.added,
            removed=self.dropped,
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


async def _stay_longer(kit: Kit, account: Account, owner: Owner, played: Sequence[PlayedContext]) -> None:
    """Have what was listened to again stay longer, before anything else can fail."""
    days = timedelta(days=owner.recent_days or 0)
    for context in played:
        known = await kit.database.read(mirrors.find, account.provider, account.id, context.reference)
        until = context.played_at + days
        # What the user added, or chose to keep, has no end.
        if known is not None and known.expires_at is not None and known.expires_at < until:
            await kit.database.write(mirrors.change, known.id, MirrorChanges(expires_at=until))


async def _mirrored(
    kit: Kit, account: Account, owner: Owner, played: Sequence[PlayedContext], done: _Done
) -> None:
    """Mirror what is new; what fails for one context leaves the others alone."""
    label = await _label(kit, owner)
    for context in played:
        known = await kit.database.read(mirrors.find, account.provider, account.id, context.reference)
        if known is None and context.played_at + timedelta(days=owner.recent_days or 0) > kit.now():
            try:
                done.added += await _add(kit, account, owner, context, label)
            except SyncopateError as error:
                done.errors.append(error)


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
    """Remove what is over of accounts whose listening is mirrored no longer.

    What the others listened to is known once they were read: see `sync_listening`.
    """
    started, done = kit.now(), _Done()
    listening = {owner.account_id for owner in await listening_accounts(kit)}
    over = await kit.database.read(mirrors.expired, started)
    owners_known = {mirror.account_id for mirror in over} - listening
    await _dropped(kit, owners_known, done)
    return done.result(kit, EXPIRED, "No longer listened to", started)


async def _dropped(kit: Kit, account_ids: Collection[str | None], done: _Done) -> None:
    """Remove what is over of these accounts, with what was written and nobody changed; what fails stays."""
    for mirror in await kit.database.read(mirrors.expired, kit.now()):
        if mirror.account_id in account_ids:
            try:
                done.dropped += await remove_expired(kit, mirror.id)
            except SyncopateError as error:
                done.errors.append(error)


def _of_key(reason: str, detail: str, name: str) -> SyncopateError:
    return error_with_key(reason, SourceUnavailable)(detail, name=name)
