"""What is noticed while a link is planned: conflicts, doubles, titles without ids or counterpart."""

from collections.abc import Iterable, Iterator, Sequence

from syncopate.domain.link import Ready
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
    for operation in decided.plan.operations:
        if operation.ready is Ready.NO_COUNTERPART:
            yield Finding(
                kind=FindingKind.NO_COUNTERPART,
                side=operation.side,
                label=label_of(operation.title),
                details={
                    "type": operation.title.type.value,
                    "feature": operation.feature.value,
                    "ids": _id_texts(operation.title.ids),
                },
            )
    for subject in decided.joined.subjects:
        for side in Side:
            yield from _of_part(subject, side)
    for side, label, why in impossible:
        yield Finding(kind=FindingKind.IMPOSSIBLE, side=side, label=label, details={"reason": why})


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
