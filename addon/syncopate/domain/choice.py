"""What was thought of the offers for a want: which it may be, which not, and why."""

from dataclasses import dataclass
from enum import StrEnum

from syncopate.domain.download import Offer
from syncopate.domain.match import Candidate, Match, Verdict


class Rejection(StrEnum):
    """Why an offer is not taken by itself. The user may still pick it."""

    TITLE = "other_title"
    VERSION = "other_version"
    PART = "other_part"
    ARTISTS = "other_artists"
    DURATION = "other_length"
    NOT_SURE = "not_sure"
    """Nothing speaks against it, but not enough for it."""
    FOLDER = "folder_only"
    """Its name fits, and only the folder it lies in speaks against it: somebody has to look."""
    REFUSED = "refused"
    """The user said that this is not it."""
    TRIED = "tried"
    """It was fetched before, and was not right or did not come."""
    BLOCKED = "blocked"
    """Nothing is taken from who has it."""
    FORMAT = "format"
    RATE_TOO_LOW = "rate_too_low"
    RATE_TOO_HIGH = "rate_too_high"
    DEPTH_TOO_LOW = "depth_too_low"
    QUALITY_UNKNOWN = "quality_unknown"
    DUPLICATE = "duplicate"
    """Of an album: another file in the folder is the same track."""
    INCOMPLETE = "incomplete"
    """Of an album: too little of it lies there."""


@dataclass(frozen=True, slots=True)
class Judged:
    """An offer and whether it is what is wanted. `rejection` is None exactly where the verdict is MATCH."""

    offer: Offer
    match: Match
    rejection: Rejection | None = None

    def __post_init__(self) -> None:
        """Hold verdict and reason together."""
        if (self.match.verdict is Verdict.MATCH) != (self.rejection is None):
            raise ValueError("an offer that is not it has a reason, and only such a one")

    @property
    def candidate(self) -> Candidate | None:
        """The evidence; None where the user's word made it needless."""
        return self.match.candidates[0] if self.match.candidates else None

    @property
    def score(self) -> float:
        """How sure it is, 0..1."""
        return self.candidate.score if self.candidate is not None else 0.0


@dataclass(frozen=True, slots=True)
class Rejected:
    """An offer that is not taken, with the reason and what was found."""

    judged: Judged
    reason: Rejection


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Offers in the order in which they are tried, and those that are not. Nothing is left out."""

    ranked: tuple[Judged, ...] = ()
    rejected: tuple[Rejected, ...] = ()

    @property
    def chosen(self) -> Offer | None:
        """The offer to try first; None where none will do."""
        return self.ranked[0].offer if self.ranked else None


@dataclass(frozen=True, slots=True)
class AlbumFile:
    """An offer that is a track of an album: the one at `place` in its list, from 0."""

    place: int
    judged: Judged


@dataclass(frozen=True, slots=True, kw_only=True)
class AlbumOffer:
    """What one peer has of an album in one folder, the folders of its discs included.

    `files` has each track that is there once, in the list's order; `others` are what else lies there, each
    with the track that it is nearest to. `of` is how many tracks the album has.
    """

    peer: str
    folder: str
    files: tuple[AlbumFile, ...]
    others: tuple[Judged, ...] = ()
    of: int

    @property
    def coverage(self) -> float:
        """How much of the album is there, 0..1."""
        return len(self.files) / self.of if self.of else 0.0

    @property
    def missing(self) -> tuple[int, ...]:
        """The places in the list that nothing is there for."""
        there = {file.place for file in self.files}
        return tuple(place for place in range(self.of) if place not in there)


@dataclass(frozen=True, slots=True)
class RejectedAlbum:
    """A folder that is not taken, and why."""

    offer: AlbumOffer
    reason: Rejection


@dataclass(frozen=True, slots=True, kw_only=True)
class AlbumChoice:
    """Folders in the order in which they are tried, those that are not, and single files that are not."""

    ranked: tuple[AlbumOffer, ...] = ()
    rejected: tuple[RejectedAlbum, ...] = ()
    files: tuple[Rejected, ...] = ()

    @property
    def chosen(self) -> AlbumOffer | None:
        """The folder to try first; None where none will do."""
        return self.ranked[0] if self.ranked else None
