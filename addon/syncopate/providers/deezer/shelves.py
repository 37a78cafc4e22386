"""Shelves: what a profile shows, an artist's albums, and the charts by genre."""

from collections.abc import Awaitable, Callable, Mapping

from syncopate.domain.playlist import SourcePlaylist
from syncopate.errors import NotFound
from syncopate.providers.browsing import Offer, Shelf, ShelfKind
from syncopate.providers.deezer import parse
from syncopate.providers.deezer.answers import WHAT, text
from syncopate.providers.deezer.client import Client
from syncopate.providers.deezer.references import EVERYWHERE, Kind, Reference

_CHARTS = "charts"
_OF_USER = (
    (ShelfKind.PLAYLISTS, "Playlists"),
    (ShelfKind.ALBUMS, "Albums"),
    (ShelfKind.ARTISTS, "Artists"),
)


def chart_of(asked: Reference, genre: str | None) -> SourcePlaylist:
    """Return a chart as a playlist; `genre` is the name of the one it is of."""
    return SourcePlaylist(
        reference=str(asked), name="Top tracks" if genre is None else f"Top tracks: {genre}", owner=WHAT
    )


class Shelves:
    """Opens shelves. Its methods raise SyncopateError, NotFound for a shelf that is not known."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def first(self, user: str | None) -> tuple[Offer, ...]:
        """Return what is seen first."""
        charts = Shelf(key=_CHARTS, name="Charts", kind=ShelfKind.CHARTS)
        return (charts,) if user is None else (*_shelves_of(user), charts)

    async def open(self, key: str) -> tuple[Offer, ...]:
        """Return what is on a shelf."""
        if key == _CHARTS:
            return await self._charts()
        ways: Mapping[tuple[str, str], Callable[[str], Awaitable[tuple[Offer, ...]]]] = {
            ("user", ""): self._of_user,
            ("user", ShelfKind.PLAYLISTS.value): self.playlists_of,
            ("user", ShelfKind.ALBUMS.value): self.albums_of,
            ("user", ShelfKind.ARTISTS.value): self._artists_of,
            ("artist", ""): self._albums_by,
            ("genre", ""): self._genre,
        }
        kind, _, rest = key.partition(":")
        number, _, part = rest.partition("/")
        way = ways.get((kind, part))
        if way is None or not (number.isascii() and number.isdecimal()):
            raise _unknown(key)
        return await way(number)

    async def playlists_of(self, user: str) -> tuple[SourcePlaylist, ...]:
        """Return the playlists that a user shows, the favourites among them."""
        found = await self._client.all(f"user/{user}/playlists", gone=_unknown(f"user:{user}"))
        return tuple(parse.loved(raw, user) or parse.playlist(raw) for raw in found)

    async def albums_of(self, user: str) -> tuple[SourcePlaylist, ...]:
        """Return the favourite albums that a user shows."""
        found = await self._client.all(f"user/{user}/albums", gone=_unknown(f"user:{user}"))
        return tuple(parse.album(raw) for raw in found)

    async def _of_user(self, user: str) -> tuple[Shelf, ...]:
        return _shelves_of(user)

    async def _artists_of(self, user: str) -> tuple[Shelf, ...]:
        found = await self._client.all(f"user/{user}/artists", gone=_unknown(f"user:{user}"))
        return tuple(parse.artist(raw) for raw in found)

    async def _albums_by(self, artist: str) -> tuple[SourcePlaylist, ...]:
        """Return an artist's albums; the list of them does not repeat whose they are."""
        gone = _unknown(f"artist:{artist}")
        name = text(await self._client.ask(f"artist/{artist}", gone=gone), "name")
        found = await self._client.all(f"artist/{artist}/albums", gone=gone)
        return tuple(parse.album(raw, (name,) if name else ()) for raw in found)

    async def _charts(self) -> tuple[Offer, ...]:
        genres = [parse.genre(raw) for raw in await self._client.all("genre")]
        shelves = tuple(shelf for shelf in genres if shelf is not None)
        playlists = (await self._client.page("chart/0/playlists")).data
        return (chart_of(EVERYWHERE, None), *map(parse.playlist, playlists), *shelves)

    async def _genre(self, genre: str) -> tuple[Offer, ...]:
        gone = _unknown(f"genre:{genre}")
        name = text(await self._client.ask(f"genre/{genre}", gone=gone), "name")
        playlists = (await self._client.page(f"chart/{genre}/playlists", gone=gone)).data
        albums = (await self._client.page(f"chart/{genre}/albums", gone=gone)).data
        chart = chart_of(Reference(Kind.CHART, genre), name)
        return (chart, *map(parse.playlist, playlists), *map(parse.album, albums))


def _shelves_of(user: str) -> tuple[Shelf, ...]:
    return tuple(Shelf(key=f"user:{user}/{kind.value}", name=name, kind=kind) for kind, name in _OF_USER)


def _unknown(key: str) -> NotFound:
    return NotFound(f"{WHAT} has no shelf {key}.", what="shelf", id=key)
