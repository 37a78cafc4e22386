"""What goes over the wire: written by scripts/generate-client from addon/openapi.json."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self


@dataclass(frozen=True, kw_only=True)
class AccountView:
    """One login. Secrets are never given back."""

    created_at: datetime
    id: str
    name: str
    provider: str
    settings: dict[str, str]
    health_at: datetime | None = None
    health_detail: str = ""
    health_key: str | None = None
    health_ok: bool | None = None


@dataclass(frozen=True, kw_only=True)
class AlbumFactsView:
    """What a source says of an album besides its tracks; `count` is how many it has."""

    artists: list[str]
    count: int | None = None
    link: str | None = None
    mb_release: str | None = None
    upc: str | None = None
    year: int | None = None


class AlbumKind(StrEnum):
    """What sort of release it is."""

    ALBUM = "album"
    EP = "ep"
    SINGLE = "single"
    COMPILATION = "compilation"
    LIVE = "live"
    SOUNDTRACK = "soundtrack"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


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


@dataclass(frozen=True, kw_only=True)
class BrowsedAlbum:
    """An album. `owned` of `total` tracks are there, `missing` are not; null when nobody says how many."""

    added_at: datetime | None = None
    artists: list[str] | None = None
    complete: bool | None = None
    cover_path: str | None = None
    duration_ms: int | None = None
    id: str | None = None
    key: str | None = None
    kind: AlbumKind | None = None
    library_id: str | None = None
    missing: int | None = None
    owned: int | None = None
    percent: int | None = None
    size_bytes: int | None = None
    title: str | None = None
    total: int | None = None
    year: int | None = None


@dataclass(frozen=True, kw_only=True)
class BrowsedArtist:
    """
    An artist: how many albums are theirs and on how many tracks they play.

    `owned` of `total` tracks are there of those albums whose total is known. `cover_path` leads to a picture
    from the top of the API's host, where a server has one.
    """

    albums: int | None = None
    cover_path: str | None = None
    id: str | None = None
    key: str | None = None
    library_id: str | None = None
    missing: int | None = None
    name: str | None = None
    owned: int | None = None
    percent: int | None = None
    total: int | None = None
    tracks: int | None = None


@dataclass(frozen=True, kw_only=True)
class Counts:
    """The household's numbers."""

    albums: int
    artists: int
    libraries: int
    matched: int
    missing: int
    playlists: int
    review: int
    size_bytes: int
    tracks: int
    unknown: int
    mirrored_albums: int = 0


@dataclass(frozen=True, kw_only=True)
class EventItem:
    """Something that happened."""

    at: datetime
    id: int
    name: str
    status: str
    type: str
    data: dict[str, str | int | float | bool | None] | None = None
    run_count: int | None = None
    run_id: str | None = None


class ExportFormat(StrEnum):
    """What a playlist can be exported as; the value is the ending of its files."""

    M3U = "m3u"
    M3U8 = "m3u8"
    CSV = "csv"
    XSPF = "xspf"
    JSPF = "jspf"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


class FoundKind(StrEnum):
    """What a search can find."""

    TRACK = "track"
    ALBUM = "album"
    ARTIST = "artist"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


@dataclass(frozen=True, kw_only=True)
class FoundView:
    """A hit of a catalogue; `reference` is what the provider's playlists are added by, where it can be."""

    artists: list[str]
    kind: FoundKind
    title: str
    album: str | None = None
    count: int | None = None
    cover_url: str | None = None
    duration_ms: int | None = None
    reference: str | None = None
    url: str | None = None
    year: int | None = None


class HoldReason(StrEnum):
    """Why a plan waits for the user."""

    WOULD_EMPTY = "would_empty"
    MASS_REMOVAL = "mass_removal"
    TARGET_GONE = "target_gone"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


class IdKind(StrEnum):
    """The catalogue an identifier belongs to."""

    ISRC = "isrc"
    MB_RECORDING = "mb_recording"
    MB_TRACK = "mb_track"
    MB_RELEASE = "mb_release"
    MB_RELEASE_GROUP = "mb_release_group"
    UPC = "upc"
    ACOUSTID = "acoustid"
    SPOTIFY = "spotify"
    TIDAL = "tidal"
    DEEZER = "deezer"
    APPLE = "apple"
    YOUTUBE = "youtube"
    QOBUZ = "qobuz"
    BEATPORT = "beatport"
    DISCOGS = "discogs"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


@dataclass(frozen=True, kw_only=True)
class Info:
    """Who this engine is. `api_version` and `min_api_version` are compared by clients."""

    api_version: int
    engine_id: str
    min_api_version: int
    name: str
    started_at: datetime
    time_zone: str
    version: str
    configuration_url: str | None = None


class ItemStatus(StrEnum):
    """What became of one item of a run."""

    SYNCED = "synced"
    UNCHANGED = "unchanged"
    HELD = "held"
    NOT_DUE = "not_due"
    DISABLED = "disabled"
    NOT_CONFIGURED = "not_configured"
    UNKNOWN = "unknown"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


class JobName(StrEnum):
    """A kind of work."""

    MAIN_SYNC = "main_sync"
    SYNC_PLAYLISTS = "sync_playlists"
    SYNC_ALBUMS = "sync_albums"
    SYNC_USERS = "sync_users"
    REFRESH_PLAYLISTS = "refresh_playlists"
    IDENTIFY_PLAYLISTS = "identify_playlists"
    REFRESH_CHARTS = "refresh_charts"
    FIND_LINKS = "find_links"
    SCAN_LIBRARY = "scan_library"
    PUBLISH_MQTT = "publish_mqtt"
    CLEAN_UP = "clean_up"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


@dataclass(frozen=True, kw_only=True)
class LibraryView:
    """A library and its numbers. `readable` false: `key` says why nothing is known about it now."""

    account_id: str
    albums: int
    artists: int
    id: str
    name: str
    problems: int
    provider: str
    section: str
    size_bytes: int
    tracks: int
    key: str | None = None
    last_complete_at: datetime | None = None
    last_scan_at: datetime | None = None
    readable: bool | None = None


@dataclass(frozen=True, kw_only=True)
class MemberUserView:
    """Who a member is on a server."""

    account_id: str
    user: str
    user_name: str


@dataclass(frozen=True, kw_only=True)
class MemberView:
    """A person of the household."""

    id: str
    name: str
    users: list[MemberUserView]


class MirrorKind(StrEnum):
    """What is mirrored. The entries of an ALBUM are its tracks."""

    PLAYLIST = "playlist"
    ALBUM = "album"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


@dataclass(frozen=True, kw_only=True)
class MissingItem:
    """An entry that the library does not have."""

    artist: str
    playlist: str
    playlist_id: str
    position: int
    title: str
    album: str | None = None
    duration_ms: int | None = None
    link: str | None = None


@dataclass(frozen=True, kw_only=True)
class PageInfo:
    """Where a page lies in the whole; pages count from 1."""

    has_next: bool
    limit: int
    page: int
    total: int
    total_pages: int


@dataclass(frozen=True, kw_only=True)
class Pagination:
    """Where a page lies in the whole."""

    limit: int
    offset: int
    total: int


@dataclass(frozen=True, kw_only=True)
class Problem:
    """An error as RFC 9457 problem+json. `key` is stable and is Home Assistant's translation key."""

    detail: str
    key: str
    status: int
    title: str
    placeholders: dict[str, str] | None = None
    type: str = "about:blank"


class ProblemSeverity(StrEnum):
    """How much a problem matters."""

    WARNING = "warning"
    ERROR = "error"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


@dataclass(frozen=True, kw_only=True)
class ProgressView:
    """Done of total; total 0 when it is not known yet."""

    current: str
    done: int
    total: int


@dataclass(frozen=True, kw_only=True)
class RestingView:
    """A catalogue that may not be asked now."""

    provider: str
    until: datetime


class Ruling(StrEnum):
    """What the user said about an entry: this is it, this is not it, never look again."""

    IS = "is"
    IS_NOT = "is_not"
    NEVER = "never"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


@dataclass(frozen=True, kw_only=True)
class RunItemView:
    """What became of one item in a run."""

    added: int
    duration_ms: int
    ended_at: datetime
    item_id: str
    item_name: str
    matched: int
    missing: int
    moved: int
    removed: int
    review: int
    run_id: str
    started_at: datetime
    status: ItemStatus
    unknown: int
    detail: str = ""
    error: str | None = None
    missing_entries: list[str] | None = None
    next_due: datetime | None = None


class RunStatus(StrEnum):
    """How far an execution of a job is. STALLED: no progress for two hours, ended by us."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    PARTIAL = "partial"
    FAILED = "failed"
    CANCELLED = "cancelled"
    STALLED = "stalled"
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


class ScheduleKind(StrEnum):
    """How a schedule repeats, in local time."""

    INTERVAL = "interval"
    DAILY = "daily"
    WEEKLY = "weekly"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


@dataclass(frozen=True, kw_only=True)
class ScheduleView:
    """When a job runs, in the engine's time zone. `at` is HH:MM; weekdays 0 Monday to 6 Sunday."""

    enabled: bool
    kind: ScheduleKind
    at: str | None = None
    every_minutes: int | None = None
    weekdays: list[int] | None = None


@dataclass(frozen=True, kw_only=True)
class SourceHoldView:
    """A source that shrank from `before` to `now` entries; `digest` accepts just what it says."""

    at: datetime
    before: int
    digest: str
    now: int


@dataclass(frozen=True, kw_only=True)
class StreamEvent:
    """A frame of the event stream. Transient events (progress) have id 0."""

    event: EventItem
    type: str = "event"


@dataclass(frozen=True, kw_only=True)
class StreamHello:
    """The first frame of the event stream: who speaks, and the newest event there is."""

    info: Info
    last_event_id: int
    type: str = "hello"


class TargetPolicy(StrEnum):
    """What becomes of tracks that the user put into the target by hand."""

    MIRROR = "mirror"
    KEEP_MINE = "keep_mine"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


@dataclass(frozen=True, kw_only=True)
class TrackView:
    """A track of a library."""

    artists: list[str]
    key: str
    library_id: str
    title: str
    album: str | None = None
    bitrate: int | None = None
    codec: str | None = None
    disc: int | None = None
    duration_ms: int | None = None
    number: int | None = None
    path: str | None = None
    year: int | None = None


class Trigger(StrEnum):
    """Who asked for a run."""

    SCHEDULE = "schedule"
    CATCH_UP = "catch_up"
    API = "api"
    WEB = "web"
    MQTT = "mqtt"
    COMMAND_LINE = "command_line"
    JOB = "job"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


class TriggerResult(StrEnum):
    """What came of a trigger."""

    STARTED = "started"
    NOT_CONFIGURED = "not_configured"
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
class VerdictCounts:
    """How many entries have which verdict."""

    matched: int
    missing: int
    review: int
    unknown: int


class SyncopateDomainPlaylistOrigin(StrEnum):
    """Who added a mirror: the user, or the engine since it was listened to of late."""

    USER = "user"
    RECENT = "recent"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


@dataclass(frozen=True, kw_only=True)
class BrowsedAlbumPage:
    """Albums, in order."""

    items: list[BrowsedAlbum]
    page: PageInfo


@dataclass(frozen=True, kw_only=True)
class BrowsedArtistPage:
    """Artists, in order."""

    items: list[BrowsedArtist]
    page: PageInfo


@dataclass(frozen=True, kw_only=True)
class CatalogueId:
    """What a catalogue calls a track, with its public page where there is one."""

    kind: IdKind
    link: str | None
    value: str


@dataclass(frozen=True, kw_only=True)
class CatalogueSearch:
    """What a catalogue found; `instead_of` are those that rest, which it stands in for."""

    instead_of: list[RestingView]
    items: list[FoundView]
    provider: str
    account_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class EvidenceView:
    """What one aspect says. `gate`: it forbids a match whatever the score."""

    aspect: Aspect
    detail: str
    gate: bool
    penalty: float
    says: Says


@dataclass(frozen=True, kw_only=True)
class LibraryList:
    """All libraries."""

    items: list[LibraryView]


@dataclass(frozen=True, kw_only=True)
class MemberList:
    """All members."""

    items: list[MemberView]


@dataclass(frozen=True, kw_only=True)
class MissingPage:
    """What is missing."""

    items: list[MissingItem]
    page: Pagination


@dataclass(frozen=True, kw_only=True)
class OpenProblem:
    """Something that needs the user. `id` is stable while it lasts; `key` an error key."""

    detail: str
    id: str
    key: str
    severity: ProblemSeverity
    title: str
    placeholders: dict[str, str] | None = None


@dataclass(frozen=True, kw_only=True)
class PlaylistView:
    """
    A mirror of a source's playlist or album, with its target. `label` is the category of its MQTT device.

    Of an album `owned` of `total` tracks are there, on whatever album, and `album_key` is the library's album
    that it is; null while that is not known. `visible` is how many entries of its source can be seen at most;
    `source_held` is what the source says that waits for the user; `expires_at` is when it goes by itself.
    """

    counts: VerdictCounts
    enabled: bool
    entries: int
    id: str
    interval_days: int
    name: str
    policy: TargetPolicy
    provider: str
    reference: str
    source_name: str
    account_id: str | None = None
    album: AlbumFactsView | None = None
    album_key: str | None = None
    cover_url: str | None = None
    custom_cover_url: str | None = None
    custom_name: str | None = None
    description: str | None = None
    expires_at: datetime | None = None
    export: ExportFormat | None = None
    held: HoldReason | None = None
    held_digest: str | None = None
    kind: MirrorKind = MirrorKind.PLAYLIST
    label: str | None = None
    last_detail: str = ""
    last_error: str | None = None
    last_status: ItemStatus | None = None
    last_success_at: datetime | None = None
    last_sync_at: datetime | None = None
    library_id: str | None = None
    library_name: str | None = None
    member_id: str | None = None
    next_due_at: datetime | None = None
    origin: SyncopateDomainPlaylistOrigin = SyncopateDomainPlaylistOrigin.USER
    owned: int | None = None
    source_gone_at: datetime | None = None
    source_held: SourceHoldView | None = None
    target_key: str | None = None
    total: int | None = None
    visible: int | None = None


@dataclass(frozen=True, kw_only=True)
class RunView:
    """One execution of a job."""

    id: str
    job: JobName
    progress: ProgressView
    requested_at: datetime
    status: RunStatus
    trigger: Trigger
    detail: str = ""
    duration_ms: int | None = None
    ended_at: datetime | None = None
    error: str | None = None
    failed: int = 0
    items: int = 0
    started_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class TriggerAnswer:
    """The answer of /api/sync/…: the run, or why there is none."""

    detail: str
    result: TriggerResult
    what: str
    run: RunView | None = None


@dataclass(frozen=True, kw_only=True)
class BrowsedTrack:
    """A track. Bit rate in kbit/s, sample rate in Hz, depth in bits."""

    added_at: datetime | None = None
    album: str | None = None
    album_artist: str | None = None
    album_id: str | None = None
    artists: list[str] | None = None
    bit_depth: int | None = None
    bitrate: int | None = None
    codec: str | None = None
    cover_path: str | None = None
    disc: int | None = None
    disc_total: int | None = None
    duration_ms: int | None = None
    genres: list[str] | None = None
    id: str | None = None
    ids: list[CatalogueId] | None = None
    key: str | None = None
    library_id: str | None = None
    lossless: bool | None = None
    number: int | None = None
    path: str | None = None
    sample_rate: int | None = None
    size_bytes: int | None = None
    title: str | None = None
    track_total: int | None = None
    year: int | None = None


@dataclass(frozen=True, kw_only=True)
class BrowsedTrackPage:
    """Tracks, in order."""

    items: list[BrowsedTrack]
    page: PageInfo


@dataclass(frozen=True, kw_only=True)
class CandidateView:
    """A track that might be it."""

    evidence: list[EvidenceView]
    score: float
    track_key: str
    track: TrackView | None = None


@dataclass(frozen=True, kw_only=True)
class JobView:
    """A kind of work: what runs now, what ran last, when it runs next."""

    name: JobName
    run_count: int
    title: str
    last: RunView | None = None
    next_run: datetime | None = None
    running: RunView | None = None
    schedule: ScheduleView | None = None


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
class PlaylistPage:
    """Playlists and albums by name."""

    items: list[PlaylistView]
    page: Pagination


@dataclass(frozen=True, kw_only=True)
class RunDetail:
    """A run with its items."""

    items: list[RunItemView]
    run: RunView


@dataclass(frozen=True, kw_only=True)
class RunStarted:
    """A run was started."""

    run: RunView


@dataclass(frozen=True, kw_only=True)
class Status:
    """All a dashboard shows: what clients poll when they are not pushed."""

    accounts: list[AccountView]
    counts: Counts
    events: list[EventItem]
    info: Info
    jobs: list[JobView]
    problems: list[OpenProblem]


@dataclass(frozen=True, kw_only=True)
class MatchPage:
    """Matches in the order of their playlists."""

    items: list[MatchView]
    page: Pagination
