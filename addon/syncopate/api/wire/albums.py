"""Wire models of albums and artists."""

from pydantic import Field

from syncopate.api.wire.base import Clean, Pagination, WantedId, Wire
from syncopate.api.wire.media import EvidenceView, TrackView
from syncopate.domain.album import AlbumKind, Whereabouts
from syncopate.domain.match import Verdict

_NAME = Field(min_length=1, max_length=1000)


class AlbumView(Wire):
    """An album of a library. `owned` of `total` tracks are there; `total` null when nobody says how many."""

    library_id: str
    key: str
    title: str
    artists: list[str]
    kind: AlbumKind
    year: int | None = None
    owned: int
    total: int | None = None
    percent: int | None = None
    complete: bool | None = None
    duration_ms: int


class AlbumPage(Wire):
    """Albums by title."""

    items: list[AlbumView]
    page: Pagination


class PlaceView(Wire):
    """A place on an album, both from 1."""

    disc: int
    number: int


class AlbumDetail(Wire):
    """An album with its tracks in order, places known to be empty, and discs of which nothing is there."""

    album: AlbumView
    tracks: list[TrackView]
    missing: list[PlaceView]
    missing_discs: list[int]


class ArtistView(Wire):
    """An artist of a library: how many albums are theirs and on how many tracks they play.

    `owned` of `total` tracks are there of those albums whose total is known.
    """

    library_id: str
    key: str
    name: str
    albums: int
    tracks: int
    owned: int
    total: int
    percent: int | None = None


class ArtistPage(Wire):
    """Artists by name."""

    items: list[ArtistView]
    page: Pagination


class ArtistDetail(Wire):
    """An artist with a page of their albums by year, as filtered, and one of others' that they play on."""

    artist: ArtistView
    kinds: dict[AlbumKind, int]
    albums: list[AlbumView]
    page: Pagination
    plays_on: list[AlbumView]
    plays_on_page: Pagination


class AlbumTrackQuery(Wire):
    """One track of an album to look for; without artists it is by the album's."""

    title: Clean = _NAME
    artists: list[Clean] = Field(default_factory=list, max_length=50)
    disc: int | None = Field(default=None, ge=1, le=1000)
    number: int | None = Field(default=None, ge=1, le=10_000)
    duration_ms: int | None = Field(default=None, ge=0, le=86_400_000)
    isrc: str | None = Field(default=None, max_length=20)


class AlbumQuery(Wire):
    """An album to look for. `tracks` is all of it, or empty when not known; `count` how many it has."""

    library_id: WantedId | None = None
    title: Clean = _NAME
    artists: list[Clean] = Field(default_factory=list, max_length=50)
    year: int | None = Field(default=None, ge=1, le=9999)
    count: int | None = Field(default=None, ge=1, le=10_000)
    tracks: list[AlbumTrackQuery] = Field(default_factory=list, max_length=1000)
    mb_release: str | None = Field(default=None, max_length=40)
    upc: str | None = Field(default=None, max_length=20)


class AlbumCandidateView(Wire):
    """An album that might be it."""

    album: AlbumView | None = None
    album_key: str
    score: float
    evidence: list[EvidenceView]


class AlbumTrackView(Wire):
    """One track of the album looked for: here, elsewhere on another album, to review, or missing."""

    title: str
    artists: list[str]
    disc: int | None = None
    number: int | None = None
    duration_ms: int | None = None
    where: Whereabouts
    on_album: str | None = None
    verdict: Verdict
    reason: str
    track: TrackView | None = None
    score: float | None = None
    evidence: list[EvidenceView]


class AlbumMatchView(Wire):
    """The verdict on an album, and on each of its tracks. `owned` counts tracks found, on whatever album.

    `prepared` is false until the next scan has put the albums together as they are now: the verdict counts,
    but `album` and those of the candidates may lack, and their keys name nothing yet.
    """

    library_id: str
    title: str
    artists: list[str]
    verdict: Verdict
    reason: str
    album: AlbumView | None = None
    here: int
    owned: int
    total: int | None = None
    percent: int | None = None
    missing: list[PlaceView]
    candidates: list[AlbumCandidateView]
    prepared: bool
    tracks: list[AlbumTrackView]


class MirroredTrackView(Wire):
    """A track of a mirrored album: here, elsewhere on another album, to review, missing, or not known."""

    position: int
    title: str
    artists: list[str]
    disc: int | None = None
    number: int | None = None
    duration_ms: int | None = None
    where: Whereabouts
    on_album: str | None = None
    link: str | None = None
    track: TrackView | None = None


class MirroredAlbumView(Wire):
    """What became of a mirrored album on its library. `owned` counts tracks found, on whatever album.

    Before it was matched, and while the library cannot be read, the verdict is unknown and `owned` null.
    """

    playlist_id: str
    library_id: str | None = None
    library_name: str | None = None
    verdict: Verdict
    reason: str
    album_key: str | None = None
    album: AlbumView | None = None
    owned: int | None = None
    total: int | None = None
    tracks: list[MirroredTrackView]
