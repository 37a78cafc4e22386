"""When requests to services began, by account, and how long which of them rest: for all processes.

An account has a row for its rest and for where in the ring of its last requests the next one stands, and a
row for each place of that ring. So the last requests are known exactly, whoever began them, and one that
begins looks at a single other.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from syncopate.store import upsert
from syncopate.store.job_tables import limits

_PREFIX = "pace "
_LONGEST_REST = 90_000.0
"""A day and an hour, in seconds: what ends later was written while a clock was wrong."""


@dataclass(frozen=True, slots=True)
class Way:
    """What stands in the way of a request, in seconds: a window that is full, a rest."""

    pause: float = 0.0
    rests: float = 0.0


def begin(connection: Connection, owner: str, most: int, seconds: float, clock: Callable[[], float]) -> Way:
    """Count a request unless it has to wait; `clock` are seconds since 1970."""
    name = f"{_PREFIX}{owner}"
    head = _held(connection, name)
    # Only now: the row may have been waited for.
    now = clock()
    if (rests := _rest(head.until, now)) > 0:
        return Way(rests=rests)
    place = int(head.amount) % most
    ring = f"{name} #{place}"
    began = connection.execute(select(limits.c.at).where(limits.c.name == ring)).scalar()
    pause = 0.0 if began is None else began + seconds - now
    # Clocks of several machines differ by less than that: further away it was set back, and tells nothing.
    if 0 < pause <= 2 * seconds:
        return Way(pause=pause)
    rows = [
        {"name": name, "amount": float(place + 1), "at": now, "until": head.until},
        {"name": ring, "amount": 0.0, "at": now, "until": 0.0},
    ]
    upsert.put(connection, limits, rows)
    return Way()


def rest(connection: Connection, owner: str, until: float, now: float) -> None:
    """Let an account begin nothing before `until`, or longer if that is known; both in seconds since 1970."""
    name = f"{_PREFIX}{owner}"
    head = _held(connection, name)
    known = head.until if _rest(head.until, now) > 0 else 0.0
    row = {"name": name, "amount": head.amount, "at": now, "until": max(known, until)}
    upsert.put(connection, limits, [row])


def rests(connection: Connection, now: float) -> dict[str, float]:
    """Return for how many seconds accounts have to rest, by account; `now` are seconds since 1970."""
    found = connection.execute(
        select(limits.c.name, limits.c.until).where(
            limits.c.name.startswith(_PREFIX, autoescape=True), limits.c.until > now
        )
    )
    known = {row.name.removeprefix(_PREFIX): _rest(row.until, now) for row in found}
    return {owner: seconds for owner, seconds in known.items() if seconds > 0}


def _held(connection: Connection, name: str) -> Any:
    return upsert.hold(connection, limits, {"name": name, "amount": 0.0, "at": 0.0, "until": 0.0})


def _rest(until: float, now: float) -> float:
    return until - now if 0 < until - now <= _LONGEST_REST else 0.0
