"""Routes for one artist, album or track of what is browsed, and for what a catalogue calls by an id."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import AfterValidator, BaseModel, Field

from syncopate.api.answers import problems
from syncopate.api.auth import Context, Reader
from syncopate.api.fields import Fields, FieldsText, chosen_fields, told
from syncopate.api.inputs import QueryId
from syncopate.api.item_ids import ItemId, read_item_id
from syncopate.api.present.browsing import (
    album_detail_item,
    artist_detail_item,
    discography_item,
    looked_up_view,
    page_info,
    track_item,
)
from syncopate.api.wire.browsing import (
    BrowsedAlbumDetail,
    BrowsedArtistDetail,
    BrowsedTrack,
    BrowsedTrackPage,
    Discography,
    DiscographyAlbum,
    LookedUpView,
)
from syncopate.domain.album import AlbumKind
from syncopate.store import albums, artists, genres, track_lists
from syncopate.store.albums import Owned, Wanted
from syncopate.store.database import Connection
from syncopate.store.encoding import clean
from syncopate.store.paging import Page
from syncopate.sync.albums import read_album
from syncopate.sync.browsing import LookupKind, look_up

router = APIRouter(prefix="/library", tags=["browsing"])

MOST = 200


class Turned(BaseModel):
    """Which page of what belongs to one item."""

    page: Annotated[int, Field(ge=1, le=10_000_000, description="Which page, from 1.")] = 1
    limit: Annotated[int, Field(ge=1, le=MOST, description="How many on a page.")] = 50
    fields: FieldsText = None

    @property
    def offset(self) -> int:
        """How many are on the pages before."""
        return (self.page - 1) * self.limit


class DiscographyChoice(Turned):
    """Which albums of an artist."""

    own: Annotated[bool, Field(description="Their own; false: others' that they play on.")] = True
    owned: Annotated[Owned | None, Field(description="Only those of which so much is there.")] = None
    kind: Annotated[list[AlbumKind], Field(max_length=10, description="Only these kinds of release.")] = []


@router.get("/lookup", responses=problems(404))
async def look_up_tracks(
    context: Context,
    _caller: Reader,
    kind: Annotated[LookupKind, Query(description="Who calls it so.")],
    value: Annotated[
        str,
        Query(min_length=1, max_length=4096, description="The id, a link of it too; or the path, the key."),
        AfterValidator(clean),
    ],
    library_id: QueryId = None,
) -> LookedUpView:
    """Return the tracks that are called so in any library, with their albums; 500 at most."""
    return looked_up_view(await context.kit.database.read(look_up, kind, value, library_id))


@router.get("/artists/{artist_id}", responses=problems(404), response_model=BrowsedArtistDetail)
async def browse_artist(
    context: Context, _caller: Reader, artist_id: ItemId, fields: Fields = None
) -> Response:
    """Return an artist, with how many albums of each kind are theirs."""
    library_id, key = read_item_id(artist_id, "artist")
    wanted = chosen_fields(fields, BrowsedArtistDetail)

    def found(connection: Connection) -> BrowsedArtistDetail:
        artist = artists.get(connection, library_id, key)
        on = albums.page(connection, library_id, Wanted(artist_key=key, own=False), limit=1)
        return artist_detail_item(artist, albums.kinds(connection, library_id, key), on.total)

    return told(await context.kit.database.read(found), wanted)


@router.get("/artists/{artist_id}/albums", responses=problems(404), response_model=Discography)
async def browse_artist_albums(
    context: Context, _caller: Reader, artist_id: ItemId, choice: Annotated[DiscographyChoice, Query()]
) -> Response:
    """Return the albums of an artist by year, each with how much of it is there and how much lacks."""
    library_id, key = read_item_id(artist_id, "artist")
    fields = chosen_fields(choice.fields, DiscographyAlbum)
    wanted = Wanted(artist_key=key, own=choice.own, owned=choice.owned, kinds=choice.kind)

    def found(connection: Connection) -> Discography:
        artists.get(connection, library_id, key)
        page = albums.page(connection, library_id, wanted, limit=choice.limit, offset=choice.offset)
        items = [discography_item(item, own=choice.own) for item in page.items]
        return Discography(items=items, page=page_info(page))

    return told(await context.kit.database.read(found), fields, "items")


@router.get("/albums/{album_id}", responses=problems(404), response_model=BrowsedAlbumDetail)
async def browse_album(
    context: Context, _caller: Reader, album_id: ItemId, fields: Fields = None
) -> Response:
    """Return an album with its genres and what is missing of it."""
    library_id, key = read_item_id(album_id, "album")
    wanted = chosen_fields(fields, BrowsedAlbumDetail)
    whole = await read_album(context.kit, library_id, key)
    said = await context.kit.database.read(genres.of_album, library_id, key)
    return told(album_detail_item(whole, said), wanted)


@router.get("/albums/{album_id}/tracks", responses=problems(404), response_model=BrowsedTrackPage)
async def browse_album_tracks(
    context: Context, _caller: Reader, album_id: ItemId, choice: Annotated[Turned, Query()]
) -> Response:
    """Return the tracks of an album in order."""
    library_id, key = read_item_id(album_id, "album")
    fields = chosen_fields(choice.fields, BrowsedTrack)

    def found(connection: Connection) -> BrowsedTrackPage:
        keys = albums.get(connection, library_id, key).track_keys
        part = keys[choice.offset : choice.offset + choice.limit]
        page = Page(
            items=tuple(track_lists.at(connection, [(library_id, each) for each in part])),
            total=len(keys),
            limit=choice.limit,
            offset=choice.offset,
        )
        return BrowsedTrackPage(items=[track_item(item) for item in page.items], page=page_info(page))

    return told(await context.kit.database.read(found), fields, "items")


@router.get("/tracks/{track_id}", responses=problems(404), response_model=BrowsedTrack)
async def browse_track(
    context: Context, _caller: Reader, track_id: ItemId, fields: Fields = None
) -> Response:
    """Return a track with all that is known of it."""
    library_id, key = read_item_id(track_id, "track")
    wanted = chosen_fields(fields, BrowsedTrack)
    return told(track_item(await context.kit.database.read(track_lists.get, library_id, key)), wanted)
