"""Writes: the intent first, the outcome after."""

from datetime import datetime, timedelta

import pytest
from syncopate.domain.plan import HoldReason, Operation, OperationKind, OutcomeKind, PlaylistPlan, Why
from syncopate.errors import NotFound
from syncopate.store import targets, writes
from syncopate.store.database import Database
from syncopate.store.ids import new_id
from syncopate.store.targets import Target
from syncopate.store.writes import Write

PLAN = PlaylistPlan(
    name="Ü",
    operations=(
        Operation(OperationKind.CREATE, Why.NEW_TARGET),
        Operation(OperationKind.ADD, Why.IN_SOURCE, "a\udce4", 0, "A — B"),
        Operation(OperationKind.REMOVE, Why.MATCH_CHANGED, "b", 1),
    ),
    result=("a\udce4", "b", "a\udce4"),
    hold=HoldReason.MASS_REMOVAL,
    kept_back=(3, 4),
    digest="d" * 64,
)


def _write(target: Target, at: datetime, plan: PlaylistPlan = PLAN) -> Write:
    return Write(
        id=new_id(), run_id="run", target_id=target.id, digest=plan.digest, plan=plan, intended_at=at
    )


def test_a_plan_comes_back_as_it_was_meant(database: Database, target: Target, now: datetime) -> None:
    first = _write(target, now)
    second = _write(target, now + timedelta(seconds=1), PlaylistPlan(name="", operations=(), result=()))
    database.change(writes.intend, first)
    database.change(writes.intend, second)
    assert database.look(writes.unsettled_of, target.id) == [first, second]
    assert database.look(writes.last_of, target.id, 1) == [second]
    assert database.look(writes.unsettled_of, "none") == []


def test_an_outcome_is_kept(database: Database, target: Target, now: datetime) -> None:
    write = _write(target, now)
    database.change(writes.intend, write)
    database.change(writes.end, write.id, OutcomeKind.FAILED, now, "disk_full")
    (kept,) = database.look(writes.last_of, target.id, 5)
    assert (kept.outcome, kept.ended_at, kept.error) == (OutcomeKind.FAILED, now, "disk_full")
    assert kept.plan == PLAN
    with pytest.raises(NotFound):
        database.change(writes.end, "none", OutcomeKind.APPLIED, now)


def test_writes_go_with_their_target(database: Database, target: Target, now: datetime) -> None:
    database.change(writes.intend, _write(target, now))
    database.change(targets.remove, target.id)
    assert database.look(writes.last_of, target.id, 5) == []


def test_what_became_of_all_is_settled_at_once(database: Database, target: Target, now: datetime) -> None:
    """An outcome settles nothing: whose the tracks are is known once the target was read."""
    for at, outcome in enumerate((OutcomeKind.FAILED, OutcomeKind.APPLIED, OutcomeKind.IN_DOUBT, None)):
        write = _write(target, now + timedelta(days=at))
        database.change(writes.intend, write)
        if outcome is not None:
            database.change(writes.end, write.id, outcome, now)
    outcomes = [write.outcome for write in database.look(writes.unsettled_of, target.id)]
    assert outcomes == [OutcomeKind.FAILED, OutcomeKind.APPLIED, OutcomeKind.IN_DOUBT, None]
    assert database.change(writes.remove_before, now + timedelta(days=9)) == 0
    database.change(writes.settle, target.id)
    assert database.look(writes.unsettled_of, target.id) == []
    assert database.change(writes.remove_before, now + timedelta(days=1)) == 1
    assert len(database.look(writes.last_of, target.id, 9)) == 3
