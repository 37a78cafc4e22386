"""The albums and artists of a library, or of all, and how much of each is there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath

from starlette.responses import Response

from syncopate.domain.album import AlbumKind, Completeness
from syncopate.domain.media import Track
from syncopate.store import albums, artists, genres, track_lists
from syncopate.store.albums import AlbumOrder, AlbumRow, Owned, Wanted
from syncopate.store.artists import ArtistOrder, ArtistRow, WantedArtists
from syncopate.store.database import Connection
from syncopate.store.libraries import Library
from syncopate.store.paging import Page
from syncopate.store.track_lists import ListedTrack
from syncopate.sync.albums import read_album
from syncopate.web.pages.hearing import audible
from syncopate.web.pages.scope import Scope, asked_letter, asked_library, choice_of, scope_of, years_of
from syncopate.web.texts import N_
from syncopate.web.view.paging import paged
from syncopate.web.visit import Visit

PAGE = 60

KINDS: Mapping[AlbumKind, str] = {
    AlbumKind.ALBUM: N_("Album"),
    AlbumKind.EP: N_("EP"),
    AlbumKind.SINGLE: N_("Single"),
    AlbumKind.COMPILATION: N_("Compilation"),
    AlbumKind.LIVE: N_("Live"),
    AlbumKind.SOUNDTRACK: N_("Soundtrack"),
}
GROUPS: Mapping[AlbumKind, str] = {
    AlbumKind.ALBUM: N_("Albums"),
    AlbumKind.EP: N_("EPs"),
    AlbumKind.SINGLE: N_("Singles"),
    AlbumKind.LIVE: N_("Live recordings"),
    AlbumKind.COMPILATION: N_("Compilations"),
    AlbumKind.SOUNDTRACK: N_("Soundtracks"),
}
OWNED: Mapping[Owned, str] = {
    Owned.COMPLETE: N_("complete"),
    Owned.INCOMPLETE: N_("incomplete"),
    Owned.UNKNOWN: N_("length not known"),
}
ALBUM_ORDERS: Mapping[AlbumOrder, str] = {
    AlbumOrder.TITLE: N_("By title"),
    AlbumOrder.ARTIST: N_("By artist"),
    AlbumOrder.YEAR: N_("By year"),
    AlbumOrder.ADDED: N_("Newest first"),
    AlbumOrder.SIZE: N_("Largest first"),
}
ARTIST_ORDERS: Mapping[ArtistOrder, str] = {
    ArtistOrder.NAME: N_("By name"),
    ArtistOrder.ALBUMS: N_("Most albums first"),
    ArtistOrder.TRACKS: N_("Most tracks first"),
}
_LARGEST_FIRST = frozenset({AlbumOrder.ADDED, AlbumOrder.SIZE})


@dataclass(frozen=True, slots=True, kw_only=True)
class AlbumsView:
    """A page of albums with what they can be filtered by."""

    scope: Scope
    page: Page[AlbumRow]
    kinds: Mapping[AlbumKind, int]
    letters: frozenset[str]
    kind: str
    owned: str
    sort: str
    genre: str
    number: int

    kind_names = KINDS
    owned_names = OWNED
    orders = ALBUM_ORDERS


@dataclass(frozen=True, slots=True, kw_only=True)
class ArtistsView:
    """A page of artists."""

    scope: Scope
    page: Page[ArtistRow]
    letters: frozenset[str]
    sort: str
    number: int
    everyone: bool

    orders = ARTIST_ORDERS


@dataclass(frozen=True, slots=True, kw_only=True)
class ArtistView:
    """One artist with their albums, by kind where all are on one page, and others' that they play on."""

    library: Library
    artist: ArtistRow
    kinds: Mapping[AlbumKind, int]
    albums: Page[AlbumRow]
    groups: Sequence[tuple[str, Sequence[AlbumRow]]]
    plays_on: Page[AlbumRow]
    kind: str
    owned: str
    number: int
    on_number: int

    kind_names = KINDS
    owned_names = OWNED


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One place of an album: a track, or None where it is known to be empty."""

    number: int | None
    track: Track | None
    more: ListedTrack | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlbumView:
    """One album: its discs with every place, and discs of which nothing is there."""

    library: Library
    album: AlbumRow
    completeness: Completeness
    discs: Sequence[tuple[int, Sequence[Line]]]
    artists: Mapping[str, str]
    genres: Sequence[str]
    folder: str
    formats: Sequence[str]
    audible: bool

    kind_names = KINDS


async def show_albums(visit: Visit) -> Response:
    """Show a page of albums, narrowed and in order as is wanted."""
    kind, owned = choice_of(AlbumKind, visit.parameter("kind")), choice_of(Owned, visit.parameter("owned"))
    number, order = max(visit.whole("page", 1), 1), choice_of(AlbumOrder, visit.parameter("sort"))
    since, until = years_of(visit)
    genre = visit.parameter("genre")[:100]
    wanted = Wanted(
        query=visit.parameter("q")[:300],
        kinds=[kind] if kind else (),
        owned=owned,
        letter=asked_letter(visit),
        since=since,
        until=until,
        genre=genre or None,
        order=order,
        descending=order in _LARGEST_FIRST,
    )

    def gather(connection: Connection) -> AlbumsView:
        scope = scope_of(connection, visit, "albums")
        page = paged(partial(albums.page, connection, scope.library_id, wanted), number, PAGE)
        return AlbumsView(
            scope=scope,
            page=page,
            kinds=albums.kinds(connection, scope.library_id),
            letters=albums.letters(connection, scope.library_id),
            kind=kind or "",
            owned=owned or "",
            sort=order or "",
            genre=_called(connection, genre),
            number=page.number,
        )

    view = await visit.kit.database.read(gather)
    return visit.page("shelf_albums.html", view, active="library")


async def show_artists(visit: Visit) -> Response:
    """Show a page of artists with albums, `everyone` also those who only play on tracks."""
    number, order = max(visit.whole("page", 1), 1), choice_of(ArtistOrder, visit.parameter("sort"))
    everyone = visit.parameter("everyone") == "1"
    wanted = WantedArtists(
        query=visit.parameter("q")[:300],
        letter=asked_letter(visit),
        with_albums=not everyone,
        order=order,
        descending=order is not None and order is not ArtistOrder.NAME,
    )

    def gather(connection: Connection) -> ArtistsView:
        scope = scope_of(connection, visit, "artists")
        page = paged(partial(artists.chosen, connection, scope.library_id, wanted), number, PAGE)
        return ArtistsView(
            scope=scope,
            page=page,
            letters=artists.letters(connection, scope.library_id, with_albums=not everyone),
            sort=order or "",
            number=page.number,
            everyone=everyone,
        )

    view = await visit.kit.database.read(gather)
    return visit.page("shelf_artists.html", view, active="library")


async def show_artist(visit: Visit) -> Response:
    """Show a page of an artist's albums, of one kind or completeness if wanted, and of those they play on."""
    kind, owned = choice_of(AlbumKind, visit.parameter("kind")), choice_of(Owned, visit.parameter("owned"))
    key = visit.request.path_params["key"]
    number, on_number = (max(visit.whole(name, 1), 1) for name in ("page", "on"))

    def gather(connection: Connection) -> ArtistView:
        library = asked_library(connection, visit)
        wanted = Wanted(kinds=[kind] if kind else (), owned=owned, artist_key=key)
        others = Wanted(artist_key=key, own=False)
        page = paged(partial(albums.page, connection, library.id, wanted), number, PAGE)
        plays_on = paged(partial(albums.page, connection, library.id, others), on_number, PAGE)
        return ArtistView(
            library=library,
            artist=artists.get(connection, library.id, key),
            kinds=albums.kinds(connection, library.id, key),
            albums=page,
            groups=_groups(page),
            plays_on=plays_on,
            kind=kind or "",
            owned=owned or "",
            number=page.number,
            on_number=plays_on.number,
        )

    view = await visit.kit.database.read(gather)
    return visit.page("artist.html", view, active="library")


async def show_album(visit: Visit) -> Response:
    """Show an album's tracks with all that is known of each, and what is missing of it."""
    library = await visit.kit.database.read(asked_library, visit)
    whole = await read_album(visit.kit, library.id, visit.request.path_params["key"])
    hear = await audible(visit, library.id)

    def gather(connection: Connection) -> AlbumView:
        places = [(library.id, track.key) for track in whole.tracks]
        more = {item.track.key: item for item in track_lists.at(connection, places)}
        return AlbumView(
            library=library,
            album=whole.album,
            completeness=whole.completeness,
            discs=_discs(whole.tracks, whole.completeness, more),
            artists=artists.keys_of(connection, library.id, whole.album.key),
            genres=genres.of_album(connection, library.id, whole.album.key),
            folder=_folder(whole.tracks),
            formats=_formats(whole.tracks),
            audible=hear,
        )

    return visit.page("album.html", await visit.kit.database.read(gather), active="library")


def _groups(page: Page[AlbumRow]) -> list[tuple[str, list[AlbumRow]]]:
    """Put albums of one page under their kinds; those of several pages stay in order of years."""
    if page.total > len(page.items):
        return [("", list(page.items))]
    found = [(name, [item for item in page.items if item.kind is kind]) for kind, name in GROUPS.items()]
    return [(name, items) for name, items in found if items]


def _called(connection: Connection, genre: str) -> str:
    """Return a genre as most tracks call it."""
    known = genres.named(connection, genre) if genre else None
    return genre if known is None else known.name


def _folder(tracks: Sequence[Track]) -> str:
    """Return the folder that all files of an album are in; "" where that is not known."""
    paths = [track.path for track in tracks]
    folders = {str(PurePosixPath(path).parent) for path in paths if path}
    return folders.pop() if len(folders) == 1 and all(paths) and "." not in folders else ""


def _formats(tracks: Sequence[Track]) -> list[str]:
    """Return how the sound is stored, the commonest way first."""
    codecs = [track.format.codec for track in tracks if track.format is not None]
    return sorted(set(codecs), key=lambda codec: (-codecs.count(codec), codec))


def _discs(
    tracks: Sequence[Track], completeness: Completeness, more: Mapping[str, ListedTrack]
) -> list[tuple[int, list[Line]]]:
    """Lay out every place, empty ones among the others."""
    discs: dict[int, list[Line]] = {}
    for track in tracks:
        line = Line(number=track.number, track=track, more=more.get(track.key))
        discs.setdefault(track.disc or 1, []).append(line)
    for place in completeness.missing:
        discs.setdefault(place.disc, []).append(Line(number=place.number, track=None))
    for lines in discs.values():
        lines.sort(key=lambda line: (line.number is None, line.number or 0))
    return sorted(discs.items())
