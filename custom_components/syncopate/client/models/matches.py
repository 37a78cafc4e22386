"""What goes over the wire, of matches: written by scripts/generate-client from addon/openapi.json."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from .answers import Pagination
from .libraries import TrackView


class Aspect(StrEnum):
    """What can be compared, from authoritative to textual."""

    DECISION = "decision"
    ID = "id"
    PATH = "path"
    TITLE = "title"
    VERSION = "version"
    PART = "part"
    ARTISTS = "artists"
    DURATION = "duration"
    ALBUM = "album"
    POSITION = "position"
    EDITION = "edition"
    TRACKS = "tracks"
    COUNT = "count"
    YEAR = "year"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


class Ruling(StrEnum):
    """What the user said about an entry: this is it, this is not it, never look again."""

    IS = "is"
    IS_NOT = "is_not"
    NEVER = "never"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


class Says(StrEnum):
    """Three-valued: silence is not disagreement."""

    AGREES = "agrees"
    DISAGREES = "disagrees"
    NOTHING = "nothing"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


class Verdict(StrEnum):
    """What is known about an entry. UNKNOWN when the library could not be read: never MISSING."""

    MATCH = "match"
    REVIEW = "review"
    MISSING = "missing"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


@dataclass(frozen=True, kw_only=True)
class EvidenceView:
    """What one aspect says. `gate`: it forbids a match whatever the score."""

    aspect: Aspect
    detail: str
    gate: bool
    penalty: float
    says: Says


@dataclass(frozen=True, kw_only=True)
class CandidateView:
    """A track that might be it."""

    evidence: list[EvidenceView]
    score: float
    track_key: str
    track: TrackView | None = None


@dataclass(frozen=True, kw_only=True)
class MatchView:
    """
    An entry, its verdict and why. `confidence` is the score of the best candidate that may be it.

    `reason` is one of `decision`, `same_id`, `same_path`, `agrees` (a match), `not_sure`, `no_gap` (review),
    `conflict` (something alike is here, but it is another one), `refused` (the user said that what is here is
    not it), `nothing_similar`, `never` (missing), `library_unknown`; later versions may add others.
    `identity` names the entry wherever it stands; a decision that is given it never meets another one.
    """

    artists: list[str]
    candidates: list[CandidateView]
    identity: str
    library_id: str
    playlist_id: str
    playlist_name: str
    position: int
    reason: str
    title: str
    verdict: Verdict
    album: str | None = None
    confidence: float | None = None
    decision: Ruling | None = None
    decision_id: int | None = None
    duration_ms: int | None = None
    link: str | None = None
    track: TrackView | None = None


@dataclass(frozen=True, kw_only=True)
class MatchPage:
    """Matches in the order of their playlists."""

    items: list[MatchView]
    page: Pagination
