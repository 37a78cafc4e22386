"""The processes that work beside the conductor."""

from datetime import datetime, timedelta

from syncopate.store import workers
from syncopate.store.database import Database
from syncopate.store.workers import WorkerState


def test_a_name_is_taken_until_its_holder_has_left(database: Database, now: datetime) -> None:
    assert database.change(workers.join, "attic", "t1", "host", now)
    assert not database.change(workers.join, "attic", "t2", "host", now)
    assert database.change(workers.beat, "attic", "t2", now) is None
    later = now + timedelta(seconds=1)
    assert database.change(workers.beat, "attic", "t1", later) is WorkerState.WORKING
    (row,) = database.look(workers.every)
    assert (row.token, row.beats, row.joined_at, row.seen_at) == ("t1", 1, now, later)
    database.change(workers.leave, "attic", "t1")
    assert database.change(workers.join, "attic", "t2", "host", now)
    assert database.change(workers.beat, "attic", "t1", now) is None, "the old one learns that it is over"


def test_one_that_was_given_up_learns_it(database: Database, now: datetime) -> None:
    database.change(workers.join, "attic", "t1", "host", now)
    database.change(workers.remove, "attic", "another")
    assert database.change(workers.beat, "attic", "t1", now) is WorkerState.WORKING
    database.change(workers.remove, "attic", "t1")
    assert database.change(workers.beat, "attic", "t1", now) is None
    assert database.look(workers.every) == []


def test_all_can_be_asked_to_leave(database: Database, now: datetime) -> None:
    for name in ("attic", "cellar"):
        database.change(workers.join, name, name, "host", now)
    database.change(workers.leave, "cellar", "cellar")
    database.change(workers.ask_to_leave)
    assert database.change(workers.beat, "attic", "attic", now) is WorkerState.ASKED
    states = {row.name: row.state for row in database.look(workers.every)}
    assert states == {"attic": WorkerState.ASKED, "cellar": WorkerState.LEFT}
