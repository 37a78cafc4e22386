"""Routes of albums and artists, and of the question whether an album is there."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Query

from syncopate.api.answers import problems
from syncopate.api.auth import Context, Reader
from syncopate.api.inputs import Id, Limit, Offset, QueryId, Text
from syncopate.api.present.albums import (
    album_detail,
    album_match_view,
    album_page,
    artist_detail,
    artist_page,
)
from syncopate.api.wire.albums import (
    AlbumDetail,
    AlbumMatchView,
    AlbumPage,
    AlbumQuery,
    AlbumTrackQuery,
    ArtistDetail,
    ArtistPage,
)
from syncopate.domain.album import AlbumKind, SourceAlbum, SourceTrack
from syncopate.domain.ids import ExternalId, IdKind, parse_isrc, parse_upc, parse_uuid
from syncopate.errors import InvalidInput
from syncopate.store import albums, artists, libraries
from syncopate.store.albums import Owned, Wanted
from syncopate.store.database import Connection
from syncopate.store.encoding import clean
from syncopate.sync.albums import find_album, read_album

router = APIRouter(tags=["albums"])

Key = Annotated[str, Path(min_length=1, max_length=32, pattern=r"^[0-9a-f]+$", description="The key.")]
ArtistKey = Annotated[
    str | None,
    Query(min_length=1, max_length=32, pattern=r"^[0-9a-f]+$", description="Only albums of this artist."),
]
Kinds = Annotated[list[AlbumKind] | None, Query(max_length=10, description="Only these kinds of release.")]
HowMuch = Annotated[Owned | None, Query(description="Only albums of which so much is there.")]


@router.get("/libraries/{library_id}/albums", responses=problems(404))
async def list_albums(
    context: Context,
    _caller: Reader,
    library_id: Id,
    query: Text = None,
    kind: Kinds = None,
    owned: HowMuch = None,
    artist: ArtistKey = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> AlbumPage:
    """Return albums whose title or artists hold all the words, with how much of each is there."""
    wanted = Wanted(query=query or "", kinds=kind or (), owned=owned, artist_key=artist)

    def found(connection: Connection) -> AlbumPage:
        libraries.get(connection, library_id)
        page = albums.page(connection, library_id, wanted, limit=limit, offset=offset)
        return album_page(library_id, page)

    return await context.kit.database.read(found)


@router.get("/libraries/{library_id}/albums/{album_key}", responses=problems(404))
async def get_album(context: Context, _caller: Reader, library_id: Id, album_key: Key) -> AlbumDetail:
    """Return an album with its tracks and what is missing of it."""
    return album_detail(library_id, await read_album(context.kit, library_id, album_key))


@router.get("/libraries/{library_id}/artists", responses=problems(404))
async def list_artists(
    context: Context,
    _caller: Reader,
    library_id: Id,
    query: Text = None,
    with_albums: bool = False,  # noqa: FBT001, FBT002 -- a query parameter
    limit: Limit = 50,
    offset: Offset = 0,
) -> ArtistPage:
    """Return artists whose names hold all the words; `with_albums`: only those with albums of their own."""

    def found(connection: Connection) -> ArtistPage:
        libraries.get(connection, library_id)
        page = artists.page(
            connection, library_id, query or "", with_albums=with_albums, limit=limit, offset=offset
        )
        return artist_page(library_id, page)

    return await context.kit.database.read(found)


@router.get("/libraries/{library_id}/artists/{artist_key}", responses=problems(404))
async def get_artist(
    context: Context,
    _caller: Reader,
    library_id: Id,
    artist_key: Key,
    kind: Kinds = None,
    owned: HowMuch = None,
    limit: Limit = 50,
    offset: Offset = 0,
    plays_on_offset: Offset = 0,
) -> ArtistDetail:
    """Return an artist: how much of their albums is there, and pages of the albums, of some kinds if wanted.

    `offset` turns the pages of their own albums, `plays_on_offset` of others' that they play on.
    """
    wanted = Wanted(kinds=kind or (), owned=owned, artist_key=artist_key)
    others = Wanted(artist_key=artist_key, own=False)

    def found(connection: Connection) -> ArtistDetail:
        libraries.get(connection, library_id)
        return artist_detail(
            library_id,
            artists.get(connection, library_id, artist_key),
            albums.kinds(connection, library_id, artist_key),
            albums.page(connection, library_id, wanted, limit=limit, offset=offset),
            albums.page(connection, library_id, others, limit=limit, offset=plays_on_offset),
        )

    return await context.kit.database.read(found)


@router.get("/match/album", responses=problems(404, 409))
async def find_album_by_name(
    context: Context,
    _caller: Reader,
    title: Annotated[str, Query(min_length=1, max_length=1000, description="The title.")],
    artist: Annotated[
        list[str] | None, Query(max_length=20, description="An artist; several times for more.")
    ] = None,
    year: Annotated[int | None, Query(ge=1, le=9999, description="When it came out.")] = None,
    library: QueryId = None,
) -> AlbumMatchView:
    """Tell whether an album is in a library, why, and how much of it. Changes nothing."""
    source = SourceAlbum(
        title=clean(title), artists=tuple(clean(name)[:1000] for name in artist or ()), year=year
    )
    return album_match_view(await find_album(context.kit, source, library))


@router.post("/match/album", responses=problems(404, 409, 413))
async def find_album_by_tracks(context: Context, _caller: Reader, wanted: AlbumQuery) -> AlbumMatchView:
    """Tell the same of an album given with its tracks, and where each of them is. Changes nothing."""
    source = SourceAlbum(
        title=wanted.title,
        artists=tuple(wanted.artists),
        year=wanted.year,
        tracks=tuple(map(_track, wanted.tracks)),
        count=wanted.count,
        ids=_ids(wanted),
    )
    return album_match_view(await find_album(context.kit, source, wanted.library_id))


def _track(wanted: AlbumTrackQuery) -> SourceTrack:
    known = None if wanted.isrc is None else parse_isrc(wanted.isrc)
    if wanted.isrc is not None and known is None:
        raise InvalidInput(f"{wanted.isrc!r} is not an ISRC.", field="isrc")
    return SourceTrack(
        title=wanted.title,
        artists=tuple(wanted.artists),
        disc=wanted.disc,
        number=wanted.number,
        duration=None if wanted.duration_ms is None else timedelta(milliseconds=wanted.duration_ms),
        ids=frozenset() if known is None else frozenset({known}),
    )


def _ids(wanted: AlbumQuery) -> frozenset[ExternalId]:
    found: set[ExternalId] = set()
    for text, name, external in (
        (wanted.mb_release, "mb_release", parse_uuid(IdKind.MB_RELEASE, wanted.mb_release or "")),
        (wanted.upc, "upc", parse_upc(wanted.upc or "")),
    ):
        if text is not None and external is None:
            raise InvalidInput(f"{text!r} names no release.", field=name)
        if external is not None:
            found.add(external)
    return frozenset(found)
