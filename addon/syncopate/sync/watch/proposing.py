"""Which two accounts a new link is proposed between: what lies at home first, who tells of it second."""

from collections.abc import Iterable, Sequence
from itertools import permutations

from syncopate.domain.watch import Feature
from syncopate.store.accounts import Account
from syncopate.store.links import Link
from syncopate.sync.watch.linking import in_common, rules_of

type Two = tuple[Account, Account]


def is_server(account: Account) -> bool:
    """Tell whether an account holds nothing but what is in its library, as a media server does."""
    return Feature.HISTORY in rules_of(account).closed


def partners(account: Account, known: Sequence[Account]) -> list[Account]:
    """Return the accounts that have something in common with one."""
    return [each for each in known if each.id != account.id and in_common(account, each)]


def proposed(known: Sequence[Account], links: Iterable[Link]) -> Two | None:
    """Return the two that are best linked first, None where no two can be.

    Those that no link joins yet come before others, a server with a tracker before two of a kind, and those
    that have more in common before those that have less.
    """
    joined = {frozenset({link.left_account_id, link.right_account_id}) for link in links}
    fitting = [two for two in permutations(known, 2) if in_common(*two)]

    def worth(two: Two) -> tuple[bool, bool, int]:
        left, right = two
        fresh = frozenset({left.id, right.id}) not in joined
        return fresh, is_server(left) and not is_server(right), len(in_common(left, right))

    return max(fitting, key=worth, default=None)
