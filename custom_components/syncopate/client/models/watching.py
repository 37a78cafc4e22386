"""What goes over the wire, of watching: written by scripts/generate-client from addon/openapi.json."""

from dataclasses import dataclass

from .links import WatchCounts


@dataclass(frozen=True, kw_only=True)
class WrittenView:
    """What came of writes that were asked for: how many, and why some failed."""

    account: str
    counts: WatchCounts
    reasons: list[str] | None = None
