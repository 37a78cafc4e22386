"""The feed."""

from dataclasses import replace
from datetime import datetime, timedelta

from syncopate.domain.event import Event, EventType
from syncopate.store import events
from syncopate.store.database import Database


def test_an_event_gets_its_id(database: Database, now: datetime) -> None:
    event = Event(
        type=EventType.SYNC_FINISHED,
        at=now,
        name="Ü",
        status="partial",
        run_id="run",
        run_count=7,
        data={"matched": 3, "share": 0.5, "text": "x\x00\udce4", "none": None, "yes": True},
    )
    kept = database.change(events.append, event)
    assert kept == replace(event, id=kept.id)
    assert kept.id > 0
    assert database.look(events.recent, 10) == [kept]


def test_progress_is_told_not_kept(database: Database, now: datetime) -> None:
    event = Event(type=EventType.JOB_PROGRESS, at=now)
    assert database.change(events.append, event) == event
    assert database.look(events.recent, 10) == []


def test_the_latest_come_first_and_go_on(database: Database, now: datetime) -> None:
    kinds = [EventType.APP_STARTED, EventType.SYNC_FINISHED, EventType.SETTINGS_CHANGED] * 5
    kept = [
        database.change(events.append, Event(type=kind, at=now + timedelta(seconds=number)))
        for number, kind in enumerate(kinds)
    ]
    assert database.look(events.recent, 10) == kept[::-1][:10]
    assert database.look(events.recent, 10, None, kept[5].id) == kept[4::-1]
    only = database.look(events.recent, 2, {EventType.APP_STARTED})
    assert only == [kept[12], kept[9]]
    assert database.look(events.recent, 2, set()) == []
    assert database.look(events.since, kept[11].id, 2) == kept[12:14]
    assert database.look(events.since, kept[-1].id, 10) == []


def test_ids_are_never_given_twice(database: Database, now: datetime) -> None:
    first = database.change(events.append, Event(type=EventType.APP_STARTED, at=now))
    assert database.change(events.remove_before, now) == 0
    assert database.change(events.remove_before, now + timedelta(seconds=1)) == 1
    second = database.change(events.append, Event(type=EventType.APP_STARTED, at=now))
    assert second.id > first.id
