"""Asking what others call a title: once, by whichever account can be asked."""

from syncopate.domain.snapshot import Known
from syncopate.domain.watch import TitleId
from syncopate.providers import registry
from syncopate.providers.manifest import Capability
from syncopate.store import accounts, title_ids
from syncopate.store.links import Link
from syncopate.store.title_ids import Named
from syncopate.sync.kit import Kit
from syncopate.sync.providers import resolver_of
from syncopate.sync.watch.work import titles_to_ask


async def resolving_account(kit: Kit) -> str | None:
    """Return the account that knows what others call a title, None where there is none."""
    for account in await kit.database.read(accounts.every):
        if Capability.TITLE_IDS in registry.manifest_of(account.provider).capabilities:
            return account.id
    return None


async def learn_ids(kit: Kit, link: Link) -> int:
    """Ask for the other ids of titles that only one side has by them; return how many were answered.

    Whoever cannot answer now is asked in the next run.
    """
    account_id = await resolving_account(kit)
    if account_id is None:
        return 0
    asked = await kit.compute(titles_to_ask, kit.database.address, link.id, kit.now())
    if not asked:
        return 0
    resolver = await resolver_of(kit, account_id)
    told: dict[Named, frozenset[TitleId]] = {}
    for kind, known in asked:
        answer = await resolver.other_ids(kind, known)
        if not isinstance(answer, Known):
            break
        told[kind, known] = answer.value
    await kit.database.write(title_ids.learn, told, kit.now())
    return len(told)
