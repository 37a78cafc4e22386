"""Both sides of a link, and a title as each of them has it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from syncopate.domain.link import LinkPolicy
from syncopate.domain.watch import Side, View, WatchRules
from syncopate.planning.watching.facts import Standing, length_of, standing, standing_in
from syncopate.planning.watching.joining import Subject
from syncopate.planning.watching.listing import Spellings, lists_in
from syncopate.planning.watching.plays import for_length


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One side of a link: what it said, and how it behaves."""

    view: View
    rules: WatchRules


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Both sides, what may pass between them, and how each spells its lists."""

    left: Account
    right: Account
    policy: LinkPolicy
    spellings: Spellings = field(default_factory=dict)

    def at(self, side: Side) -> Account:
        """Return one side."""
        return self.left if side is Side.LEFT else self.right


@dataclass(frozen=True, slots=True)
class Sides:
    """A title as both sides have it."""

    left: Standing
    right: Standing
    policy: LinkPolicy
    """That of the link, for a title so long."""

    @classmethod
    def of(cls, subject: Subject, link: Link) -> Sides:
        """Look at a title with the eyes of both sides."""
        left, right, length = link.left, link.right, length_of(subject)
        policy = for_length(link.policy, length)
        return cls(
            standing(subject, Side.LEFT, left.rules, right.rules, policy, length),
            standing(subject, Side.RIGHT, right.rules, left.rules, policy, length),
            policy,
        )

    def at(self, side: Side) -> Standing:
        """Return one of them."""
        return self.left if side is Side.LEFT else self.right

    def lists(self, policy: LinkPolicy) -> Sequence[str]:
        """Return the keys of the lists that a side has it in, or had."""
        both = (self.left, self.right)
        bases = (each.base.seen for each in both if each.base is not None)
        return lists_in((*(each.values for each in both), *bases), policy)

    def in_list(self, key: str) -> Sides:
        """Return the same, of lists of one alone."""
        return Sides(standing_in(self.left, key), standing_in(self.right, key), self.policy)
