"""Carrying out a plan: what is kept before and after the call, and what an unclear end means."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from syncopate.apply.playlist import apply_playlist
from syncopate.domain.plan import (
    HoldReason,
    Operation,
    OperationKind,
    Outcome,
    OutcomeKind,
    PlaylistPlan,
    Why,
)
from syncopate.domain.snapshot import Known, Maybe, Unknown
from syncopate.domain.target import Site
from syncopate.errors import DiskFull, LibraryUnavailable, SyncopateError, Unreachable, WriteNotKept
from syncopate.providers.capability import Health, TargetContent, TargetState

PLAN = PlaylistPlan(
    name="Evening",
    operations=(
        Operation(OperationKind.RENAME, Why.RENAMED, label="Evening"),
        Operation(OperationKind.REMOVE, Why.LEFT_SOURCE, "z", 0),
        Operation(OperationKind.ADD, Why.IN_SOURCE, "a", 0),
        Operation(OperationKind.ADD, Why.IN_SOURCE, "b", 1),
        Operation(OperationKind.MOVE, Why.ORDER, "c", 2),
    ),
    result=("a", "b", "c"),
    digest="d",
)
CONTENT = TargetContent(mark="m", name="Evening", description=None, tracks=())


@dataclass
class Diary:
    """Keeps the order of things."""

    entries: list[str] = field(default_factory=list)

    async def intend(self) -> None:
        self.entries.append("intend")

    async def end(self, outcome: Outcome) -> None:
        self.entries.append(outcome.kind.value)


@dataclass
class Keeper:
    """A target that fails as told and reads as told."""

    diary: Diary
    failure: SyncopateError | None = None
    state: Maybe[TargetState | None] | SyncopateError = field(default_factory=lambda: Known(None))

    async def check(self) -> Health:
        return Health(ok=True)

    async def read_target(self, _site: Site, _target_key: str) -> Maybe[TargetState | None]:
        if isinstance(self.state, SyncopateError):
            raise self.state
        return self.state

    async def find_target(self, _site: Site, _mark: str, _name: str | None) -> Maybe[str | None]:
        return Known(None)

    async def write_target(self, _site: Site, target_key: str | None, _content: TargetContent) -> str:
        self.diary.entries.append("write")
        if self.failure is not None:
            raise self.failure
        return target_key or "new"

    async def delete_target(self, _site: Site, _target_key: str) -> None:
        self.diary.entries.append("delete")

    def place(self, _site: Site, target_key: str) -> str:
        return target_key


def _state(keys: Sequence[str], name: str = "Evening") -> Known[TargetState | None]:
    return Known(TargetState(target_key="key", name=name, track_keys=tuple(keys)))


async def test_the_intent_is_kept_before_the_write_and_the_outcome_after() -> None:
    diary = Diary()
    applied = await apply_playlist(Keeper(diary), Site(), None, PLAN, CONTENT, diary)
    assert diary.entries == ["intend", "write", "applied"]
    assert applied.target_key == "new"
    assert applied.outcome == Outcome(OutcomeKind.APPLIED, added=2, removed=1, moved=1)


async def test_a_held_plan_and_an_empty_one_write_nothing() -> None:
    diary = Diary()
    held = PlaylistPlan(name="E", operations=PLAN.operations, result=(), hold=HoldReason.WOULD_EMPTY)
    applied = await apply_playlist(Keeper(diary), Site(), "key", held, CONTENT, diary)
    assert (applied.outcome.kind, applied.target_key) == (OutcomeKind.HELD, "key")
    empty = PlaylistPlan(name="E", operations=(), result=("a",))
    applied = await apply_playlist(Keeper(diary), Site(), "key", empty, CONTENT, diary)
    assert applied.outcome.kind is OutcomeKind.UNCHANGED
    assert diary.entries == []


@pytest.mark.parametrize(
    ("failure", "key"),
    [(DiskFull(path="x"), "disk_full"), (LibraryUnavailable(name="x"), "library_unavailable")],
)
async def test_a_refused_write_has_failed_for_certain(failure: SyncopateError, key: str) -> None:
    diary = Diary()
    applied = await apply_playlist(Keeper(diary, failure), Site(), "key", PLAN, CONTENT, diary)
    assert (applied.outcome.kind, applied.outcome.error) == (OutcomeKind.FAILED, key)
    assert diary.entries == ["intend", "write", "failed"]
    assert applied.target_key == "key"


@pytest.mark.parametrize(
    ("target_key", "state", "kind"),
    [
        ("key", _state(["a", "b", "c"]), OutcomeKind.APPLIED),
        ("key", _state(["z"]), OutcomeKind.FAILED),
        ("key", _state(["a", "b", "c"], "Old name"), OutcomeKind.FAILED),
        ("key", Known(None), OutcomeKind.FAILED),
        ("key", Unknown("unreachable"), OutcomeKind.IN_DOUBT),
        ("key", Unreachable(what="it"), OutcomeKind.IN_DOUBT),
        (None, _state(["a", "b", "c"]), OutcomeKind.IN_DOUBT),
    ],
)
async def test_a_lost_answer_is_found_out_by_reading(
    target_key: str | None, state: Maybe[TargetState | None] | SyncopateError, kind: OutcomeKind
) -> None:
    diary = Diary()
    keeper = Keeper(diary, Unreachable(what="it"), state)
    applied = await apply_playlist(keeper, Site(), target_key, PLAN, CONTENT, diary)
    assert applied.outcome.kind is kind
    assert diary.entries[-1] == kind.value
    assert applied.outcome.error == (None if kind is OutcomeKind.APPLIED else "unreachable")


async def test_what_was_made_but_not_as_it_should_be_is_known_by_its_key() -> None:
    diary = Diary()
    state = TargetState(target_key="new", name="Evening", track_keys=("a",))
    keeper = Keeper(diary, WriteNotKept(name="Evening", target_key="new"), Known(state))
    applied = await apply_playlist(keeper, Site(), None, PLAN, CONTENT, diary)
    assert applied.target_key == "new"
    assert (applied.outcome.kind, applied.outcome.error) == (OutcomeKind.FAILED, "write_not_kept")
    assert diary.entries == ["intend", "write", "failed"]
