"""Several plays of one title: which are one, and which are news."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from syncopate.domain.link import LinkPolicy
from syncopate.domain.watch import Watched


def for_length(policy: LinkPolicy, length: float | None) -> LinkPolicy:
    """Return a policy by which plays of a title so long, in seconds, are one where they have to be.

    Nobody sees it to its end twice in less than half of it: two who say so saw the same, one of them when
    enough of it was seen and the other one when it was over.
    """
    least = timedelta(seconds=(length or 0.0) / 2)
    return policy if least <= policy.play_window else replace(policy, play_window=least)


def news(new: Sequence[datetime], now: Watched, before: Watched | None, there: Watched) -> list[datetime]:
    """Return which plays, the oldest first, are news to a side that says `there`, by one that tells and counts.

    As many as it counts more than `before` came since. Others were not known before, or are none: somebody
    only looked into it again. What the other side has without a date may be one of these.
    """
    undated = max(there.count - len(there.plays), 0)
    came = len(new) if before is None else min(max(now.count - before.count, 0), len(new))
    last = None if before is None else before.at
    old = [play for play in new[: len(new) - came] if last is None or play <= last]
    return [*old[undated:], *new[len(new) - came :]]
