"""What two titles say about being one."""

import re

from rapidfuzz.fuzz import ratio

from syncopate.domain.match import Aspect, Evidence, Says
from syncopate.matching.backing import Backing
from syncopate.matching.keys import compact, has_han, is_foreign, key, latin_key, starred, unstyled
from syncopate.matching.reading import Reading
from syncopate.matching.spelling import same_words, slip_of_the_pen, tells_apart
from syncopate.matching.versions import read_title
from syncopate.matching.weights import Weights

_COMPARED = 1000
"""Of longer titles the beginnings are compared: likeness costs the product of both lengths."""
_NAMELESS = frozenset(
    {"untitled", "unknown", "no title", "ohne titel", "sans titre", "senza titolo", "hidden track"}
)
_NUMBERED = re.compile(r"(?:track|titel|piste|traccia|pista|untitled|audio ?track) ?\d{1,3}")


def compare_titles(entry: Reading, track: Reading, back: Backing, weights: Weights) -> Evidence:
    """Compare base titles, subtitles as far as both have them."""
    one, other = entry.title, track.title
    if compact(one.full) == compact(other.full):
        if _names_nothing(one.full) and not (back.place or back.exact_length):
            return Evidence(
                Aspect.TITLE, Says.NOTHING, "a title that names nothing", weights.title_says_nothing
            )
        return Evidence(Aspect.TITLE, Says.AGREES)
    if _album_behind(entry, track) or _album_behind(track, entry):
        return Evidence(
            Aspect.TITLE, Says.AGREES, "the album stands behind the title", weights.title_in_album
        )
    if compact(one.base) == compact(other.base) and one.base != one.full and other.base != other.full:
        against = f'"{track.raw_title}" has another subtitle than "{entry.raw_title}"'
        return _similar(one.full, other.full, against, back, weights)
    if {compact(one.base), compact(one.full)} & {compact(other.base), compact(other.full)}:
        penalty = weights.title_subtitle if back.length or back.album else weights.title_subtitle_alone
        return Evidence(Aspect.TITLE, Says.AGREES, "one title has a subtitle", penalty)
    return _spelled_otherwise(entry, track, back, weights)


def _spelled_otherwise(entry: Reading, track: Reading, back: Backing, weights: Weights) -> Evidence:
    if _spelled_alike(entry, track):
        return Evidence(Aspect.TITLE, Says.AGREES, "the same in another spelling", weights.title_spelling)
    one, other = entry.title.base, track.title.base
    if is_foreign(one) != is_foreign(other):
        return _across_scripts(entry, track, weights)
    return _similar(one, other, f'"{track.raw_title}" is not "{entry.raw_title}"', back, weights)


def _names_nothing(title: str) -> bool:
    return title in _NAMELESS or _NUMBERED.fullmatch(title) is not None


def latin_likeness(one: str, other: str) -> float:
    """Return how much two names are alike in Latin letters, 0..1."""
    left = latin_key(one) or key(one)
    right = latin_key(other) or key(other)
    return ratio(compact(left)[:_COMPARED], compact(right)[:_COMPARED]) / 100


def _album_behind(longer: Reading, shorter: Reading) -> bool:
    """Return True where one title is the other followed by the name of an album that either names."""
    whole = compact(key(longer.raw_title))
    for title in {compact(shorter.title.full), compact(shorter.title.base)}:
        if title and len(whole) > len(title) and whole.startswith(title):
            rest = whole[len(title) :]
            if rest in {longer.album_key, shorter.album_key}:
                return True
    return False


def _similar(one: str, other: str, against: str, back: Backing, weights: Weights) -> Evidence:
    likeness = ratio(one[:_COMPARED], other[:_COMPARED]) / 100
    floor = back.floor(weights.title_similar_floor, weights)
    if likeness < floor:
        return Evidence(Aspect.TITLE, Says.DISAGREES, against, weights.title_other, gate=True)
    penalty = (1 - likeness) * weights.title_similar
    if tells_apart(one, other):
        detail = f"the titles differ in what tells them apart: {one} and {other}"
        return Evidence(Aspect.TITLE, Says.DISAGREES, detail, round(penalty + weights.title_told_apart, 3))
    slip = slip_of_the_pen(one, other)
    if not slip:
        penalty += weights.title_other_word
    penalty = back.left_of(penalty, weights, slip=slip)
    return Evidence(Aspect.TITLE, Says.AGREES, f"the titles are {likeness:.0%} alike", penalty)


def _across_scripts(entry: Reading, track: Reading, weights: Weights) -> Evidence:
    """Compare titles in different scripts: a transliteration is a hint, its absence no proof."""
    likeness = latin_likeness(entry.raw_title, track.raw_title)
    if likeness >= weights.reads_alike:
        return Evidence(Aspect.TITLE, Says.AGREES, "the same in Latin letters", weights.title_transliterated)
    if likeness < weights.reads_different and not has_han(entry.raw_title + track.raw_title):
        detail = f'"{track.raw_title}" does not read like "{entry.raw_title}"'
        return Evidence(Aspect.TITLE, Says.DISAGREES, detail, weights.title_other, gate=True)
    return Evidence(Aspect.TITLE, Says.NOTHING, "titles in different scripts", weights.title_other_script)


def _spelled_alike(entry: Reading, track: Reading) -> bool:
    """Return whether titles differ in look-alikes (P!nk) or starred-out letters alone."""
    if _plain(entry.raw_title) == _plain(track.raw_title):
        return True
    if same_words(entry.title.base, track.title.base):
        return True
    return _starred_alike(entry.raw_title, track) or _starred_alike(track.raw_title, entry)


def _plain(raw: str) -> str:
    return compact(read_title(unstyled(raw) or raw).base)


def _starred_alike(raw: str, other: Reading) -> bool:
    pattern = starred(raw)
    return pattern is not None and pattern.fullmatch(compact(other.title.full)) is not None
