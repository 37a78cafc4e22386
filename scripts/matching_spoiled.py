"""Which spoiled records of several sources are one recording: the product's judge of records, and clusters.

Which pairs are worth comparing, and how judged pairs become clusters with one record a source in each. The
weights are learnt from the labelled pairs of MusicBrainz-20K (Leipzig, CC BY 4.0; see `matching_fit`).
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from heapq import nsmallest

from matching_records import SourceRecord
from syncopate.matching.keys import compact
from syncopate.matching.records import Findings, findings

type Pair = tuple[int, int]

LIKELY = 0.5
"""A pair is linked from this probability on."""
_TOGETHER = 0.25
"""Two clusters are joined when their pairs have this probability on average."""
_COMMON = 400
_NEAREST = 8
_SHORT = 4


def findings_of(one: SourceRecord, other: SourceRecord) -> Findings:
    """Return what each field of two records says, and whether one source has both."""
    return findings(one, other, one_source=one.source == other.source)


def true_pairs(records: Sequence[SourceRecord]) -> set[Pair]:
    """All pairs of one cluster."""
    rows: defaultdict[str, list[int]] = defaultdict(list)
    for row, record in enumerate(records):
        rows[record.cluster].append(row)
    return {pair for held in rows.values() for pair in _pairs_of(held)}


def pairs_to_compare(records: Sequence[SourceRecord]) -> list[Pair]:
    """Pairs that share rare runs of three letters; by place and length where the title was lost."""
    grams = [_grams(record.whole) for record in records]
    rows: defaultdict[str, list[int]] = defaultdict(list)
    for row, own in enumerate(grams):
        for gram in own:
            rows[gram].append(row)
    # Whole numbers, so that sums do not depend on the order of a set.
    rarity = {
        gram: round(1000 * math.log(len(records) / len(held)))
        for gram, held in rows.items()
        if len(held) <= _COMMON
    }
    pairs = set[Pair]()
    for row, own in enumerate(grams):
        shared = Counter[int]()
        for gram in own:
            if (weight := rarity.get(gram)) is not None:
                for other in rows[gram]:
                    shared[other] += weight
        del shared[row]
        nearest = nsmallest(_NEAREST, shared.items(), key=lambda item: (-item[1], item[0]))
        pairs.update(_ordered(row, other) for other, _ in nearest)
    pairs |= _by_place(records)
    return sorted(pairs)


def _by_place(records: Sequence[SourceRecord]) -> set[Pair]:
    cells: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
    for row, record in enumerate(records):
        if record.number and record.seconds:
            cells[record.number, int(record.seconds)].append(row)
    pairs = set[Pair]()
    for row, record in enumerate(records):
        if len(compact(record.title)) < _SHORT and record.number and record.seconds:
            whole = int(record.seconds)
            near = (other for by in (-1, 0, 1) for other in cells[record.number, whole + by])
            pairs.update(_ordered(row, other) for other in near if other != row)
    return pairs


def linked(records: Sequence[SourceRecord], likely: Mapping[Pair, float]) -> set[Pair]:
    """Join the likeliest first, one record a source in each cluster; return all linked pairs."""
    home = {row: row for pair in likely for row in pair}
    members = {row: [row] for row in home}
    for (one, other), chance in sorted(likely.items(), key=lambda item: (-item[1], item[0])):
        left, right = home[one], home[other]
        if chance < LIKELY or left == right:
            continue
        if {records[row].source for row in members[left]} & {records[row].source for row in members[right]}:
            continue
        across = [likely.get(_ordered(a, b), 0.0) for a in members[left] for b in members[right]]
        if sum(across) < _TOGETHER * len(across):
            continue
        for row in members[right]:
            home[row] = left
        members[left] += members.pop(right)
    return {pair for held in members.values() for pair in _pairs_of(held)}


def _pairs_of(rows: Iterable[int]) -> list[Pair]:
    held = sorted(rows)
    return [(one, other) for place, one in enumerate(held) for other in held[place + 1 :]]


def _ordered(one: int, other: int) -> Pair:
    return (one, other) if one < other else (other, one)


def _grams(text: str) -> set[str]:
    plain = compact(text)
    return {plain[at : at + 3] for at in range(len(plain) - 2)} or ({plain} if plain else set())
