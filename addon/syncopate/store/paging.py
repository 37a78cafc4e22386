"""One page of a longer list."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Page[T]:
    """Some items from `offset` on, `limit` at most, of `total` altogether."""

    items: tuple[T, ...]
    total: int
    limit: int
    offset: int

    @property
    def number(self) -> int:
        """Which page of as many items each it is, from 1."""
        return self.offset // self.limit + 1
