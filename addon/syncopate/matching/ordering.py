"""How lists put names in order: by what is heard of them, "The" left out, A to Z before other scripts."""

from syncopate.matching.keys import compact, key

LETTERS = tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ#")
"""What a list can be opened at; "#" is all that begins with none of the others."""

_ARTICLE = "the "
_LONGEST = 80
_LONGEST_GENRE = 100


def sort_text(name: str | None) -> str:
    """Return what a name is put in order by: its key without the article, cut; "" for none."""
    if not name:
        return ""
    spaced = key(name)
    return (spaced.removeprefix(_ARTICLE) or spaced)[:_LONGEST]


def genre_key(name: str) -> str:
    """Return what all spellings of a genre have in common ("Hip-Hop", "hip hop"); "" for one that is none."""
    return compact(key(name))[:_LONGEST_GENRE]
