"""Several plays of one title: which are one, and which are news."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from syncopate.domain.link import LinkPolicy
from syncopate.domain.watch import Watched
from syncopate.planning.watching.facts import Fact


def for_length(policy: LinkPolicy, length: float | None) -> LinkPolicy:
    """Return a policy by which plays of a title so long, in seconds, are one where they have to be.

    Nobody sees it to its end twice in less than half of it: two who say so saw the same, one of them when
    enough of it was seen and the other one when it was over.
    """
    least = timedelta(seconds=(length or 0.0) / 2)
    return policy if least <= policy.play_window else replace(policy, play_window=least)


def news(new: Sequence[datetime], source: Fact, there: Watched) -> list[datetime]:
    """Return which plays of a side, the oldest first, are news to another one, which says `there`.

    As many as it counts more than before came since. Others were not known before, as long as those known at
    either side are fewer than it counts; or they are none: somebody only looked into it again, or it was
    taken back long ago. What stands `there` without a date may be one of these.
    """
    now, before = source.value, source.before
    if source.first:
        return [*new[max(there.count - len(there.plays), 0) :]]
    if not isinstance(now, Watched) or not isinstance(before, Watched):
        return [*new]
    came = min(max(now.count - before.count, 0), len(new))
    room = max(now.count - came - max(len(before.plays), there.count), 0)
    old = [play for play in new[: len(new) - came] if before.at is None or play <= before.at]
    return [*old[max(len(old) - room, 0) :], *new[len(new) - came :]]
