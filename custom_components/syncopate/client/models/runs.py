"""What goes over the wire, of runs: written by scripts/generate-client from addon/openapi.json."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self

from .answers import RunView


class ItemStatus(StrEnum):
    """What became of one item of a run."""

    SYNCED = "synced"
    UNCHANGED = "unchanged"
    HELD = "held"
    NOT_DUE = "not_due"
    DISABLED = "disabled"
    NOT_CONFIGURED = "not_configured"
    UNKNOWN = "unknown"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


@dataclass(frozen=True, kw_only=True)
class RunItemView:
    """What became of one item in a run."""

    added: int
    duration_ms: int
    ended_at: datetime
    item_id: str
    item_name: str
    matched: int
    missing: int
    moved: int
    removed: int
    review: int
    run_id: str
    started_at: datetime
    status: ItemStatus
    unknown: int
    detail: str = ""
    error: str | None = None
    missing_entries: list[str] | None = None
    next_due: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class RunDetail:
    """A run with its items."""

    items: list[RunItemView]
    run: RunView
