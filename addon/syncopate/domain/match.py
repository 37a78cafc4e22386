"""Which track of a library an entry is, and why."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What is known about an entry. UNKNOWN when the library could not be read: never MISSING."""

    MATCH = "match"
    REVIEW = "review"
    MISSING = "missing"
    UNKNOWN = "unknown"


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


class Says(StrEnum):
    """Three-valued: silence is not disagreement."""

    AGREES = "agrees"
    DISAGREES = "disagrees"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one aspect says. `penalty` lowers the score (0..1); `gate` forbids a match whatever the score."""

    aspect: Aspect
    says: Says
    detail: str = ""
    penalty: float = 0.0
    gate: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A track that might be it, with its score (0..1, 1 is certain) and the evidence."""

    track_key: str
    score: float
    evidence: tuple[Evidence, ...]

    @property
    def barred(self) -> bool:
        """True when a gate forbids it."""
        return any(item.gate for item in self.evidence)


@dataclass(frozen=True, slots=True)
class Match:
    """The verdict for one entry. `track_key` is set exactly for MATCH; `candidates` best first, five at most.

    `reason` is a stable key: `decision`, `same_id`, `same_path`, `agrees`, `not_sure`, `no_gap`,
    `conflict`, `nothing_similar`, `never`, `library_unknown`.
    """

    verdict: Verdict
    reason: str
    track_key: str | None = None
    candidates: tuple[Candidate, ...] = ()

    def __post_init__(self) -> None:
        """Hold MATCH and its track together."""
        if (self.verdict is Verdict.MATCH) != (self.track_key is not None):
            raise ValueError("a match names its track, and only a match does")


class Ruling(StrEnum):
    """What the user said about an entry: this is it, this is not it, never look again."""

    IS = "is"
    IS_NOT = "is_not"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Decision:
    """A user's ruling on an entry (by its identity) and, but for NEVER, a recording.

    `track_key` is where it was when decided; `track_identities` find it again after it was re-added.
    """

    entry_identity: str
    ruling: Ruling
    track_key: str | None = None
    track_identities: frozenset[str] = frozenset()
