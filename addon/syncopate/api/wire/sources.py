"""Wire models of sources: links, shelves, what changed, what entries are in catalogues."""

from datetime import datetime

from pydantic import Field

from syncopate.api.wire.base import Clean, Pagination, WantedId, Wire
from syncopate.api.wire.mirrored import LeftOutCounts
from syncopate.domain.history import ChangeKind
from syncopate.domain.match import Verdict
from syncopate.domain.playlist import MirrorKind
from syncopate.providers.browsing import ShelfKind
from syncopate.providers.catalogue import FoundKind
from syncopate.providers.links import LinkKind


class LinkRequest(Wire):
    """A link or URI as it was pasted; words around it do no harm. `account_id`: read it by this login."""

    link: Clean = Field(min_length=1, max_length=4096)
    account_id: WantedId | None = None


class SourceEntry(Wire):
    """An entry as its source says it."""

    position: int
    title: str
    artists: list[str]
    album: str | None = None
    duration_ms: int | None = None
    isrc: str | None = None
    link: str | None = None
    added_at: datetime | None = None


class LinkView(Wire):
    """What a link is.

    A PLAYLIST or ALBUM was looked at: it has `count` entries, `read` of which were read, the first ones;
    `entries` has 20 at most. `visible` is how many can be seen at most this way, `left_out` what is there and
    is no entry. A USER or ARTIST has a shelf, `reference` is its key. `playlist_id` is given where it is
    mirrored already.
    """

    kind: LinkKind
    provider: str
    account_id: str | None = None
    reference: str
    name: str | None = None
    owner: str | None = None
    description: str | None = None
    cover_url: str | None = None
    count: int | None = None
    read: int | None = None
    visible: int | None = None
    left_out: LeftOutCounts = Field(default_factory=LeftOutCounts)
    entries: list[SourceEntry] = Field(default_factory=list)
    playlist_id: str | None = None


class ShelfItem(Wire):
    """Something that can be opened; `key` is its shelf."""

    key: str
    name: str
    kind: ShelfKind
    cover_url: str | None = None
    count: int | None = None


class OfferItem(Wire):
    """A playlist or album that can be mirrored, and the mirror there is of it."""

    reference: str
    kind: MirrorKind
    name: str
    owner: str | None = None
    description: str | None = None
    cover_url: str | None = None
    count: int | None = None
    artists: list[str] = Field(default_factory=list)
    year: int | None = None
    playlist_id: str | None = None


class ShelfView(Wire):
    """What is on a shelf, in the service's order: what can be opened, then what can be mirrored."""

    provider: str
    account_id: str | None = None
    key: str
    shelves: list[ShelfItem]
    items: list[OfferItem]
    page: Pagination


class SourceChangeView(Wire):
    """Something that changed at a source. Places count from 0.

    `before` is the name it had, or the place from 1 that it was moved from.
    """

    id: str
    at: datetime
    run_id: str | None = None
    kind: ChangeKind
    label: str
    place: int | None = None
    before: str | None = None
    by: str | None = None


class SourceChangePage(Wire):
    """What changed at a source, the latest first."""

    items: list[SourceChangeView]
    page: Pagination


class SourceAcceptance(Wire):
    """The digest of what a source says that has to wait, as the playlist shows it."""

    digest: str = Field(min_length=1, max_length=64)


class RecordingView(Wire):
    """A recording in a catalogue; `key` is its id there."""

    key: str
    title: str
    artists: list[str]
    album: str | None = None
    duration_ms: int | None = None
    link: str | None = None


class IdentityView(Wire):
    """What an entry is in a catalogue. `found` is given exactly for `match`."""

    identity: str
    catalogue: str
    verdict: Verdict
    reason: str
    label: str
    found: RecordingView | None = None
    candidates: list[RecordingView]
    by_hand: bool
    checked_at: datetime


class IdentityPage(Wire):
    """Identities by label."""

    items: list[IdentityView]
    page: Pagination


class IdentityCountView(Wire):
    """How many entries of a catalogue have a verdict, and how many of them by hand."""

    catalogue: str
    verdict: Verdict
    count: int
    by_hand: int


class IdentityStats(Wire):
    """How much is known of entries in catalogues."""

    items: list[IdentityCountView]


class IdentityDecision(Wire):
    """What an entry is: the key of a recording that was offered, or a link to another one in that catalogue.

    Neither: it is none of them.
    """

    identity: Clean = Field(min_length=1, max_length=4096)
    catalogue: str = Field(min_length=1, max_length=64)
    key: Clean | None = Field(default=None, max_length=300)
    link: Clean | None = Field(default=None, max_length=4096)


class IdentityName(Wire):
    """Which identity is meant."""

    identity: Clean = Field(min_length=1, max_length=4096)
    catalogue: str = Field(min_length=1, max_length=64)


class Cleared(Wire):
    """How many were forgotten."""

    forgotten: int


class CacheView(Wire):
    """How many answers of a service are remembered for long."""

    provider: str
    remembered: int


class CacheList(Wire):
    """The services whose answers are remembered for long."""

    items: list[CacheView]


class FoundView(Wire):
    """A hit of a catalogue; `reference` is what the provider's playlists are added by, where it can be."""

    kind: FoundKind
    title: str
    artists: list[str]
    album: str | None = None
    year: int | None = None
    duration_ms: int | None = None
    count: int | None = None
    cover_url: str | None = None
    url: str | None = None
    reference: str | None = None


class RestingView(Wire):
    """A catalogue that may not be asked now."""

    provider: str
    until: datetime


class CatalogueSearch(Wire):
    """What a catalogue found; `instead_of` are those that rest, which it stands in for."""

    provider: str
    account_id: str | None = None
    items: list[FoundView]
    instead_of: list[RestingView]


class OwnerPatch(Wire):
    """Whose an account is, and for how many days what is listened to stays mirrored; null: not at all."""

    member_id: WantedId | None = None
    recent_days: int | None = Field(default=None, ge=1, le=365)


class OwnerView(Wire):
    """Whose an account is, and for how many days what is listened to stays mirrored."""

    account_id: str
    member_id: str | None = None
    recent_days: int | None = None


class BudgetView(Wire):
    """How an account stands with its service: `used` of `requests` in `seconds`, and until when it rests."""

    account_id: str
    requests: int | None = None
    seconds: float | None = None
    used: int = 0
    rests_until: datetime | None = None
