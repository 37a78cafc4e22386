"""Mirrored albums dressed for the wire."""

from collections.abc import Sequence

from syncopate.api.present.albums import album_view
from syncopate.api.present.services import track_view
from syncopate.api.present.times import milliseconds
from syncopate.api.wire.albums import MirroredAlbumView, MirroredTrackView
from syncopate.api.wire.base import Pagination
from syncopate.api.wire.mirrored import AlbumFactsView, AlbumInput, MissingAlbumItem, MissingAlbumPage
from syncopate.domain.ids import ExternalId, IdKind, parse_album_link, parse_upc, parse_uuid
from syncopate.domain.playlist import AlbumFacts
from syncopate.errors import InvalidInput
from syncopate.store.mirrors import Mirror
from syncopate.store.missing_albums import MissingAlbum
from syncopate.sync.albums import MirroredAlbum, MirroredTrack
from syncopate.sync.missing import link_of
from syncopate.sync.missing_albums import artists_of, link_of_album, year_of


def album_facts_view(mirror: Mirror) -> AlbumFactsView | None:
    """Dress what the source says of an album, None for a playlist."""
    facts = mirror.album
    if facts is None:
        return None
    known = {each.kind: each.value for each in sorted(facts.ids, reverse=True)}
    return AlbumFactsView(
        artists=list(facts.artists),
        year=facts.year,
        count=facts.count,
        upc=known.get(IdKind.UPC),
        mb_release=known.get(IdKind.MB_RELEASE),
        link=link_of_album(mirror),
    )


def album_facts(wanted: AlbumInput) -> AlbumFacts:
    """Undress what is known of an album. Raises InvalidInput for an id or link that is none."""
    found: set[ExternalId] = set()
    said = [
        ("upc", wanted.upc, parse_upc(wanted.upc or "")),
        ("mb_release", wanted.mb_release, parse_uuid(IdKind.MB_RELEASE, wanted.mb_release or "")),
        *(("links", link, parse_album_link(link)) for link in wanted.links),
    ]
    for name, text, external in said:
        if text is not None and external is None:
            raise InvalidInput(f"{text!r} names no album.", field=f"album.{name}")
        if external is not None:
            found.add(external)
    artists = tuple(filter(None, wanted.artists))
    return AlbumFacts(artists=artists, year=wanted.year, count=wanted.count, ids=frozenset(found))


def mirrored_album_view(found: MirroredAlbum) -> MirroredAlbumView:
    """Dress what became of a mirrored album."""
    library = found.library
    album = None if library is None or found.album is None else album_view(library.id, found.album)
    return MirroredAlbumView(
        playlist_id=found.mirror.id,
        library_id=None if library is None else library.id,
        library_name=None if library is None else library.name,
        verdict=found.verdict,
        reason=found.reason,
        album_key=found.album_key,
        album=album,
        owned=found.owned,
        total=found.total,
        tracks=[_track(found, item) for item in found.tracks],
    )


def _track(found: MirroredAlbum, item: MirroredTrack) -> MirroredTrackView:
    entry, library = item.entry, found.library
    return MirroredTrackView(
        position=entry.position,
        title=entry.title,
        artists=list(entry.artists),
        disc=entry.disc,
        number=entry.number,
        duration_ms=milliseconds(entry.duration),
        where=item.where,
        on_album=item.on_album,
        link=link_of(entry),
        track=None if library is None or item.track is None else track_view(library.id, item.track),
    )


def missing_album_page(albums: Sequence[MissingAlbum], *, limit: int, offset: int) -> MissingAlbumPage:
    """Dress a part of the albums with anything missing."""
    return MissingAlbumPage(
        items=[
            MissingAlbumItem(
                playlist_id=each.mirror.id,
                library_id=each.library_id,
                library=each.library_name,
                artist=artists_of(each.mirror),
                title=each.mirror.name,
                year=year_of(each.mirror),
                owned=each.record.owned,
                total=each.record.total,
                link=link_of_album(each.mirror),
            )
            for each in albums[offset : offset + limit]
        ],
        page=Pagination(total=len(albums), limit=limit, offset=offset),
    )
