"""Tracks weighed against an entry, and the line that is drawn among them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from syncopate.domain.match import Aspect, Candidate, Evidence, Match, Verdict
from syncopate.domain.media import Track
from syncopate.matching.evidence import compare
from syncopate.matching.keys import compact
from syncopate.matching.reading import Reading
from syncopate.matching.score import score
from syncopate.matching.weights import Weights

SHOWN = 5
"""How many candidates a verdict names at most."""
_SAME_SOUND = timedelta(seconds=3)


@dataclass(frozen=True, slots=True)
class Weighed:
    """A track with its evidence and score."""

    track: Track
    reading: Reading
    candidate: Candidate

    def says(self, aspect: Aspect) -> Evidence | None:
        """Return the evidence of one aspect."""
        return next((item for item in self.candidate.evidence if item.aspect is aspect), None)

    @property
    def contradicts_id(self) -> bool:
        """True where an id may be wrong: another version or part, or neither title nor artist agree."""
        gates = {item.aspect for item in self.candidate.evidence if item.gate}
        return bool(gates & {Aspect.VERSION, Aspect.PART}) or {Aspect.TITLE, Aspect.ARTISTS} <= gates


def weigh(
    entry: Reading, track: Track, reading: Reading, knows_artist: Callable[[str], bool], weights: Weights
) -> Weighed:
    """Compare one track."""
    evidence = compare(entry, reading, knows_artist, weights)
    return Weighed(track, reading, Candidate(track.key, score(evidence), evidence))


def by_id(entry: Reading, weighed: list[Weighed]) -> Match | None:
    """Take a shared id, where version and part do not speak against it. None when nothing shares one."""
    if not weighed:
        return None
    good = [each for each in weighed if not each.contradicts_id]
    if not good:
        return Match(Verdict.REVIEW, "not_sure", candidates=shown(weighed))
    best = placed(entry, good)
    return Match(Verdict.MATCH, "same_id", best.track.key, (best.candidate,))


def by_score(entry: Reading, weighed: Iterable[Weighed], weights: Weights) -> Match:
    """Draw the line: threshold, then the gap to the next different recording."""
    every = list(weighed)
    open_ones = sorted((each for each in every if not each.candidate.barred), key=_order)
    if not open_ones:
        near = shown([each for each in every if each.candidate.score > weights.mention_floor])
        return Match(Verdict.MISSING, "conflict" if near else "nothing_similar", candidates=near)
    best = open_ones[0]
    if best.candidate.score < weights.threshold:
        worth = best.candidate.score >= weights.review_floor
        verdict, reason = (Verdict.REVIEW, "not_sure") if worth else (Verdict.MISSING, "conflict")
        return Match(verdict, reason, candidates=shown(every))
    close = [each for each in open_ones if each.candidate.score > best.candidate.score - weights.gap]
    if to_the_letter := [each for each in close if _says_the_same(entry, each.reading)]:
        close = to_the_letter
    elif not all(_same_recording(best.reading, each.reading) for each in close):
        return Match(Verdict.REVIEW, "no_gap", candidates=shown(every))
    chosen = placed(entry, close)
    others = tuple(each for each in shown(every) if each.track_key != chosen.track.key)
    return Match(Verdict.MATCH, "agrees", chosen.track.key, (chosen.candidate, *others)[:SHOWN])


def shown(weighed: list[Weighed]) -> tuple[Candidate, ...]:
    """Return the best few, barred ones last."""
    ranked = sorted(weighed, key=lambda each: (each.candidate.barred, *_order(each)))
    return tuple(each.candidate for each in ranked[:SHOWN])


def placed(entry: Reading, equal: list[Weighed]) -> Weighed:
    """Choose among equal recordings: nearest in name, same album, better sound, then the lowest key."""
    return min(
        equal,
        key=lambda each: (
            _name_penalty(each),
            each.reading.album != entry.album,
            *_sound(each.track),
            each.track.key,
        ),
    )


def _name_penalty(weighed: Weighed) -> float:
    names = {Aspect.TITLE, Aspect.VERSION, Aspect.ARTISTS}
    return round(sum(item.penalty for item in weighed.candidate.evidence if item.aspect in names), 3)


def _says_the_same(entry: Reading, track: Reading) -> bool:
    """Return True where a track says all that the entry says, and no more."""
    return (entry.title, entry.artists, entry.album_key, entry.duration) == (
        track.title,
        track.artists,
        track.album_key,
        track.duration,
    )


def _same_recording(one: Reading, other: Reading) -> bool:
    """Two tracks of a library that are one recording as far as anyone can tell."""
    if one is other or one.ids & other.ids:
        return True
    if compact(one.title.base) != compact(other.title.base) or one.title.part != other.title.part:
        return False
    if one.title.versions != other.title.versions or not (
        one.artists & other.artists or one.artists == other.artists
    ):
        return False
    if one.duration is None or other.duration is None:
        return one.duration is other.duration and one.implied == other.implied
    return abs(one.duration - other.duration) <= _SAME_SOUND and one.implied == other.implied


def _sound(track: Track) -> tuple[bool, int]:
    """Sort key for quality, best first."""
    if track.format is None:
        return True, 0
    return not track.format.lossless, -(track.format.bitrate or 0)


def _order(weighed: Weighed) -> tuple[float, str]:
    return -weighed.candidate.score, weighed.track.key
