"""What goes over the wire: written by scripts/generate-client from addon/openapi.json."""

from .accounts import AccountView
from .answers import JobName, Pagination, Problem, ProgressView, RunStatus, RunView, Trigger
from .browsing import (
    AlbumKind,
    BrowsedAlbum,
    BrowsedAlbumPage,
    BrowsedArtist,
    BrowsedArtistPage,
    BrowsedTrack,
    BrowsedTrackPage,
    CatalogueId,
    IdKind,
    PageInfo,
)
from .events import EventItem
from .jobs import JobView, RunStarted, ScheduleKind, ScheduleView
from .libraries import LibraryList, LibraryView, TrackView
from .matches import Aspect, CandidateView, EvidenceView, MatchPage, MatchView, Ruling, Says, Verdict
from .members import MemberList, MemberUserView, MemberView
from .missing import MissingItem, MissingPage
from .playlists import (
    AlbumFactsView,
    ExportFormat,
    HoldReason,
    LeftOutCounts,
    MirrorKind,
    PlaylistPage,
    PlaylistView,
    SourceHoldView,
    SyncopateDomainPlaylistOrigin,
    TargetPolicy,
    VerdictCounts,
)
from .runs import ItemStatus, RunDetail, RunItemView
from .sources import CatalogueSearch, FoundKind, FoundView, RestingView
from .stream import StreamEvent, StreamHello
from .system import Counts, Info, OpenProblem, ProblemSeverity, Status
from .triggers import TriggerAnswer, TriggerResult

__all__ = [
    "AccountView",
    "AlbumFactsView",
    "AlbumKind",
    "Aspect",
    "BrowsedAlbum",
    "BrowsedAlbumPage",
    "BrowsedArtist",
    "BrowsedArtistPage",
    "BrowsedTrack",
    "BrowsedTrackPage",
    "CandidateView",
    "CatalogueId",
    "CatalogueSearch",
    "Counts",
    "EventItem",
    "EvidenceView",
    "ExportFormat",
    "FoundKind",
    "FoundView",
    "HoldReason",
    "IdKind",
    "Info",
    "ItemStatus",
    "JobName",
    "JobView",
    "LeftOutCounts",
    "LibraryList",
    "LibraryView",
    "MatchPage",
    "MatchView",
    "MemberList",
    "MemberUserView",
    "MemberView",
    "MirrorKind",
    "MissingItem",
    "MissingPage",
    "OpenProblem",
    "PageInfo",
    "Pagination",
    "PlaylistPage",
    "PlaylistView",
    "Problem",
    "ProblemSeverity",
    "ProgressView",
    "RestingView",
    "Ruling",
    "RunDetail",
    "RunItemView",
    "RunStarted",
    "RunStatus",
    "RunView",
    "Says",
    "ScheduleKind",
    "ScheduleView",
    "SourceHoldView",
    "Status",
    "StreamEvent",
    "StreamHello",
    "SyncopateDomainPlaylistOrigin",
    "TargetPolicy",
    "TrackView",
    "Trigger",
    "TriggerAnswer",
    "TriggerResult",
    "Verdict",
    "VerdictCounts",
]
