"""What shall be done to a target, from what its mirror wants and what it holds."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence

from syncopate.domain.match import Verdict
from syncopate.domain.plan import HoldReason, Operation, OperationKind, PlaylistPlan, Why
from syncopate.domain.playlist import TargetPolicy
from syncopate.domain.target import CurrentTarget, Desired, Dress
from syncopate.planning.difference import aligned, difference
from syncopate.planning.guards import reason_to_hold, reason_to_hold_ours


def plan_playlist(
    *,
    name: str,
    desired: Sequence[Desired],
    current: CurrentTarget | None,
    last_written: Sequence[str] | None,
    policy: TargetPolicy,
    approved: Collection[str] = (),
    believed: bool = False,
    dress: Dress | None = None,
    last_dress: Dress | None = None,
    ordered: bool = True,
    duplicates: bool = True,
    target: str = "",
) -> PlaylistPlan:
    """Plan one target. `current` is None when there is no target yet, `last_written` when we never wrote it.

    `last_dress` is what it was last asked to show: what the user called it since stays. `duplicates` False:
    the server keeps a track in one place only, the first. A hold is lifted when the digest of exactly this
    plan is `approved`, one for the number of tracks also where the source is `believed` to have lost them;
    `target` is the target's own id, so that no other's plan has the same digest.
    """
    if current is not None and last_dress is not None and last_dress.name == name:
        name = current.name
    entries = sorted(desired, key=lambda each: each.position)
    kept_back = tuple(each.position for each in entries if each.verdict is Verdict.UNKNOWN)
    before = current.track_keys if current is not None else ()
    if entries and len(kept_back) == len(entries):
        return _sealed(target, name, (), before, kept_back)
    placed = [(each, key) for each in entries if (key := _key_of(each)) is not None]
    wanted = result = [key for _entry, key in placed]
    if not ordered:
        result = _unordered(result, before, last_written, policy)
    elif policy is TargetPolicy.KEEP_MINE:
        result = _with_mine(result, before, last_written)
    if not duplicates:
        result = list(dict.fromkeys(result))
    operations = _operations(name, current, result, _Reasons(entries, last_written))
    if current is not None or operations:
        operations += _dressing(dress, last_dress)
    plan = _sealed(target, name, operations, tuple(result), kept_back)
    hold = reason_to_hold(before, result)
    if hold is None and policy is TargetPolicy.KEEP_MINE:
        hold = reason_to_hold_ours(before, last_written or (), wanted)
    if believed:
        hold = None
    if current is None and last_written is not None and operations:
        hold = HoldReason.TARGET_GONE
    if hold is None or plan.digest in approved:
        return plan
    return PlaylistPlan(
        name=name,
        operations=plan.operations,
        result=plan.result,
        hold=hold,
        kept_back=kept_back,
        digest=plan.digest,
    )


def _key_of(entry: Desired) -> str | None:
    """Return the track to place for an entry: unknown ones keep what was placed last."""
    if entry.verdict is Verdict.MATCH:
        return entry.track_key
    return entry.previous_key if entry.verdict is Verdict.UNKNOWN else None


def _with_mine(wanted: list[str], before: Sequence[str], last_written: Sequence[str] | None) -> list[str]:
    """Return the wanted tracks with the user's own additions after the neighbours they stood behind."""
    place = _places(wanted, before)
    spare = Counter(last_written or ()) - Counter(wanted)
    behind: defaultdict[int, list[str]] = defaultdict(list)
    anchor = -1
    for position, key in enumerate(before):
        if position in place:
            anchor = place[position]
        elif not _taken(spare, key):
            behind[anchor].append(key)
    result = list(behind[-1])
    for position, key in enumerate(wanted):
        result.append(key)
        result.extend(behind[position])
    return result


def _unordered(
    wanted: Sequence[str], before: Sequence[str], last_written: Sequence[str] | None, policy: TargetPolicy
) -> list[str]:
    """Return what a target without order holds afterwards: what stays where it is, then what comes."""
    wish, ours = dict.fromkeys(wanted), frozenset(last_written or ())
    keeps = policy is TargetPolicy.KEEP_MINE
    staying = [key for key in before if key in wish or (keeps and key not in ours)]
    there = frozenset(before)
    return [*staying, *(key for key in wish if key not in there)]


def _dressing(dress: Dress | None, last_dress: Dress | None) -> tuple[Operation, ...]:
    """Return the writes to what it shows: only what the source has changed, never what the user did."""
    if dress is None:
        return ()
    last = last_dress or Dress(name=dress.name)
    found = []
    if dress.description is not None and dress.description != last.description:
        found.append(Operation(OperationKind.DESCRIBE, Why.CHANGED_IN_SOURCE, label=dress.description))
    if dress.cover_url is not None and dress.cover_url != last.cover_url:
        found.append(Operation(OperationKind.COVER, Why.CHANGED_IN_SOURCE))
    return tuple(found)


def _places(wanted: Sequence[str], before: Sequence[str]) -> dict[int, int]:
    """Return where each old place stands in the wanted order; what is only in another order counts too."""
    place = aligned(before, wanted)
    settled = set(place.values())
    free: defaultdict[str, list[int]] = defaultdict(list)
    for position in reversed(range(len(wanted))):
        if position not in settled:
            free[wanted[position]].append(position)
    for position, key in enumerate(before):
        if position not in place and free.get(key):
            place[position] = free[key].pop()
    return place


class _Reasons:
    """Why a track comes or goes, and what to call it."""

    def __init__(self, entries: Sequence[Desired], last_written: Sequence[str] | None) -> None:
        self._written = frozenset(last_written or ())
        replaced = [
            each
            for each in entries
            if each.previous_key is not None and each.verdict is not Verdict.UNKNOWN
            if each.previous_key != each.track_key
        ]
        self._changed_from = {each.previous_key for each in replaced if each.track_key is not None}
        self._unmatched = {each.previous_key for each in replaced if each.track_key is None}
        self._changed_to = {
            each.track_key
            for each in entries
            if each.previous_key is not None
            and each.track_key is not None
            and each.previous_key != each.track_key
        }
        self.labels: Mapping[str, str] = {
            key: each.label
            for each in reversed(entries)
            for key in (each.previous_key, each.track_key)
            if key is not None
        }

    def to_add(self, key: str) -> Why:
        """Return why a track comes."""
        return Why.MATCH_CHANGED if key in self._changed_to else Why.IN_SOURCE

    def to_remove(self, key: str) -> Why:
        """Return why a track goes."""
        if key in self._changed_from:
            return Why.MATCH_CHANGED
        if key in self._unmatched:
            return Why.NO_LONGER_MATCHED
        return Why.LEFT_SOURCE if key in self._written else Why.NOT_IN_SOURCE


def _operations(
    name: str, current: CurrentTarget | None, result: Sequence[str], reasons: _Reasons
) -> tuple[Operation, ...]:
    """Return the writes: create or rename first, then removals, then moves and additions by position."""
    if current is None:
        if not result:
            return ()
        first = [Operation(OperationKind.CREATE, Why.NEW_TARGET, label=name)]
    elif current.name != name:
        first = [Operation(OperationKind.RENAME, Why.RENAMED, label=name)]
    else:
        first = []
    before = current.track_keys if current is not None else ()
    found = difference(before, result)
    surplus = Counter(before) - Counter(result)
    lacking = Counter(result) - Counter(before)
    label = reasons.labels.get
    removals = [
        Operation(
            OperationKind.REMOVE,
            reasons.to_remove(before[at]) if _taken(surplus, before[at]) else Why.ORDER,
            before[at],
            at,
            label(before[at], ""),
        )
        for at in found.removed
    ]
    additions = [
        Operation(
            OperationKind.ADD,
            reasons.to_add(result[at]) if _taken(lacking, result[at]) else Why.ORDER,
            result[at],
            at,
            label(result[at], ""),
        )
        for at in found.added
    ]
    moves = [
        Operation(OperationKind.MOVE, Why.ORDER, result[at], at, label(result[at], "")) for at in found.moved
    ]
    return (*first, *removals, *sorted((*additions, *moves), key=lambda each: each.position or 0))


def _taken(counts: Counter[str], key: str) -> bool:
    """Take one of a key away; False when none is left: then it only changes its place."""
    if counts[key] <= 0:
        return False
    counts[key] -= 1
    return True


def _sealed(
    target: str,
    name: str,
    operations: tuple[Operation, ...],
    result: tuple[str, ...],
    kept_back: tuple[int, ...],
) -> PlaylistPlan:
    """Name a plan by its content, and by what it is for."""
    digest = hashlib.sha256(f"{target}\x1c{name}".encode())
    for each in operations:
        digest.update(f"\x1e{each.kind}\x1f{each.why}\x1f{each.track_key}\x1f{each.position}".encode())
    digest.update(b"\x1d")
    for key in result:
        digest.update(f"\x1e{key}".encode())
    return PlaylistPlan(
        name=name, operations=operations, result=result, kept_back=kept_back, digest=digest.hexdigest()[:16]
    )
