"""Wire models of what is browsed: artists, albums, tracks and genres of one library or all."""

from datetime import datetime
from typing import Any

from pydantic import ConfigDict

from syncopate.api.wire.albums import PlaceView
from syncopate.api.wire.base import Wire
from syncopate.domain.album import AlbumKind
from syncopate.domain.ids import IdKind


def _some(schema: dict[str, Any]) -> None:
    """Say that any field may lack: with `fields` only those come that were asked for."""
    schema.pop("required", None)


class Chosen(Wire):
    """An item of which `fields` chooses what is told."""

    model_config = ConfigDict(json_schema_extra=_some)


class PageInfo(Wire):
    """Where a page lies in the whole; pages count from 1."""

    page: int
    limit: int
    total: int
    total_pages: int
    has_next: bool


class BrowsedArtist(Chosen):
    """An artist: how many albums are theirs and on how many tracks they play.

    `owned` of `total` tracks are there of those albums whose total is known. `cover_path` leads to a picture
    from the top of the API's host, where a server has one.
    """

    id: str
    library_id: str
    key: str
    name: str
    albums: int
    tracks: int
    owned: int
    total: int
    missing: int
    percent: int | None
    cover_path: str | None


class BrowsedAlbum(Chosen):
    """An album. `owned` of `total` tracks are there, `missing` are not; null when nobody says how many."""

    id: str
    library_id: str
    key: str
    title: str
    artists: list[str]
    kind: AlbumKind
    year: int | None
    owned: int
    total: int | None
    missing: int | None
    percent: int | None
    complete: bool | None
    duration_ms: int
    size_bytes: int
    added_at: datetime | None
    cover_path: str | None


class CatalogueId(Wire):
    """What a catalogue calls a track, with its public page where there is one."""

    kind: IdKind
    value: str
    link: str | None


class BrowsedTrack(Chosen):
    """A track. Bit rate in kbit/s, sample rate in Hz, depth in bits."""

    id: str
    library_id: str
    key: str
    title: str
    artists: list[str]
    album: str | None
    album_artist: str | None
    album_id: str | None
    disc: int | None
    number: int | None
    track_total: int | None
    disc_total: int | None
    year: int | None
    genres: list[str]
    duration_ms: int | None
    codec: str | None
    bitrate: int | None
    sample_rate: int | None
    bit_depth: int | None
    lossless: bool | None
    size_bytes: int | None
    path: str | None
    added_at: datetime
    ids: list[CatalogueId]
    cover_path: str | None


class BrowsedGenre(Chosen):
    """A genre, called as most tracks call it."""

    name: str
    tracks: int
    albums: int


class BrowsedArtistPage(Wire):
    """Artists, in order."""

    items: list[BrowsedArtist]
    page: PageInfo


class BrowsedAlbumPage(Wire):
    """Albums, in order."""

    items: list[BrowsedAlbum]
    page: PageInfo


class BrowsedTrackPage(Wire):
    """Tracks, in order."""

    items: list[BrowsedTrack]
    page: PageInfo


class BrowsedGenrePage(Wire):
    """Genres, those of the most tracks first."""

    items: list[BrowsedGenre]
    page: PageInfo


class RecentlyAdded(Wire):
    """What came last, newest first: albums or tracks, as asked for; the other list is empty."""

    albums: list[BrowsedAlbum]
    tracks: list[BrowsedTrack]
    page: PageInfo


class BrowsedArtistDetail(BrowsedArtist):
    """An artist with how many of their albums are of each kind, and on how many of others they play."""

    kinds: dict[AlbumKind, int]
    plays_on: int


class DiscographyAlbum(BrowsedAlbum):
    """An album of an artist; `own` false: another's that they play on."""

    own: bool


class Discography(Wire):
    """The albums of an artist by year, each with how much of it is there."""

    items: list[DiscographyAlbum]
    page: PageInfo


class BrowsedAlbumDetail(BrowsedAlbum):
    """An album with its genres, the places known to be empty, and discs of which nothing is there."""

    genres: list[str]
    missing_places: list[PlaceView]
    missing_discs: list[int]


class LookedUpView(Wire):
    """What is called so: tracks, and the albums they are on."""

    tracks: list[BrowsedTrack]
    albums: list[BrowsedAlbum]


class CodecShare(Wire):
    """What is stored in one way; null where that is not known."""

    codec: str | None
    lossless: bool
    tracks: int
    size_bytes: int
    duration_ms: int


class DecadeShare(Wire):
    """What is of one decade, named by its first year; null where the year is not known."""

    decade: int | None
    tracks: int
    size_bytes: int
    duration_ms: int


class LibraryStats(Wire):
    """Sums as of the last scan. Albums that are neither complete nor incomplete say not how long they are."""

    artists: int
    albums: int
    complete_albums: int
    incomplete_albums: int
    tracks: int
    lossless_tracks: int
    size_bytes: int
    duration_ms: int
    codecs: list[CodecShare]
    decades: list[DecadeShare]
