"""Albums: as a source lists them, as a library holds them, and which is which."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from syncopate.domain.ids import ExternalId
from syncopate.domain.match import Evidence, Match, Verdict
from syncopate.domain.media import Track


class AlbumKind(StrEnum):
    """What sort of release it is."""

    ALBUM = "album"
    EP = "ep"
    SINGLE = "single"
    COMPILATION = "compilation"
    LIVE = "live"
    SOUNDTRACK = "soundtrack"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceTrack:
    """One track of a source's album; without artists it is by the album's."""

    title: str
    artists: tuple[str, ...] = ()
    disc: int | None = None
    number: int | None = None
    duration: timedelta | None = None
    ids: frozenset[ExternalId] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceAlbum:
    """What a source says of an album.

    `tracks` are all of it, or empty when they are not known; `count` may be known alone.
    """

    title: str
    artists: tuple[str, ...] = ()
    year: int | None = None
    tracks: tuple[SourceTrack, ...] = ()
    count: int | None = None
    ids: frozenset[ExternalId] = frozenset()

    @property
    def size(self) -> int | None:
        """How many tracks it has, None when nobody says."""
        return max(len(self.tracks), self.count or 0) or None


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place on an album, both from 1."""

    disc: int
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Completeness:
    """How much of an album is there. `total` is None when nobody says how many there should be.

    `missing` are the places known to be empty, `missing_discs` discs of which nothing is there.
    """

    owned: int
    total: int | None = None
    missing: tuple[Place, ...] = ()
    missing_discs: tuple[int, ...] = ()

    @property
    def percent(self) -> int | None:
        """Whole per cent, None where the total is not known; 100 only when nothing lacks."""
        return None if self.total is None else percent(self.owned, self.total)

    @property
    def complete(self) -> bool | None:
        """Whether all of it is there; None when that is not known."""
        if self.missing or self.missing_discs:
            return False
        return None if self.total is None else self.owned >= self.total


def percent(owned: int, total: int) -> int:
    """Return a share in whole per cent, rounded: 12 of 14 is 86. 100 is all of it, 0 nothing of it."""
    if owned >= total:
        return 100
    return min(99, max(1 if owned else 0, (200 * owned + total) // (2 * total)))


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryAlbum:
    """An album as a library's tracks make it. `key` stays the same as long as its title and artist do.

    `artists` is empty where it is by various ones. `tracks` are in order, one disc after the other.
    """

    key: str
    title: str
    artists: tuple[str, ...] = ()
    kind: AlbumKind = AlbumKind.ALBUM
    year: int | None = None
    tracks: tuple[Track, ...] = ()
    completeness: Completeness
    ids: frozenset[ExternalId] = frozenset()

    @property
    def size(self) -> int | None:
        """How many tracks the whole album has, None when nobody says."""
        return self.completeness.total


@dataclass(frozen=True, slots=True)
class AlbumCandidate:
    """An album that might be it, with its score (0..1) and the evidence."""

    album_key: str
    score: float
    evidence: tuple[Evidence, ...]

    @property
    def barred(self) -> bool:
        """True when a gate forbids it."""
        return any(item.gate for item in self.evidence)


class Whereabouts(StrEnum):
    """Where a track of an album was found. ELSEWHERE: the same recording on another album."""

    HERE = "here"
    ELSEWHERE = "elsewhere"
    REVIEW = "review"
    MISSING = "missing"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class AlbumTrackMatch:
    """One track of a source's album with its verdict; `album` names the other album it was found on."""

    track: SourceTrack
    where: Whereabouts
    match: Match
    album: str | None = None


@dataclass(frozen=True, slots=True)
class AlbumMatch:
    """The verdict for one album. `album_key` is set exactly for MATCH; `candidates` best first, five at most.

    `reason` is a stable key: `same_id`, `agrees`, `not_sure`, `no_gap`, `conflict`, `other_edition`,
    `nothing_similar`, `library_unknown`. `tracks` has one item a track of the source, in its order.
    """

    verdict: Verdict
    reason: str
    album_key: str | None = None
    candidates: tuple[AlbumCandidate, ...] = ()
    tracks: tuple[AlbumTrackMatch, ...] = ()
    completeness: Completeness | None = None

    def __post_init__(self) -> None:
        """Hold MATCH and its album together."""
        if (self.verdict is Verdict.MATCH) != (self.album_key is not None):
            raise ValueError("a match names its album, and only a match does")

    @property
    def owned(self) -> int:
        """How many of the source's tracks the library has, on whatever album."""
        return sum(item.where in {Whereabouts.HERE, Whereabouts.ELSEWHERE} for item in self.tracks)
