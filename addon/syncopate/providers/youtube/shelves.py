"""What there is to be seen: an account's library, artists and their albums, channels and their playlists."""

from collections.abc import Sequence

from ytmusicapi import YTMusic

from syncopate.domain.playlist import SourcePlaylist
from syncopate.errors import NotFound
from syncopate.providers.browsing import Offer, Shelf, ShelfKind
from syncopate.providers.youtube import parse_offers
from syncopate.providers.youtube.client import Client
from syncopate.providers.youtube.raw import Raw
from syncopate.providers.youtube.references import Kind

ALL = 1_000_000
"""As many as there are: not every method of the library takes None for that."""
_PLAYLISTS, _ALBUMS, _ARTISTS = "playlists", "albums", "artists"


class Shelves:
    """Opens shelves by their keys: "", playlists, albums, artists, artist:UC…, artist:@handle."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def opened(self, key: str) -> tuple[Offer, ...]:
        """Return what is on a shelf. Raises NotFound, and what the client raises."""
        kind, _, channel = key.partition(":")
        match kind, channel:
            case "", "":
                return self._first()
            case "playlists", "":
                return await self.playlists()
            case "albums", "":
                return await self._client.library(
                    lambda library: parse_offers.offered_albums(library.get_library_albums(ALL))
                )
            case "artists", "":
                return await self._client.library(
                    lambda library: parse_offers.offered_artists(library.get_library_artists(ALL))
                )
            case "artist", _ if channel.startswith("@"):
                return await self._artist(await self._client.channel_of(channel))
            case "artist", _ if channel.startswith("UC"):
                return await self._artist(channel)
            case _:
                raise NotFound(what="shelf", id=key)

    async def playlists(self) -> tuple[SourcePlaylist, ...]:
        """Return the playlists of the account's library, what it likes first."""
        listed = await self._client.library(
            lambda library: parse_offers.offered_playlists(library.get_library_playlists(None))
        )
        rest = tuple(one for one in listed if one.reference != Kind.LIKED)
        return SourcePlaylist(reference=Kind.LIKED.value, name="Liked music"), *rest

    def _first(self) -> tuple[Offer, ...]:
        """Return what is seen first: without an account nothing, since there is nothing of one's own."""
        if not self._client.has_account:
            return ()
        return (
            SourcePlaylist(reference=Kind.LIKED.value, name="Liked music"),
            Shelf(key=_PLAYLISTS, name="Playlists", kind=ShelfKind.PLAYLISTS),
            Shelf(key=_ALBUMS, name="Albums", kind=ShelfKind.ALBUMS),
            Shelf(key=_ARTISTS, name="Artists", kind=ShelfKind.ARTISTS),
        )

    async def _artist(self, channel: str) -> tuple[Offer, ...]:
        return await self._client.read(lambda library: _of_channel(library, channel))


def _of_channel(library: YTMusic, channel: str) -> tuple[Offer, ...]:
    """Return the songs and albums of an artist, or the playlists of somebody who is none."""
    try:
        artist = library.get_artist(channel)
    except LookupError:
        # It has another head: then it is a channel of somebody. The page is not asked for again.
        return _of_user(library, channel)
    name, songs = parse_offers.name_of(artist), parse_offers.songs_of(artist)
    albums = [
        album
        for part in ("albums", "singles")
        for album in parse_offers.offered_albums(_every(library, artist, part), name)
    ]
    return *((songs,) if songs else ()), *albums


def _every(library: YTMusic, artist: Raw, name: str) -> Sequence[Raw]:
    """Return all of a part of an artist's page, which shows the first ones alone."""
    shown, browse_id, params = parse_offers.part(artist, name)
    if browse_id is None or params is None:
        return shown
    return library.get_artist_albums(browse_id, params, limit=None)


def _of_user(library: YTMusic, channel: str) -> tuple[Offer, ...]:
    user = library.get_user(channel)
    shown, _, params = parse_offers.part(user, "playlists")
    listed = shown if params is None else library.get_user_playlists(channel, params)
    return parse_offers.offered_playlists(listed)
