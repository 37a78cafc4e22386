"""Words and names that a library knows, found again when a letter is wrong.

Each word is held under itself and under every form of it that lacks one letter: two words one letter apart
(left out, put in, changed, or swapped with its neighbour) have such a form in common.
"""

from collections.abc import Iterable, Iterator

from rapidfuzz.distance.OSA import distance

from syncopate.matching.columns import Texts
from syncopate.matching.postings import Postings, Writer

SHORTEST = 4
"""Letters a word needs: in shorter ones every other word is a letter away."""
LONGEST = 40
"""Letters of the longest words that are taken in."""
_MOST = 1 << 19
_LOOKED_AT = 64


class VocabularyWriter:
    """Takes words in, each once."""

    __slots__ = ("_forms", "_known", "_words")

    def __init__(self) -> None:
        self._known: set[str] = set()
        self._words = Texts()
        self._forms = Writer()

    def add(self, word: str, handles: Iterable[str] = ()) -> None:
        """Take a word in; `handles` are further names it is found by. Half a million words are enough."""
        if len(self._known) >= _MOST:
            return
        self._known.add(word)
        number = len(self._words)
        self._words.append(word)
        for handle in handles:
            self._forms.add(number, 1, handle)
        if SHORTEST <= len(word) <= LONGEST:
            for form in forms(word):
                self._forms.add(number, 0, form)

    def __contains__(self, word: str) -> bool:
        return word in self._known

    def close(self) -> Vocabulary:
        """Return what was taken in; the writer is of no use afterwards."""
        self._known = set()
        return Vocabulary(self._words, self._forms.close())


class Vocabulary:
    """Words by what they are like."""

    __slots__ = ("_forms", "_words")

    def __init__(self, words: Texts, forms_of: Postings) -> None:
        self._words = words
        self._forms = forms_of

    @property
    def size(self) -> int:
        """Bytes in memory."""
        return self._words.size + self._forms.size

    def near(self, word: str) -> set[str]:
        """Return the words that are one letter away, or swapped neighbours; never the word itself."""
        if not SHORTEST - 1 <= len(word) <= LONGEST + 1:
            return set()
        numbers = {number for form in forms(word) for number in self._forms.find(0, form, limit=_LOOKED_AT)}
        found = {self._words[number] for number in numbers}
        return {each for each in found if distance(word, each, score_cutoff=1) == 1}

    def with_handle(self, handle: str, limit: int) -> list[str]:
        """Return words that have a handle; none when more than `limit` have it."""
        if self._forms.count(1, handle) > limit:
            return []
        return [self._words[number] for number in self._forms.find(1, handle, limit=limit)]


def forms(word: str) -> Iterator[str]:
    """Give the word and every form of it that lacks one letter."""
    yield word
    before = ""
    for at, letter in enumerate(word):
        if letter != before:  # of a doubled letter either may be left out
            yield word[:at] + word[at + 1 :]
        before = letter
