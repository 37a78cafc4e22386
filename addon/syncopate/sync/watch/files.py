"""Files of what was watched, rated and listed: into trackers that take them, and out of any account."""

from collections.abc import Sequence
from dataclasses import dataclass

from syncopate.domain.watch import NOTHING
from syncopate.errors import InvalidInput
from syncopate.providers import registry
from syncopate.providers.importing import FileFormat, Importing, OddRow
from syncopate.store import accounts, watch_records
from syncopate.store.accounts import Account
from syncopate.store.database import Connection
from syncopate.sync.kit import Kit
from syncopate.sync.providers import context_of, isolated
from syncopate.sync.watch.linking import rules_of
from syncopate.sync.watch.reading import read_again
from syncopate.sync.watch.running import accounts_turn

_MOST_ODD = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class BroughtIn:
    """What came of a file: whose it was, how many records it told, how many changed something."""

    format: str
    records: int
    changed: int
    odd: tuple[OddRow, ...]


async def _importing(kit: Kit, account: Account) -> Importing:
    """Return the tracker of an account. Raises InvalidInput for one that takes no files."""
    if registry.manifest_of(account.provider).watch is not None:
        made = registry.watch_account(account.provider, context_of(kit, account))
        if isinstance(made, Importing):
            return made
    raise InvalidInput(f"{account.name} takes no files.", field="account_id")


async def bring_in(kit: Kit, account_id: str, name: str, content: bytes) -> BroughtIn:
    """Add what a file tells to a tracker of our own. Raises NotFound, InvalidInput."""
    account = await kit.database.read(accounts.get, account_id)
    tracker = await _importing(kit, account)
    told = tracker.read_records(name, content)
    async with accounts_turn(kit, [account.id]):
        changed = await isolated(tracker.bring_in(told.records), account.name)
        await read_again(kit, account, rules_of(account).features)
    return BroughtIn(format=told.format, records=len(told.records), changed=changed, odd=told.odd[:_MOST_ODD])


async def formats(kit: Kit) -> Sequence[FileFormat]:
    """Return the kinds of files that can be written."""
    writer = _writer(kit)
    return writer.formats()


async def write_out(kit: Kit, account_id: str, format_name: str) -> tuple[FileFormat, bytes]:
    """Return what an account says, as it was read last, as a file. Raises NotFound, InvalidInput."""
    account = await kit.database.read(accounts.get, account_id)
    writer = _writer(kit)
    wanted = next((each for each in writer.formats() if each.name == format_name), None)
    if wanted is None:
        known = ", ".join(each.name for each in writer.formats())
        raise InvalidInput(f"There is no format {format_name}; there are {known}.", field="format")
    own = registry.watch_account(account.provider, context_of(kit, account))
    if isinstance(own, Importing):
        records = await isolated(own.records(), account.name)
    else:
        every = await kit.database.read(watch_records.every, account.id)
        records = [each for each in every if each.values != NOTHING]
    return wanted, writer.write_records(wanted.name, records)


def titles_kept(connection: Connection, account: Account) -> int:
    """Return of how many titles something is kept here and nowhere else, as it was read last."""
    if not registry.manifest_of(account.provider).keeps_files:
        return 0
    return sum(watch_records.counts(connection, account.id).values())


def _writer(kit: Kit) -> Importing:
    """Return whoever knows the formats; it needs no account for that."""
    for domain, manifest in registry.manifests().items():
        if manifest.watch is None:
            continue
        if manifest.keeps_files:
            made = registry.watch_account(domain, kit.context(domain, {}))
            if isinstance(made, Importing):
                return made
    raise InvalidInput("Nothing here writes files.", field="format")
