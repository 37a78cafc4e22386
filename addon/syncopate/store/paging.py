"""One page of a longer list."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Page[T]:
    """Some items from `offset` on, `limit` at most, of `total` altogether."""

    items: tuple[T, ...]
    total: int
    limit: int
    offset: int
