"""Typing errors, and differences of a letter that make another word."""

from rapidfuzz.distance import OSA

_WORD = 4
_MIDDLE_WORD = 5
_LONG_WORD = 8
_COMPANY = 2
_SHORT = 2
_SAID_ALIKE = {
    "n": "and",
    "u": "you",
    "ur": "your",
    "r": "are",
    "ya": "you",
    "da": "the",
    "tha": "the",
    "nr": "no",
}
_ARTICLES = frozenset({"the", "a", "an", "der", "die", "das", "el", "la", "le", "les", "los", "il"})
_MODES = frozenset(
    {"major", "minor", "dur", "moll", "sharp", "flat", "maggiore", "minore", "majeur", "mineur"}
)
_FIRST = {"i": "1", "v": "5", "x": "10"}  # letters that are numbers where the other side has one
_NUMBERS = {
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ten": "10",
}  # fmt: skip
_ROMANS = {
    "ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "xi": "11", "xii": "12",
    "xiii": "13", "xiv": "14", "xv": "15",
}  # fmt: skip


def slip_of_the_pen(one: str, other: str) -> bool:
    """Return True where two keys differ as typing errors do, word by word.

    Swapped or doubled neighbours anywhere, another letter in long words, or among other words that are the
    same: else it may make another word (Demo and Demon, Believe and Belief).
    """
    pairs = _differing(one, other)
    if pairs is None:
        return False
    among = len(one.split()) - len(pairs) >= _COMPANY
    return all(_mistyped(left, right, _MIDDLE_WORD if among else _LONG_WORD) for left, right in pairs)


def tells_apart(one: str, other: str) -> bool:
    """Return True where what differs is all there is to tell: a single letter, a number, major and minor."""
    pairs = _differing(one, other)
    return pairs is not None and any(
        (min(len(left), len(right)) <= _SHORT and not _cut_short(left, right))
        or (left + right).isnumeric()
        or left in _MODES
        or right in _MODES
        for left, right in pairs
    )


def same_words(one: str, other: str) -> bool:
    """Return True where an article, a short form or the way numbers are written is all that differs."""
    return _differing(one, other) == []


def _said(text: str) -> list[str]:
    words = [_ROMANS.get(word) or _SAID_ALIKE.get(word, word) for word in text.split()]
    if len(words) > 1:
        words[-1] = _NUMBERS.get(words[-1], words[-1])
    return words[1:] if len(words) > 1 and words[0] in _ARTICLES else words


def _differing(one: str, other: str) -> list[tuple[str, str]] | None:
    """Pair the words that differ; None where one has more words."""
    mine, yours = _said(one), _said(other)
    if len(mine) != len(yours):
        return None
    return [
        (left, right)
        for left, right in zip(mine, yours, strict=True)
        if left != right and _FIRST.get(left) != right and _FIRST.get(right) != left
    ]


def _mistyped(one: str, other: str, long: int) -> bool:
    shortest = min(len(one), len(other))
    if shortest < _WORD or (one + other).isnumeric():
        return False
    if sorted(one) == sorted(other) or _undoubled(one) == _undoubled(other):
        return OSA.distance(one, other, score_cutoff=2) <= _SHORT
    return shortest >= long and one[0] == other[0] and OSA.distance(one, other, score_cutoff=1) <= 1


def _cut_short(one: str, other: str) -> bool:
    """Return True for words of letters of which one lacks the other's end (m, mi)."""
    shorter, longer = sorted((one, other), key=len)
    return len(longer) - len(shorter) == 1 and longer.startswith(shorter) and longer.isalpha()


def _undoubled(word: str) -> str:
    return "".join(char for char, before in zip(word, " " + word, strict=False) if char != before)
