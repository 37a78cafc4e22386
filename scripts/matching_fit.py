"""Learning the weights of findings from labelled pairs (logistic regression), and testing it on folds."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matching_records import SourceRecord
from matching_spoiled import Pair, findings_of, linked, pairs_to_compare, true_pairs
from syncopate.matching.records import BIAS, UNKNOWN, Findings, probability

FOLDS = 5
_SEED = 20
_RIDGE = 3.0
_ROUNDS = 40
_STILL = 1e-4
_MODULE = """\
\"\"\"Weights of findings about two records, in log-odds: written by `scripts/tune-matching records`.\"\"\"

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

WEIGHTS: Final[Mapping[str, float]] = MappingProxyType(
    {
WEIGHTS_HERE
    }
)
\"\"\"By finding, as `records.findings` names them (MusicBrainz-20K, development half).\"\"\"
"""


@dataclass(frozen=True, slots=True)
class PairScore:
    """Right pairs among those found, and among those there are."""

    right: int
    found: int
    true: int

    @property
    def precision(self) -> float:
        """Share of the found pairs that are right; 1 where none is found."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of the true pairs that are found; 1 where there is none."""
        return self.right / self.true if self.true else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        return 2 * self.right / (self.found + self.true) if self.found + self.true else 1.0


@dataclass(frozen=True, slots=True)
class CrossValidated:
    """Every pair judged with weights that were learnt without its fold; the folds by themselves."""

    whole: PairScore
    folds: tuple[PairScore, ...]
    missed: tuple[Pair, ...]
    wrong: tuple[Pair, ...]


def score_pairs(found: set[Pair], true: set[Pair]) -> PairScore:
    """Count."""
    return PairScore(len(found & true), len(found), len(true))


def fold_of(names: Sequence[str], folds: int = FOLDS) -> dict[str, int]:
    """Deal names into folds, always the same way."""
    dealt = sorted(set(names))
    random.Random(_SEED).shuffle(dealt)  # noqa: S311 -- for repeatable folds
    return {name: place % folds for place, name in enumerate(dealt)}


def learn(described: Sequence[Findings], labels: Sequence[bool]) -> dict[str, float]:
    """Return the weight of each finding, in log-odds; a field not known says nothing, and has none."""
    names = sorted({name for found in described for name in found if not name.endswith(UNKNOWN)})
    place = {name: at for at, name in enumerate(names)}
    table = np.zeros((len(described), len(names) + 1))
    table[:, -1] = 1.0
    for row, found in enumerate(described):
        table[row, [place[name] for name in found if name in place]] = 1.0
    wanted = np.array(labels, dtype=float)
    weights = np.zeros(len(names) + 1)
    for _ in range(_ROUNDS):  # Newton's method with a ridge
        chance = 1 / (1 + np.exp(-np.clip(table @ weights, -30, 30)))
        slope = table.T @ (chance - wanted) + _RIDGE * weights
        bend = (table * (chance * (1 - chance))[:, None]).T @ table + _RIDGE * np.eye(len(weights))
        step = np.linalg.solve(bend, slope)
        weights -= step
        if np.abs(step).max() < _STILL:
            break
    learnt = dict(zip([*names, BIAS], weights.tolist(), strict=True))
    return {name: round(weight, 2) for name, weight in learnt.items()}


def cross_validate(records: Sequence[SourceRecord]) -> CrossValidated:
    """Learn on all folds but one, by cluster; judge the pairs that begin in the one left out."""
    pairs, true = pairs_to_compare(records), true_pairs(records)
    described = [findings_of(records[one], records[other]) for one, other in pairs]
    folds = fold_of([record.cluster for record in records])
    home = [folds[record.cluster] for record in records]
    likely: dict[Pair, float] = {}
    for fold in range(FOLDS):
        known = [at for at, (one, other) in enumerate(pairs) if fold not in {home[one], home[other]}]
        weights = learn([described[at] for at in known], [pairs[at] in true for at in known])
        for at, pair in enumerate(pairs):
            if home[pair[0]] == fold:
                likely[pair] = probability(described[at], weights)
    found = linked(records, likely)
    each = tuple(
        score_pairs({p for p in found if home[p[0]] == fold}, {p for p in true if home[p[0]] == fold})
        for fold in range(FOLDS)
    )
    return CrossValidated(
        score_pairs(found, true), each, tuple(sorted(true - found)), tuple(sorted(found - true))
    )


def learn_from(records: Sequence[SourceRecord]) -> dict[str, float]:
    """Learn from all labelled records."""
    pairs, true = pairs_to_compare(records), true_pairs(records)
    return learn([findings_of(records[a], records[b]) for a, b in pairs], [pair in true for pair in pairs])


def apply(records: Sequence[SourceRecord], weights: Mapping[str, float]) -> PairScore:
    """Judge records with weights that were learnt elsewhere."""
    likely = {
        (one, other): probability(findings_of(records[one], records[other]), weights)
        for one, other in pairs_to_compare(records)
    }
    return score_pairs(linked(records, likely), true_pairs(records))


def as_module(weights: Mapping[str, float]) -> str:
    """Return the text of the product's module of weights."""
    lines = "".join(f'        "{name}": {weights[name]},\n' for name in sorted(weights))
    return _MODULE.replace("WEIGHTS_HERE\n", lines)
