"""Finding tracks by words as people type them: without accents, in Latin letters, with or without signs.

A word of signs alone ("!!!", "???") is looked for in one piece too: it finds names that consist of them or
hold them beside or within words ("Wait!!!", "Who Are You???"), by their beginning as words are. Signs beside
letters ("wait!!!", "p!nk") ask for no more than the letters, so that those who leave signs out find the same.
Brackets, quotes, dashes, commas, slashes and single dots find only names that have nothing else, as a name or
as a word of one ("Part - Two"): see `keys.signs`. "+" before a number belongs to it ("+44").
"""

from collections.abc import Iterable

from syncopate.domain.media import Track
from syncopate.matching.keys import LONGEST, compact, key, latin_key, signs, unstyled

_MOST_WORDS = 12
_LONGEST_TEXT = 20_000
"""Characters: an index of words takes no more of a row (PostgreSQL a megabyte, and 2 kB a word)."""


def search_text(track: Track) -> str:
    """Return every form of a track's names that a word may be looked for in, the title first."""
    return names_text((track.title, *track.artists, track.album, track.album_artist))


def names_text(names: Iterable[str | None]) -> str:
    """Return every form of some names that a word may be looked for in, those of the first one first."""
    forms: dict[str, None] = {}
    for name in names:
        if name:
            forms.update(dict.fromkeys(_forms(name[:LONGEST])))
    text = " ".join(forms)
    if len(text) <= LONGEST:
        return text
    return " ".join(word[:LONGEST] for word in text[:_LONGEST_TEXT].split(" "))


def search_words(text: str) -> tuple[str, ...]:
    """Return what a track must hold to be found by this text: each word in one piece."""
    words = dict.fromkeys(compact(key(word)) for word in text.split())
    return tuple(word[:LONGEST] for word in words if word)[:_MOST_WORDS]


def _forms(name: str) -> tuple[str, ...]:
    """Return a name by words, with words that signs divide in one piece, as it sounds in Latin, its signs."""
    forms = [key(name), " ".join(compact(key(word)) for word in name.split())]
    if (styled := unstyled(name)) is not None:
        forms.append(key(styled))
    if (latin := latin_key(name)) is not None:
        forms.append(latin)
    if runs := signs(name):
        known = set(" ".join(forms).split(" "))
        forms.extend(run for run in runs if run not in known)
    return tuple(form for form in forms if form)
