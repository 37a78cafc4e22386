"""Artists: sets of names, with what channels and shops add to them taken away."""

import re
from collections.abc import Iterable

from syncopate.matching.keys import LONGEST, compact, key, umlauts_written_out, unstyled
from syncopate.matching.remembered import remembered

_NOISE = re.compile(r"\s*-\s*topic$|(?<=\w)vevo$|\s+official$|^official\s+|\s+\(official\)$", re.IGNORECASE)
_FEATURED = re.compile(r"[\s(\[,;]+(?:feat\b\.?|ft\b\.?|featuring\b)\s+", re.IGNORECASE)
_JOINED = re.compile(
    "\\s*[,;/&+\u00d7]\\s*|\\s+(?:x|presents|pres\\.?|vs\\.?|versus|and|with|und|et|y)\\s+", re.IGNORECASE
)
_AND = re.compile(r" (?:und|et|y|och|og|n) ")
_ARTICLE_BEHIND = re.compile(r"^(.+),\s*(the|die|der|das|les|los|las|le|la|el)$", re.IGNORECASE)
_NOBODY = frozenset(
    {
        "various artists",
        "various",
        "va",
        "verschiedene interpreten",
        "verschiedene",
        "artistes divers",
        "unknown artist",
    }
    | {
        "unknown",
        "soundtrack",
        "original soundtrack",
        "no artist",
        "varios artistas",
        "artisti vari",
        "diverse",
    }
)


@remembered(1 << 14)
def artist_key(name: str) -> str:
    """Return the compact key of one whole name; empty for a name that stands for nobody."""
    plain = name if len(name) > LONGEST else _NOISE.sub("", name.strip()) or name
    turned = _ARTICLE_BEHIND.match(plain) if "," in plain else None
    spaced = key(f"{turned[2]} {turned[1]}" if turned is not None else plain)
    if spaced in _NOBODY:
        return ""
    if " " in spaced:
        spaced = _AND.sub(" and ", spaced)
    if spaced.startswith("the ") and len(spaced) > len("the ") + 1:
        spaced = spaced[4:]
    return compact(spaced)


@remembered(1 << 14)
def name_keys(name: str) -> tuple[str, ...]:
    """Return the keys of a name: the whole or, split at feat., its pieces; plain spellings of styled ones."""
    keys: dict[str, None] = {}
    pieces = [name] if len(name) > LONGEST else [piece.strip(" )]") for piece in _FEATURED.split(name)]
    for piece in pieces:
        whole = artist_key(piece)
        if whole:
            keys[whole] = None
        for plain in (unstyled(piece), umlauts_written_out(piece)):
            if plain is not None:
                keys[artist_key(plain)] = None
    return tuple(keys)


@remembered(1 << 13)
def joined_pieces(name: str) -> tuple[str, ...]:
    """Return the keys of what might be several names written as one; empty when nothing joins them."""
    if len(name) > LONGEST:
        return ()
    pieces = [artist_key(piece) for piece in _JOINED.split(_FEATURED.split(name)[0]) if piece.strip()]
    return tuple(piece for piece in pieces if piece) if len(pieces) > 1 else ()


def artist_keys(names: Iterable[str]) -> frozenset[str]:
    """Return the keys of several names; order does not matter."""
    return frozenset(each for name in names for each in name_keys(name))


def main_key(names: tuple[str, ...]) -> str:
    """All names as one: what a library that keeps them in one field would say."""
    return "".join(sorted(artist_key(name) for name in names))
