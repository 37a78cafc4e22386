"""What goes over the wire, of answers: written by scripts/generate-client from addon/openapi.json."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Pagination:
    """Where a page lies in the whole."""

    limit: int
    offset: int
    total: int


@dataclass(frozen=True, kw_only=True)
class Problem:
    """An error as RFC 9457 problem+json. `key` is stable and is Home Assistant's translation key."""

    detail: str
    key: str
    status: int
    title: str
    placeholders: dict[str, str] | None = None
    type: str = "about:blank"
