"""Wire models of decisions, of accepting many at once, of explaining, and of listening."""

from datetime import datetime

from pydantic import Field

from syncopate.access.identity import Origin as CameBy
from syncopate.api.wire.base import Clean, Pagination, WantedId, Wire
from syncopate.api.wire.media import EvidenceView, TrackView
from syncopate.domain.match import Ruling, Verdict
from syncopate.matching.explain import Origin


class DecisionView(Wire):
    """One decision of the history. `counts` is false for what was taken back; `via` is the way in.

    `batch_id` tells what was accepted at once, `score` how sure the matching was of it. `track_key` is where
    the track was when it was decided; `present_key` is where its recording is now, null when it is gone.
    """

    id: int
    ruling: Ruling
    title: str
    artists: list[str]
    album: str | None = None
    duration_ms: int | None = None
    library_id: str | None = None
    track_key: str | None = None
    present_key: str | None = None
    track_title: str | None = None
    track_artists: list[str] = Field(default_factory=list)
    playlist_id: str | None = None
    playlist_name: str | None = None
    score: float | None = None
    batch_id: str | None = None
    decided_at: datetime
    decided_by: str
    via: CameBy | None = None
    counts: bool
    undone_at: datetime | None = None
    undone_by: str | None = None


class DecisionPage(Wire):
    """Decisions, newest first."""

    items: list[DecisionView]
    page: Pagination


class BatchUndone(Wire):
    """How many decisions of a batch were taken back."""

    undone: int


class AcceptRequest(Wire):
    """Take the best candidate of every review that is at least this sure. `dry_run` only shows which."""

    min_score: float = Field(ge=0.5, le=1)
    playlist_id: WantedId | None = None
    library_id: WantedId | None = None
    query: Clean | None = Field(default=None, max_length=300)
    dry_run: bool = True


class AcceptItem(Wire):
    """One review that would be accepted, or was."""

    playlist_id: str
    playlist_name: str
    library_id: str
    position: int
    title: str
    artists: list[str]
    track: TrackView | None = None
    track_key: str
    score: float


class AcceptResult(Wire):
    """What would be accepted, or was: then `batch_id` takes it back as one. `items` shows the first hundred.

    `total` is how many reviews are as sure as was asked for, in all; `rest` of them are beyond what is taken
    at a time, and follow when it is asked again. `left_out` are reviews with two candidates of which neither
    leads: those want an eye.
    """

    dry_run: bool
    total: int
    rest: int
    left_out: int
    items: list[AcceptItem]
    batch_id: str | None = None


class ReadNameView(Wire):
    """An entry as the matching reads it. Keys are lower case, without accents and signs."""

    base: str
    full: str
    keys: list[str]
    versions: list[str]
    packaging: list[str]
    part: str
    featured: list[str]
    artists: list[str]
    perhaps_artists: list[list[str]]
    album: str
    duration_ms: int | None = None
    ids: list[str]


class WeightedView(Wire):
    """A candidate: how it was found, what each aspect says, and its score. `refused`: the user said no."""

    track: TrackView
    origins: list[Origin]
    score: float
    barred: bool
    refused: bool
    evidence: list[EvidenceView]


class ExplanationView(Wire):
    """Why the verdict is what it is. `lead` is the best one's distance to the next."""

    library_id: str
    library_name: str
    tracks: int
    read: ReadNameView
    decision: Ruling | None = None
    verdict: Verdict
    reason: str
    track_key: str | None = None
    candidates: list[WeightedView]
    compared: int
    threshold: float
    gap: float
    lead: float | None = None


class PlayLinkRequest(Wire):
    """Which track shall be heard."""

    track_key: Clean = Field(min_length=1, max_length=4096)


class PlayLinkView(Wire):
    """An address that plays one track without a key, below the engine's own, until then."""

    path: str
    media_type: str
    expires_at: datetime
