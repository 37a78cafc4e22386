"""Whose channel it is, and whether a part of a title names the same."""

import re
import unicodedata
from dataclasses import dataclass

_TOPIC = re.compile(r"\s+[-–]\s+(?:topic|tema|thema|thème|тема)$", re.IGNORECASE)  # noqa: RUF001
_VEVO = re.compile(r"\s*vevo$", re.IGNORECASE)
_OFFICIAL = re.compile(
    r"\s*[-–|:]?\s*[(\[]?\b(?:the\s+)?official(?:\s+(?:artist\s+)?(?:youtube\s+)?channel)?[)\]]?$"  # noqa: RUF001
    r"|^official\s+(?=\S)|\s*[(\[]?(?:公式|オフィシャル)(?:チャンネル)?[)\]]?$",
    re.IGNORECASE,
)
_TAILS = ("music", "band", "tv", "channel", "official", "musicofficial", "bandofficial", "ofc", "oficial")
"""What channels put after the name of whose they are."""
_PIECES = re.compile(
    r"\s*(?:[,&+/;×、・]|\s(?:x|and|y|et|und|e|и|vs\.?|feat\.?|ft\.?|featuring|with|con)\s)\s*",  # noqa: RUF001
    re.IGNORECASE,
)
_ASIDE = re.compile(r"[(（\[【](.*?)[)）\]】]")  # noqa: RUF001 -- as they stand in titles


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel's name without what says that it is one.

    `marked`: it called itself an artist's. `glued`: its words may be run together.
    """

    name: str
    marked: bool = False
    glued: bool = False


def channel(name: str) -> Channel:
    """Read a channel's name: "AdeleVEVO", "Queen Official", "Adele - Topic" are artists'."""
    plain = " ".join(name.split())
    for pattern in (_TOPIC, _VEVO, _OFFICIAL):
        shorter = pattern.sub("", plain).strip()
        if shorter and shorter != plain:
            return Channel(shorter, marked=True, glued=pattern is _VEVO and " " not in shorter)
    return Channel(plain)


def agrees(side: str, channels: tuple[Channel, ...]) -> bool:
    """Tell whether a part of a title names the channel, alone or with others."""
    asides = _ASIDE.findall(side)
    core = _ASIDE.sub(" ", side)
    names = {compact(name) for name in (side, core, *_PIECES.split(core), *asides)} - {""}
    return any(
        _same(name, compact(whose))
        for one in channels
        for whose in (one.name, *_PIECES.split(one.name))
        for name in names
    )


def compact(name: str) -> str:
    """Return a name without case, marks, blanks and signs; of signs alone, those."""
    apart = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    kept = "".join(letter for letter in plain if letter.isalnum())
    return kept.removeprefix("the") or kept or "".join(plain.split())


def _same(name: str, whose: str) -> bool:
    if not whose:
        return False
    return name == whose or any(whose == f"{name}{tail}" or name == f"{whose}{tail}" for tail in _TAILS)
