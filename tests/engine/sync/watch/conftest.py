"""Two trackers of our own, linked: real files, a real database, and what tells what is in them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from engine.sync.conftest import Household
from syncopate.domain.link import CLEARING, Became, Because, FeaturePolicy, WatchOperation
from syncopate.domain.run import ItemResult
from syncopate.domain.watch import (
    Feature,
    InLists,
    Listed,
    MediaType,
    Rating,
    Record,
    Side,
    Title,
    TitleId,
    TitleIdKind,
    Values,
    Watched,
)
from syncopate.providers import registry
from syncopate.providers.importing import Importing
from syncopate.store import links, watch_plans, watch_writes
from syncopate.store.accounts import Account
from syncopate.store.links import Link
from syncopate.store.watch_plans import PlanState, StoredOperation, StoredPlan
from syncopate.store.watch_writes import OperationFilter
from syncopate.sync import worker_database
from syncopate.sync.accounts import add_account
from syncopate.sync.kit import Kit
from syncopate.sync.providers import context_of
from syncopate.sync.watch.deciding import approve_plan
from syncopate.sync.watch.linking import NewLink, add_link
from syncopate.sync.watch.running import run_link
from syncopate.sync.watch.work import PlanMode

SEEN = datetime(2026, 2, 1, 20, tzinfo=UTC)


def film(number: int = 1, *, name: str = "", **more: object) -> Title:
    """Return a film with an id."""
    ids = frozenset({TitleId(TitleIdKind.TMDB, str(number))})
    return Title(type=MediaType.MOVIE, ids=ids, name=name or f"Film {number}", year=2000, **more)  # type: ignore[arg-type]


def seen(title: Title, *plays: datetime) -> Record:
    """Return that a title was seen."""
    given = plays or (SEEN,)
    return Record(key=f"given {title.name}", title=title, values=Values(watched=Watched(given, len(given))))


def rated(title: Title, value: float, at: datetime = SEEN) -> Record:
    """Return that a title is rated."""
    return Record(key=f"given {title.name}", title=title, values=Values(rating=Rating(value, at)))


def listed(title: Title, at: datetime = SEEN) -> Record:
    """Return that a title shall be watched."""
    return Record(key=f"given {title.name}", title=title, values=Values(listed=Listed(at)))


def in_lists(title: Title, *names: str) -> Record:
    """Return that a title is in lists."""
    return Record(key=f"given {title.name}", title=title, values=Values(lists=InLists(frozenset(names))))


BOTH = FeaturePolicy(to_left=True, to_right=True, adds=True, removes=True)
MIRROR = FeaturePolicy(adds=True, removes=True)


@dataclass
class Pair:
    """A household with trackers, and links between them."""

    household: Household

    @property
    def kit(self) -> Kit:
        """What use cases get."""
        return self.household.kit

    async def tracker(self, name: str) -> Account:
        """Add a tracker."""
        return await add_account(self.kit, provider="local", name=name, settings={})

    async def files(self, account: Account) -> Importing:
        """Return the tracker itself, to be changed behind the engine's back."""
        made = registry.watch_account("local", context_of(self.kit, account))
        assert isinstance(made, Importing)
        return made

    async def put(self, account: Account, *records: Record) -> None:
        """Let a tracker say more."""
        await (await self.files(account)).bring_in(records)

    async def said(self, account: Account) -> Mapping[str, Values]:
        """Return what a tracker says, by the names of titles."""
        return {each.title.name: each.values for each in await (await self.files(account)).records()}

    async def take(self, account: Account, names: Iterable[str], feature: Feature) -> None:
        """Take back what a tracker says of titles, as its owner does."""
        wanted = set(names)
        records = [each for each in await (await self.files(account)).records() if each.title.name in wanted]
        assert len(records) == len(wanted)
        await self.erase(account, records, feature)

    async def erase(
        self, account: Account, records: Iterable[Record], feature: Feature = Feature.HISTORY
    ) -> None:
        """Take back what a tracker says in records of its own."""
        made = registry.watch_account("local", context_of(self.kit, account))
        operations = [
            WatchOperation(
                side=Side.LEFT,
                feature=feature,
                action=CLEARING[feature],
                title=each.title,
                keys=(each.key,),
                value=None,
                before=None,
                because=Because.REMOVED,
            )
            for each in records
        ]
        await made.write(operations)

    async def take_off(self, account: Account, name: str, list_name: str) -> None:
        """Take a title off a list, as the owner of a tracker does."""
        made = registry.watch_account("local", context_of(self.kit, account))
        (record,) = (each for each in await (await self.files(account)).records() if each.title.name == name)
        operation = WatchOperation(
            side=Side.LEFT,
            feature=Feature.LISTS,
            action=CLEARING[Feature.LISTS],
            title=record.title,
            keys=(record.key,),
            value=InLists(frozenset({list_name})),
            before=record.values.lists,
            because=Because.REMOVED,
            list_name=list_name,
        )
        (outcome,) = await made.write([operation])
        assert outcome.became is Became.APPLIED

    async def link(
        self,
        left: Account,
        right: Account,
        features: Mapping[Feature, FeaturePolicy] | None = None,
        **more: Any,
    ) -> Link:
        """Link two trackers."""
        return await add_link(
            self.kit,
            NewLink(
                left_account_id=left.id,
                right_account_id=right.id,
                features=features,
                two_way_understood=True,
                **more,
            ),
        )

    async def run(self, link: Link, **more: object) -> ItemResult:
        """Run a link, an hour after whatever was before."""
        self.household.clock.forward(hours=1)
        result = await run_link(self.kit, link.id, None, report=self.household.report, **more)  # type: ignore[arg-type]
        self.household.clock.forward(minutes=10)
        return result

    async def preview(self, link: Link) -> ItemResult:
        """Plan a link."""
        return await self.run(link, mode=PlanMode.PREVIEW)

    async def approved(self, link: Link) -> ItemResult:
        """Run a link, say yes to what waits, and run it again."""
        await self.run(link)
        return await self.go_on(link)

    async def go_on(self, link: Link) -> ItemResult:
        """Say yes to what waits, and run."""
        plan = await approve_plan(self.kit, link.id)
        return await self.run(link, approve=plan.id)

    async def plan(self, link: Link, *states: PlanState) -> StoredPlan:
        """Return the newest plan."""
        found = await self.kit.database.read(watch_plans.latest, link.id, *states)
        assert found is not None
        return found

    async def operations(self, link: Link) -> Sequence[StoredOperation]:
        """Return the writes of the newest plan."""
        plan = await self.plan(link)
        page = await self.kit.database.read(
            watch_writes.page, plan.id, OperationFilter(), limit=1000, offset=0
        )
        return page.items

    async def stored(self, link: Link) -> Link:
        """Return a link as it is stored now."""
        return await self.kit.database.read(links.get, link.id)


@pytest.fixture
def pair(household: Household, monkeypatch: pytest.MonkeyPatch) -> Pair:
    """Return a household without trackers."""
    address = household.kit.database.address
    monkeypatch.setattr(worker_database, "_opened", {address: household.kit.database})
    household.clock.time += timedelta(days=1)
    return Pair(household)
