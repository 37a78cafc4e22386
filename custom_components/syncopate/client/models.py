"""What goes over the wire: written by scripts/generate-client from addon/openapi.json."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Self


@dataclass(frozen=True, kw_only=True)
class AcceptRequest:
    """Take the best candidate of every review that is at least this sure. `dry_run` only shows which."""

    min_score: float
    dry_run: bool = True
    library_id: str | None = None
    playlist_id: str | None = None
    query: str | None = None


@dataclass(frozen=True, kw_only=True)
class AccountCreate:
    """An account to add."""

    name: str
    provider: str
    settings: dict[str, str] | None = None


@dataclass(frozen=True, kw_only=True)
class AccountPatch:
    """What to change of an account."""

    name: str | None = None
    settings: dict[str, str] | None = None


@dataclass(frozen=True, kw_only=True)
class AccountTest:
    """Whether an account works."""

    ok: bool
    detail: str = ""
    key: str | None = None


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


class AddedKind(StrEnum):
    """What came last."""

    ALBUMS = "albums"
    TRACKS = "tracks"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


@dataclass(frozen=True, kw_only=True)
class AlbumFactsView:
    """What a source says of an album besides its tracks; `count` is how many it has."""

    artists: list[str]
    count: int | None = None
    link: str | None = None
    mb_release: str | None = None
    upc: str | None = None
    year: int | None = None


@dataclass(frozen=True, kw_only=True)
class AlbumInput:
    """
    What is known of an album given with its tracks. `links` are its public pages at services.

    Without artists it is by those that play on every track.
    """

    artists: list[str] | None = None
    count: int | None = None
    links: list[str] | None = None
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


class AlbumOrder(StrEnum):
    """What albums are put in order by."""

    TITLE = "title"
    ARTIST = "artist"
    YEAR = "year"
    ADDED = "added"
    TRACKS = "tracks"
    DURATION = "duration"
    SIZE = "size"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


@dataclass(frozen=True, kw_only=True)
class AlbumTrackQuery:
    """One track of an album to look for; without artists it is by the album's."""

    title: str
    artists: list[str] | None = None
    disc: int | None = None
    duration_ms: int | None = None
    isrc: str | None = None
    number: int | None = None


@dataclass(frozen=True, kw_only=True)
class AlbumView:
    """An album of a library. `owned` of `total` tracks are there; `total` null when nobody says how many."""

    artists: list[str]
    duration_ms: int
    key: str
    kind: AlbumKind
    library_id: str
    owned: int
    title: str
    complete: bool | None = None
    percent: int | None = None
    total: int | None = None
    year: int | None = None


class ArtistOrder(StrEnum):
    """What artists are put in order by."""

    NAME = "name"
    ALBUMS = "albums"
    TRACKS = "tracks"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


@dataclass(frozen=True, kw_only=True)
class ArtistView:
    """
    An artist of a library: how many albums are theirs and on how many tracks they play.

    `owned` of `total` tracks are there of those albums whose total is known.
    """

    albums: int
    key: str
    library_id: str
    name: str
    owned: int
    total: int
    tracks: int
    percent: int | None = None


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
class BatchUndone:
    """How many decisions of a batch were taken back."""

    undone: int


@dataclass(frozen=True, kw_only=True)
class BodyPreviewPlaylist:
    file: str
    columns: str = ""


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
class BrowsedArtistDetail:
    """An artist with how many of their albums are of each kind, and on how many of others they play."""

    albums: int | None = None
    cover_path: str | None = None
    id: str | None = None
    key: str | None = None
    kinds: dict[AlbumKind, int] | None = None
    library_id: str | None = None
    missing: int | None = None
    name: str | None = None
    owned: int | None = None
    percent: int | None = None
    plays_on: int | None = None
    total: int | None = None
    tracks: int | None = None


@dataclass(frozen=True, kw_only=True)
class BrowsedGenre:
    """A genre, called as most tracks call it."""

    albums: int | None = None
    name: str | None = None
    tracks: int | None = None


class Capability(StrEnum):
    """What a provider can do. The value is the name of the module that does it."""

    PLAYLISTS = "playlists"
    PLAYLIST_TARGET = "playlist_target"
    LIBRARY = "library"
    HISTORY = "history"
    PROGRESS = "progress"
    RATINGS = "ratings"
    WATCHLIST = "watchlist"
    DOWNLOADS = "downloads"
    METADATA = "metadata"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


@dataclass(frozen=True, kw_only=True)
class CodecShare:
    """What is stored in one way; null where that is not known."""

    codec: str | None
    duration_ms: int
    lossless: bool
    size_bytes: int
    tracks: int


class Complete(StrEnum):
    """How much of an album is there; unknown where nobody says how many tracks it has."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


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
class DecadeShare:
    """What is of one decade, named by its first year; null where the year is not known."""

    decade: int | None
    duration_ms: int
    size_bytes: int
    tracks: int


class Direction(StrEnum):
    """Which way an order runs."""

    ASC = "asc"
    DESC = "desc"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


@dataclass(frozen=True, kw_only=True)
class DiscographyAlbum:
    """An album of an artist; `own` false: another's that they play on."""

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
    own: bool | None = None
    owned: int | None = None
    percent: int | None = None
    size_bytes: int | None = None
    title: str | None = None
    total: int | None = None
    year: int | None = None


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


@dataclass(frozen=True, kw_only=True)
class EventList:
    """Events, newest first."""

    items: list[EventItem]


class FieldKind(StrEnum):
    """How a settings field is asked for and stored. SECRET is encrypted at rest and never given back."""

    TEXT = "text"
    SECRET = "secret"
    FOLDER = "folder"
    URL = "url"
    NUMBER = "number"
    SWITCH = "switch"
    CHOICE = "choice"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


@dataclass(frozen=True, kw_only=True)
class HealthCheck:
    """One thing that must work."""

    name: str
    ok: bool
    detail: str = ""
    key: str | None = None


@dataclass(frozen=True, kw_only=True)
class HealthReport:
    """Whether the engine works. Tells no secrets: it is open."""

    checks: list[HealthCheck]
    ok: bool
    version: str


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
    SCAN_LIBRARY = "scan_library"
    PUBLISH_MQTT = "publish_mqtt"
    CLEAN_UP = "clean_up"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


@dataclass(frozen=True, kw_only=True)
class LibraryCreate:
    """A library to add: a section of an account, or a folder (its account is made along)."""

    name: str
    account_id: str | None = None
    folder: str | None = None
    section: str = ""


@dataclass(frozen=True, kw_only=True)
class LibraryPatch:
    """What to change of a library."""

    name: str


@dataclass(frozen=True, kw_only=True)
class LibraryStats:
    """Sums as of the last scan. Albums that are neither complete nor incomplete say not how long they are."""

    albums: int
    artists: int
    codecs: list[CodecShare]
    complete_albums: int
    decades: list[DecadeShare]
    duration_ms: int
    incomplete_albums: int
    lossless_tracks: int
    size_bytes: int
    tracks: int


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
class ListedRequest:
    """A file to wait for, as the server sees it, and for how long."""

    path: str
    seconds: int = 60


@dataclass(frozen=True, kw_only=True)
class ListedView:
    """The track that has the file; none: it was not listed in that time."""

    track_key: str | None = None


@dataclass(frozen=True, kw_only=True)
class LoginBegin:
    """A login to begin by one of the provider's methods; with `account_id` an account logs in again."""

    method: str
    account_id: str | None = None
    answers: dict[str, str] | None = None
    name: str | None = None
    provider: str | None = None


@dataclass(frozen=True, kw_only=True)
class LoginChoice:
    """One answer that can be chosen."""

    label: str
    value: str


@dataclass(frozen=True, kw_only=True)
class LoginGoOn:
    """Answers to the questions of a login; none to ask whether it was confirmed elsewhere."""

    answers: dict[str, str] | None = None


class LoginKind(StrEnum):
    """How an account is logged in: not at all, by a form of settings, or in steps (see `Manifest.logins`)."""

    NONE = "none"
    SETTINGS = "settings"
    BROWSER = "browser"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


@dataclass(frozen=True, kw_only=True)
class LoginQuestion:
    """Something a login asks."""

    help: str
    kind: FieldKind
    label: str
    name: str
    required: bool
    choices: list[LoginChoice] | None = None
    default: str | None = None


@dataclass(frozen=True, kw_only=True)
class LoginView:
    """
    How far a login is.

    Either it asks `questions`, or the user confirms it at `url` or with `code` while it is asked again every
    `every_seconds`, or it has ended in an `account`.
    """

    id: str
    provider: str
    account: AccountView | None = None
    code: str | None = None
    every_seconds: float = 2.0
    expires_at: datetime | None = None
    questions: list[LoginQuestion] | None = None
    url: str | None = None


class LookupKind(StrEnum):
    """By what to look: an id of a catalogue, the path of a file, or a library's own key of a track."""

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
    PATH = "path"
    KEY = "key"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


@dataclass(frozen=True, kw_only=True)
class MemberChange:
    """A member to add, or the name to give."""

    name: str


@dataclass(frozen=True, kw_only=True)
class MemberUserChange:
    """Who a member is on a server; null forgets it."""

    user: str | None = None


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
class MissingAlbumItem:
    """A mirrored album of which the library lacks tracks: `owned` of `total` are there, on whatever album."""

    artist: str
    library: str
    library_id: str
    owned: int
    playlist_id: str
    title: str
    link: str | None = None
    total: int | None = None
    year: int | None = None


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


class MissingList(StrEnum):
    """The text files there are, without their ending."""

    MISSING_TRACKS_SPOTIFY = "missing_tracks_spotify"
    MISSING_TRACKS_TIDAL = "missing_tracks_tidal"
    MISSING_ALBUMS_SPOTIFY = "missing_albums_spotify"
    MISSING_ALBUMS_TIDAL = "missing_albums_tidal"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


class OperationKind(StrEnum):
    """One kind of write to a playlist."""

    CREATE = "create"
    RENAME = "rename"
    ADD = "add"
    REMOVE = "remove"
    MOVE = "move"
    DESCRIBE = "describe"
    COVER = "cover"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


class Owned(StrEnum):
    """How much of an album is there. UNKNOWN: nobody says how many tracks it has."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


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
class PlaceView:
    """A place on an album, both from 1."""

    disc: int
    number: int


@dataclass(frozen=True, kw_only=True)
class PlayIdView:
    """What a media player of Home Assistant takes: the integration it is of, and what its action wants."""

    media_content_id: str
    media_content_type: str
    player: str


@dataclass(frozen=True, kw_only=True)
class PlayLinkRequest:
    """Which track shall be heard."""

    track_key: str


@dataclass(frozen=True, kw_only=True)
class PlayLinkView:
    """An address that plays one track without a key, below the engine's own, until then."""

    expires_at: datetime
    media_type: str
    path: str


@dataclass(frozen=True, kw_only=True)
class PlayView:
    """How to play a playlist from one library; `paths` are the files as the library's server sees them."""

    ids: list[PlayIdView]
    library_id: str
    library_name: str
    paths: list[str]
    target_id: str
    place: str | None = None


@dataclass(frozen=True, kw_only=True)
class PreviewEntry:
    """An entry as a file says it."""

    artists: list[str]
    position: int
    title: str
    album: str | None = None
    duration_ms: int | None = None


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
class ProviderField:
    """One field of an account's form."""

    help: str
    kind: FieldKind
    label: str
    name: str
    required: bool
    choices: list[str] | None = None
    default: str | None = None


@dataclass(frozen=True, kw_only=True)
class ProviderLogin:
    """One way to log in, and what it asks at its beginning."""

    fields: list[ProviderField]
    help: str
    label: str
    name: str


@dataclass(frozen=True, kw_only=True)
class ReadNameView:
    """An entry as the matching reads it. Keys are lower case, without accents and signs."""

    album: str
    artists: list[str]
    base: str
    featured: list[str]
    full: str
    ids: list[str]
    keys: list[str]
    packaging: list[str]
    part: str
    perhaps_artists: list[list[str]]
    versions: list[str]
    duration_ms: int | None = None


@dataclass(frozen=True, kw_only=True)
class RefreshRequest:
    """A folder that the server shall look at, as the server sees it; without one all of the library."""

    folder: str | None = None


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


@dataclass(frozen=True, kw_only=True)
class RunRequest:
    """What to run a job with, e.g. {"playlist_ids": […]} or {"library_id": …, "mode": "full"}."""

    arguments: dict[str, Any] | None = None


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


class Scope(StrEnum):
    """What a key may do, from least to most; each contains those before it."""

    READ = "read"
    CONTROL = "control"
    ADMIN = "admin"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


@dataclass(frozen=True, kw_only=True)
class SectionView:
    """A part of a server; `library_id` when it is a library already."""

    key: str
    name: str
    folders: list[str] | None = None
    library_id: str | None = None
    tracks: int | None = None


@dataclass(frozen=True, kw_only=True)
class ServerUserView:
    """A user of a server. `protected`: acting for this one needs a PIN."""

    admin: bool
    key: str
    name: str
    protected: bool


@dataclass(frozen=True, kw_only=True)
class SettingsPatch:
    """Settings to change by dotted name; null goes back to the default."""

    values: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class SettingsView:
    """Settings by dotted name. Secrets are never given back: `secrets` tells only which are set."""

    secrets: dict[str, bool]
    values: dict[str, Any]


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


@dataclass(frozen=True, kw_only=True)
class SyncRequest:
    """Sync one playlist now; `approve` names the plan that was held, or those of several targets."""

    approve: list[str] | str | None = None


class TargetKind(StrEnum):
    """
    What a mirror is kept as. COLLECTION and FAVOURITES have no order, FAVOURITES no name of its own.

    NOTHING: it is matched into the library, and nothing is ever written.
    """

    PLAYLIST = "playlist"
    COLLECTION = "collection"
    FAVOURITES = "favourites"
    NOTHING = "nothing"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


class TargetPolicy(StrEnum):
    """What becomes of tracks that the user put into the target by hand."""

    MIRROR = "mirror"
    KEEP_MINE = "keep_mine"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


@dataclass(frozen=True, kw_only=True)
class TargetView:
    """Where a playlist is kept, as what and for whom, and how its last sync went."""

    id: str
    kind: TargetKind
    library_id: str
    library_name: str
    matched: int
    missing: int
    review: int
    unknown: int
    held: HoldReason | None = None
    held_digest: str | None = None
    last_detail: str = ""
    last_error: str | None = None
    last_status: ItemStatus | None = None
    last_sync_at: datetime | None = None
    target_key: str | None = None
    user: str | None = None
    user_name: str | None = None


@dataclass(frozen=True, kw_only=True)
class TrackInput:
    """A track of a playlist given as data."""

    title: str
    album: str | None = None
    artists: list[str] | None = None
    duration_ms: int | None = None
    isrc: str | None = None
    link: str | None = None


class TrackOrder(StrEnum):
    """What tracks are put in order by."""

    TITLE = "title"
    ARTIST = "artist"
    ALBUM = "album"
    YEAR = "year"
    ADDED = "added"
    DURATION = "duration"
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


class Whereabouts(StrEnum):
    """Where a track of an album was found. ELSEWHERE: the same recording on another album."""

    HERE = "here"
    ELSEWHERE = "elsewhere"
    REVIEW = "review"
    MISSING = "missing"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


class Why(StrEnum):
    """Why an operation is in the plan."""

    NEW_TARGET = "new_target"
    RENAMED = "renamed"
    IN_SOURCE = "in_source"
    LEFT_SOURCE = "left_source"
    NOT_IN_SOURCE = "not_in_source"
    MATCH_CHANGED = "match_changed"
    NO_LONGER_MATCHED = "no_longer_matched"
    ORDER = "order"
    CHANGED_IN_SOURCE = "changed_in_source"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


class SyncopateAccessIdentityOrigin(StrEnum):
    """How a caller came in: with a key, signed in to the pages, through the Supervisor, on this machine."""

    KEY = "key"
    SESSION = "session"
    INGRESS = "ingress"
    LOCAL = "local"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


class SyncopateMatchingExplainOrigin(StrEnum):
    """By what a track became a candidate, from authoritative to textual."""

    DECISION = "decision"
    ID = "id"
    PATH = "path"
    NAME = "name"
    LIKENESS = "likeness"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


@dataclass(frozen=True, kw_only=True)
class AcceptItem:
    """One review that would be accepted, or was."""

    artists: list[str]
    library_id: str
    playlist_id: str
    playlist_name: str
    position: int
    score: float
    title: str
    track_key: str
    track: TrackView | None = None


@dataclass(frozen=True, kw_only=True)
class AcceptResult:
    """
    What would be accepted, or was: then `batch_id` takes it back as one. `items` shows the first hundred.

    `total` is how many reviews are as sure as was asked for, in all; `rest` of them are beyond what is taken
    at a time, and follow when it is asked again. `left_out` are reviews with two candidates of which neither
    leads: those want an eye.
    """

    dry_run: bool
    items: list[AcceptItem]
    left_out: int
    rest: int
    total: int
    batch_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class AccountList:
    """All accounts."""

    items: list[AccountView]


@dataclass(frozen=True, kw_only=True)
class AlbumDetail:
    """An album with its tracks in order, places known to be empty, and discs of which nothing is there."""

    album: AlbumView
    missing: list[PlaceView]
    missing_discs: list[int]
    tracks: list[TrackView]


@dataclass(frozen=True, kw_only=True)
class AlbumPage:
    """Albums by title."""

    items: list[AlbumView]
    page: Pagination


@dataclass(frozen=True, kw_only=True)
class AlbumQuery:
    """An album to look for. `tracks` is all of it, or empty when not known; `count` how many it has."""

    title: str
    artists: list[str] | None = None
    count: int | None = None
    library_id: str | None = None
    mb_release: str | None = None
    tracks: list[AlbumTrackQuery] | None = None
    upc: str | None = None
    year: int | None = None


@dataclass(frozen=True, kw_only=True)
class ApiKeyCreate:
    """A key to make."""

    name: str
    scopes: list[Scope]
    expires_at: datetime | None = None
    per_minute: int = 60


@dataclass(frozen=True, kw_only=True)
class ApiKeyItem:
    """A key as it may be shown: never the key itself."""

    created_at: datetime
    id: str
    name: str
    per_minute: int
    prefix: str
    scopes: list[Scope]
    expires_at: datetime | None = None
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ApiKeyList:
    """All keys."""

    items: list[ApiKeyItem]


@dataclass(frozen=True, kw_only=True)
class ArtistDetail:
    """An artist with a page of their albums by year, as filtered, and one of others' that they play on."""

    albums: list[AlbumView]
    artist: ArtistView
    kinds: dict[AlbumKind, int]
    page: Pagination
    plays_on: list[AlbumView]
    plays_on_page: Pagination


@dataclass(frozen=True, kw_only=True)
class ArtistPage:
    """Artists by name."""

    items: list[ArtistView]
    page: Pagination


@dataclass(frozen=True, kw_only=True)
class BodyUploadPlaylist:
    file: str
    artist: str = ""
    columns: str = ""
    enabled: bool = True
    interval_days: int | None = None
    kind: MirrorKind = MirrorKind.PLAYLIST
    label: str | None = None
    library_id: str | None = None
    name: str | None = None
    policy: TargetPolicy = TargetPolicy.MIRROR
    year: int | None = None


@dataclass(frozen=True, kw_only=True)
class BrowsedAlbumDetail:
    """An album with its genres, the places known to be empty, and discs of which nothing is there."""

    added_at: datetime | None = None
    artists: list[str] | None = None
    complete: bool | None = None
    cover_path: str | None = None
    duration_ms: int | None = None
    genres: list[str] | None = None
    id: str | None = None
    key: str | None = None
    kind: AlbumKind | None = None
    library_id: str | None = None
    missing: int | None = None
    missing_discs: list[int] | None = None
    missing_places: list[PlaceView] | None = None
    owned: int | None = None
    percent: int | None = None
    size_bytes: int | None = None
    title: str | None = None
    total: int | None = None
    year: int | None = None


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
class BrowsedGenrePage:
    """Genres, those of the most tracks first."""

    items: list[BrowsedGenre]
    page: PageInfo


@dataclass(frozen=True, kw_only=True)
class CatalogueId:
    """What a catalogue calls a track, with its public page where there is one."""

    kind: IdKind
    link: str | None
    value: str


@dataclass(frozen=True, kw_only=True)
class DecisionRequest:
    """
    What the user says of an entry; null takes all rulings back.

    `is` needs a track; `is_not` refuses that track, or without one every candidate the entry has now; `never`
    needs none. `identity` is that of the entry as it was shown: when another entry stands at the position by
    now, nothing is decided and the answer is 409. Without it, whatever stands there is decided. Tracks are
    those of `library_id`, without it of the library that the playlist was first kept on.
    """

    ruling: Ruling | None
    identity: str | None = None
    library_id: str | None = None
    track_key: str | None = None


@dataclass(frozen=True, kw_only=True)
class DecisionView:
    """
    One decision of the history. `counts` is false for what was taken back; `via` is the way in.

    `batch_id` tells what was accepted at once, `score` how sure the matching was of it. `track_key` is where
    the track was when it was decided; `present_key` is where its recording is now, null when it is gone.
    """

    artists: list[str]
    counts: bool
    decided_at: datetime
    decided_by: str
    id: int
    ruling: Ruling
    title: str
    album: str | None = None
    batch_id: str | None = None
    duration_ms: int | None = None
    library_id: str | None = None
    playlist_id: str | None = None
    playlist_name: str | None = None
    present_key: str | None = None
    score: float | None = None
    track_artists: list[str] | None = None
    track_key: str | None = None
    track_title: str | None = None
    undone_at: datetime | None = None
    undone_by: str | None = None
    via: SyncopateAccessIdentityOrigin | None = None


@dataclass(frozen=True, kw_only=True)
class Discography:
    """The albums of an artist by year, each with how much of it is there."""

    items: list[DiscographyAlbum]
    page: PageInfo


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
class MirroredTrackView:
    """A track of a mirrored album: here, elsewhere on another album, to review, missing, or not known."""

    artists: list[str]
    position: int
    title: str
    where: Whereabouts
    disc: int | None = None
    duration_ms: int | None = None
    link: str | None = None
    number: int | None = None
    on_album: str | None = None
    track: TrackView | None = None


@dataclass(frozen=True, kw_only=True)
class MissingAlbumPage:
    """Albums with anything missing, by title."""

    items: list[MissingAlbumItem]
    page: Pagination


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
class OperationView:
    """One write of a plan."""

    kind: OperationKind
    label: str
    why: Why
    position: int | None = None
    track_key: str | None = None


@dataclass(frozen=True, kw_only=True)
class PlanView:
    """What a sync would write to one target now."""

    added: int
    counts: VerdictCounts
    digest: str
    kept_back: int
    library_id: str
    library_name: str
    moved: int
    name: str
    operations: list[OperationView]
    playlist_id: str
    removed: int
    result: int
    target_id: str
    unchanged: bool
    hold: HoldReason | None = None


@dataclass(frozen=True, kw_only=True)
class PlayList:
    """How to play a playlist, from each library that has it."""

    items: list[PlayView]


@dataclass(frozen=True, kw_only=True)
class PlaylistCreate:
    """
    A playlist or album to add: a provider's reference, or tracks.

    A provider says itself what its reference is, and any other `kind` is refused; tracks and files are an
    album when `kind` says so, and `album` is what is known of that.
    """

    account_id: str | None = None
    album: AlbumInput | None = None
    columns: dict[str, str] | None = None
    enabled: bool = True
    interval_days: int | None = None
    kind: MirrorKind | None = None
    label: str | None = None
    library_id: str | None = None
    member_id: str | None = None
    name: str | None = None
    policy: TargetPolicy = TargetPolicy.MIRROR
    provider: str | None = None
    reference: str | None = None
    tracks: list[TrackInput] | None = None


@dataclass(frozen=True, kw_only=True)
class PlaylistPatch:
    """What to change; null in `name` or `label` goes back to the source's name or no label."""

    enabled: bool | None = None
    interval_days: int | None = None
    label: str | None = None
    library_id: str | None = None
    member_id: str | None = None
    name: str | None = None
    policy: TargetPolicy | None = None


@dataclass(frozen=True, kw_only=True)
class PlaylistPreview:
    """What a playlist file would become: how it was read, and its first entries."""

    columns: dict[str, str]
    encoding: str
    entries: int
    header: list[str]
    name: str
    sample: list[PreviewEntry]
    warnings: list[str]


@dataclass(frozen=True, kw_only=True)
class PlaylistView:
    """
    A mirror of a source's playlist or album, with its target. `label` is the category of its MQTT device.

    Of an album `owned` of `total` tracks are there, on whatever album, and `album_key` is the library's album
    that it is; null while that is not known.
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
    custom_name: str | None = None
    description: str | None = None
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
    owned: int | None = None
    target_key: str | None = None
    total: int | None = None


@dataclass(frozen=True, kw_only=True)
class Profile:
    """Who is asking."""

    name: str
    scopes: list[Scope]


@dataclass(frozen=True, kw_only=True)
class ProviderView:
    """A kind of service."""

    capabilities: list[Capability]
    domain: str
    fields: list[ProviderField]
    login: LoginKind
    name: str
    needs_account: bool
    reference_help: str
    summary: str
    logins: list[ProviderLogin] | None = None
    serves_users: bool = False
    shows_cover: bool = False
    shows_description: bool = False
    target_kinds: list[TargetKind] | None = None


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
class SectionList:
    """What a server has to choose from; empty where it is one whole."""

    items: list[SectionView]


@dataclass(frozen=True, kw_only=True)
class ServerUserList:
    """Whom an account can act for; empty where the server knows no others."""

    items: list[ServerUserView]


@dataclass(frozen=True, kw_only=True)
class TargetCreate:
    """Where to keep a playlist too. Without `kind` a playlist (an album: nothing is written)."""

    library_id: str
    kind: TargetKind | None = None
    user: str | None = None


@dataclass(frozen=True, kw_only=True)
class TargetList:
    """All targets of a playlist, oldest first."""

    items: list[TargetView]


@dataclass(frozen=True, kw_only=True)
class TargetPlan:
    """What a sync would do with one target; without a `plan` nothing can be said now, `key` says why."""

    target: TargetView
    detail: str = ""
    key: str | None = None
    plan: PlanView | None = None


@dataclass(frozen=True, kw_only=True)
class TargetPlanList:
    """The plans of all targets, oldest target first."""

    items: list[TargetPlan]


@dataclass(frozen=True, kw_only=True)
class TrackPage:
    """Tracks found, those whose titles begin with the words first."""

    items: list[TrackView]
    page: Pagination


@dataclass(frozen=True, kw_only=True)
class TriggerAnswer:
    """The answer of /api/sync/…: the run, or why there is none."""

    detail: str
    result: TriggerResult
    what: str
    run: RunView | None = None


@dataclass(frozen=True, kw_only=True)
class WeightedView:
    """A candidate: how it was found, what each aspect says, and its score. `refused`: the user said no."""

    barred: bool
    evidence: list[EvidenceView]
    origins: list[SyncopateMatchingExplainOrigin]
    refused: bool
    score: float
    track: TrackView


@dataclass(frozen=True, kw_only=True)
class AlbumCandidateView:
    """An album that might be it."""

    album_key: str
    evidence: list[EvidenceView]
    score: float
    album: AlbumView | None = None


@dataclass(frozen=True, kw_only=True)
class AlbumTrackView:
    """One track of the album looked for: here, elsewhere on another album, to review, or missing."""

    artists: list[str]
    evidence: list[EvidenceView]
    reason: str
    title: str
    verdict: Verdict
    where: Whereabouts
    disc: int | None = None
    duration_ms: int | None = None
    number: int | None = None
    on_album: str | None = None
    score: float | None = None
    track: TrackView | None = None


@dataclass(frozen=True, kw_only=True)
class ApiKeyCreated:
    """The key, shown this once."""

    item: ApiKeyItem
    key: str


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
class DecisionPage:
    """Decisions, newest first."""

    items: list[DecisionView]
    page: Pagination


@dataclass(frozen=True, kw_only=True)
class ExplanationView:
    """Why the verdict is what it is. `lead` is the best one's distance to the next."""

    candidates: list[WeightedView]
    compared: int
    gap: float
    library_id: str
    library_name: str
    read: ReadNameView
    reason: str
    threshold: float
    tracks: int
    verdict: Verdict
    decision: Ruling | None = None
    lead: float | None = None
    track_key: str | None = None


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
class LookedUpView:
    """What is called so: tracks, and the albums they are on."""

    albums: list[BrowsedAlbum]
    tracks: list[BrowsedTrack]


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
class MirroredAlbumView:
    """
    What became of a mirrored album on its library. `owned` counts tracks found, on whatever album.

    Before it was matched, and while the library cannot be read, the verdict is unknown and `owned` null.
    """

    playlist_id: str
    reason: str
    tracks: list[MirroredTrackView]
    verdict: Verdict
    album: AlbumView | None = None
    album_key: str | None = None
    library_id: str | None = None
    library_name: str | None = None
    owned: int | None = None
    total: int | None = None


@dataclass(frozen=True, kw_only=True)
class PlaylistPage:
    """Playlists and albums by name."""

    items: list[PlaylistView]
    page: Pagination


@dataclass(frozen=True, kw_only=True)
class ProviderList:
    """All providers."""

    items: list[ProviderView]


@dataclass(frozen=True, kw_only=True)
class RecentlyAdded:
    """What came last, newest first: albums or tracks, as asked for; the other list is empty."""

    albums: list[BrowsedAlbum]
    page: PageInfo
    tracks: list[BrowsedTrack]


@dataclass(frozen=True, kw_only=True)
class RunDetail:
    """A run with its items."""

    items: list[RunItemView]
    run: RunView


@dataclass(frozen=True, kw_only=True)
class RunPage:
    """Runs, newest first."""

    items: list[RunView]
    page: Pagination


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
class AlbumMatchView:
    """
    The verdict on an album, and on each of its tracks. `owned` counts tracks found, on whatever album.

    `prepared` is false until the next scan has put the albums together as they are now: the verdict counts,
    but `album` and those of the candidates may lack, and their keys name nothing yet.
    """

    artists: list[str]
    candidates: list[AlbumCandidateView]
    here: int
    library_id: str
    missing: list[PlaceView]
    owned: int
    prepared: bool
    reason: str
    title: str
    tracks: list[AlbumTrackView]
    verdict: Verdict
    album: AlbumView | None = None
    percent: int | None = None
    total: int | None = None


@dataclass(frozen=True, kw_only=True)
class JobList:
    """All jobs."""

    items: list[JobView]


@dataclass(frozen=True, kw_only=True)
class MatchPage:
    """Matches in the order of their playlists."""

    items: list[MatchView]
    page: Pagination
