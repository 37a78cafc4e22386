"""The score: one minus what was found against it."""

from collections.abc import Iterable

from syncopate.domain.match import Evidence

WORD = 3
"""Letters that a word needs to be telling."""


def score(evidence: Iterable[Evidence]) -> float:
    """One minus all penalties, 0 at least, to four places."""
    return round(max(0.0, 1.0 - sum(item.penalty for item in evidence)), 4)
