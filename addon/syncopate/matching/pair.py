"""One entry against one track, without a library around them."""

from syncopate.domain.match import Match, Verdict
from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry
from syncopate.matching.aliases import Aliases
from syncopate.matching.known_names import KNOWN_ALIASES
from syncopate.matching.reading import read_entry, read_track
from syncopate.matching.weighing import by_id, by_score, weigh
from syncopate.matching.weights import DEFAULT, Weights


def judge_pair(
    entry: Entry, track: Track, aliases: Aliases = KNOWN_ALIASES, weights: Weights = DEFAULT
) -> Match:
    """Return the verdict as if the track were the whole library; paths and rulings have no say."""
    wanted, held = read_entry(entry, aliases), read_track(track)
    if not wanted.title.base:
        return Match(Verdict.MISSING, "nothing_similar")
    weighed = weigh(wanted, track, held, (wanted.artists | held.artists).__contains__, weights)
    shared = by_id(wanted, [weighed]) if wanted.ids & held.ids else None
    return shared or by_score(wanted, [weighed], weights)
