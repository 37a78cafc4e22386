"""The last resort: tracks that are missing by their names, but likely it by all their words together."""

from collections.abc import Iterable
from enum import Enum

from rapidfuzz.fuzz import partial_ratio, token_sort_ratio

from syncopate.domain.match import Aspect, Candidate, Evidence, Match, Says, Verdict
from syncopate.matching import words as lexicon
from syncopate.matching.keys import compact
from syncopate.matching.records import Record, findings, probability, title_within, whole_of
from syncopate.matching.score import score
from syncopate.matching.weighing import SHOWN, Weighed
from syncopate.matching.weights import DEFAULT, Weights

_SHORT = 4
_OF_VERSIONS = lexicon.ANYWHERE.keys() | lexicon.AT_THE_EDGE.keys()
_NAMES = frozenset({Aspect.TITLE, Aspect.ARTISTS})


class Alike(Enum):
    """How two records are one: by the same words, nearly the same, names within names, all but length."""

    WORDS = "words"
    SPELLING = "spelling"
    NAMES = "names"
    ALL_BUT_LENGTH = "all but length"


def alike(one: Record, other: Record, weights: Weights = DEFAULT) -> Alike | None:
    """Tell how two records are likely one recording; None where they are not, or too little tells so."""
    how = _how(one, other, weights)
    if how is None or not (_no_more_told(one, other) and _no_more_told(other, one)):
        return None
    by_words = how in {Alike.WORDS, Alike.SPELLING}
    enough = weights.record_probable_by_words if by_words else weights.record_probable
    return how if probability(findings(one, other)) >= enough else None


def reviewed(missing: Match, found: Iterable[tuple[Weighed, Alike]], weights: Weights = DEFAULT) -> Match:
    """Return a review of the tracks found, where neither version nor part speaks against them.

    Names that differ are told in one item of evidence; a gate of theirs is none any more, as is a length's
    where nothing else differs.
    """
    candidates = [each for weighed, how in found if (each := _candidate(weighed, how, weights)) is not None]
    if not candidates:
        return missing
    candidates.sort(key=lambda each: (-each.score, each.track_key))
    likely = {each.track_key for each in candidates}
    others = (each for each in missing.candidates if each.track_key not in likely)
    return Match(Verdict.REVIEW, "not_sure", candidates=(*candidates, *others)[:SHOWN])


def _candidate(weighed: Weighed, how: Alike, weights: Weights) -> Candidate | None:
    evidence = weighed.candidate.evidence
    gates = {item.aspect for item in evidence if item.gate}
    if how is Alike.ALL_BUT_LENGTH:
        if gates != {Aspect.DURATION}:
            return None
        told = tuple(_opened(item) for item in evidence)
        return Candidate(weighed.track.key, score(told), told)
    if not gates <= _NAMES:
        return None
    detail = "all the words are nearly the same, but not each name"
    if how is Alike.WORDS:
        detail = "the words are the same, in other fields"
    words = Evidence(Aspect.TITLE, Says.AGREES, detail, weights.record_names)
    told = (words, *(item for item in evidence if item.aspect not in _NAMES))
    return Candidate(weighed.track.key, score(told), told)


def _opened(item: Evidence) -> Evidence:
    return Evidence(item.aspect, item.says, item.detail, item.penalty)


def _how(one: Record, other: Record, weights: Weights) -> Alike | None:
    within = title_within(one, other)
    if within is None or within < weights.record_within * 100:
        return None
    apart = None
    if one.seconds is not None and other.seconds is not None:
        apart = abs(one.seconds - other.seconds)
    if apart is not None and apart > weights.record_same_length:
        return Alike.ALL_BUT_LENGTH if _all_same(one, other) else None
    mine, yours = _line(one, other), _line(other, one)
    if sorted(mine.split(" ")) == sorted(yours.split(" ")):
        return Alike.WORDS
    if token_sort_ratio(mine, yours) >= weights.record_same_words * 100:
        return Alike.SPELLING
    return Alike.NAMES if apart is not None and _by_the_same(one, other, weights) else None


def _line(one: Record, other: Record) -> str:
    """Return what a record says; its album only where the other names one, or has it in its line."""
    album = one.album if other.album or compact(one.album) in compact(other.whole) else ""
    return whole_of(one.artist, one.title, album)


def _all_same(one: Record, other: Record) -> bool:
    names = (one.title, one.artist, one.album)
    return all(names) and names == (other.title, other.artist, other.album)


def _by_the_same(one: Record, other: Record, weights: Weights) -> bool:
    """Return whether the artist of one is named by the other, in whatever field; unknown ones may be."""
    enough = weights.record_artist_within * 100
    if token_sort_ratio(one.artist, other.artist) >= enough:
        return True
    pairs = ((compact(one.artist), other.whole), (compact(other.artist), one.whole))
    return any(
        len(artist) >= _SHORT and partial_ratio(artist, compact(whole)) >= enough for artist, whole in pairs
    )


def _no_more_told(one: Record, other: Record) -> bool:
    """Return False where a title has a number or a word of versions that the other record has nowhere."""
    elsewhere = set(other.whole.split(" "))
    return not any(
        (word.isnumeric() or word in _OF_VERSIONS) and word not in elsewhere for word in one.title.split(" ")
    )
