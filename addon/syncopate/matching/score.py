"""What each finding costs, and where the lines are drawn: the one place for weights."""

from collections.abc import Iterable

from syncopate.domain.match import Evidence

THRESHOLD = 0.84
"""A match scores at least this."""
GAP = 0.04
"""A match is better than the next different recording by this."""
REVIEW_FLOOR = 0.55
"""Below this nothing is worth a look."""
MENTION_FLOOR = 0.15
"""Below this nothing is worth a mention."""
SURE = 0.93
"""From here on no further tracks are looked for."""

READS_ALIKE = 0.9
"""Transliterations or version names this much alike are the same."""
READS_DIFFERENT = 0.5
"""Transliterations less alike than this are different names, where the script tells its sound."""
CONTAINED = 85
"""A title is in a longer text when this much of it is (percent)."""
WORD = 3
"""Letters that a word needs to be telling."""
NAME = 5
"""Letters that a name needs to be compared by likeness."""

TITLE_SUBTITLE = 0.03
TITLE_SIMILAR = 2.2
"""Times what lacks to full similarity."""
TITLE_SIMILAR_FLOOR = 0.80
TITLE_TRANSLITERATED = 0.14
TITLE_OTHER_SCRIPT = 0.3
TITLE_SPELLING = 0.05

ARTIST_ABOVE_ONLY = 0.05
ARTIST_SIMILAR = 2.0
"""Times what lacks to full similarity."""
ARTIST_SIMILAR_FLOOR = 0.85
ARTIST_TRANSLITERATED = 0.12
ARTIST_OTHER_SCRIPT = 0.25
ARTIST_UNKNOWN = 0.2
ARTIST_UNKNOWN_SAME_ALBUM = 0.08

VERSION_NAME_SILENT = 0.05
VERSION_IN_DOUBT = 0.2
VERSION_BY_DURATION = 0.05
PACKAGING_DIFFERS = 0.01
MONO_IS_NOT_STEREO = 0.06

PART_SILENT = 0.2

DURATION_UNKNOWN = 0.04
DURATION_FREE = 2
"""Seconds that cost nothing."""
DURATION_SECOND = 0.012
"""For each second beyond."""
DURATION_FAR = 0.1
"""The most that a duration within the gate costs."""

ALBUM_DIFFERS = 0.02


def score(evidence: Iterable[Evidence]) -> float:
    """One minus all penalties, 0 at least, to four places."""
    return round(max(0.0, 1.0 - sum(item.penalty for item in evidence)), 4)
