"""Choosing the penalties and lines of a verdict: one after the other is tried on labelled pairs."""

import importlib.util
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from types import ModuleType

from syncopate.domain.match import Verdict
from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry
from syncopate.matching import Decisions, LibraryIndex, match_entry
from syncopate.matching.reading import Reading, read_entry, read_track
from syncopate.matching.weighing import by_score, weigh
from syncopate.matching.weights import DEFAULT, Weights

CORPUS = Path(__file__).resolve().parent.parent / "tests" / "engine" / "matching"

_WRONG_COSTS = 20.0
"""How many missed songs one wrong song is as bad as."""
_STEPS = (0.5, 0.8, 1.25, 2.0)
_LINES = (-0.04, -0.02, 0.02, 0.04)
"""Lines (thresholds, floors) are moved, penalties and lengths multiplied."""
_WORTH = 2.0
"""So few missed songs are no reason to change a weight."""
_LIKENESSES = ("threshold", "gap", "floor", "sure", "alike", "different", "contained", "share")
_GIVEN = frozenset({"duration_gate", "duration_gate_named", "duration_gate_share", "duration_same"})
"""What is meant by the same length is given, not chosen."""
_ROUNDS = 2


@dataclass(frozen=True, slots=True)
class Pair:
    """A labelled pair, read. `group` keeps what belongs together in one fold."""

    group: str
    entry: Reading
    track: Track
    reading: Reading
    same: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a choice of weights does."""

    right: int
    wrong: int
    missed: int

    @property
    def cost(self) -> float:
        """Missed songs, wrong ones counted many times."""
        return self.missed + _WRONG_COSTS * self.wrong

    @property
    def precision(self) -> float:
        """Share of the matches that are right."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Share of the same recordings that are matched."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


class Corpus:
    """The trap corpus as a line that no choice may cross: not one song or file more goes wrong.

    Albums are judged by weights of their own (`AlbumWeights`), which no choice here moves.
    """

    def __init__(self, folder: Path = CORPUS / "corpus") -> None:
        self._module = corpus_module()
        self._cases = [(case, LibraryIndex.build(case.library)) for case in self._module.load(folder)]
        self._paths = [case for case in self._module.load_paths(folder) if case.wanted is not None]
        self._allowed = self.wrong(DEFAULT)

    def wrong(self, weights: Weights) -> frozenset[str]:
        """Return the names of the cases that go wrong."""
        wrong = set[str]()
        for case, index in self._cases:
            found = match_entry(case.entry, index, Decisions(), weights=weights)
            placed = not case.tracks or found.verdict is not Verdict.MATCH or found.track_key in case.tracks
            if found.verdict not in case.verdicts or not placed:
                wrong.add(case.name)
        wrong.update(case.name for case in self._paths if self._module.run_path(case, weights) is not None)
        return frozenset(wrong)

    def bears(self, weights: Weights) -> bool:
        """Tell whether only cases go wrong that go wrong with the weights in use."""
        return self.wrong(weights) <= self._allowed


def judged(pairs: Sequence[Pair], weights: Weights) -> Outcome:
    """Judge pairs, each by itself."""
    right = wrong = missed = 0
    for pair in pairs:
        known = (pair.entry.artists | pair.reading.artists).__contains__
        held = [weigh(pair.entry, pair.track, pair.reading, known, weights)]
        found = by_score(pair.entry, held, weights).verdict is Verdict.MATCH
        right += found and pair.same
        wrong += found and not pair.same
        missed += pair.same and not found
    return Outcome(right, wrong, missed)


def tuned(pairs: Sequence[Pair], corpus: Corpus, start: Weights = DEFAULT) -> Weights:
    """Try one weight after the other; keep what costs less and bears the corpus."""
    best, cost = start, judged(pairs, start).cost
    for _ in range(_ROUNDS):
        before = best
        for name in (field.name for field in fields(Weights) if _is_chosen(field.name)):
            for candidate in _around(best, name):
                tried = judged(pairs, candidate).cost
                if tried < cost - _WORTH and corpus.bears(candidate):
                    best, cost = candidate, tried
        if best == before:
            break
    return best


def _is_chosen(name: str) -> bool:
    """Leave out what is given, and what no pair is judged by: the lines of the last resort only ask."""
    return name not in _GIVEN and not name.startswith("record_")


def _around(weights: Weights, name: str) -> Iterator[Weights]:
    value = getattr(weights, name)
    if isinstance(value, int):
        tried: Iterator[float] = iter((value - 1, value + 1))
    elif any(word in name for word in _LIKENESSES):
        tried = (round(value + step, 3) for step in _LINES)
    else:
        tried = (round(value * step, 4) for step in _STEPS)
    # A name of a field, and a number of its kind.
    return (replace(weights, **{name: each}) for each in tried if each > 0)  # type: ignore[arg-type]


def pair_of(group: str, entry: Entry, track: Track, *, same: bool) -> Pair:
    """Read a labelled pair."""
    return Pair(group, read_entry(entry), track, read_track(track), same)


def changes(weights: Weights) -> list[str]:
    """Return what is not as it is in use."""
    return [
        f"{field.name} = {getattr(weights, field.name)}"
        for field in fields(Weights)
        if getattr(weights, field.name) != getattr(DEFAULT, field.name)
    ]


def corpus_module() -> ModuleType:
    """Load the reader of the trap corpus, which lies beside the tests."""
    spec = importlib.util.spec_from_file_location("corpus_cases", CORPUS / "corpus_cases.py")
    if spec is None or spec.loader is None:
        raise RuntimeError("the trap corpus cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
