"""How much of each limit is used, so that all processes and the next start know it."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, delete, select

from syncopate.store import upsert
from syncopate.store.job_tables import limits


@dataclass(frozen=True, slots=True)
class Used:
    """What is used of one limit at a time, and until when nothing more is; seconds since 1970."""

    amount: float
    at: float
    until: float


def change[T](connection: Connection, name: str, change: Callable[[Used | None], tuple[Used | None, T]]) -> T:
    """Change one, nobody else meanwhile; `change` returns what is kept (None: forget it) and the answer."""
    found = _locked(connection, name)
    kept, answer = change(found)
    if kept is None:
        connection.execute(delete(limits).where(limits.c.name == name))
    else:
        row = {"name": name, "amount": kept.amount, "at": kept.at, "until": kept.until}
        upsert.put(connection, limits, [row])
    return answer


def remove_before(connection: Connection, moment: float) -> int:
    """Forget what was last used before, and holds nobody back since; return how many."""
    old = select(limits.c.name).where(limits.c.at < moment, limits.c.until < moment)
    # What somebody changes just now is used again, and is not waited for: of two who wait for each other's
    # rows one would fail.
    gone = delete(limits).where(limits.c.name.in_(old.with_for_update(skip_locked=True)))
    return connection.execute(gone).rowcount


def _locked(connection: Connection, name: str) -> Used | None:
    row = upsert.hold(connection, limits, {"name": name, "amount": 0.0, "at": 0.0, "until": 0.0})
    return None if row.at == 0.0 else Used(row.amount, row.at, row.until)
