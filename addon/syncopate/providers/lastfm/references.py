"""What can be read, as text that people can type: "top:7day", "similar:Cher/Believe"."""

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote

PERIODS = {
    "overall": "all time",
    "12month": "the last 12 months",
    "6month": "the last 6 months",
    "3month": "the last 3 months",
    "1month": "the last month",
    "7day": "the last 7 days",
}
"""The periods that Last.fm counts plays for, and what people call them."""


class Kind(StrEnum):
    """What is read."""

    LOVED = "loved"
    TOP = "top"
    SIMILAR = "similar"
    TAG = "tag"
    CHART = "chart"
    ARTIST = "artist"
    ALBUM = "album"


_NAMES = {
    Kind.LOVED: (0, 1),
    Kind.TOP: (1, 2),
    Kind.SIMILAR: (2, 2),
    Kind.TAG: (1, 1),
    Kind.CHART: (0, 0),
    Kind.ARTIST: (1, 1),
    Kind.ALBUM: (2, 2),
}
"""How many names each kind has, at least and at most."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is read, and the names it needs.

    Of LOVED the user, of TOP the period and the user, of ALBUM and SIMILAR the artist and the title. A user
    that is not named is the account's own.
    """

    kind: Kind
    names: tuple[str, ...] = ()

    @property
    def reference(self) -> str:
        """It as text."""
        return f"{self.kind}:{joined(self.names)}" if self.names else self.kind.value

    @property
    def user(self) -> str | None:
        """Whose it is, None: the account's own, or nobody's."""
        place = {Kind.LOVED: 0, Kind.TOP: 1}.get(self.kind)
        return self.names[place] if place is not None and len(self.names) > place else None


def joined(names: tuple[str, ...]) -> str:
    """Return names with slashes between them."""
    return "/".join(name.replace("%", "%25").replace("/", "%2F") for name in names)


def parted(text: str) -> tuple[str, ...]:
    """Return the names in a text, the reverse of `joined`."""
    return tuple(name for part in text.split("/") if (name := unquote(part).strip()))


def read(reference: str) -> Wanted | None:
    """Return what a reference means, None where it means nothing."""
    said, colon, rest = reference.strip().partition(":")
    kind = next((one for one in Kind if one.value == said.strip().casefold()), None)
    if kind is None:
        return None
    names = parted(rest)
    least, most = _NAMES[kind]
    if not least <= len(names) <= most or bool(colon) > bool(names):
        return None
    if kind is Kind.TOP and names[0] not in PERIODS:
        return None
    return Wanted(kind, names)
