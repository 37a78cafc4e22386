"""The nineteen cases of two accounts with one film of forty minutes, each with what is right.

They are the decisions of an old tool between a SageTV and a Plex server; where it was wrong, what is right now
is said beside the row.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from syncopate.domain.link import WatchOperation
from syncopate.domain.watch import Position

from .worlds import PLEX, SAGE, START, Holder, World, film, told

OLD, NEW = START - timedelta(days=2), START - timedelta(days=1)
MINUTES = 60.0


@dataclass
class Row:
    """What each side says: seen or not, where in it, and when that was."""

    sage: tuple[bool, float]
    plex: tuple[bool, float]
    newer: str
    wanted: list[tuple[str, str]] = field(default_factory=list)
    place: float | None = None


PLACE_SAGE, PLACE_PLEX = [("left", "place")], [("right", "place")]
WATCH_SAGE, WATCH_PLEX = [("left", "watch")], [("right", "watch")]

ROWS = {
    "1 nothing anywhere": Row((False, 0), (False, 0), "tie"),
    "2 both seen, one shows where it ended": Row((True, 40), (True, 0), "tie"),
    "3 seen on Sage": Row((True, 0), (False, 0), "tie", WATCH_PLEX),
    "4 seen on Plex": Row((False, 0), (True, 0), "tie", WATCH_SAGE),
    "5 begun on Sage": Row((False, 20), (False, 0), "sage", PLACE_PLEX, 20),
    "6 begun on Plex": Row((False, 0), (False, 20), "plex", PLACE_SAGE, 20),
    "7 seen on both, begun again on Plex": Row((True, 0), (True, 20), "plex", PLACE_SAGE, 20),
    "8 seen on Plex, begun again on Sage": Row((False, 20), (True, 0), "sage", PLACE_PLEX, 20),
    "9 begun again at one place": Row((False, 20), (True, 20), "tie"),
    "10 seen on Plex after it was begun on Sage": Row((False, 20), (True, 0), "plex", WATCH_SAGE),
    "11 seen on Sage after it was begun on Plex: seen, no place at the end": Row(
        (True, 40), (False, 20), "sage", WATCH_PLEX
    ),
    "12 opened on Plex after it was begun on Sage: the place stays": Row(
        (False, 20), (False, 0), "plex", PLACE_PLEX, 20
    ),
    "13 half a minute of it on Plex is no place": Row((False, 20), (False, 0.5), "plex", PLACE_PLEX, 20),
    "14 seen on Plex by its own rule, though not marked": Row((False, 20), (False, 39), "plex", WATCH_SAGE),
    "15 not two seconds apart": Row((False, 20), (False, 20 + 1.9 / 60), "plex"),
    "16 both begun at one time: the one that is preferred": Row(
        (False, 10), (False, 20), "tie", PLACE_PLEX, 10
    ),
    "19 seen on Sage by its own rule, though not marked": Row((False, 39.5), (False, 0), "sage", WATCH_PLEX),
}


def sides_of(row: Row) -> World:
    """Return both servers with the film as the row has it."""
    world = World(Holder(SAGE), Holder(PLEX))
    times: dict[str, tuple[datetime, datetime]] = {
        "sage": (NEW, OLD),
        "plex": (OLD, NEW),
        "tie": (OLD, OLD),
    }
    for thing, (seen, minutes), at in zip(
        world.both(film()), (row.sage, row.plex), times[row.newer], strict=True
    ):
        thing.plays = [at if not minutes or minutes >= 40 else OLD - timedelta(days=1)] if seen else []
        thing.position = Position(minutes * MINUTES, at) if minutes else None
    return world


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS.keys())
def test_two_servers_with_one_film(row: Row) -> None:
    world = sides_of(row)
    plan = world.plan().plan.operations
    assert told(plan) == row.wanted
    if row.place is not None:
        (only,) = plan
        assert isinstance(only.value, Position)
        assert only.value.seconds == row.place * MINUTES


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS.keys())
def test_after_one_run_there_is_nothing_left_to_do(row: Row) -> None:
    world = sides_of(row)
    world.sync()
    assert world.sync() == []
    assert world.sync() == []


def seen_on_both() -> World:
    world = World(Holder(SAGE), Holder(PLEX))
    for thing in world.both(film()):
        thing.plays = [OLD]
    assert world.sync() == []
    world.later()
    return world


def only(operations: list[WatchOperation]) -> WatchOperation:
    (one,) = operations
    return one


def test_17_taken_back_on_sage_it_is_taken_back_on_plex_once() -> None:
    world = seen_on_both()
    next(iter(world.left.things.values())).plays = []
    assert told(world.sync()) == [("right", "unwatch")]
    assert world.sync() == []
    assert not next(iter(world.left.things.values())).plays


def test_18_taken_back_on_plex_it_is_taken_back_on_sage_once() -> None:
    world = seen_on_both()
    next(iter(world.right.things.values())).plays = []
    assert told(world.sync()) == [("left", "unwatch")]
    assert world.sync() == []


def test_begun_again_it_was_seen_all_the_same() -> None:
    world = sides_of(ROWS["8 seen on Plex, begun again on Sage"])
    operation = only(world.sync())
    assert operation.again
    assert next(iter(world.right.things.values())).plays, "it still was seen there"
