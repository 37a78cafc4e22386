"""Which spoiled records are one recording: every field may be wrong, so each is evidence and none is a gate.

Each pair worth comparing is described by findings ("title 7", "length 0", ...); a finding has a weight, in
log-odds, learnt from the labelled pairs of MusicBrainz-20K (Leipzig, CC BY 4.0; see `matching_fit`). Pairs
become clusters, one record a source in each.
"""

import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from heapq import nsmallest
from pathlib import Path

from matching_records import Record
from rapidfuzz.fuzz import partial_ratio, ratio, token_sort_ratio
from syncopate.matching.keys import compact

type Pair = tuple[int, int]
type Findings = tuple[str, ...]

WEIGHTS = Path(__file__).resolve().parent / "matching_spoiled.json"
BIAS = "bias"
LIKELY = 0.5
"""A pair is linked from this probability on."""
_TOGETHER = 0.25
"""Two clusters are joined when their pairs have this probability on average."""
_ALIKE = (40, 55, 65, 75, 82, 88, 93, 97, 100)
_APART = (1.01, 2.01, 4.0, 8.0, 20.0)
_COMMON = 400
_NEAREST = 8
_NUMBERS_ALIKE = 60.0
_SHORT = 4


def load_weights(path: Path = WEIGHTS) -> dict[str, float]:
    """Read weights by finding."""
    return {str(name): float(weight) for name, weight in json.loads(path.read_text("utf-8")).items()}


def true_pairs(records: Sequence[Record]) -> set[Pair]:
    """All pairs of one cluster."""
    rows: defaultdict[str, list[int]] = defaultdict(list)
    for row, record in enumerate(records):
        rows[record.cluster].append(row)
    return {pair for held in rows.values() for pair in _pairs_of(held)}


def pairs_to_compare(records: Sequence[Record]) -> list[Pair]:
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


def _by_place(records: Sequence[Record]) -> set[Pair]:
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


def findings(one: Record, other: Record) -> Findings:
    """Return what each field of two records says."""
    return (
        f"title {_step(_likeness(one.title, other.title))}",
        f"artist {_step(_likeness(one.artist, other.artist))}",
        f"album {_step(_likeness(one.album, other.album))}",
        f"whole {_step(_likeness(one.whole, other.whole))}",
        f"title within {_step(_within(one, other))}",
        f"length {_length(one, other)}",
        f"number {_number(one.number, other.number)}",
        f"year {_equal(one.year, other.year)}",
        f"language {_equal(one.language, other.language)}",
        f"source {'same' if one.source == other.source else 'differs'}",
        f"digits {_digits(one, other)}",
    )


def probability(found: Findings, weights: Mapping[str, float]) -> float:
    """How likely a pair is one recording; a finding never learnt weighs nothing."""
    odds = weights[BIAS] + sum(weights.get(each, 0.0) for each in found)
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


def linked(records: Sequence[Record], likely: Mapping[Pair, float]) -> set[Pair]:
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


def _likeness(one: str, other: str) -> float | None:
    if not one or not other:
        return None
    return max(ratio(compact(one), compact(other)), token_sort_ratio(one, other))


def _within(one: Record, other: Record) -> float | None:
    """How much of the shorter said title is found in all that the other record says."""
    if not one.title or not other.title:
        return None
    found = [
        partial_ratio(compact(title), compact(whole))
        for title, whole in ((one.title, other.whole), (other.title, one.whole))
        if len(compact(title)) >= _SHORT
    ]
    return max(found, default=0.0)


def _step(value: float | None, steps: tuple[float, ...] = _ALIKE) -> str:
    """Return the number of the step that a value is on, "?" where it is not known."""
    return "?" if value is None else str(sum(value >= step for step in steps))


def _length(one: Record, other: Record) -> str:
    if one.seconds is None or other.seconds is None:
        return "?"
    return _step(abs(one.seconds - other.seconds), _APART)


def _number(one: str, other: str) -> str:
    if not one or not other:
        return "?"
    if one == other:
        return "same"
    return "like" if len(one + other) >= _SHORT and ratio(one, other) >= _NUMBERS_ALIKE else "differs"


def _equal(one: str, other: str) -> str:
    return "?" if not one or not other else "same" if one == other else "differs"


def _digits(one: Record, other: Record) -> str:
    mine, yours = (sorted(re.findall(r"\d+", each.title)) for each in (one, other))
    return "none" if not mine and not yours else "same" if mine == yours else "differ"
