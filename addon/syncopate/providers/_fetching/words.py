"""What is wanted, as the words of a search (pure).

Searches want all their words to be there: each word less finds more, each that is in nobody's names finds
nothing at all.
"""

import re
import unicodedata
from collections.abc import Iterable

from syncopate.domain.download import Wanted, WantKind

_BRACKETS = re.compile(r"[(\[{<][^()\[\]{}<>]*[)\]}>]")
_DASHED = re.compile(r"\s+[-\u2010-\u2015]\s+.*\Z")
_PARTS = re.compile(r"[(\[{<]([^()\[\]{}<>]*)[)\]}>]|\s+[-\u2010-\u2015]\s+([^()\[\]{}]*)")
# What names of files hardly ever have, though catalogues do: guests, editions, years of remasters.
_DECORATION = re.compile(
    r"\b(?:feat|ft|featuring|with|prod|remaster(?:ed)?|deluxe|expanded|anniversary|edition|bonus|explicit|clean"
    r"|mono|stereo|original mix|album version|single version)\b",
    re.IGNORECASE,
)
_GUESTS = re.compile(r"\s+(?:feat\.?|ft\.?|featuring)\s+.*\Z", re.IGNORECASE)
_ARTICLE = re.compile(r"\A(?:the|an?)\s+(?=\S)", re.IGNORECASE)
_APOSTROPHES = re.compile(r"(?<=\w)['\u2018\u2019\u02bc\u00b4`](\w{1,2})\b")
_MANY = frozenset({"various artists", "various", "va", "v.a.", "unknown artist", "unknown"})


def searches(wanted: Wanted, barred: Iterable[str] = ()) -> tuple[str, ...]:
    """Return what to search for, what is likely to find it first; nothing where no word is left.

    First by artist and title, with what tells a version apart; then without that. `barred` are words and
    phrases that a search may not hold.
    """
    artist = _artist(wanted)
    told = wanted.title if wanted.kind is WantKind.TRACK else _GUESTS.sub("", wanted.title)
    full, bare = without_decoration(told), without_brackets(told)
    bars = tuple(barred)
    found = (plain_words(f"{artist} {title}", bars) for title in (full, bare))
    return tuple(dict.fromkeys(one for one in found if one))


def search_without_artist(wanted: Wanted, barred: Iterable[str] = ()) -> str | None:
    """Return what else finds it where nobody may search for the artist; None where too little is left."""
    title, album = without_brackets(wanted.title), without_brackets(wanted.album or "")
    found = plain_words(title if _same(title, album) else f"{title} {album}", tuple(barred))
    return found if len(found.split()) > 1 else None


def plain_words(text: str, barred: Iterable[str] = ()) -> str:
    """Return the words of a text, each once, without signs, and without words and phrases that are barred."""
    words = _words(text)
    for phrase in barred:
        words = _without(words, _words(phrase))
    return " ".join(dict.fromkeys(words))


def without_brackets(title: str) -> str:
    """Return a title without what stands in brackets or behind a dash; the title where nothing is left."""
    said = _GUESTS.sub("", _DASHED.sub("", _BRACKETS.sub(" ", title)))
    return " ".join(said.split()) or title


def without_decoration(title: str) -> str:
    """Return a title without guests and editions, but with what makes it another version."""

    def kept(part: re.Match[str]) -> str:
        return " " if _DECORATION.search(part[0]) else part[0]

    said = _GUESTS.sub("", _PARTS.sub(kept, title))
    return " ".join(said.split()) or title


def _artist(wanted: Wanted) -> str:
    """Return the one name that files of it are likely to lie under."""
    names = [*wanted.artists[:1], wanted.album_artist or ""]
    named = next((name for name in names if name and name.casefold() not in _MANY), "")
    return _ARTICLE.sub("", _GUESTS.sub("", named))


def _words(text: str) -> list[str]:
    """Return words in lower case; a sign parts two of them, and what an apostrophe cuts off is left out."""
    said = _APOSTROPHES.sub(" ", unicodedata.normalize("NFC", text))
    parts = re.split(r"[\W_]+", said)
    return [part.casefold() for part in parts if part]


def _without(words: list[str], phrase: list[str]) -> list[str]:
    """Return words without a run of them; a phrase of one word leaves out that word everywhere."""
    size, found, place = len(phrase), list[str](), 0
    while place < len(words):
        if size and words[place : place + size] == phrase:
            place += size
        else:
            found.append(words[place])
            place += 1
    return found


def _same(one: str, other: str) -> bool:
    return _words(one) == _words(other)
