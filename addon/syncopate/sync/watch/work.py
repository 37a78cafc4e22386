"""Planning and settling a link, done in a worker process: imports only domain, planning and store."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from syncopate.domain.link import Base, Became, LinkPolicy, Ready, WatchOperation, WatchOutcome
from syncopate.domain.watch import Feature, Side, Title, View, Watched, WatchRules, list_key
from syncopate.planning.watching.deciding import Decided, decide
from syncopate.planning.watching.guarding import Caution, Held, reasons_to_hold, taken_away
from syncopate.planning.watching.joining import Subject
from syncopate.planning.watching.renaming import named_view
from syncopate.planning.watching.settling import known_of, settle
from syncopate.planning.watching.sides import Account, Sides
from syncopate.store import (
    links,
    watch_bases,
    watch_findings,
    watch_outcomes,
    watch_overrides,
    watch_plans,
    watch_records,
    watch_vain,
)
from syncopate.store.database import Connection, Database
from syncopate.store.ids import new_id
from syncopate.store.links import Knowledge, Link
from syncopate.store.title_ids import Named
from syncopate.store.watch_encoding import aim_of, base_id, digest, encode_base, mark_of, packed
from syncopate.store.watch_findings import Finding, FindingKind
from syncopate.store.watch_plans import PlanState, StoredOperation, StoredPlan
from syncopate.sync.watch.collecting import collecting_later
from syncopate.sync.watch.naming import lonely_titles, resolved
from syncopate.sync.watch.noticing import Impossible, findings_of, still_unresolved, unresolved_of
from syncopate.sync.worker_database import database_at


class PlanMode(StrEnum):
    """What a plan is made for."""

    PREVIEW = "preview"
    """To be looked at: nothing else is kept of it."""
    RUN = "run"
    BY_HAND = "by_hand"
    """The user has seen it and chooses of it what is done: nothing waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SideTask:
    """One side as it was read: its records are in the store."""

    account_id: str
    revision: int
    taken_at: datetime
    complete: frozenset[Feature]
    skew: timedelta
    playing: frozenset[str]
    rules: WatchRules


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanTask:
    """What to plan. `approved` is the plan that the user said yes to, `now` when this one is made.

    Of what less than `shortest` seconds were seen, somebody only looked what it is; None: as links have it.
    `besides` are writes that follow from nothing but the user's word.
    """

    link_id: str
    run_id: str | None
    mode: PlanMode
    left: SideTask
    right: SideTask
    now: datetime
    approved: str | None = None
    impossible: tuple[Impossible, ...] = ()
    shortest: float | None = None
    besides: tuple[WatchOperation, ...] = ()

    def at(self, side: Side) -> SideTask:
        """Return one side."""
        return self.left if side is Side.LEFT else self.right


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A plan that was stored: how many writes it has, how many of them take something away, where."""

    plan_id: str
    state: PlanState
    reasons: tuple[Held, ...]
    operations: int
    removing: Mapping[Side, frozenset[Feature]]


@dataclass(frozen=True, slots=True)
class Kept:
    """A plan between planning and settling."""

    plan_id: str
    task: PlanTask
    decided: Decided
    policy: str


_kept: dict[str, Kept] = {}
"""By database and link: settling follows on planning, and need not decide again."""


def plan_link(database_url: str, task: PlanTask) -> Planned:
    """Decide what has to be written, and store it; where nothing can be written now, settle it as well."""
    with collecting_later():
        return _plan(database_url, task)


def _plan(database_url: str, task: PlanTask) -> Planned:
    database = database_at(database_url)
    link = database.look(links.get, task.link_id)
    if task.mode is not PlanMode.PREVIEW:
        database.change(close_cut_short, link, task.now)
    kept = decided_link(database, link, task, new_id())
    operations = kept.decided.plan.operations
    idle = _idle(database, link, task, operations)
    busy = [each for number, each in enumerate(operations) if number not in idle]
    if task.mode is PlanMode.RUN and not operations and not _is_whole(link, task):
        # That nothing follows from what could be read is no answer to a plan that waits.
        return Planned(plan_id=kept.plan_id, state=PlanState.DONE, reasons=(), operations=0, removing={})
    approved = database.look(watch_plans.marks, task.approved) if task.approved else frozenset[str]()
    by_hand = task.mode is PlanMode.BY_HAND
    reasons = () if by_hand or not busy else tuple(_reasons(kept.decided, link, task, approved))
    named = _digest(operations, task)
    refused = _is_refused(database, link, task, named, reasons) if operations else False
    plan = StoredPlan(
        id=kept.plan_id,
        link_id=link.id,
        run_id=task.run_id,
        made_at=task.now,
        state=PlanState.DISCARDED if refused else _state(task, busy, reasons),
        reasons=reasons,
        counts=_counts(operations, held=bool(reasons), refused=refused),
        digest=named,
        ended_at=task.now if refused or not busy else None,
    )
    stored = list(watch_plans.stored(operations, list(_bases(kept.decided))))
    unresolved = database.look(watch_findings.of_kind, link.id, FindingKind.UNRESOLVED)
    findings = [*findings_of(kept.decided, task.impossible), *still_unresolved(kept.decided, unresolved)]
    database.change(_store, plan, stored, findings, idle)
    if task.mode is not PlanMode.PREVIEW:
        if plan.state is PlanState.APPLYING:
            _kept[f"{database_url} {link.id}"] = kept
        elif link.approved_at is not None or not busy:
            database.change(watch_vain.note, link.id, plan.id, task.now)
            _settle(database, link, kept, {})
    return Planned(
        plan_id=plan.id,
        state=plan.state,
        reasons=reasons,
        operations=len(operations),
        removing=_removing(busy, task),
    )


def settle_link(database_url: str, plan_id: str, task: PlanTask) -> Mapping[str, int]:
    """Keep what is known once a plan was applied, as far as it was; return its sums."""
    database = database_at(database_url)
    link = database.look(links.get, task.link_id)
    kept = _kept.pop(f"{database_url} {link.id}", None)
    database.change(watch_vain.note, link.id, plan_id, task.now)
    with collecting_later():
        if kept is None or kept.plan_id != plan_id:
            kept = decided_link(database, link, task, plan_id)
        _settle(database, link, kept, database.look(watch_plans.sent, plan_id))
    database.change(_note_unresolved, link.id, plan_id, kept.decided)
    return database.change(watch_plans.finish, plan_id, task.now)


def titles_to_ask(database_url: str, link_id: str, now: datetime) -> list[Named]:
    """Return ids that are to be asked for elsewhere before a link is planned."""
    database = database_at(database_url)
    link = database.look(links.get, link_id)
    policy = policy_of(link, database.look(watch_overrides.every, link_id))
    return lonely_titles(database, link, policy, now)


def close_cut_short(connection: Connection, link: Link, now: datetime) -> None:
    """End what was cut short the last time: what was sent may have arrived."""
    watch_plans.close_interrupted(connection, link.id, now)
    watch_bases.settle_intents(connection, link.id)


def decided_link(database: Database, link: Link, task: PlanTask, plan_id: str) -> Kept:
    """Read what is known and decide."""
    overrides = database.look(watch_overrides.every, link.id)
    usual, mark = policy_of(link, overrides), policy_mark(link, overrides)
    # Where what passes is other than when it was settled, every title is looked at.
    usual = replace(usual, careful=link.knowledge is None or link.knowledge.policy != mark)
    policy = usual if task.shortest is None else replace(usual, shortest=task.shortest)
    views = {side: named_view(_view(database, task.at(side)), side, policy) for side in Side}
    views = resolved(database, views)
    seen_at = {} if link.knowledge is None else link.knowledge.seen_at
    bases = database.look(watch_bases.every, link.id, seen_at, intents=False)
    decided = decide(
        bases,
        Account(view=views[Side.LEFT], rules=task.left.rules),
        Account(view=views[Side.RIGHT], rules=task.right.rules),
        policy,
    )
    # What was decided otherwise than usual settles nothing for the runs to come.
    if task.besides:
        operations = (*decided.plan.operations, *task.besides)
        decided = replace(decided, plan=replace(decided.plan, operations=operations))
    return Kept(plan_id, task, decided, mark if policy == usual else "")


def policy_of(link: Link, overrides: Sequence[watch_overrides.Override]) -> LinkPolicy:
    """Return what a link does, with what the user said of titles."""
    settings = link.settings
    return LinkPolicy(
        features=settings.features,
        types=settings.types,
        tolerance=settings.tolerance,
        play_window=settings.play_window,
        blocked=watch_overrides.blocked(overrides),
        same=watch_overrides.same(overrides),
        blocked_records=frozenset(_at_sides(link, watch_overrides.blocked_keys(overrides))),
        named_records={
            at: said
            for own, said in watch_overrides.named_keys(overrides).items()
            for at in _at_sides(link, [own])
        },
        sections=settings.sections,
        lists=frozenset(list_key(name) for name in settings.lists),
    )


def _at_sides(link: Link, keys: Iterable[watch_overrides.OwnKey]) -> Iterator[tuple[Side, str]]:
    """Return at which side of a link records are."""
    for each in keys:
        for side in Side:
            if link.account_at(side) == each.account_id:
                yield side, each.key


def policy_mark(link: Link, overrides: Sequence[watch_overrides.Override]) -> str:
    """Return what stands for all that the user said of a link."""
    said = [links.encode_settings(link.settings), sorted(each.id for each in overrides)]
    return digest(packed([*said, link.left_account_id, link.right_account_id]))


def _view(database: Database, side: SideTask) -> View:
    records = database.look(watch_records.every, side.account_id)
    if side.playing:
        records = [
            replace(record, playing=True) if record.key in side.playing else record for record in records
        ]
    return View(records=tuple(records), complete=side.complete, taken_at=side.taken_at, skew=side.skew)


def _idle(
    database: Database, link: Link, task: PlanTask, operations: Sequence[WatchOperation]
) -> Mapping[int, WatchOutcome]:
    """Return the writes that came to nothing lately and are not tried yet, and what follows on them.

    What the user asks for by a word of their own is tried at once.
    """
    if task.mode is not PlanMode.RUN or task.approved is not None:
        return {}
    resting = database.look(watch_vain.resting, link.id, task.now)
    if not resting:
        return {}
    found: dict[int, WatchOutcome] = {}
    stopped: dict[tuple[Side, Title, str], WatchOutcome] = {}
    for number, each in enumerate(operations):
        about = each.side, each.title, each.list_name
        outcome = resting.get(aim_of(each)) or stopped.get(about)
        if outcome is not None and each.ready is Ready.READY:
            found[number] = stopped[about] = outcome
    return found


def _reasons(decided: Decided, link: Link, task: PlanTask, approved: frozenset[str]) -> Iterator[Held]:
    """Return why a plan waits; what the user said yes to needs no second word, unless it takes away more."""
    reasons = reasons_to_hold(
        decided,
        limits=link.settings.limits,
        first_run=link.knowledge is None,
        approved=link.approved_at is not None or task.approved is not None,
    )
    removals = [
        mark_of(each)
        for each in decided.plan.operations
        if taken_away(each, decided.link.at(each.side).rules) is not None
    ]
    if task.approved is None or not approved.issuperset(removals):
        yield from reasons


def _state(task: PlanTask, operations: Sequence[WatchOperation], reasons: Sequence[Held]) -> PlanState:
    if task.mode is PlanMode.PREVIEW:
        return PlanState.PREVIEW
    if not operations:
        return PlanState.DONE
    return PlanState.HELD if reasons else PlanState.APPLYING


def _digest(operations: Iterable[WatchOperation], task: PlanTask) -> str:
    """Return what names a plan that would do the same, whenever it is made.

    What nobody wrote a date down of is dated by when it was looked at: that is another time with each look.
    """
    marks: list[str] = []
    for each in operations:
        value, looked_at = each.value, task.at(each.side.other).taken_at
        if isinstance(value, Watched) and looked_at in value.plays:
            value = replace(value, plays=tuple(play for play in value.plays if play != looked_at))
        marks.append(mark_of(replace(each, value=value)))
    return digest(packed(sorted(marks)))


def _is_refused(database: Database, link: Link, task: PlanTask, named: str, reasons: Sequence[Held]) -> bool:
    """Tell whether the user has said no to just this, and for no other reasons: it is not asked again."""
    if task.mode is not PlanMode.RUN or task.approved is not None:
        return False
    last = database.look(watch_plans.latest, link.id, PlanState.DISCARDED)
    return (
        last is not None
        and last.digest == named
        and {_why(each) for each in reasons} <= {_why(each) for each in last.reasons}
    )


def _why(held: Held) -> tuple[Caution, Side | None, Feature | None]:
    return held.because, held.side, held.feature


def _counts(operations: Sequence[WatchOperation], *, held: bool, refused: bool) -> Mapping[str, int]:
    planned = len(operations)
    if refused:
        return {"planned": planned, watch_plans.CANCELLED: planned}
    return {"planned": planned, "held": planned} if held else {"planned": planned}


def _removing(operations: Iterable[WatchOperation], task: PlanTask) -> Mapping[Side, frozenset[Feature]]:
    found: dict[Side, frozenset[Feature]] = {}
    for each in operations:
        feature = taken_away(each, task.at(each.side).rules)
        if feature is not None:
            found[each.side] = found.get(each.side, frozenset()) | {feature}
    return found


def _bases(decided: Decided) -> Iterator[tuple[str, str]]:
    """Return what was known of the title of each write at its side, under what it is kept."""
    subjects: dict[int, tuple[Subject, Sides]] = {}
    by_title: dict[object, list[Subject]] = {}
    for subject in decided.joined.subjects:
        by_title.setdefault(subject.title, []).append(subject)
    for each in decided.plan.operations:
        subject = next(
            one
            for one in by_title[each.title]
            if set(each.keys) <= {record.key for record in one.part(each.side).records}
        )
        known = subjects.get(id(subject))
        if known is None:
            known = subjects[id(subject)] = subject, Sides.of(subject, decided.link)
        base = known_of(subject, each.side, known[1])
        yield base_id(base), encode_base(base, {})


def _store(
    connection: Connection,
    plan: StoredPlan,
    operations: Sequence[StoredOperation],
    findings: Sequence[Finding],
    idle: Mapping[int, WatchOutcome],
) -> None:
    watch_plans.add(connection, plan, operations)
    if plan.state in {PlanState.APPLYING, PlanState.DONE}:
        watch_plans.settle(connection, plan.id, idle)
    watch_findings.replace(connection, plan.link_id, findings)


def _note_unresolved(connection: Connection, link_id: str, plan_id: str, decided: Decided) -> None:
    kind = FindingKind.UNRESOLVED
    known = watch_findings.of_kind(connection, link_id, kind)
    found = unresolved_of(decided, watch_outcomes.outcomes_of(connection, plan_id), known)
    if found != known:
        watch_findings.replace_kind(connection, link_id, kind, found)


def _settle(database: Database, link: Link, kept: Kept, sent: Mapping[int, tuple[datetime, bool]]) -> None:
    operations, task = kept.decided.plan.operations, kept.task
    done = [operations[number] for number, (_, known) in sent.items() if known]
    times = {operations[number]: at for number, (at, _) in sent.items()}
    bases = settle(kept.decided, done, task.now, times)
    before = {} if link.knowledge is None else link.knowledge.seen_at
    knowledge = Knowledge(
        # Of what could not be read whole nothing is settled: the next run looks at all of it again.
        revisions={side: task.at(side).revision for side in Side} if _is_whole(link, task) else {},
        seen_at={
            side: {
                feature: at
                for feature in Feature
                if (
                    at := task.at(side).taken_at
                    if feature in task.at(side).complete
                    else before.get(side, {}).get(feature)
                )
                is not None
            }
            for side in Side
        },
        policy=kept.policy,
        left=_left(operations, frozenset(done), database.look(watch_vain.resting, link.id, task.now)),
    )
    database.change(_know, link, bases, knowledge)


def _is_whole(link: Link, task: PlanTask) -> bool:
    """Tell whether both sides were read whole in all respects of the link."""
    return all(task.at(side).complete >= link.settings.features.keys() for side in Side)


def _left(
    operations: Sequence[WatchOperation], done: frozenset[WatchOperation], resting: Mapping[str, WatchOutcome]
) -> int:
    """Return how many writes the next run has to look at, though nothing else is new.

    What a service does not know rests, and what waits for other titles, or other records, waits for news.
    """
    return sum(
        each not in done and each.ready in {Ready.READY, Ready.PLAYING} and not _rests(each, resting)
        for each in operations
    )


def _rests(operation: WatchOperation, resting: Mapping[str, WatchOutcome]) -> bool:
    outcome = resting.get(aim_of(operation))
    return outcome is not None and outcome.became is Became.UNRESOLVED


def _know(connection: Connection, link: Link, bases: Sequence[Base], knowledge: Knowledge) -> None:
    links.get(connection, link.id)
    watch_bases.replace(connection, link.id, bases, knowledge.seen_at)
    links.know(connection, link.id, knowledge)
