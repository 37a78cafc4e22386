"""Albums and artists dressed for the wire."""

from collections.abc import Mapping, Sequence

from syncopate.api.present.matches import evidence_view
from syncopate.api.present.services import track_view
from syncopate.api.present.times import milliseconds
from syncopate.api.wire.albums import (
    AlbumCandidateView,
    AlbumDetail,
    AlbumMatchView,
    AlbumPage,
    AlbumTrackView,
    AlbumView,
    ArtistDetail,
    ArtistPage,
    ArtistView,
    PlaceView,
)
from syncopate.api.wire.base import Pagination
from syncopate.domain.album import AlbumCandidate, AlbumKind, AlbumTrackMatch, Place
from syncopate.store.albums import AlbumRow
from syncopate.store.artists import ArtistRow
from syncopate.store.paging import Page
from syncopate.sync.albums import FoundAlbum, WholeAlbum


def album_view(library_id: str, album: AlbumRow) -> AlbumView:
    """Dress an album."""
    return AlbumView(
        library_id=library_id,
        key=album.key,
        title=album.title,
        artists=list(album.artists),
        kind=album.kind,
        year=album.year,
        owned=album.owned,
        total=album.total,
        percent=album.percent,
        complete=album.complete,
        duration_ms=milliseconds(album.duration) or 0,
    )


def album_page(library_id: str, page: Page[AlbumRow]) -> AlbumPage:
    """Dress a page of albums."""
    return AlbumPage(items=[album_view(library_id, item) for item in page.items], page=_pagination(page))


def album_detail(library_id: str, whole: WholeAlbum) -> AlbumDetail:
    """Dress an album with its tracks."""
    return AlbumDetail(
        album=album_view(library_id, whole.album),
        tracks=[track_view(library_id, track) for track in whole.tracks],
        missing=_places(whole.completeness.missing),
        missing_discs=list(whole.completeness.missing_discs),
    )


def artist_view(library_id: str, artist: ArtistRow) -> ArtistView:
    """Dress an artist."""
    return ArtistView(
        library_id=library_id,
        key=artist.key,
        name=artist.name,
        albums=artist.albums,
        tracks=artist.tracks,
        owned=artist.owned,
        total=artist.total,
        percent=artist.percent,
    )


def artist_page(library_id: str, page: Page[ArtistRow]) -> ArtistPage:
    """Dress a page of artists."""
    return ArtistPage(items=[artist_view(library_id, item) for item in page.items], page=_pagination(page))


def artist_detail(
    library_id: str,
    artist: ArtistRow,
    kinds: Mapping[AlbumKind, int],
    own: Page[AlbumRow],
    on: Page[AlbumRow],
) -> ArtistDetail:
    """Dress an artist with albums."""
    return ArtistDetail(
        artist=artist_view(library_id, artist),
        kinds=dict(kinds),
        albums=[album_view(library_id, item) for item in own.items],
        page=_pagination(own),
        plays_on=[album_view(library_id, item) for item in on.items],
        plays_on_page=_pagination(on),
    )


def album_match_view(found: FoundAlbum) -> AlbumMatchView:
    """Dress the verdict on an album."""
    match, library_id = found.match, found.library.id
    known = match.completeness
    return AlbumMatchView(
        library_id=library_id,
        title=found.source.title,
        artists=list(found.source.artists),
        verdict=match.verdict,
        reason=match.reason,
        album=None if found.album is None else album_view(library_id, found.album),
        here=0 if known is None or found.album is None else known.owned,
        owned=match.owned if match.tracks else (known.owned if known and found.album else 0),
        total=None if known is None else known.total,
        percent=None if known is None else known.percent,
        missing=[] if known is None else _places(known.missing),
        candidates=[_candidate(found, item) for item in match.candidates],
        prepared=found.prepared,
        tracks=[_track(found, item) for item in match.tracks],
    )


def _candidate(found: FoundAlbum, candidate: AlbumCandidate) -> AlbumCandidateView:
    album = found.albums.get(candidate.album_key)
    return AlbumCandidateView(
        album=None if album is None else album_view(found.library.id, album),
        album_key=candidate.album_key,
        score=candidate.score,
        evidence=[evidence_view(item) for item in candidate.evidence],
    )


def _track(found: FoundAlbum, item: AlbumTrackMatch) -> AlbumTrackView:
    wanted, match = item.track, item.match
    best = match.candidates[0] if match.candidates else None
    key = match.track_key or (best.track_key if best is not None else None)
    held = found.tracks.get(key) if key is not None else None
    return AlbumTrackView(
        title=wanted.title,
        artists=list(wanted.artists or found.source.artists),
        disc=wanted.disc,
        number=wanted.number,
        duration_ms=milliseconds(wanted.duration),
        where=item.where,
        on_album=item.album,
        verdict=match.verdict,
        reason=match.reason,
        track=None if held is None else track_view(found.library.id, held),
        score=None if best is None else best.score,
        evidence=[] if best is None else [evidence_view(each) for each in best.evidence],
    )


def _places(places: Sequence[Place]) -> list[PlaceView]:
    return [PlaceView(disc=place.disc, number=place.number) for place in places]


def _pagination(page: Page[AlbumRow] | Page[ArtistRow]) -> Pagination:
    return Pagination(total=page.total, limit=page.limit, offset=page.offset)
