"""What one account said at one time: complete, in part, or not at all.

The three are different types on purpose. Only `Complete` has `items` that may be read as "this is
all there is"; code that would take a failed read for an empty one does not type-check.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Complete[T]:
    """Everything there was; what is not in `items` is not there."""

    items: tuple[T, ...]
    taken_at: datetime


@dataclass(frozen=True, slots=True)
class Partial[T]:
    """Some of it; absence in `found` proves nothing. `reason` is an error key."""

    found: tuple[T, ...]
    reason: str
    taken_at: datetime


@dataclass(frozen=True, slots=True)
class Failed:
    """Nothing is known. `reason` is an error key with its `placeholders`, `detail` a sentence for people."""

    reason: str
    detail: str
    taken_at: datetime
    placeholders: Mapping[str, str] = field(default_factory=dict)


type Snapshot[T] = Complete[T] | Partial[T] | Failed


@dataclass(frozen=True, slots=True)
class Known[T]:
    """A value that was read."""

    value: T


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that could not be read; `reason` is an error key, `detail` says more where there is more."""

    reason: str
    detail: str = field(default="", compare=False)


type Maybe[T] = Known[T] | Unknown


def known_or[T, D](maybe: Known[T] | Unknown, otherwise: Callable[[Unknown], D]) -> T | D:
    """Return the value, or what `otherwise` makes of not knowing it."""
    return maybe.value if isinstance(maybe, Known) else otherwise(maybe)
