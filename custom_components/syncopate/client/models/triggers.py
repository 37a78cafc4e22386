"""What goes over the wire, of triggers: written by scripts/generate-client from addon/openapi.json."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from .answers import RunView


class TriggerResult(StrEnum):
    """What came of a trigger."""

    STARTED = "started"
    NOT_CONFIGURED = "not_configured"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


@dataclass(frozen=True, kw_only=True)
class TriggerAnswer:
    """The answer of /api/sync/…: the run, or why there is none."""

    detail: str
    result: TriggerResult
    what: str
    run: RunView | None = None
