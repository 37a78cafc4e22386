"""Wire models of accounts kept in step: links, their plans, what needs an eye."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from syncopate.api.wire.base import Clean, Pagination, WantedId, Wire
from syncopate.domain.link import Action, Became, Because, Ready
from syncopate.domain.run import ItemStatus
from syncopate.domain.watch import Feature, MediaType, Side
from syncopate.planning.watching.guarding import Caution
from syncopate.store.watch_findings import FindingKind
from syncopate.store.watch_plans import PlanState


class Way(StrEnum):
    """Which way something passes: from left to right, from right to left, or both."""

    TO_RIGHT = "to_right"
    TO_LEFT = "to_left"
    BOTH = "both"


class FeatureView(Wire):
    """How one feature passes. `tie` is the side whose word counts where nothing else settles it."""

    feature: Feature
    way: Way = Way.TO_RIGHT
    adds: bool = True
    removes: bool = False
    tie: Side = Side.LEFT


class LinkSideView(Wire):
    """One account of a link. `sections` are the libraries that are kept in step, null: all."""

    account_id: str
    provider: str
    name: str
    sections: list[str] | None = None


class WatchCounts(Wire):
    """A run's sums: planned is all the others together."""

    planned: int = 0
    applied: int = 0
    unchanged: int = 0
    unresolved: int = 0
    deferred: int = 0
    failed: int = 0
    held: int = 0
    cancelled: int = 0
    in_doubt: int = 0


class WatchLinkView(Wire):
    """A link. `held_plan_id` is a plan that waits for the user, `pending` how many writes it has.

    `approved` false: until a plan of it is approved it writes nothing. `live`: what happens at one side is
    told to the other at once, as far as its server tells it. `lists` are the names of the lists that are kept
    in step, null: all. `problem_key` is an error's.
    """

    id: str
    name: str
    left: LinkSideView
    right: LinkSideView
    features: list[FeatureView]
    types: list[MediaType] | None = None
    lists: list[str] | None = None
    limit_count: int
    limit_share: float
    every_minutes: int | None = None
    enabled: bool
    live: bool = True
    approved: bool
    pending: int = 0
    held_plan_id: str | None = None
    held_reasons: list[Caution] = Field(default_factory=list)
    last_run_at: datetime | None = None
    last_success_at: datetime | None = None
    last_status: ItemStatus | None = None
    last_error: str | None = None
    last_detail: str = ""
    last_counts: WatchCounts = Field(default_factory=WatchCounts)
    created_at: datetime


class LinkList(Wire):
    """All links, the oldest first."""

    items: list[WatchLinkView]


class OfferedFeature(Wire):
    """A feature that both accounts have, and the ways it may pass, the proposed one first."""

    feature: Feature
    ways: list[Way]


class LinkOffer(Wire):
    """What could be kept in step between two accounts.

    `resolver` false: no account knows titles by all their ids (TMDb does), so that some may find no
    counterpart.
    """

    left_name: str
    right_name: str
    features: list[OfferedFeature]
    resolver: bool


class FeatureInput(Wire):
    """How one feature shall pass."""

    feature: Feature
    way: Way = Way.TO_RIGHT
    adds: bool = True
    removes: bool = False
    tie: Side = Side.LEFT


class LinkCreate(Wire):
    """A link to make. Without `features` it has the first that both accounts have, one way, adds alone.

    `lists` are the names of the lists that are kept in step, null or none: all.
    `two_way_understood` says that whoever chose both ways knows what that may bring.
    """

    left_account_id: WantedId
    right_account_id: WantedId
    name: Clean | None = Field(default=None, min_length=1, max_length=300)
    features: list[FeatureInput] | None = Field(default=None, min_length=1, max_length=10)
    types: list[MediaType] | None = Field(default=None, max_length=4)
    left_sections: list[Clean] | None = Field(default=None, max_length=500)
    right_sections: list[Clean] | None = Field(default=None, max_length=500)
    lists: list[Clean] | None = Field(default=None, max_length=500)
    limit_count: int = Field(default=10, ge=0, le=1_000_000)
    limit_share: float = Field(default=0.1, ge=0, le=1)
    every_minutes: int | None = Field(default=None, ge=5, le=100_000)
    enabled: bool = True
    live: bool = True
    two_way_understood: bool = False


class LinkPatch(Wire):
    """What changes of a link; what is left out stays."""

    name: Clean | None = Field(default=None, min_length=1, max_length=300)
    features: list[FeatureInput] | None = Field(default=None, min_length=1, max_length=10)
    types: list[MediaType] | None = Field(default=None, max_length=4)
    left_sections: list[Clean] | None = Field(default=None, max_length=500)
    right_sections: list[Clean] | None = Field(default=None, max_length=500)
    lists: list[Clean] | None = Field(default=None, max_length=500)
    limit_count: int | None = Field(default=None, ge=0, le=1_000_000)
    limit_share: float | None = Field(default=None, ge=0, le=1)
    every_minutes: int | None = Field(default=None, ge=5, le=100_000)
    enabled: bool | None = None
    live: bool | None = None
    two_way_understood: bool = False


class LinkRunRequest(Wire):
    """How a link shall run: `preview` only plans, `whole` reads both accounts from the beginning.

    `anew`: what was discarded is planned again.
    """

    preview: bool = False
    whole: bool = False
    anew: bool = False


class PlanChoice(Wire):
    """Which plan is meant; null: the one that waits, or was shown last."""

    plan_id: WantedId | None = None


class ReasonView(Wire):
    """Why a plan waits: how many removals, of how many; `list_name` where it is about one list."""

    because: Caution
    side: Side | None = None
    feature: Feature | None = None
    removals: int = 0
    of: int = 0
    list_name: str | None = None


class ValueView(Wire):
    """What is said of a title: exactly what belongs to the feature is filled in."""

    plays: list[datetime] | None = None
    play_count: int | None = None
    position_ms: int | None = None
    rating: float | None = None
    listed: bool | None = None
    lists: list[str] | None = None
    at: datetime | None = None


class TitleView(Wire):
    """A title: what it is called, and by which ids it is known ("imdb:tt0111161")."""

    type: MediaType
    name: str
    show_name: str = ""
    year: int | None = None
    season: int | None = None
    number: int | None = None
    ids: list[str] = Field(default_factory=list)
    show_ids: list[str] = Field(default_factory=list)
    path: str | None = None


class WatchOperationView(Wire):
    """One write of a plan: what, where, why, and what became of it (null: not tried yet).

    `list_name` is the list that the title is put into, or taken off.
    """

    number: int
    side: Side
    feature: Feature
    action: Action
    because: Because
    ready: Ready
    label: str
    title: TitleView
    keys: list[str]
    list_name: str | None = None
    value: ValueView | None = None
    before: ValueView | None = None
    became: Became | None = None
    reason: str | None = None
    detail: str = ""


class OperationCount(Wire):
    """How many writes of a kind a plan has."""

    side: Side
    feature: Feature
    action: Action
    count: int


class WatchPlanView(Wire):
    """One plan of a link."""

    id: str
    link_id: str
    run_id: str | None = None
    made_at: datetime
    ended_at: datetime | None = None
    state: PlanState
    reasons: list[ReasonView]
    counts: WatchCounts


class WatchPlanPage(Wire):
    """A plan with a page of its writes."""

    plan: WatchPlanView
    breakdown: list[OperationCount]
    items: list[WatchOperationView]
    page: Pagination


class WatchPlanList(Wire):
    """The plans of a link that are kept, the newest first."""

    items: list[WatchPlanView]


class FindingView(Wire):
    """Something that needs an eye. Details are those of its kind."""

    kind: FindingKind
    side: Side | None = None
    label: str
    ids: list[str] = Field(default_factory=list)
    keys: list[str] = Field(default_factory=list)
    titles: list[str] = Field(default_factory=list)
    path: str | None = None
    feature: Feature | None = None
    reason: str = ""


class FindingCounts(Wire):
    """How many findings there are of each kind."""

    conflict: int = 0
    duplicate: int = 0
    no_ids: int = 0
    no_counterpart: int = 0
    unresolved: int = 0
    impossible: int = 0


class FindingPage(Wire):
    """What needs an eye at a link, as of its last plan."""

    counts: FindingCounts
    items: list[FindingView]
    page: Pagination
