"""What is browsed, dressed for the wire."""

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from syncopate.api.item_ids import item_id
from syncopate.api.present.times import milliseconds
from syncopate.api.wire.albums import PlaceView
from syncopate.api.wire.browsing import (
    BrowsedAlbum,
    BrowsedAlbumDetail,
    BrowsedArtist,
    BrowsedArtistDetail,
    BrowsedGenre,
    BrowsedTrack,
    CatalogueId,
    CodecShare,
    DecadeShare,
    DiscographyAlbum,
    LibraryStats,
    LookedUpView,
    PageInfo,
)
from syncopate.domain.album import AlbumKind
from syncopate.domain.ids import track_link
from syncopate.store.albums import AlbumRow
from syncopate.store.artists import ArtistRow
from syncopate.store.genres import GenreRow
from syncopate.store.library_sums import Stats
from syncopate.store.paging import Page
from syncopate.store.track_lists import ListedTrack
from syncopate.sync.albums import WholeAlbum
from syncopate.sync.browsing import LookedUp


def page_info(page: Page[object]) -> PageInfo:
    """Tell where a page lies."""
    return PageInfo(
        page=page.offset // page.limit + 1,
        limit=page.limit,
        total=page.total,
        total_pages=-(-page.total // page.limit),
        has_next=page.offset + page.limit < page.total,
    )


def artist_item(artist: ArtistRow) -> BrowsedArtist:
    """Dress an artist."""
    return BrowsedArtist(
        id=item_id(artist.library_id, artist.key),
        library_id=artist.library_id,
        key=artist.key,
        name=artist.name,
        albums=artist.albums,
        tracks=artist.tracks,
        owned=artist.owned,
        total=artist.total,
        missing=artist.total - artist.owned,
        percent=artist.percent,
        cover_path=_cover(artist.library_id, artist.cover_key),
    )


def artist_detail_item(
    artist: ArtistRow, kinds: Mapping[AlbumKind, int], plays_on: int
) -> BrowsedArtistDetail:
    """Dress one artist with what there is of them."""
    return BrowsedArtistDetail(**dict(artist_item(artist)), kinds=dict(kinds), plays_on=plays_on)


def album_item(album: AlbumRow) -> BrowsedAlbum:
    """Dress an album."""
    return BrowsedAlbum(
        id=item_id(album.library_id, album.key),
        library_id=album.library_id,
        key=album.key,
        title=album.title,
        artists=list(album.artists),
        kind=album.kind,
        year=album.year,
        owned=album.owned,
        total=album.total,
        missing=album.missing,
        percent=album.percent,
        complete=album.complete,
        duration_ms=milliseconds(album.duration) or 0,
        size_bytes=album.size_bytes,
        added_at=album.added_at,
        cover_path=_cover(album.library_id, album.cover_key),
    )


def discography_item(album: AlbumRow, *, own: bool) -> DiscographyAlbum:
    """Dress an album of an artist."""
    return DiscographyAlbum(**dict(album_item(album)), own=own)


def album_detail_item(whole: WholeAlbum, genres: Sequence[str]) -> BrowsedAlbumDetail:
    """Dress one album with what lacks."""
    return BrowsedAlbumDetail(
        **dict(album_item(whole.album)),
        genres=list(genres),
        missing_places=[
            PlaceView(disc=place.disc, number=place.number) for place in whole.completeness.missing
        ],
        missing_discs=list(whole.completeness.missing_discs),
    )


def track_item(listed: ListedTrack) -> BrowsedTrack:
    """Dress a track."""
    track, sound, library_id = listed.track, listed.track.format, listed.library_id
    return BrowsedTrack(
        id=item_id(library_id, track.key),
        library_id=library_id,
        key=track.key,
        title=track.title,
        artists=list(track.artists),
        album=track.album,
        album_artist=track.album_artist,
        album_id=None if listed.album_key is None else item_id(library_id, listed.album_key),
        disc=track.disc,
        number=track.number,
        track_total=track.track_total,
        disc_total=track.disc_total,
        year=track.year,
        genres=list(listed.genres),
        duration_ms=milliseconds(track.duration),
        codec=None if sound is None else sound.codec,
        bitrate=None if sound is None else sound.bitrate,
        sample_rate=None if sound is None else sound.sample_rate,
        bit_depth=None if sound is None else sound.bit_depth,
        lossless=None if sound is None else sound.lossless,
        size_bytes=track.size,
        path=track.path,
        added_at=listed.added_at,
        ids=[
            CatalogueId(kind=each.kind, value=each.value, link=track_link(each)) for each in sorted(track.ids)
        ],
        cover_path=_cover(library_id, track.key),
    )


def genre_item(genre: GenreRow) -> BrowsedGenre:
    """Dress a genre."""
    return BrowsedGenre(name=genre.name, tracks=genre.tracks, albums=genre.albums)


def looked_up_view(found: LookedUp) -> LookedUpView:
    """Dress what was found."""
    return LookedUpView(
        tracks=[track_item(item) for item in found.tracks], albums=[album_item(item) for item in found.albums]
    )


def stats_view(stats: Stats) -> LibraryStats:
    """Dress sums."""
    return LibraryStats(
        artists=stats.artists,
        albums=stats.albums,
        complete_albums=stats.complete,
        incomplete_albums=stats.incomplete,
        tracks=stats.tracks,
        lossless_tracks=stats.lossless,
        size_bytes=stats.size_bytes,
        duration_ms=milliseconds(stats.duration) or 0,
        codecs=[
            CodecShare(
                codec=share.name,
                lossless=bool(share.lossless),
                tracks=share.tracks,
                size_bytes=share.size_bytes,
                duration_ms=milliseconds(share.duration) or 0,
            )
            for share in stats.codecs
        ],
        decades=[
            DecadeShare(
                decade=None if share.name is None else int(share.name),
                tracks=share.tracks,
                size_bytes=share.size_bytes,
                duration_ms=milliseconds(share.duration) or 0,
            )
            for share in stats.decades
        ],
    )


def _cover(library_id: str, track_key: str | None) -> str | None:
    if track_key is None:
        return None
    return f"api/v1/libraries/{library_id}/cover?track_key={quote(track_key, safe='')}"
