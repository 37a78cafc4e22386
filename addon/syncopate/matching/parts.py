"""Parts: numbers that tell one piece of a series from the next."""

import re

from syncopate.matching.keys import key

_ROMANS = {
    "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10,
    "xi": 11, "xii": 12, "xiii": 13, "xiv": 14, "xv": 15, "xvi": 16, "xvii": 17, "xviii": 18,
    "xix": 19, "xx": 20,
}  # fmt: skip
_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eins": 1, "zwei": 2, "drei": 3, "vier": 4,
}  # fmt: skip
_NUMBER = r"(?:\d+(?:\.\d+)?|[ivx]+|one|two|three|four|five|six|seven|eight|nine|ten|eins|zwei|drei|vier)"
_PART = re.compile(
    rf"(?P<before>^|[\s,:;(\[/-]+)(?:parts?|pts?|teil|partie|parte|deel|del|chapter)\b\.?\s*"
    rf"(?P<first>{_NUMBER})\b(?:\s*(?:[-–—&+,/]|to|bis|and)\s*(?P<last>{_NUMBER})\b)?(?P<after>[)\]]?)",  # noqa: RUF001 - dashes as they stand in titles
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d{1,18}")  # longer runs are split: no title means them as one number
_HEADED_ROMAN = re.compile(r"[:,]\s*([IVX]+)(?:\.|\s|$)")


def _value(word: str) -> str:
    """Return a number, however written, in digits."""
    low = word.lower()
    found = _ROMANS.get(low) or _WORDS.get(low)
    return str(found) if found else low.lstrip("0") or "0"


def cut_part(text: str) -> tuple[str, str]:
    """Split "Title, Pt. 2" into ("Title", "2"); ranges give "1-5"; part is empty when there is none."""
    found = _PART.search(text)
    if found is None or (found.start() == 0 and found.end() == len(text)):
        return text, ""
    first, last = _value(found["first"]), found["last"]
    rest = (text[: found.start()] + " " + text[found.end() :]).strip()
    if not key(rest):
        return text, ""
    return rest, first if last is None else f"{first}-{_value(last)}"


def read_part(text: str) -> str | None:
    """Return the part that a bracket's content names ("Part II"); None when it is something else."""
    found = _PART.fullmatch(text.strip())
    if found is None:
        return None
    first, last = _value(found["first"]), found["last"]
    return first if last is None else f"{first}-{_value(last)}"


def _plain(word: str, raw: str) -> bool:
    """Return True where a word stands in a title as it is, not as a letter with accents taken off."""
    return raw.isascii() or word in raw.lower()


def numbers(raw: str, spaced_key: str) -> tuple[int, ...]:
    """Every number of a title, sorted: Song 2 is (2,), Symphony No. 5: IV is (4, 5)."""
    found = [int(digits) for digits in _DIGITS.findall(spaced_key) if digits.isascii()]
    words = spaced_key.split(" ")
    if len(words) > 1 and words[-1] in _WORDS and words[-1] != "one":  # "one" is a word like others
        found.append(_WORDS[words[-1]])
    for place, word in enumerate(words):
        value = _ROMANS.get(word)
        if value is not None and (len(word) > 1 or (place and place == len(words) - 1)) and _plain(word, raw):
            found.append(value)
    if ":" in raw or "," in raw:
        found.extend(
            _ROMANS[roman.lower()]
            for roman in _HEADED_ROMAN.findall(raw)
            if len(roman) == 1 and roman.lower() != words[-1]
        )
    return tuple(sorted(found)) if found else ()
