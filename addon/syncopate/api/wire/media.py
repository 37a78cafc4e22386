"""Wire models of libraries, playlists, matches and what is missing."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from syncopate.api.wire.base import NAME, Clean, Pagination, WantedId, Wire
from syncopate.api.wire.mirrored import AlbumFactsView, AlbumInput, LeftOutCounts
from syncopate.domain.export import ExportFormat
from syncopate.domain.match import Aspect, Ruling, Says, Verdict
from syncopate.domain.plan import HoldReason, OperationKind, Why
from syncopate.domain.playlist import MirrorKind, Origin, TargetPolicy
from syncopate.domain.run import ItemStatus

type Digest = Annotated[str, Field(min_length=1, max_length=64)]


class LibraryView(Wire):
    """A library and its numbers. `readable` false: `key` says why nothing is known about it now."""

    id: str
    account_id: str
    provider: str
    name: str
    section: str
    readable: bool | None = None
    key: str | None = None
    tracks: int
    artists: int
    albums: int
    size_bytes: int
    problems: int
    last_scan_at: datetime | None = None
    last_complete_at: datetime | None = None


class LibraryList(Wire):
    """All libraries."""

    items: list[LibraryView]


class LibraryCreate(Wire):
    """A library to add: a section of an account, or a folder (its account is made along)."""

    account_id: WantedId | None = None
    folder: str | None = Field(default=None, min_length=1, max_length=4096)
    name: str = NAME
    section: Clean = Field(default="", max_length=4096)


class LibraryPatch(Wire):
    """What to change of a library."""

    name: str = NAME


class TrackView(Wire):
    """A track of a library."""

    library_id: str
    key: str
    title: str
    artists: list[str]
    album: str | None = None
    duration_ms: int | None = None
    disc: int | None = None
    number: int | None = None
    year: int | None = None
    codec: str | None = None
    bitrate: int | None = None
    path: str | None = None


class TrackPage(Wire):
    """Tracks found, those whose titles begin with the words first."""

    items: list[TrackView]
    page: Pagination


class VerdictCounts(Wire):
    """How many entries have which verdict."""

    matched: int
    review: int
    missing: int
    unknown: int


class SourceHoldView(Wire):
    """A source that shrank from `before` to `now` entries; `digest` accepts just what it says."""

    digest: str
    before: int
    now: int
    at: datetime


class PlaylistView(Wire):
    """A mirror of a source's playlist or album, with its target. `label` is the category of its MQTT device.

    Of an album `owned` of `total` tracks are there, on whatever album, and `album_key` is the library's album
    that it is; null while that is not known. `visible` is how many entries of its source can be seen at most,
    `left_out` what stands there and is no entry; `source_held` is what the source says that waits for the
    user; `expires_at` is when it goes by itself.
    """

    id: str
    kind: MirrorKind = MirrorKind.PLAYLIST
    name: str
    source_name: str
    custom_name: str | None = None
    provider: str
    account_id: str | None = None
    reference: str
    description: str | None = None
    cover_url: str | None = None
    custom_cover_url: str | None = None
    label: str | None = None
    interval_days: int
    enabled: bool
    policy: TargetPolicy
    member_id: str | None = None
    library_id: str | None = None
    library_name: str | None = None
    target_key: str | None = None
    entries: int
    counts: VerdictCounts
    album: AlbumFactsView | None = None
    owned: int | None = None
    total: int | None = None
    album_key: str | None = None
    last_sync_at: datetime | None = None
    last_success_at: datetime | None = None
    next_due_at: datetime | None = None
    last_status: ItemStatus | None = None
    last_error: str | None = None
    last_detail: str = ""
    held: HoldReason | None = None
    held_digest: str | None = None
    visible: int | None = None
    left_out: LeftOutCounts = Field(default_factory=LeftOutCounts)
    source_gone_at: datetime | None = None
    source_held: SourceHoldView | None = None
    origin: Origin = Origin.USER
    expires_at: datetime | None = None
    export: ExportFormat | None = None


class PlaylistPage(Wire):
    """Playlists and albums by name."""

    items: list[PlaylistView]
    page: Pagination


class TrackInput(Wire):
    """A track of a playlist given as data."""

    title: str = NAME
    artists: list[str] = Field(default_factory=list, max_length=100)
    album: str | None = Field(default=None, max_length=300)
    duration_ms: int | None = Field(default=None, ge=0, le=86_400_000)
    isrc: str | None = Field(default=None, max_length=20)
    link: str | None = Field(default=None, max_length=500)


class PlaylistCreate(Wire):
    """A playlist or album to add: a link, a provider's reference, or tracks.

    A provider says itself what its reference is, and any other `kind` is refused; tracks and files are an
    album when `kind` says so, and `album` is what is known of that. `cover_url` is a cover of the user's own.
    """

    kind: MirrorKind | None = None
    album: AlbumInput | None = None
    provider: str | None = Field(default=None, max_length=64)
    account_id: WantedId | None = None
    reference: Clean | None = Field(default=None, max_length=4096)
    link: Clean | None = Field(default=None, max_length=4096)
    tracks: list[TrackInput] | None = Field(default=None, max_length=20_000)
    name: str | None = Field(default=None, min_length=1, max_length=300)
    cover_url: Clean | None = Field(default=None, max_length=2000)
    library_id: WantedId | None = None
    member_id: WantedId | None = None
    label: str | None = Field(default=None, max_length=100)
    interval_days: int | None = Field(default=None, ge=0, le=365)
    enabled: bool = True
    policy: TargetPolicy = TargetPolicy.MIRROR
    columns: dict[str, str] = Field(default_factory=dict)


class PlaylistPatch(Wire):
    """What to change; null in `name` or `label` goes back to the source's name or no label.

    `export` is what it is saved as after each sync, in `playlists` of the share folder; null: as nothing.
    `keep` has one stay that would go by itself; `cover_url` is a cover of the user's own, null: the source's.
    `account_id` is the login it is read by from now on, null: none.
    """

    name: str | None = Field(default=None, max_length=300)
    label: str | None = Field(default=None, max_length=100)
    interval_days: int | None = Field(default=None, ge=0, le=365)
    enabled: bool | None = None
    policy: TargetPolicy | None = None
    member_id: WantedId | None = None
    library_id: WantedId | None = None
    account_id: WantedId | None = None
    keep: bool | None = None
    cover_url: str | None = Field(default=None, max_length=2000)
    export: ExportFormat | None = None


class PreviewEntry(Wire):
    """An entry as a file says it."""

    position: int
    title: str
    artists: list[str]
    album: str | None = None
    duration_ms: int | None = None


class PlaylistPreview(Wire):
    """What a playlist file would become: how it was read, and its first entries."""

    name: str
    encoding: str
    header: list[str]
    columns: dict[str, str]
    entries: int
    sample: list[PreviewEntry]
    warnings: list[str]


class EvidenceView(Wire):
    """What one aspect says. `gate`: it forbids a match whatever the score."""

    aspect: Aspect
    says: Says
    detail: str
    penalty: float
    gate: bool


class CandidateView(Wire):
    """A track that might be it."""

    track: TrackView | None = None
    track_key: str
    score: float
    evidence: list[EvidenceView]


class MatchView(Wire):
    """An entry, its verdict and why. `confidence` is the score of the best candidate that may be it.

    `reason` is one of `decision`, `same_id`, `same_path`, `agrees` (a match), `not_sure`, `no_gap` (review),
    `conflict` (something alike is here, but it is another one), `refused` (the user said that what is here is
    not it), `nothing_similar`, `never` (missing), `library_unknown`; later versions may add others.
    `identity` names the entry wherever it stands; a decision that is given it never meets another one.
    """

    playlist_id: str
    playlist_name: str
    library_id: str
    position: int
    identity: str
    title: str
    artists: list[str]
    album: str | None = None
    duration_ms: int | None = None
    link: str | None = None
    verdict: Verdict
    reason: str
    confidence: float | None = None
    track: TrackView | None = None
    candidates: list[CandidateView]
    decision: Ruling | None = None
    decision_id: int | None = None


class MatchPage(Wire):
    """Matches in the order of their playlists."""

    items: list[MatchView]
    page: Pagination


class DecisionRequest(Wire):
    """What the user says of an entry; null takes all rulings back.

    `is` needs a track; `is_not` refuses that track, or without one every candidate the entry has now; `never`
    needs none. `identity` is that of the entry as it was shown: when another entry stands at the position by
    now, nothing is decided and the answer is 409. Without it, whatever stands there is decided. Tracks are
    those of `library_id`, without it of the library that the playlist was first kept on.
    """

    ruling: Ruling | None
    track_key: Clean | None = Field(default=None, max_length=4096)
    identity: Clean | None = Field(default=None, min_length=1, max_length=4096)
    library_id: WantedId | None = None


class MissingItem(Wire):
    """An entry that the library does not have."""

    playlist_id: str
    playlist: str
    position: int
    artist: str
    title: str
    album: str | None = None
    duration_ms: int | None = None
    link: str | None = None


class MissingPage(Wire):
    """What is missing."""

    items: list[MissingItem]
    page: Pagination


class OperationView(Wire):
    """One write of a plan."""

    kind: OperationKind
    why: Why
    label: str
    position: int | None = None
    track_key: str | None = None


class PlanView(Wire):
    """What a sync would write to one target now."""

    playlist_id: str
    target_id: str
    library_id: str
    library_name: str
    name: str
    digest: str
    added: int
    removed: int
    moved: int
    unchanged: bool
    hold: HoldReason | None = None
    kept_back: int
    counts: VerdictCounts
    operations: list[OperationView]
    result: int


class SyncRequest(Wire):
    """Sync one playlist now; `approve` names the plan that was held, or those of several targets."""

    approve: Digest | Annotated[list[Digest], Field(max_length=100)] | None = None
