"""The library at a glance, its tracks and genres, and the search over all of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from starlette.responses import Response

from syncopate.store import albums, artists, genres, library_sums, track_lists
from syncopate.store.albums import AlbumOrder, AlbumRow, Wanted
from syncopate.store.artists import ArtistRow
from syncopate.store.database import Connection
from syncopate.store.genres import GenreRow
from syncopate.store.library_sums import Stats
from syncopate.store.paging import Page
from syncopate.store.track_lists import ListedTrack, TrackOrder, WantedTracks
from syncopate.sync.browsing import albums_of
from syncopate.web.pages.in_catalogues import Asking, asking_of
from syncopate.web.pages.scope import Scope, asked_letter, choice_of, scope_of, years_of
from syncopate.web.pages.shelf import KINDS, PAGE
from syncopate.web.texts import N_
from syncopate.web.view.paging import paged
from syncopate.web.visit import Visit

_NEWEST = 12
_GENRES = 16
_GENRES_PAGE = 120
_FOUND = 12
_FOUND_TRACKS = 20
_NONE: Page[Any] = Page(items=(), total=0, limit=1, offset=0)

TRACK_ORDERS: Mapping[TrackOrder, str] = {
    TrackOrder.TITLE: N_("By title"),
    TrackOrder.ARTIST: N_("By artist"),
    TrackOrder.ALBUM: N_("By album"),
    TrackOrder.YEAR: N_("By year"),
    TrackOrder.ADDED: N_("Newest first"),
    TrackOrder.DURATION: N_("Longest first"),
}
_LARGEST_FIRST = frozenset({TrackOrder.ADDED, TrackOrder.DURATION})

type Albums = Mapping[tuple[str, str | None], AlbumRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryView:
    """What there is altogether: sums, what came last, the commonest genres."""

    scope: Scope
    stats: Stats
    newest: Sequence[AlbumRow]
    genres: Page[GenreRow]

    kind_names = KINDS


@dataclass(frozen=True, slots=True, kw_only=True)
class TracksView:
    """A page of tracks with the albums they are on."""

    scope: Scope
    page: Page[ListedTrack]
    albums: Albums
    letters: frozenset[str]
    sort: str
    genre: str
    number: int

    orders = TRACK_ORDERS


@dataclass(frozen=True, slots=True, kw_only=True)
class GenresView:
    """A page of genres."""

    scope: Scope
    page: Page[GenreRow]
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchView:
    """What holds the words: artists, albums and tracks, the first of each.

    `asking` is about catalogues: which can be asked, and what one of them found.
    """

    scope: Scope
    query: str
    artists: Page[ArtistRow]
    albums: Page[AlbumRow]
    tracks: Page[ListedTrack]
    on: Albums
    asking: Asking = field(default_factory=Asking)

    kind_names = KINDS


async def show(visit: Visit) -> Response:
    """Show the library at a glance."""

    def gather(connection: Connection) -> LibraryView:
        scope = scope_of(connection, visit, "")
        newest = Wanted(order=AlbumOrder.ADDED, descending=True)
        return LibraryView(
            scope=scope,
            stats=library_sums.stats(connection, scope.library_id),
            newest=albums.page(connection, scope.library_id, newest, limit=_NEWEST).items,
            genres=genres.page(connection, scope.library_id, limit=_GENRES),
        )

    return visit.page("library.html", await visit.kit.database.read(gather), active="library")


async def show_tracks(visit: Visit) -> Response:
    """Show a page of tracks, narrowed and in order as is wanted."""
    number, order = max(visit.whole("page", 1), 1), choice_of(TrackOrder, visit.parameter("sort"))
    since, until = years_of(visit)
    genre = visit.parameter("genre")[:100]
    wanted = WantedTracks(
        query=visit.parameter("q")[:300],
        letter=asked_letter(visit),
        since=since,
        until=until,
        genre=genre or None,
        order=order,
        descending=order in _LARGEST_FIRST,
    )

    def gather(connection: Connection) -> TracksView:
        scope = scope_of(connection, visit, "tracks")
        page = paged(partial(track_lists.page, connection, scope.library_id, wanted), number, PAGE)
        known = genres.named(connection, genre) if genre else None
        return TracksView(
            scope=scope,
            page=page,
            albums=albums_of(connection, page.items),
            letters=track_lists.letters(connection, scope.library_id),
            sort=order or "",
            genre=genre if known is None else known.name,
            number=page.number,
        )

    return visit.page("shelf_tracks.html", await visit.kit.database.read(gather), active="library")


async def show_genres(visit: Visit) -> Response:
    """Show a page of genres, those of the most tracks first."""
    number, query = max(visit.whole("page", 1), 1), visit.parameter("q")[:100]

    def gather(connection: Connection) -> GenresView:
        scope = scope_of(connection, visit, "genres")
        page = paged(partial(genres.page, connection, scope.library_id, query), number, _GENRES_PAGE)
        return GenresView(scope=scope, page=page, number=page.number)

    return visit.page("shelf_genres.html", await visit.kit.database.read(gather), active="library")


async def show_search(visit: Visit) -> Response:
    """Show the artists, albums and tracks that hold the words; nothing without words.

    With `catalogues` a catalogue is asked for them, too, `catalogue` names which: that takes requests each
    time, so it is done where it is wanted only.
    """
    query = visit.parameter("q")[:300]
    asking = await asking_of(visit, query) if query else Asking()

    def gather(connection: Connection) -> SearchView:
        scope = scope_of(connection, visit, "search")
        within = scope.library_id
        if not query:
            return SearchView(scope=scope, query="", artists=_NONE, albums=_NONE, tracks=_NONE, on={})
        songs = track_lists.page(connection, within, WantedTracks(query=query), limit=_FOUND_TRACKS)
        return SearchView(
            scope=scope,
            query=query,
            artists=artists.page(connection, within, query, limit=_FOUND),
            albums=albums.page(connection, within, Wanted(query=query), limit=_FOUND),
            tracks=songs,
            on=albums_of(connection, songs.items),
        )

    view = replace(await visit.kit.database.read(gather), asking=asking)
    return visit.page("library_search.html", view, active="library")
