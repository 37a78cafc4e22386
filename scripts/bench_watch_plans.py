"""How long it takes to decide what two accounts lack, and how much memory: in a process of its own.

It imports what a worker of the engine does: values, planning, and how both lie in the store.
"""

import json
import resource
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from syncopate.domain.link import Base, FeaturePolicy, LinkPolicy
from syncopate.domain.watch import (
    NOTHING,
    Feature,
    MediaType,
    Plays,
    Record,
    Title,
    TitleId,
    TitleIdKind,
    Values,
    View,
    Watched,
    WatchRules,
)
from syncopate.planning.watching.deciding import Decided, decide
from syncopate.planning.watching.settling import settle
from syncopate.planning.watching.sides import Account
from syncopate.store.watch_encoding import decode_title, decode_values, encode_title, encode_values
from syncopate.sync.watch.collecting import collecting_later

_BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
EPISODES = 20
"""Of a show."""


def plan(titles: int) -> dict[str, float]:
    """Compare two accounts for the first time, and once more when nothing has changed."""
    left, right = records_of(titles, "left", apart=10), records_of(titles, "right", apart=0)
    began = time.perf_counter()
    first = _decided(left, right, (), _BEGAN)
    seconds = time.perf_counter() - began
    if len(first.plan.operations) != titles // 10:
        raise RuntimeError(f"{len(first.plan.operations)} writes are planned, not {titles // 10}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    bases = settle(first, first.plan.operations, _BEGAN + timedelta(hours=1))
    del first
    right = records_of(titles, "right", apart=10)
    began = time.perf_counter()
    again = _decided(left, right, bases, _BEGAN + timedelta(days=1))
    if again.plan.operations:
        raise RuntimeError("something is planned although both say the same")
    return {
        "plan_s": round(seconds, 2),
        "plan_mb": round(peak, 1),
        "replan_s": round(time.perf_counter() - began, 2),
    }


def _decided(left: Sequence[Record], right: Sequence[Record], bases: Sequence[Base], at: datetime) -> Decided:
    history = frozenset({Feature.HISTORY})
    policy = LinkPolicy(features={Feature.HISTORY: FeaturePolicy(to_left=True, removes=True)})
    server = WatchRules(features=history, closed=history, plays=Plays.LAST)
    one, other = (
        Account(view=View(records=tuple(records), complete=history, taken_at=at), rules=server)
        for records in (left, right)
    )
    with collecting_later():
        return decide(bases, one, other, policy)


def records_of(count: int, side: str, *, apart: int) -> list[Record]:
    """Return episodes; every tenth was seen at sides that are `apart` alone."""
    return [record_of(number, side, seen=number % 10 != 1 or apart > 0) for number in range(count)]


def record_of(number: int, side: str, *, seen: bool) -> Record:
    """Return an episode of a side."""
    show, place = divmod(number, EPISODES)
    title = Title(
        type=MediaType.EPISODE,
        ids=frozenset({TitleId(TitleIdKind.TVDB, str(number))}),
        name=f"Episode {place}",
        show_name=f"Show {show}",
        show_ids=frozenset({TitleId(TitleIdKind.TVDB, str(show))}),
        season=place // 10 + 1,
        number=place % 10 + 1,
        path=f"/media/tv/Show {show}/S{place // 10 + 1:02}E{place % 10 + 1:02}.mkv",
    )
    values = Values(watched=Watched((_BEGAN - timedelta(minutes=number % 500_000),))) if seen else NOTHING
    # As it comes out of the store.
    return Record(
        key=f"{side}{number}",
        title=decode_title(encode_title(title)),
        values=decode_values(encode_values(values)),
        added_at=_BEGAN,
        length=2400.0,
    )


if __name__ == "__main__":
    print(json.dumps(plan(int(sys.argv[1]))))
