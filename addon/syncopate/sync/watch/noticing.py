"""What is noticed while a link is planned: conflicts, doubles, titles without ids or counterpart."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from syncopate.domain.link import Became, Ready, WatchOperation, WatchOutcome
from syncopate.domain.watch import Side, TitleId
from syncopate.planning.watching.deciding import Decided
from syncopate.planning.watching.joining import Subject
from syncopate.store.watch_encoding import label_of
from syncopate.store.watch_findings import Finding, FindingKind

type Impossible = tuple[Side, str, str]
"""What an account says that cannot be: at which side, of what, why."""

_MOST = 2000
"""Of each kind; there may be a library of titles that the other side does not have."""


def findings_of(decided: Decided, impossible: Sequence[Impossible]) -> Iterator[Finding]:
    """Return what needs somebody's eye; of each kind only so many."""
    counts = dict.fromkeys(FindingKind, 0)
    for finding in _all(decided, impossible):
        counts[finding.kind] += 1
        if counts[finding.kind] <= _MOST:
            yield finding


def _all(decided: Decided, impossible: Sequence[Impossible]) -> Iterator[Finding]:
    for each in decided.joined.quarantined:
        yield Finding(
            kind=FindingKind.CONFLICT,
            side=None,
            label=label_of(each.titles[0]),
            details={
                "type": each.titles[0].type.value,
                "titles": [label_of(title) for title in each.titles],
                "ids": [f"{one.kind.value}:{one.value}" for one in each.ids],
            },
        )
    lacking = [each for each in decided.plan.operations if each.ready is Ready.NO_COUNTERPART]
    for operation, keys in _with_sources(decided, lacking):
        yield _of_write(FindingKind.NO_COUNTERPART, operation, keys)
    for subject in decided.joined.subjects:
        for side in Side:
            yield from _of_part(subject, side)
    for side, label, why in impossible:
        yield Finding(kind=FindingKind.IMPOSSIBLE, side=side, label=label, details={"reason": why})


def unresolved_of(
    decided: Decided, outcomes: Mapping[int, WatchOutcome], known: Iterable[Finding]
) -> list[Finding]:
    """Return of which titles a service said that it knows none such; of what was not tried, what is known.

    `outcomes` are those of the writes of the plan, by their numbers, `known` is what was noticed before.
    """
    refused = {
        number: outcome
        for number, outcome in outcomes.items()
        if outcome.became is Became.UNRESOLVED
        and decided.plan.operations[number].ready is not Ready.NO_COUNTERPART
    }
    writes = [decided.plan.operations[number] for number in refused]
    found = [
        _of_write(FindingKind.UNRESOLVED, operation, keys, outcome.detail or outcome.reason or "")
        for (operation, keys), outcome in zip(_with_sources(decided, writes), refused.values(), strict=True)
    ]
    told = {_named(each) for each in found}
    told |= {
        _named(_of_write(FindingKind.UNRESOLVED, decided.plan.operations[number], ()))
        for number, outcome in outcomes.items()
        if outcome.became in {Became.APPLIED, Became.UNCHANGED}
    }
    found += [each for each in known if _named(each) not in told]
    return found[:_MOST]


def still_unresolved(decided: Decided, known: Iterable[Finding]) -> list[Finding]:
    """Return what a service did not know the last time and would be told again: nobody knows better yet."""
    planned = {
        _named(_of_write(FindingKind.UNRESOLVED, each, ()))
        for each in decided.plan.operations
        if each.ready is not Ready.NO_COUNTERPART
    }
    return [each for each in known if _named(each) in planned]


def _named(finding: Finding) -> tuple[Side | None, str, object, tuple[str, ...]]:
    """Return what a write that found nothing is told by, whatever is written."""
    details = finding.details
    return finding.side, finding.label, details.get("feature"), tuple(details.get("ids", ()))


def _of_write(kind: FindingKind, operation: WatchOperation, keys: Sequence[str], reason: str = "") -> Finding:
    """Return that a write has no title at its side; `keys` are the records that it comes from."""
    return Finding(
        kind=kind,
        side=operation.side,
        label=label_of(operation.title),
        details={
            "type": operation.title.type.value,
            "feature": operation.feature.value,
            "ids": _id_texts(operation.title.ids),
            "keys": list(keys),
            **({"reason": reason} if reason else {}),
        },
    )


def _with_sources(
    decided: Decided, operations: Sequence[WatchOperation]
) -> Iterator[tuple[WatchOperation, Sequence[str]]]:
    """Return writes, each with the records at the other side that it comes from."""
    subjects: dict[int, list[Subject]] = {}
    for subject in decided.joined.subjects if operations else ():
        # The title itself: titles are many, and long to compare.
        subjects.setdefault(id(subject.title), []).append(subject)
    for each in operations:
        found = next(
            (
                one
                for one in subjects.get(id(each.title), ())
                if set(each.keys) <= {record.key for record in one.part(each.side).records}
            ),
            None,
        )
        records = [] if found is None else found.part(each.side.other).records
        yield each, list(dict.fromkeys(record.key for record in records))


def _of_part(subject: Subject, side: Side) -> Iterator[Finding]:
    records = subject.part(side).records
    if subject.title.last_number is not None:
        # Each of its episodes is looked at.
        return
    if len(records) > 1 and len({record.section for record in records}) <= 1:
        yield Finding(
            kind=FindingKind.DUPLICATE,
            side=side,
            label=label_of(subject.title),
            details={
                "type": subject.title.type.value,
                "keys": [record.key for record in records],
                "ids": _id_texts(subject.title.ids),
            },
        )
    if records and not subject.title.ids and not subject.title.show_ids:
        yield Finding(
            kind=FindingKind.NO_IDS,
            side=side,
            label=label_of(subject.title),
            details={
                "type": subject.title.type.value,
                "key": records[0].key,
                "path": subject.title.path,
            },
        )


def _id_texts(ids: Iterable[TitleId]) -> list[str]:
    return [f"{each.kind.value}:{each.value}" for each in sorted(ids)]
