"""Two trackers of our own in the household of the pages, linked or to be linked, and what is put into them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from engine.sync.watch.conftest import film, listed, rated, seen
from syncopate.domain.link import CLEARING, Because, FeaturePolicy, WatchOperation
from syncopate.domain.run import ItemResult, Progress
from syncopate.domain.watch import Feature, Record, Side, Values
from syncopate.providers import registry
from syncopate.providers.importing import Importing
from syncopate.store import links, runs, watch_plans
from syncopate.store.accounts import Account
from syncopate.store.links import Link
from syncopate.store.runs import Run
from syncopate.store.watch_plans import PlanState, StoredPlan
from syncopate.sync.accounts import add_account
from syncopate.sync.providers import context_of
from syncopate.sync.watch.deciding import approve_plan
from syncopate.sync.watch.linking import NewLink, add_link
from syncopate.sync.watch.running import run_link
from syncopate.sync.watch.work import PlanMode

MIRROR = FeaturePolicy(adds=True, removes=True)


async def nobody(_progress: Progress) -> None:
    """Tell nobody."""


def csrf_of(text: str) -> str:
    """Return what goes into the forms of a page."""
    found = re.search(r'name="csrf" value="([^"]+)"', text)
    assert found
    return found[1]


def words_of(text: str) -> str:
    """Return what a page says, without its tags."""
    main = text.partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", main))


@dataclass
class Linked:
    """A household with two trackers."""

    home: Any
    left: Account
    right: Account
    puts: list[Record] = field(default_factory=list)

    @property
    def kit(self) -> Any:
        """What use cases get."""
        return self.home.kit

    async def files(self, account: Account) -> Importing:
        """Return a tracker itself, to be changed behind the engine's back."""
        made = registry.watch_account(account.provider, context_of(self.kit, account))
        assert isinstance(made, Importing)
        return made

    async def put(self, account: Account, *records: Record) -> None:
        """Let a tracker say more."""
        await (await self.files(account)).bring_in(records)

    async def said(self, account: Account) -> Mapping[str, Values]:
        """Return what a tracker says, by the names of titles."""
        return {each.title.name: each.values for each in await (await self.files(account)).records()}

    async def take(self, account: Account, name: str, feature: Feature, list_name: str = "") -> None:
        """Take back what a tracker says of a title, of lists that it is in one, as its owner does."""
        made = registry.watch_account(account.provider, context_of(self.kit, account))
        [record] = [one for one in await (await self.files(account)).records() if one.title.name == name]
        operation = WatchOperation(
            side=Side.LEFT,
            feature=feature,
            action=CLEARING[feature],
            title=record.title,
            keys=(record.key,),
            value=None,
            before=None,
            because=Because.REMOVED,
            list_name=list_name,
        )
        await made.write([operation])

    async def link(self, features: Mapping[Feature, FeaturePolicy] | None = None, **more: Any) -> Link:
        """Link the two."""
        wanted = NewLink(
            left_account_id=self.left.id,
            right_account_id=self.right.id,
            features=features,
            two_way_understood=True,
            **more,
        )
        return await add_link(self.kit, wanted)

    async def run(self, link: Link, **more: Any) -> ItemResult:
        """Run a link, an hour after whatever was before."""
        self.home.clock[0] += timedelta(hours=1)
        return await run_link(self.kit, link.id, None, report=nobody, **more)

    async def preview(self, link: Link) -> ItemResult:
        """Plan a link."""
        return await self.run(link, mode=PlanMode.PREVIEW)

    async def approved(self, link: Link) -> ItemResult:
        """Run a link, say yes, and run it again."""
        await self.run(link)
        plan = await approve_plan(self.kit, link.id)
        return await self.run(link, approve=plan.id)

    async def plan(self, link: Link, *states: PlanState) -> StoredPlan:
        """Return the newest plan."""
        found = await self.kit.database.read(watch_plans.latest, link.id, *states)
        assert found is not None
        return found

    async def stored(self, link: Link) -> Link:
        """Return a link as it is stored."""
        return await self.kit.database.read(links.get, link.id)

    async def started(self) -> list[Run]:
        """Return the runs that were asked for and have not ended."""
        return await self.kit.database.read(runs.active)

    async def some(self) -> None:
        """Let both say a little, some of it the same."""
        await self.put(self.left, *(seen(film(number)) for number in range(1, 6)), rated(film(1), 8))
        await self.put(self.left, listed(film(9, name="Something to see")))
        await self.put(self.right, seen(film(1)), rated(film(1), 6))


async def two_trackers(home: Any) -> Linked:
    """Add both."""
    left = await add_account(home.kit, provider="local", name="Living room", settings={})
    right = await add_account(home.kit, provider="local", name="Diary", settings={})
    return Linked(home, left, right)
