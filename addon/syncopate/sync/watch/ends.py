"""Both accounts of a link: read together, and told to whoever plans."""

from collections.abc import AsyncGenerator, Collection, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace

from syncopate.domain.watch import Feature, Side, WatchRules
from syncopate.errors import NotConfigured
from syncopate.providers import registry
from syncopate.providers.capability import Report
from syncopate.store import accounts, links
from syncopate.store.accounts import Account
from syncopate.store.links import Link
from syncopate.sync.health import saw_answer
from syncopate.sync.kit import Kit
from syncopate.sync.watch.reading import AccountRead, read_account
from syncopate.sync.watch.work import PlanMode, PlanTask, SideTask

type Reads = Mapping[Side, AccountRead]


@dataclass(frozen=True, slots=True)
class Ends:
    """Both accounts of a link, with how they behave."""

    left: Account
    right: Account

    def at(self, side: Side) -> Account:
        """Return one of them."""
        return self.left if side is Side.LEFT else self.right

    def rules(self, side: Side) -> WatchRules:
        """Return how one of them behaves. Raises NotConfigured."""
        account = self.at(side)
        rules = registry.manifest_of(account.provider).watch
        if rules is None:
            raise NotConfigured(f"{account.name} has nothing to keep in step.", what=account.provider)
        return rules


async def ends_of(kit: Kit, link: Link) -> Ends:
    """Return both accounts. Raises NotFound."""
    return Ends(
        await kit.database.read(accounts.get, link.left_account_id),
        await kit.database.read(accounts.get, link.right_account_id),
    )


@asynccontextmanager
async def accounts_turn(kit: Kit, account_ids: Collection[str]) -> AsyncGenerator[None]:
    """Hold the turn of accounts while a block runs: nobody else reads or writes their state meanwhile."""
    async with AsyncExitStack() as stack:
        for account_id in sorted(set(account_ids)):
            await stack.enter_async_context(kit.turns[f"watch {account_id}"])
        yield


async def read_both(kit: Kit, link: Link, ends: Ends, *, report: Report, whole: bool = False) -> Reads:
    """Read both accounts in the respects of a link, and keep whether they answered; in their turn."""
    features = frozenset(link.settings.features)
    reads: dict[Side, AccountRead] = {}
    for side in Side:
        account = ends.at(side)
        wanted = await _wanted(kit, features, ends, side)
        read = await read_account(kit, account, wanted, report=report, whole=whole)
        missing = {feature: why for feature, why in read.missing.items() if feature in features}
        complete = read.complete & features
        if ends.rules(side).clears_on_rewatch and Feature.PROGRESS not in read.complete:
            # That nobody is in it has to be known, or one who begins anew would seem to take it back.
            complete -= {Feature.HISTORY}
            if Feature.PROGRESS in read.missing:
                missing.setdefault(Feature.HISTORY, read.missing[Feature.PROGRESS])
        reads[side] = replace(read, complete=complete, missing=missing)
    for read in reads.values():
        why = next(iter(read.missing.values()), None)
        reason, detail = (None, "") if why is None else (why.reason, why.detail)
        await saw_answer(kit, read.account.id, reason, detail)
    return reads


async def read_back(kit: Kit, link: Link, ends: Ends, sides: Collection[Side], *, report: Report) -> None:
    """Read accounts that were just written to, so that they are shown as they are now; in their turn."""
    for side in Side:
        if side in sides:
            wanted = await _wanted(kit, frozenset(link.settings.features), ends, side)
            await read_account(kit, ends.at(side), wanted, report=report)


async def _wanted(kit: Kit, features: frozenset[Feature], ends: Ends, side: Side) -> frozenset[Feature]:
    """Return in which respects an account is read.

    All that any link wants of it is read at once: by less, the next one would begin anew. Where something
    that is begun once more is no longer said to be seen, only how far it is tells that from a taking back.
    """
    account, rules = ends.at(side), ends.rules(side)
    wanted = features.union(
        *(
            each.settings.features
            for each in await kit.database.read(links.every)
            if each.enabled and account.id in {each.left_account_id, each.right_account_id}
        )
    )
    if rules.clears_on_rewatch and Feature.HISTORY in wanted:
        wanted |= {Feature.PROGRESS}
    return wanted & rules.features


def task_of(
    kit: Kit, link: Link, ends: Ends, reads: Reads, mode: PlanMode, *, run_id: str | None = None
) -> PlanTask:
    """Return what to plan of what was read."""

    def side_task(side: Side) -> SideTask:
        read = reads[side]
        return SideTask(
            account_id=read.account.id,
            revision=read.revision,
            taken_at=read.taken_at,
            complete=read.complete,
            skew=read.skew,
            playing=read.playing,
            rules=ends.rules(side),
        )

    return PlanTask(
        link_id=link.id,
        run_id=run_id,
        mode=mode,
        left=side_task(Side.LEFT),
        right=side_task(Side.RIGHT),
        now=kit.now(),
        impossible=tuple(
            (side, each.title, each.detail) for side, read in reads.items() for each in read.problems
        ),
    )
