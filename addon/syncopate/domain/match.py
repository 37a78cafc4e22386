"""Which track of a library an entry is, and why."""

from dataclasses import dataclass, field
from enum import StrEnum

from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry


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
    EDITION = "edition"
    TRACKS = "tracks"
    COUNT = "count"
    YEAR = "year"


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

    `reason` is a stable key: `decision`, `same_id`, `same_path`, `agrees`, `not_sure`, `no_gap`, `refused`,
    `conflict`, `nothing_similar`, `never`, `library_unknown`.
    """

    verdict: Verdict
    reason: str
    track_key: str | None = None
    candidates: tuple[Candidate, ...] = ()

    @property
    def confidence(self) -> float | None:
        """The score of the best candidate that no gate forbids; None without one."""
        return max((item.score for item in self.candidates if not item.barred), default=None)

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
    """A user's ruling on an entry and, but for NEVER, a recording.

    `entry_identity` is the entry's strongest name, `entry_names` are all of them; `track_key` is where the
    track was in the library when decided, `track_identities` find it again after it was re-added. `entry`
    and `track` are what was decided on, as it stood: the names can be made anew from them. `id` is its
    number once it is stored.
    """

    entry_identity: str
    ruling: Ruling
    track_key: str | None = None
    track_identities: frozenset[str] = frozenset()
    entry_names: frozenset[str] = frozenset()
    library_id: str | None = None
    entry: Entry | None = field(default=None, repr=False)
    track: Track | None = field(default=None, repr=False)
    id: int | None = field(default=None, compare=False)

    @property
    def names(self) -> frozenset[str]:
        """Every name that the entry goes by."""
        return self.entry_names | {self.entry_identity}
