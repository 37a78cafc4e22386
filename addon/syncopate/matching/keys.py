"""Keys: what two spellings of one name have in common.

A key is lower case, free of accents and punctuation, with single spaces; letters of every script stay.
"""

import re
import unicodedata

from anyascii import anyascii

from syncopate.matching.remembered import remembered

_FOLDED = {
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe",
    "\u0131": "i", "ħ": "h", "ŧ": "t", "ŋ": "n", "ĸ": "k", "ə": "e",
    "&": " and ", "+": " and ", "\ue000": "+", "♯": " sharp ", "♭": " flat ",
}  # fmt: skip
_APOSTROPHES = frozenset("'`\u2019\u2018\u02bc\u02bb\u02b9\u00b4\u2032")
# Marks that only decorate a letter. Vowel signs of Indic and Thai scripts and the Japanese voicing mark
# tell words apart and stay.
_DROPPED_MARKS = (
    (0x0300, 0x036F), (0x0483, 0x0487), (0x0591, 0x05C7), (0x0610, 0x061A), (0x064B, 0x065F),
    (0x0670, 0x0670), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0xFE00, 0xFE0F),
    (0xFE20, 0xFE2F),
)  # fmt: skip
_NUMBERED_PLUS = re.compile(r"(?<![^\s(])\+(?=\d)")
_SHARP = re.compile(r"(?<=\b[a-g])#(?!\w)")
_PLUS_STAYS = "\ue000"  # stands for a plus sign that belongs to the name (+44)
_STYLED = re.compile(r"(?<=[\w$])[$!@](?=\w)|(?<!\w)[$@](?=[^\W\d])|(?<=[\w$])\$(?!\w)", re.ASCII)
_STYLES = {"$": "s", "!": "i", "@": "a"}
# Letters of other scripts that stand for Latin ones in words that are Latin otherwise.
_TURNED = str.maketrans("ЯИДШЭЛΛΔΣΞΘΩяидшэ", "RNAWEAAAEEOOrnawe")
_ANY_WORD = re.compile(r"\w+")
_LATIN_LETTER = re.compile("[A-Za-z]")
_TURNED_LETTER = re.compile("[\u0370-\u03ff\u0400-\u04ff]")
LONGEST = 400
"""Names longer than this are taken whole: reading them would cost more than it tells."""
_LATIN = re.compile("[a-z]")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
_MOST_STARRED = 3
_ACRONYM = re.compile(r"(?<!\w)\w(?:\*\w){2,}(?!\w)")  # N*E*R*D hides nothing
_STARS = re.compile(r"\*{2,}|(?<=[^\W\d_])\*(?=[^\W\d_])")
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af]")
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")


def _meaning(char: str) -> str | None:
    """Return what a folded character contributes to a key; None when nothing."""
    if (folded := _FOLDED.get(char)) is not None:
        return folded
    category = unicodedata.category(char)
    if char in _APOSTROPHES or category == "Cf":
        return None
    if category[0] == "M":
        code = ord(char)
        return None if any(low <= code <= high for low, high in _DROPPED_MARKS) else char
    return char if category[0] in "LN" else " "


class _Meanings(dict[int, str | None]):
    """A table for `str.translate` that fills itself."""

    def __missing__(self, code: int) -> str | None:
        meaning = self[code] = _meaning(chr(code))
        return meaning


_MEANINGS = _Meanings()

_MAY_HAVE_SIGNS = re.compile(r"[!#$%*<=>?@^|~]|\.\.|[^\x00-\x7f]")
_DIVIDERS = frozenset(',:;/\\&+"·•') | _APOSTROPHES
_DIVIDING = frozenset({"Ps", "Pe", "Pi", "Pf", "Pd", "Pc"})
"""Brackets, quotes, dashes: like the dividers they stand in so many names that they tell none apart."""


class _Signs(dict[int, str]):
    """A table for `str.translate` that leaves of a folded text its signs."""

    def __missing__(self, code: int) -> str:
        category = unicodedata.category(char := chr(code))
        told = category[0] in "PS" and category not in _DIVIDING and char not in _DIVIDERS
        meaning = self[code] = char if told else " "
        return meaning


_SIGNS = _Signs()


def _fold(text: str) -> str:
    """Compatibility forms and case taken away (NFKD)."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKD", text).casefold()
    return unicodedata.normalize("NFKD", folded)


def _symbols(folded: str) -> str:
    """Return the key of a name made of symbols alone (!!!, ???, †, "( )")."""
    return unicodedata.normalize("NFC", "".join(filter(_is_shown, folded)))


def _is_shown(char: str) -> bool:
    """Return False for what nobody sees: spaces, controls, joiners."""
    return not char.isspace() and unicodedata.category(char)[0] != "C"


@remembered(1 << 15)
def key(text: str) -> str:
    """Return the key of a name: empty only for a name that shows nothing; its own key."""
    folded = _fold(text)
    if "+" in folded:
        folded = _NUMBERED_PLUS.sub(_PLUS_STAYS, folded)
    if "#" in folded:
        folded = _SHARP.sub(" sharp ", folded)
    plain = folded.translate(_MEANINGS)
    words = plain.split()
    if not words:
        return _symbols(folded)
    spaced = " ".join(words)
    return spaced if spaced.isascii() else unicodedata.normalize("NFC", spaced)


def signs(text: str) -> tuple[str, ...]:
    """Return the signs of a name as they stand together ("!!!" of "Wait!!!", "$" of "Ke$ha").

    Left out is what only divides words: brackets, quotes, dashes, commas, slashes, a single dot, and "+" and
    "&", which are read as "and".
    """
    if not _MAY_HAVE_SIGNS.search(text):
        return ()
    return tuple(run for run in _fold(text).translate(_SIGNS).split() if run != ".")


def compact(spaced_key: str) -> str:
    """Return a key without its spaces: AC/DC is ACDC, T.V. is TV."""
    return spaced_key.replace(" ", "")


def unstyled(text: str) -> str | None:
    """Return the name with letters in place of look-alikes (P!nk, Ke$ha, KoЯn); None when there are none."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    mixed = _TURNED_LETTER.search(text) and _LATIN_LETTER.search(text) and len(text) <= LONGEST
    turned = _ANY_WORD.sub(_turned, text) if mixed else text
    if turned is text or turned == text:
        if "$" not in text and "!" not in text and "@" not in text:
            return None
        plain, count = _STYLED.subn(lambda found: _STYLES[found[0]], text)
        return plain if count else None
    return _STYLED.sub(lambda found: _STYLES[found[0]], turned)


def _turned(word: re.Match[str]) -> str:
    """Return a word with Latin letters for look-alikes, where it has Latin ones beside them."""
    return word[0].translate(_TURNED) if _LATIN_LETTER.search(word[0]) else word[0]


def umlauts_written_out(text: str) -> str | None:
    """Return the name as it is written where ä, ö and ü are missing (Aerzte); None when it has none."""
    if text.isascii():
        return None
    plain = unicodedata.normalize("NFC", text)
    written = plain.translate(_UMLAUTS)
    return None if written == plain else written


@remembered(1 << 13)
def latin_key(text: str) -> str | None:
    """Return the key of the transliteration: a hint, never proof. None for Latin names."""
    if text.isascii() or not is_foreign(key(text)):
        return None
    return key(anyascii(text)) or None


def is_foreign(spaced_key: str) -> bool:
    """Return True when a key has letters, none of them Latin."""
    if spaced_key.isascii():
        return False
    return not _LATIN.search(spaced_key) and any(char.isalpha() for char in spaced_key)


def has_han(text: str) -> bool:
    """Return True with Chinese characters: their sound depends on the language."""
    return bool(_HAN.search(text))


def has_no_spaces(text: str) -> bool:
    """Return True with characters of scripts that write words together (Chinese, Japanese, Korean)."""
    return bool(_UNSPACED.search(text))


def starred(text: str) -> re.Pattern[str] | None:
    """Return a pattern over compact keys for starred-out letters (B*****t, F*CK); None without such."""
    if "*" not in text or len(text) > LONGEST or _ACRONYM.search(text):
        return None
    runs = [len(run[0]) for run in _STARS.finditer(text)]
    if not runs or len(runs) > _MOST_STARRED:
        return None
    parts = [re.escape(compact(key(word))) for word in _STARS.split(text)]
    if not any(parts):
        return None
    pattern = parts[0]
    for run, part in zip(runs, parts[1:], strict=True):
        pattern += rf"\w{{{max(1, run - 2)},{run + 2}}}{part}" if run > 1 else rf"\w{part}"
    return re.compile(pattern)
