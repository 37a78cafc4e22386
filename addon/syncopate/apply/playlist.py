"""Carries out a playlist plan on a target: the intent is kept before the write, the outcome after."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from syncopate.domain.plan import OperationKind, Outcome, OutcomeKind, PlaylistPlan
from syncopate.domain.snapshot import Known, Maybe
from syncopate.domain.target import Site
from syncopate.errors import LibraryUnavailable, SyncopateError, Unreachable, WriteNotKept
from syncopate.providers.capability import PlaylistTarget, TargetContent, TargetState


class Journal(Protocol):
    """Where intents and outcomes are kept."""

    async def intend(self) -> None:
        """Keep that the write is about to take place."""
        ...

    async def end(self, outcome: Outcome) -> None:
        """Keep what became of it."""
        ...


@dataclass(frozen=True, slots=True)
class Applied:
    """The outcome, and the target's key when it is known."""

    outcome: Outcome
    target_key: str | None


async def apply_playlist(
    keeper: PlaylistTarget,
    site: Site,
    target_key: str | None,
    plan: PlaylistPlan,
    content: TargetContent,
    journal: Journal,
) -> Applied:
    """Write a plan that is not held. An outside failure is an outcome, never an exception."""
    if plan.hold is not None:
        return Applied(Outcome(OutcomeKind.HELD, detail=plan.hold.value), target_key)
    if not plan.operations:
        return Applied(Outcome(OutcomeKind.UNCHANGED), target_key)
    await journal.intend()
    try:
        written = await keeper.write_target(site, target_key, content)
    except LibraryUnavailable as error:
        # Told before anything is written.
        outcome = Outcome(OutcomeKind.FAILED, error=error.key, detail=error.detail)
        written = target_key or ""
    except Unreachable as error:
        # The answer is lost: whether the write took place is found out by reading.
        made = error.placeholders.get("target_key") if isinstance(error, WriteNotKept) else None
        target_key = target_key or (made if isinstance(made, str) else None)
        took_place = await _stands(keeper.read_target, site, target_key, plan)
        kind = OutcomeKind.FAILED if took_place is False else OutcomeKind.IN_DOUBT
        outcome = (
            applied_outcome([plan]) if took_place else Outcome(kind, error=error.key, detail=error.detail)
        )
        written = target_key or ""
    except SyncopateError as error:
        outcome = Outcome(OutcomeKind.FAILED, error=error.key, detail=error.detail)
        written = target_key or ""
    else:
        outcome = applied_outcome([plan])
    await journal.end(outcome)
    return Applied(outcome, written or None)


async def _stands(
    read: Callable[[Site, str], Awaitable[Maybe[TargetState | None]]],
    site: Site,
    target_key: str | None,
    plan: PlaylistPlan,
) -> bool | None:
    """Tell whether the target holds the plan's result: None when it cannot be read."""
    if target_key is None:
        return None
    try:
        state = await read(site, target_key)
    except SyncopateError:
        return None
    if not isinstance(state, Known):
        return None
    held = state.value
    return held is not None and plan.stands(held.name, held.track_keys, ordered=site.kind.ordered)


def applied_outcome(plans: Iterable[PlaylistPlan]) -> Outcome:
    """Return the outcome of plans that all took place."""
    kinds = [operation.kind for plan in plans for operation in plan.operations]

    def count(kind: OperationKind) -> int:
        return sum(1 for one in kinds if one is kind)

    return Outcome(
        OutcomeKind.APPLIED,
        added=count(OperationKind.ADD),
        removed=count(OperationKind.REMOVE),
        moved=count(OperationKind.MOVE),
    )
