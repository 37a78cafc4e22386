"""Links as they are shown: with their accounts, and the plan that waits."""

from dataclasses import dataclass

from syncopate.domain.problem import Problem
from syncopate.domain.watch import Side
from syncopate.store import accounts, links, watch_plans
from syncopate.store.accounts import Account
from syncopate.store.database import Connection
from syncopate.store.links import Link
from syncopate.store.watch_plans import PlanState, StoredPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkOverview:
    """A link with both accounts; `held` waits for the user, `shown` is its newest plan."""

    link: Link
    left: Account
    right: Account
    held: StoredPlan | None
    shown: StoredPlan | None

    def at(self, side: Side) -> Account:
        """Return the account of a side."""
        return self.left if side is Side.LEFT else self.right

    @property
    def pending(self) -> int:
        """How many writes wait for the user, or were left to do by the last run."""
        if self.held is not None:
            return self.held.counts.get("planned", 0)
        return 0 if self.link.knowledge is None else self.link.knowledge.left


def overview(connection: Connection, link_id: str) -> LinkOverview:
    """Return one link as it is shown. Raises NotFound."""
    return _of(connection, links.get(connection, link_id))


def overviews(connection: Connection) -> list[LinkOverview]:
    """Return all links as they are shown, the oldest first."""
    return [_of(connection, link) for link in links.every(connection)]


def _of(connection: Connection, link: Link) -> LinkOverview:
    return LinkOverview(
        link=link,
        left=accounts.get(connection, link.left_account_id),
        right=accounts.get(connection, link.right_account_id),
        held=watch_plans.latest(connection, link.id, PlanState.HELD),
        shown=watch_plans.latest(connection, link.id),
    )


def problems_of_links(connection: Connection) -> list[Problem]:
    """Return what needs the user: plans that wait, once each until they are decided."""
    found: list[Problem] = []
    for each in watch_plans.held(connection):
        link = links.get(connection, each.link_id)
        count = str(each.counts.get("planned", 0))
        found.append(
            Problem(
                id=f"link_held_{link.id}",
                key="link_held",
                title=link.name,
                detail=f"A plan of {link.name} with {count} writes waits for you.",
                placeholders={"name": link.name, "count": count, "link_id": link.id, "plan_id": each.id},
            )
        )
    return found
