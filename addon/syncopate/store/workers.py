"""The processes that work beside the conductor. That one lives is seen by its beats, by no clock."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, delete, inspect, select, update

from syncopate.store.job_tables import workers
from syncopate.store.upsert import insert_new


class WorkerState(StrEnum):
    """WORKING; ASKED to leave; LEFT: it does nothing any more."""

    WORKING = "working"
    ASKED = "asked"
    LEFT = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """One of them. `token` tells two processes of the same name apart, `place` is where it runs."""

    name: str
    token: str
    place: str
    beats: int
    state: WorkerState
    joined_at: datetime
    seen_at: datetime


def possible(connection: Connection) -> bool:
    """Tell whether the store has a place for them, with all that is kept of one."""
    found = inspect(connection)
    if not found.has_table(workers.name):
        return False
    return {*workers.columns.keys()} <= {column["name"] for column in found.get_columns(workers.name)}


def every(connection: Connection) -> list[Worker]:
    """Return all, by name."""
    rows = connection.execute(select(workers).order_by(workers.c.name))
    return [
        Worker(
            name=row.name,
            token=row.token,
            place=row.place,
            beats=row.beats,
            state=WorkerState(row.state),
            joined_at=row.joined_at,
            seen_at=row.seen_at,
        )
        for row in rows
    ]


def join(connection: Connection, name: str, token: str, place: str, at: datetime) -> bool:
    """Take a name; False while another has it."""
    connection.execute(delete(workers).where(workers.c.name == name, workers.c.state == WorkerState.LEFT))
    values = {
        "name": name,
        "token": token,
        "place": place,
        "beats": 0,
        "state": WorkerState.WORKING,
        "joined_at": at,
        "seen_at": at,
    }
    return insert_new(connection, workers, values)


def beat(connection: Connection, name: str, token: str, at: datetime) -> WorkerState | None:
    """Say that it lives and return what it is to do; None when it lost its name."""
    state = connection.execute(
        update(workers)
        .where(workers.c.name == name, workers.c.token == token)
        .values(beats=workers.c.beats + 1, seen_at=at)
        .returning(workers.c.state)
    ).scalar()
    return None if state is None else WorkerState(state)


def leave(connection: Connection, name: str, token: str) -> None:
    """Say that it does nothing any more; whoever takes over what it had removes it."""
    connection.execute(
        update(workers).where(workers.c.name == name, workers.c.token == token).values(state=WorkerState.LEFT)
    )


def ask_to_leave(connection: Connection) -> None:
    """Ask all to stop what they do."""
    connection.execute(
        update(workers).where(workers.c.state == WorkerState.WORKING).values(state=WorkerState.ASKED)
    )


def remove(connection: Connection, name: str, token: str) -> None:
    """Take the name from one that is gone, or is thought to be: should it live, its next beat tells it."""
    connection.execute(delete(workers).where(workers.c.name == name, workers.c.token == token))
