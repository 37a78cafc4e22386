"""An engine that is newer than the client is understood as far as possible."""

from datetime import UTC, datetime

import pytest
from fake_engine import STATUS, event, item, job, run

from custom_components.syncopate.client.decode import decode, encode
from custom_components.syncopate.client.errors import EngineUnreadable
from custom_components.syncopate.client.models import (
    EventItem,
    ItemStatus,
    JobName,
    JobView,
    RunItemView,
    RunStatus,
    Status,
)


def test_status() -> None:
    status = decode(Status, STATUS)
    assert status.info.started_at == datetime(2026, 11, 20, 8, tzinfo=UTC)
    assert [each.name for each in status.jobs][:2] == [JobName.MAIN_SYNC, JobName.SYNC_PLAYLISTS]


def test_unknown_fields_are_passed_over() -> None:
    assert decode(EventItem, event(3) | {"mood": "good"}).id == 3


def test_unknown_values_are_unknown() -> None:
    read = decode(JobView, job("make_coffee", last=run(status="burnt")))
    assert read.name is JobName.UNKNOWN
    assert read.last is not None
    assert read.last.status is RunStatus.UNKNOWN
    assert decode(RunItemView, item(status="melted")).status is ItemStatus.UNKNOWN


@pytest.mark.parametrize(
    "value", [None, [], "text", 7, {}, event(3) | {"at": "yesterday"}, event(3) | {"at": None}]
)
def test_what_is_none_is_refused(value: object) -> None:
    with pytest.raises(EngineUnreadable, match="not a EventItem"):
        decode(EventItem, value)


def test_back_again() -> None:
    encoded = encode(decode(EventItem, event(3)))
    assert encoded["at"] == "2026-11-20T09:00:00+00:00"
    assert encoded["data"] == {"matched": 40, "missing": 2}
    assert encode(decode(RunItemView, item()))["status"] == "synced"
