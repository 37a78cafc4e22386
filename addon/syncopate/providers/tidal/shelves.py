"""What an account has, shelf by shelf: playlists, albums, artists and their albums."""

from urllib.parse import quote

from syncopate.domain.playlist import SourcePlaylist
from syncopate.errors import NotFound
from syncopate.providers.browsing import Offer, Shelf, ShelfKind
from syncopate.providers.tidal import parse
from syncopate.providers.tidal.client import Client, Query

OWN = (
    Shelf(key="playlists", name="Playlists", kind=ShelfKind.PLAYLISTS),
    Shelf(key="albums", name="Albums", kind=ShelfKind.ALBUMS),
    Shelf(key="artists", name="Artists", kind=ShelfKind.ARTISTS),
)
"""The shelves of a user's own."""
_OWNED_BY = "filter[owners.id]"
_FLAT = "collectionView"


async def playlists(client: Client) -> tuple[SourcePlaylist, ...]:
    """Return the user's playlists, their own first, each once; those in folders too."""
    client.need_user()
    own = await owned(client, "me")
    path, query = "userCollectionPlaylists/me/relationships/items", {"include": "items,items.coverArt"}
    marked = [
        parse.playlist(page, raw)
        for page in await client.pages(path, {**query, _FLAT: "FLAT"})
        for name in page.data
        if name.get("type") == "playlists" and (raw := page.whole(name)) is not None
    ]
    return tuple({each.reference: each for each in (*own, *marked)}.values())


async def owned(client: Client, user: str) -> list[SourcePlaylist]:
    """Return the playlists that a user made, as far as they are to be seen."""
    query = {_OWNED_BY: user, "include": "coverArt", **client.in_country}
    return [parse.playlist(page, raw) for page in await client.pages("playlists", query) for raw in page.data]


async def opened(client: Client, shelf: str) -> tuple[Offer, ...]:
    """Return what is on a shelf. Raises NotFound where there is none."""
    kind, _, key = shelf.partition(":")
    match kind:
        case "playlists":
            return await playlists(client)
        case "albums":
            client.need_user()
            return await _albums(client, "userCollectionAlbums/me/relationships/items", "items", {})
        case "artists":
            client.need_user()
            return await _artists(client)
        case "artist" if key:
            path = f"artists/{quote(key, safe='')}/relationships/albums"
            return await _albums(client, path, "albums", client.in_country)
        case "user" if key:
            return tuple(await owned(client, key))
        case _:
            raise NotFound(what="shelf", id=shelf)


async def _albums(client: Client, path: str, what: str, query: Query) -> tuple[Offer, ...]:
    include = {"include": f"{what},{what}.artists,{what}.coverArt"}
    pages = await client.pages(path, {**include, **query})
    told = ((page, raw) for page in pages for name in page.data if (raw := page.whole(name)) is not None)
    return tuple(parse.album(page, raw) for page, raw in told)


async def _artists(client: Client) -> tuple[Offer, ...]:
    path, query = "userCollectionArtists/me/relationships/items", {"include": "items,items.profileArt"}
    pages = await client.pages(path, query)
    told = ((page, raw) for page in pages for name in page.data if (raw := page.whole(name)) is not None)
    return tuple(parse.artist(page, raw) for page, raw in told)
