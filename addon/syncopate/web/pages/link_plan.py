"""Plans of a link: why one waits, every write with its reason and what became of it, and saying yes or no."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from starlette.responses import Response

from syncopate.domain.link import Action, Became
from syncopate.domain.watch import Feature, Side
from syncopate.errors import NotFound
from syncopate.store import watch_findings, watch_plans, watch_writes
from syncopate.store.database import Connection
from syncopate.store.paging import Page
from syncopate.store.watch_plans import (
    CANCELLED,
    DEFERRED,
    PlanState,
    StoredOperation,
    StoredPlan,
)
from syncopate.store.watch_writes import OperationFilter
from syncopate.sync.watch.deciding import approve_plan, discard_plan, plan_to_apply
from syncopate.web.link_words import ACTIONS, BECAUSE, OUTCOMES, SIGNS
from syncopate.web.pages.links import Row, row_of, start
from syncopate.web.render import Texts
from syncopate.web.view.paging import paged
from syncopate.web.view.words import short
from syncopate.web.visit import Visit

PAGE = 40
_SHORT = 60
"""Letters of an account's name in a line."""

_WAITING = frozenset({PlanState.HELD, PlanState.PREVIEW})
_UNTRIED = frozenset({DEFERRED, CANCELLED})
_ACTIONS = {each.value: each for each in Action}
_FEATURES = {each.value: each for each in Feature}
_SIDES = {each.value: each for each in Side}


@dataclass(frozen=True, slots=True)
class Asked:
    """Which writes are looked for; "" for all."""

    side: str = ""
    feature: str = ""
    action: str = ""
    became: str = ""
    q: str = ""

    @property
    def any(self) -> bool:
        """Whether anything is left out."""
        return any((self.side, self.feature, self.action, self.became, self.q))

    @property
    def query(self) -> Mapping[str, str]:
        """The same for an address."""
        return {
            "side": self.side,
            "feature": self.feature,
            "action": self.action,
            "became": self.became,
            "q": self.q,
        }

    @property
    def wanted(self) -> OperationFilter:
        """The same for the store."""
        became = next((each for each in Became if each == self.became), None)
        return OperationFilter(
            side=_SIDES.get(self.side),
            feature=_FEATURES.get(self.feature),
            actions=frozenset({_ACTIONS[self.action]}) if self.action else None,
            became=became,
            untried=self.became if self.became in _UNTRIED else None,
            text=self.q,
        )


@dataclass(frozen=True, slots=True)
class Group:
    """Writes of one kind at one side, and how many there are."""

    side: Side
    feature: Feature
    action: Action
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A plan with some of its writes. `sums` are what became of them: they add up to `count`.

    `opened` is the one that is looked at closely.
    """

    plan: StoredPlan
    sums: Sequence[tuple[str, int]]
    groups: Sequence[Group]
    asked: Asked
    page: Page[StoredOperation]
    opened: StoredOperation | None = None

    def words(self, texts: Texts, row: Row) -> Mapping[object, str]:
        """Return what the lines of its list say: the same in many of them, and translated once."""
        names = {side: short(row.seen.at(side).name, _SHORT) for side in Side}
        found: dict[object, str] = {kind: texts.gettext(said) for kind, said in SIGNS.items()}
        found.update({each: texts.gettext(said) for each, said in ACTIONS.items()})
        for side in Side:
            found[side] = names[side]
            found.update(
                {
                    (each, side): texts.gettext(said) % {"from": names[side.other]}
                    for each, said in BECAUSE.items()
                }
            )
        return found

    @property
    def count(self) -> int:
        """How many writes it has."""
        return sum(count for _, count in self.sums)

    @property
    def waits(self) -> bool:
        """Whether the user can say yes or no to it."""
        return self.plan.state in _WAITING and self.count > 0

    @property
    def sides(self) -> Sequence[Side]:
        """The sides that something is written to."""
        return [side for side in Side if any(each.side is side for each in self.groups)]

    @property
    def features(self) -> Sequence[Feature]:
        """What is written."""
        return list(dict.fromkeys(each.feature for each in self.groups))

    @property
    def actions(self) -> Sequence[Action]:
        """How it is written."""
        return list(dict.fromkeys(each.action for each in self.groups))

    @property
    def outcomes(self) -> Sequence[str]:
        """What became of writes that can be looked for."""
        return [name for name, _ in self.sums if name in [*Became] or name in _UNTRIED]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One plan of a link."""

    row: Row
    findings: int
    planned: Planned


def asked_of(visit: Visit) -> Asked:
    """Return which writes are looked for; what there is not is left out."""

    def one(name: str, known: Mapping[str, object]) -> str:
        value = visit.parameter(name)
        return value if value in known else ""

    return Asked(
        side=one("side", _SIDES),
        feature=one("feature", _FEATURES),
        action=one("action", _ACTIONS),
        became=one("became", OUTCOMES),
        q=visit.parameter("q")[:300],
    )


def planned_of(
    connection: Connection, plan: StoredPlan, asked: Asked, number: int, opened: int | None = None
) -> Planned:
    """Return a plan with a page of its writes, and the one that is opened, by its number."""
    read = partial(watch_writes.page, connection, plan.id, asked.wanted)
    return Planned(
        plan=plan,
        sums=sums_of(connection, plan),
        groups=[Group(*each) for each in watch_writes.breakdown(connection, plan.id)],
        asked=asked,
        page=paged(read, number, PAGE),
        opened=None if opened is None else _one(connection, plan.id, opened),
    )


def _one(connection: Connection, plan_id: str, number: int) -> StoredOperation | None:
    page = watch_writes.page(connection, plan_id, OperationFilter(), limit=1, offset=number)
    return next(iter(page.items), None)


def opened_of(visit: Visit) -> int | None:
    """Return the number of the write that is opened."""
    return visit.whole("op") if visit.parameter("op") else None


def sums_of(connection: Connection, plan: StoredPlan) -> list[tuple[str, int]]:
    """Return how many of a plan's writes ended in which way, in a fixed order.

    They are counted only while they are written: else the plan knows.
    """
    if plan.state is PlanState.APPLYING:
        counts = dict(watch_plans.sums(connection, plan.id))
    else:
        counts = dict(plan.counts)
        counts["pending"] = 2 * counts.get("planned", 0) - sum(counts.values())
    return [(name, counts[name]) for name in OUTCOMES if counts.get(name)]


async def show(visit: Visit) -> Response:
    """Show one of those that are kept."""
    link_id, plan_id = visit.request.path_params["id"], visit.request.path_params["plan"]
    number = max(visit.whole("page", 1), 1)
    view = await visit.kit.database.read(_gather, link_id, plan_id, asked_of(visit), number, opened_of(visit))
    return visit.page("link_plan.html", view, active="links")


def _gather(
    connection: Connection, link_id: str, plan_id: str, asked: Asked, number: int, opened: int | None
) -> View:
    row, plan = row_of(connection, link_id), watch_plans.get(connection, plan_id)
    if plan.link_id != link_id:
        raise NotFound(what="plan", id=plan_id)
    return View(
        row=row,
        findings=findings_count(connection, link_id),
        planned=planned_of(connection, plan, asked, number, opened),
    )


def findings_count(connection: Connection, link_id: str) -> int:
    """Return how much needs an eye at a link."""
    return sum(watch_findings.counts(connection, link_id).values())


async def approve(visit: Visit) -> Response:
    """Say yes to a plan, and run it; it is planned anew, and waits again if it takes more away by then."""
    link_id = visit.request.path_params["id"]
    plan = await plan_to_apply(visit.kit, link_id, visit.request.path_params["plan"])
    begun = await start(visit, link_id, {"approve": {link_id: plan.id}})
    await approve_plan(visit.kit, link_id, plan.id)
    return visit.back("approved" if begun else "approved_later")


async def discard(visit: Visit) -> Response:
    """Say no to a plan; the next run plans anew, and does not ask for the same again."""
    await discard_plan(visit.kit, visit.request.path_params["id"], visit.request.path_params["plan"])
    return visit.back("discarded")
