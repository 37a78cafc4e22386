"""What goes over the wire, of links: written by scripts/generate-client from addon/openapi.json."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self

from .answers import Pagination
from .runs import ItemStatus


class Action(StrEnum):
    """What is written."""

    WATCH = "watch"
    UNWATCH = "unwatch"
    PLACE = "place"
    UNPLACE = "unplace"
    RATE = "rate"
    UNRATE = "unrate"
    LIST = "list"
    UNLIST = "unlist"
    ENLIST = "enlist"
    DELIST = "delist"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


class Became(StrEnum):
    """What became of a write."""

    APPLIED = "applied"
    UNCHANGED = "unchanged"
    UNRESOLVED = "unresolved"
    FAILED = "failed"
    IN_DOUBT = "in_doubt"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


class Because(StrEnum):
    """Why something is written."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"
    NEWER = "newer"
    PREFERRED = "preferred"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


class Caution(StrEnum):
    """Why a plan waits."""

    NEW_LINK = "new_link"
    FIRST_REMOVALS = "first_removals"
    MANY_REMOVALS = "many_removals"
    WOULD_EMPTY = "would_empty"
    SHRUNKEN = "shrunken"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


class Feature(StrEnum):
    """What is kept the same, each by itself."""

    HISTORY = "history"
    PROGRESS = "progress"
    RATINGS = "ratings"
    WATCHLIST = "watchlist"
    LISTS = "lists"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


@dataclass(frozen=True, kw_only=True)
class LinkSideView:
    """One account of a link. `sections` are the libraries that are kept in step, null: all."""

    account_id: str
    name: str
    provider: str
    sections: list[str] | None = None


class MediaType(StrEnum):
    """What a title is. It is a part of every identity: a film and a show may have the same number."""

    MOVIE = "movie"
    SHOW = "show"
    SEASON = "season"
    EPISODE = "episode"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


class PlanState(StrEnum):
    """What became of a plan."""

    PREVIEW = "preview"
    HELD = "held"
    APPROVED = "approved"
    APPLYING = "applying"
    DONE = "done"
    DISCARDED = "discarded"
    REPLACED = "replaced"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


class Ready(StrEnum):
    """Whether an operation can be done now."""

    READY = "ready"
    NO_COUNTERPART = "no_counterpart"
    PLAYING = "playing"
    PART_UNSEEN = "part_unseen"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


class Side(StrEnum):
    """One of the two accounts of a link."""

    LEFT = "left"
    RIGHT = "right"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


@dataclass(frozen=True, kw_only=True)
class TitleView:
    """A title: what it is called, and by which ids it is known ("imdb:tt0111161")."""

    name: str
    type: MediaType
    ids: list[str] | None = None
    number: int | None = None
    path: str | None = None
    season: int | None = None
    show_ids: list[str] | None = None
    show_name: str = ""
    year: int | None = None


@dataclass(frozen=True, kw_only=True)
class ValueView:
    """What is said of a title: exactly what belongs to the feature is filled in."""

    at: datetime | None = None
    listed: bool | None = None
    lists: list[str] | None = None
    play_count: int | None = None
    plays: list[datetime] | None = None
    position_ms: int | None = None
    rating: float | None = None


@dataclass(frozen=True, kw_only=True)
class WatchCounts:
    """A run's sums: planned is all the others together."""

    applied: int = 0
    cancelled: int = 0
    deferred: int = 0
    failed: int = 0
    held: int = 0
    in_doubt: int = 0
    planned: int = 0
    unchanged: int = 0
    unresolved: int = 0


@dataclass(frozen=True, kw_only=True)
class WatchOperationView:
    """
    One write of a plan: what, where, why, and what became of it (null: not tried yet).

    `list_name` is the list that the title is put into, or taken off.
    """

    action: Action
    because: Because
    feature: Feature
    keys: list[str]
    label: str
    number: int
    ready: Ready
    side: Side
    title: TitleView
    became: Became | None = None
    before: ValueView | None = None
    detail: str = ""
    list_name: str | None = None
    reason: str | None = None
    value: ValueView | None = None


class Way(StrEnum):
    """Which way something passes: from left to right, from right to left, or both."""

    TO_RIGHT = "to_right"
    TO_LEFT = "to_left"
    BOTH = "both"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


@dataclass(frozen=True, kw_only=True)
class FeatureView:
    """How one feature passes. `tie` is the side whose word counts where nothing else settles it."""

    feature: Feature
    adds: bool = True
    removes: bool = False
    tie: Side = Side.LEFT
    way: Way = Way.TO_RIGHT


@dataclass(frozen=True, kw_only=True)
class OperationCount:
    """How many writes of a kind a plan has."""

    action: Action
    count: int
    feature: Feature
    side: Side


@dataclass(frozen=True, kw_only=True)
class ReasonView:
    """Why a plan waits: how many removals, of how many; `list_name` where it is about one list."""

    because: Caution
    feature: Feature | None = None
    list_name: str | None = None
    of: int = 0
    removals: int = 0
    side: Side | None = None


@dataclass(frozen=True, kw_only=True)
class WatchLinkView:
    """
    A link. `held_plan_id` is a plan that waits for the user, `pending` how many writes it has.

    `approved` false: until a plan of it is approved it writes nothing. `live`: what happens at one side is
    told to the other at once, as far as its server tells it. `lists` are the names of the lists that are kept
    in step, null: all. `problem_key` is an error's.
    """

    approved: bool
    created_at: datetime
    enabled: bool
    features: list[FeatureView]
    id: str
    left: LinkSideView
    limit_count: int
    limit_share: float
    name: str
    right: LinkSideView
    every_minutes: int | None = None
    held_plan_id: str | None = None
    held_reasons: list[Caution] | None = None
    last_counts: WatchCounts | None = None
    last_detail: str = ""
    last_error: str | None = None
    last_run_at: datetime | None = None
    last_status: ItemStatus | None = None
    last_success_at: datetime | None = None
    lists: list[str] | None = None
    live: bool = True
    pending: int = 0
    types: list[MediaType] | None = None


@dataclass(frozen=True, kw_only=True)
class WatchPlanView:
    """One plan of a link."""

    counts: WatchCounts
    id: str
    link_id: str
    made_at: datetime
    reasons: list[ReasonView]
    state: PlanState
    ended_at: datetime | None = None
    run_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class LinkList:
    """All links, the oldest first."""

    items: list[WatchLinkView]


@dataclass(frozen=True, kw_only=True)
class WatchPlanList:
    """The plans of a link that are kept, the newest first."""

    items: list[WatchPlanView]


@dataclass(frozen=True, kw_only=True)
class WatchPlanPage:
    """A plan with a page of its writes."""

    breakdown: list[OperationCount]
    items: list[WatchOperationView]
    page: Pagination
    plan: WatchPlanView
