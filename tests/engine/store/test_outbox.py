"""What waits to be told."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from syncopate.domain.event import Event, EventType
from syncopate.store import events, outbox
from syncopate.store.database import Connection, Database


def ended(now: datetime, run_id: str = "r1") -> Event:
    return Event(type=EventType.SYNC_FINISHED, at=now, name="main_sync", status="succeeded", run_id=run_id)


def test_it_moves_to_the_feed_in_order(database: Database, now: datetime) -> None:
    assert not database.look(outbox.waiting)
    left = [ended(now, f"r{number}") for number in range(5)]
    for event in left:
        database.change(outbox.put, event)
    assert database.look(outbox.waiting)
    first = database.change(outbox.take, 3)
    assert [event.run_id for event in first] == ["r0", "r1", "r2"]
    assert database.look(events.since, 0, 10) == first
    assert [event.run_id for event in database.change(outbox.take, 3)] == ["r3", "r4"]
    assert database.change(outbox.take, 3) == []
    assert not database.look(outbox.waiting), "what was told does not pile up"


def test_the_same_is_told_once(database: Database, now: datetime) -> None:
    database.change(outbox.put, ended(now))
    database.change(outbox.put, replace(ended(now), at=now + timedelta(minutes=1)))
    assert [event.at for event in database.change(outbox.take, 10)] == [now]
    database.change(outbox.put, ended(now))
    assert database.change(outbox.take, 10) == []
    assert database.change(events.append, ended(now)) is None
    other = replace(ended(now), type=EventType.JOB_FINISHED)
    assert database.change(events.append, other) is not None


def test_what_is_of_no_run_may_happen_again(database: Database, now: datetime) -> None:
    changed = Event(type=EventType.SETTINGS_CHANGED, at=now, name="mqtt.host")
    database.change(outbox.put, changed)
    database.change(outbox.put, changed)
    assert len(database.change(outbox.take, 10)) == 2


def test_of_progress_only_the_latest_waits(database: Database, now: datetime) -> None:
    for done in range(50):
        told = Event(
            type=EventType.JOB_PROGRESS,
            at=now,
            name="main_sync",
            run_id="r1",
            data={"done": done, "total": 50},
        )
        database.change(outbox.put, told)
    (latest,) = database.change(outbox.take, 100)
    assert (latest.data["done"], latest.id) == (49, 0)
    assert database.look(events.recent, 10) == []


def test_it_is_left_with_the_change_or_not_at_all(database: Database, now: datetime) -> None:
    def change(connection: Connection) -> None:
        outbox.put(connection, ended(now))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        database.change(change)
    assert not database.look(outbox.waiting)
