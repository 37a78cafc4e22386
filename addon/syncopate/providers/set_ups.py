"""Files in which other tools keep which two accounts they kept in step, and how they log in."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUpSide:
    """One account: its provider, the way to log in, and answers to what that asks, as far as known."""

    provider: str
    method: str
    answers: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUp:
    """Two accounts that were kept in step."""

    left: SetUpSide
    right: SetUpSide
