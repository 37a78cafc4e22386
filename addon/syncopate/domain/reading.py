"""What came of reading an account's watch state: in parts, each of them whole, what changed, or not known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from syncopate.domain.problem import Problem
from syncopate.domain.watch import Feature, Record


@dataclass(frozen=True, slots=True)
class Unread:
    """Why something could not be read: an error's key with its placeholders, a sentence for people."""

    reason: str
    detail: str
    placeholders: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPart:
    """What an account says in some respects.

    `whole`: `records` are all there are, and what is not among them has no value in these respects. Else they
    are those that changed since the cursor, each with all it has in these respects, and `gone` the keys of
    those that are there no more; neither: nothing changed. In respects other than `features` nothing is said.
    `cursor` is where reading goes on the next time: opaque, the provider's own; None where it cannot.
    `missing`: why it is not known all (an error's key, a sentence); then absence says nothing, and the cursor
    is None.
    """

    features: frozenset[Feature]
    records: Sequence[Record] = ()
    whole: bool = True
    gone: frozenset[str] = frozenset()
    cursor: str | None = None
    missing: Unread | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadEnd:
    """The end of a read. `playing` are the keys of what the account's owner watches there right now.

    `skew` is how far the server's clock is ahead of ours, as its answers told; under a second it is zero.
    `problems` are records that say something impossible: what is wrong, for the analyser.
    """

    playing: frozenset[str] = frozenset()
    skew: timedelta = timedelta()
    problems: tuple[Problem, ...] = ()
