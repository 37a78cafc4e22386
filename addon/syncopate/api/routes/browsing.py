"""Routes for browsing what the libraries hold: pages of artists, albums, tracks and genres, and the sums."""

from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Concatenate

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import AfterValidator, BaseModel, Field

from syncopate.api.answers import problems
from syncopate.api.auth import Context, Reader
from syncopate.api.fields import FieldsText, chosen_fields, told
from syncopate.api.inputs import QueryId
from syncopate.api.present.browsing import (
    album_item,
    artist_item,
    genre_item,
    page_info,
    stats_view,
    track_item,
)
from syncopate.api.wire.browsing import (
    BrowsedAlbum,
    BrowsedAlbumPage,
    BrowsedArtist,
    BrowsedArtistPage,
    BrowsedGenre,
    BrowsedGenrePage,
    BrowsedTrack,
    BrowsedTrackPage,
    LibraryStats,
    RecentlyAdded,
)
from syncopate.domain.album import AlbumKind
from syncopate.store import albums, artists, genres, libraries, library_sums, track_lists
from syncopate.store.albums import AlbumOrder, Owned, Wanted
from syncopate.store.artists import ArtistOrder, WantedArtists
from syncopate.store.database import Connection
from syncopate.store.encoding import clean
from syncopate.store.track_lists import TrackOrder, WantedTracks

router = APIRouter(prefix="/library", tags=["browsing"])

MOST = 200


class Direction(StrEnum):
    """Which way an order runs."""

    ASCENDING = "asc"
    DESCENDING = "desc"


class Complete(StrEnum):
    """How much of an album is there; unknown where nobody says how many tracks it has."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"


class AddedKind(StrEnum):
    """What came last."""

    ALBUMS = "albums"
    TRACKS = "tracks"


_OWNED = {Complete.TRUE: Owned.COMPLETE, Complete.FALSE: Owned.INCOMPLETE, Complete.UNKNOWN: Owned.UNKNOWN}
_Words = Annotated[str, AfterValidator(clean)]
_Year = Annotated[int | None, Field(ge=1, le=9999)]


class Paged(BaseModel):
    """Which page, of one library or of all."""

    library_id: Annotated[
        str | None,
        Field(min_length=1, max_length=64, pattern=r"^[0-9A-Za-z_-]+$", description="Only of this library."),
    ] = None
    page: Annotated[int, Field(ge=1, le=10_000_000, description="Which page, from 1.")] = 1
    limit: Annotated[int, Field(ge=1, le=MOST, description="How many on a page.")] = 50
    fields: FieldsText = None

    @property
    def offset(self) -> int:
        """How many are on the pages before."""
        return (self.page - 1) * self.limit


class Narrowed(Paged):
    """What a list is narrowed by."""

    query: Annotated[_Words | None, Field(max_length=300, description="Words to look for.")] = None
    letter: Annotated[
        str | None,
        Field(pattern="^[A-Za-z#]$", description='Names that begin with it, "#": with no letter A to Z.'),
    ] = None
    year: Annotated[_Year, Field(description="Only of this year.")] = None
    year_from: Annotated[_Year, Field(description="Only of this year or later.")] = None
    year_to: Annotated[_Year, Field(description="Only of this year or earlier.")] = None
    genre: Annotated[
        _Words | None, Field(min_length=1, max_length=100, description="Only of this genre.")
    ] = None
    order: Annotated[Direction, Field(description="Which way the order runs.")] = Direction.ASCENDING

    @property
    def since(self) -> int | None:
        """The first year."""
        return max(filter(None, (self.year, self.year_from)), default=None)

    @property
    def until(self) -> int | None:
        """The last year."""
        return min(filter(None, (self.year, self.year_to)), default=None)

    @property
    def initial(self) -> str | None:
        """The letter, as lists know it."""
        return self.letter and self.letter.upper()


class ArtistChoice(Narrowed):
    """Which artists."""

    with_albums: Annotated[bool, Field(description="Only those with albums of their own.")] = False
    sort: Annotated[ArtistOrder | None, Field(description="What they are put in order by.")] = None


class AlbumChoice(Narrowed):
    """Which albums."""

    complete: Annotated[Complete | None, Field(description="Only those of which so much is there.")] = None
    kind: Annotated[list[AlbumKind], Field(max_length=10, description="Only these kinds of release.")] = []
    sort: Annotated[AlbumOrder | None, Field(description="What they are put in order by.")] = None


class TrackChoice(Narrowed):
    """Which tracks."""

    sort: Annotated[TrackOrder | None, Field(description="What they are put in order by.")] = None


class GenreChoice(Paged):
    """Which genres."""

    query: Annotated[_Words | None, Field(max_length=100, description="Words to look for.")] = None


class RecentChoice(Paged):
    """What came last."""

    kind: Annotated[AddedKind, Field(description="Albums or tracks.")] = AddedKind.ALBUMS


@router.get("/artists", responses=problems(404), response_model=BrowsedArtistPage)
async def browse_artists(
    context: Context, _caller: Reader, choice: Annotated[ArtistChoice, Query()]
) -> Response:
    """Return a page of artists; genre and years are those of albums of their own."""
    fields = chosen_fields(choice.fields, BrowsedArtist)
    wanted = WantedArtists(
        query=choice.query or "",
        letter=choice.initial,
        with_albums=choice.with_albums,
        since=choice.since,
        until=choice.until,
        genre=choice.genre,
        order=choice.sort,
        descending=choice.order is Direction.DESCENDING,
    )
    page = await context.kit.database.read(
        _within(artists.chosen), choice.library_id, wanted, limit=choice.limit, offset=choice.offset
    )
    answer = BrowsedArtistPage(items=[artist_item(item) for item in page.items], page=page_info(page))
    return told(answer, fields, "items")


@router.get("/albums", responses=problems(404), response_model=BrowsedAlbumPage)
async def browse_albums(
    context: Context, _caller: Reader, choice: Annotated[AlbumChoice, Query()]
) -> Response:
    """Return a page of albums, with how much of each is there."""
    fields = chosen_fields(choice.fields, BrowsedAlbum)
    wanted = Wanted(
        query=choice.query or "",
        kinds=choice.kind,
        owned=_OWNED[choice.complete] if choice.complete else None,
        letter=choice.initial,
        since=choice.since,
        until=choice.until,
        genre=choice.genre,
        order=choice.sort,
        descending=choice.order is Direction.DESCENDING,
    )
    page = await context.kit.database.read(
        _within(albums.page), choice.library_id, wanted, limit=choice.limit, offset=choice.offset
    )
    answer = BrowsedAlbumPage(items=[album_item(item) for item in page.items], page=page_info(page))
    return told(answer, fields, "items")


@router.get("/tracks", responses=problems(404), response_model=BrowsedTrackPage)
async def browse_tracks(
    context: Context, _caller: Reader, choice: Annotated[TrackChoice, Query()]
) -> Response:
    """Return a page of tracks that can be played."""
    fields = chosen_fields(choice.fields, BrowsedTrack)
    wanted = WantedTracks(
        query=choice.query or "",
        letter=choice.initial,
        since=choice.since,
        until=choice.until,
        genre=choice.genre,
        order=choice.sort,
        descending=choice.order is Direction.DESCENDING,
    )
    page = await context.kit.database.read(
        _within(track_lists.page), choice.library_id, wanted, limit=choice.limit, offset=choice.offset
    )
    answer = BrowsedTrackPage(items=[track_item(item) for item in page.items], page=page_info(page))
    return told(answer, fields, "items")


@router.get("/genres", responses=problems(404), response_model=BrowsedGenrePage)
async def browse_genres(
    context: Context, _caller: Reader, choice: Annotated[GenreChoice, Query()]
) -> Response:
    """Return a page of genres, with how many tracks and albums have each."""
    fields = chosen_fields(choice.fields, BrowsedGenre)
    page = await context.kit.database.read(
        _within(genres.page), choice.library_id, choice.query or "", limit=choice.limit, offset=choice.offset
    )
    answer = BrowsedGenrePage(items=[genre_item(item) for item in page.items], page=page_info(page))
    return told(answer, fields, "items")


@router.get("/recently-added", responses=problems(404), response_model=RecentlyAdded)
async def browse_recently_added(
    context: Context, _caller: Reader, choice: Annotated[RecentChoice, Query()]
) -> Response:
    """Return what came last, newest first; an album comes again with each track that is added to it."""
    read, library_id = context.kit.database.read, choice.library_id
    limit, offset = choice.limit, choice.offset
    if choice.kind is AddedKind.ALBUMS:
        fields = chosen_fields(choice.fields, BrowsedAlbum)
        newest = Wanted(order=AlbumOrder.ADDED, descending=True)
        found = await read(_within(albums.page), library_id, newest, limit=limit, offset=offset)
        items = [album_item(item) for item in found.items]
        return told(RecentlyAdded(albums=items, tracks=[], page=page_info(found)), fields, "albums")
    fields = chosen_fields(choice.fields, BrowsedTrack)
    latest = WantedTracks(order=TrackOrder.ADDED, descending=True)
    page = await read(_within(track_lists.page), library_id, latest, limit=limit, offset=offset)
    answer = RecentlyAdded(albums=[], tracks=[track_item(item) for item in page.items], page=page_info(page))
    return told(answer, fields, "tracks")


@router.get("/stats", responses=problems(404))
async def read_library_stats(context: Context, _caller: Reader, library_id: QueryId = None) -> LibraryStats:
    """Return what a library holds, or all together: by codec and by decade, as of the last scans."""
    return stats_view(await context.kit.database.read(_within(library_sums.stats), library_id))


def _within[**P, T](
    function: Callable[Concatenate[Connection, str | None, P], T],
) -> Callable[Concatenate[Connection, str | None, P], T]:
    """Return the same function for a library that must be there, if one is named."""

    def within(connection: Connection, library_id: str | None, /, *more: P.args, **named: P.kwargs) -> T:
        if library_id is not None:
            libraries.get(connection, library_id)
        return function(connection, library_id, *more, **named)

    return within
