"""A library's albums and artists, and how much of each is there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.responses import Response

from syncopate.domain.album import AlbumKind, Completeness
from syncopate.domain.media import Track
from syncopate.store import albums, artists, libraries
from syncopate.store.albums import AlbumRow, Owned, Wanted
from syncopate.store.artists import ArtistRow
from syncopate.store.database import Connection
from syncopate.store.libraries import Library
from syncopate.store.paging import Page
from syncopate.sync.albums import read_album
from syncopate.web.texts import N_
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
OWNED: Mapping[Owned, str] = {
    Owned.COMPLETE: N_("complete"),
    Owned.INCOMPLETE: N_("incomplete"),
    Owned.UNKNOWN: N_("length not known"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AlbumsView:
    """A page of albums with what they can be filtered by."""

    library: Library
    page: Page[AlbumRow]
    kinds: Mapping[AlbumKind, int]
    kind: str
    owned: str
    query: str
    number: int

    kind_names = KINDS
    owned_names = OWNED


@dataclass(frozen=True, slots=True, kw_only=True)
class ArtistsView:
    """A page of artists."""

    library: Library
    page: Page[ArtistRow]
    query: str
    number: int
    everyone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ArtistView:
    """One artist with their albums, and others' that they play on."""

    library: Library
    artist: ArtistRow
    kinds: Mapping[AlbumKind, int]
    albums: Page[AlbumRow]
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


@dataclass(frozen=True, slots=True, kw_only=True)
class AlbumView:
    """One album: its discs with every place, and discs of which nothing is there."""

    library: Library
    album: AlbumRow
    completeness: Completeness
    discs: Sequence[tuple[int, Sequence[Line]]]
    artists: Mapping[str, str]

    kind_names = KINDS


async def show_albums(visit: Visit) -> Response:
    """Show a page of albums, by words, kind and how much is there if wanted."""
    kind, owned = _kind(visit), _owned(visit)
    query, number = visit.parameter("q")[:300], max(visit.whole("page", 1), 1)
    wanted = Wanted(query=query, kinds=[kind] if kind else (), owned=owned)

    def gather(connection: Connection) -> AlbumsView:
        library = _library(connection, visit)
        page = albums.page(connection, library.id, wanted, limit=PAGE, offset=(number - 1) * PAGE)
        return AlbumsView(
            library=library,
            page=page,
            kinds=albums.kinds(connection, library.id),
            kind=kind or "",
            owned=owned or "",
            query=query,
            number=number,
        )

    view = await visit.kit.database.read(gather)
    return visit.page("shelf_albums.html", view, active="libraries")


async def show_artists(visit: Visit) -> Response:
    """Show a page of artists with albums, `everyone` also those who only play on tracks."""
    query, number = visit.parameter("q")[:300], max(visit.whole("page", 1), 1)
    everyone = visit.parameter("everyone") == "1"

    def gather(connection: Connection) -> ArtistsView:
        library = _library(connection, visit)
        page = artists.page(
            connection,
            library.id,
            query,
            with_albums=not everyone,
            limit=PAGE,
            offset=(number - 1) * PAGE,
        )
        return ArtistsView(library=library, page=page, query=query, number=number, everyone=everyone)

    view = await visit.kit.database.read(gather)
    return visit.page("shelf_artists.html", view, active="libraries")


async def show_artist(visit: Visit) -> Response:
    """Show a page of an artist's albums, of one kind or completeness if wanted, and of those they play on."""
    kind, owned, key = _kind(visit), _owned(visit), visit.request.path_params["key"]
    number, on_number = (max(visit.whole(name, 1), 1) for name in ("page", "on"))

    def gather(connection: Connection) -> ArtistView:
        library = _library(connection, visit)
        wanted = Wanted(kinds=[kind] if kind else (), owned=owned, artist_key=key)
        others = Wanted(artist_key=key, own=False)
        return ArtistView(
            library=library,
            artist=artists.get(connection, library.id, key),
            kinds=albums.kinds(connection, library.id, key),
            albums=albums.page(connection, library.id, wanted, limit=PAGE, offset=(number - 1) * PAGE),
            plays_on=albums.page(connection, library.id, others, limit=PAGE, offset=(on_number - 1) * PAGE),
            kind=kind or "",
            owned=owned or "",
            number=number,
            on_number=on_number,
        )

    view = await visit.kit.database.read(gather)
    return visit.page("artist.html", view, active="libraries")


async def show_album(visit: Visit) -> Response:
    """Show an album's tracks and what is missing of it."""
    library = await visit.kit.database.read(_library, visit)
    whole = await read_album(visit.kit, library.id, visit.request.path_params["key"])
    view = AlbumView(
        library=library,
        album=whole.album,
        completeness=whole.completeness,
        discs=_discs(whole.tracks, whole.completeness),
        artists=await visit.kit.database.read(artists.keys_of, library.id, whole.album.key),
    )
    return visit.page("album.html", view, active="libraries")


def _discs(tracks: Sequence[Track], completeness: Completeness) -> list[tuple[int, list[Line]]]:
    """Lay out every place, empty ones among the others."""
    discs: dict[int, list[Line]] = {}
    for track in tracks:
        discs.setdefault(track.disc or 1, []).append(Line(number=track.number, track=track))
    for place in completeness.missing:
        discs.setdefault(place.disc, []).append(Line(number=place.number, track=None))
    for lines in discs.values():
        lines.sort(key=lambda line: (line.number is None, line.number or 0))
    return sorted(discs.items())


def _library(connection: Connection, visit: Visit) -> Library:
    return libraries.get(connection, visit.request.path_params["id"])


def _kind(visit: Visit) -> AlbumKind | None:
    said = visit.parameter("kind")
    return AlbumKind(said) if said in set(AlbumKind) else None


def _owned(visit: Visit) -> Owned | None:
    said = visit.parameter("owned")
    return Owned(said) if said in set(Owned) else None
