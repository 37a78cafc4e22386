"""What a target is and holds, and what its mirror wants it to hold."""

from dataclasses import dataclass
from enum import StrEnum

from syncopate.domain.match import Verdict


class TargetKind(StrEnum):
    """What a mirror is kept as. COLLECTION and FAVOURITES have no order, FAVOURITES no name of its own.

    NOTHING: it is matched into the library, and nothing is ever written.
    """

    PLAYLIST = "playlist"
    COLLECTION = "collection"
    FAVOURITES = "favourites"
    NOTHING = "nothing"

    @property
    def ordered(self) -> bool:
        """Whether it says which track comes when, and holds one twice."""
        return self is TargetKind.PLAYLIST


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where on an account a target is: the library's section, and the server's user it belongs to.

    `user` None: the one the account is logged in as.
    """

    section: str = ""
    user: str | None = None
    kind: TargetKind = TargetKind.PLAYLIST


@dataclass(frozen=True, slots=True, kw_only=True)
class Desired:
    """One entry of a mirror as matching left it.

    `track_key` is set for MATCH. `previous_key` is what was last placed for this entry, None when
    nothing was. `label` is for people, e.g. "Artist - Title".
    """

    position: int
    verdict: Verdict
    track_key: str | None = None
    previous_key: str | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class CurrentTarget:
    """A target as it was read: its name and its tracks in order."""

    name: str
    track_keys: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dress:
    """What a target shows besides its tracks.

    Its name, the source's description, the address of its picture.
    """

    name: str
    description: str | None = None
    cover_url: str | None = None
