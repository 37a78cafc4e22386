"""What there is to be seen: a user's own lists, charts, tags, artists and their albums."""

from syncopate.domain.playlist import SourcePlaylist
from syncopate.errors import NotFound
from syncopate.providers.browsing import Offer, Shelf, ShelfKind
from syncopate.providers.lastfm import parse
from syncopate.providers.lastfm.client import Client
from syncopate.providers.lastfm.references import PERIODS, Kind, Wanted, parted

_MINE, _CHARTS, _TAGS = "mine", "charts", "tags"
_SHOWN = 100
"""How many tags, artists or albums are shown."""


class Shelves:
    """Opens shelves by their keys: "", mine, charts, tags, user:NAME, artist:NAME."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def opened(self, key: str) -> tuple[Offer, ...]:
        """Return what is on a shelf. Raises NotFound, and what the client raises."""
        kind, _, rest = key.partition(":")
        names = parted(rest)
        match kind, names:
            case "", ():
                return (
                    Shelf(key=_MINE, name="Loved and most played", kind=ShelfKind.PLAYLISTS),
                    Shelf(key=_CHARTS, name="Charts", kind=ShelfKind.CHARTS),
                    Shelf(key=_TAGS, name="Top tags", kind=ShelfKind.PLAYLISTS),
                )
            case "mine", ():
                return self.mine(None)
            case "user", (name,):
                return self.mine(name)
            case "charts", ():
                return await self._charts()
            case "tags", ():
                return await self._tags()
            case "artist", (name,):
                return await self._artist(name)
            case _:
                raise NotFound(what="shelf", id=key)

    def mine(self, user: str | None) -> tuple[SourcePlaylist, ...]:
        """Return a user's own lists, None: the account's."""
        whose = () if user is None else (user,)
        owner = user or self._client.user or None
        loved = SourcePlaylist(
            reference=Wanted(Kind.LOVED, whose).reference, name="Loved tracks", owner=owner
        )
        tops = (
            SourcePlaylist(
                reference=Wanted(Kind.TOP, (period, *whose)).reference,
                name=f"Top tracks of {said}",
                owner=owner,
            )
            for period, said in PERIODS.items()
        )
        return loved, *tops

    async def _charts(self) -> tuple[Offer, ...]:
        """Return the tracks played most by everybody, and the artists."""
        raw = await self._client.ask("chart.getTopArtists", {"limit": str(_SHOWN), "page": "1"})
        listed = parse.page(parse.inside(raw, "artists"), "artist").items
        artists = (
            Shelf(key=Wanted(Kind.ARTIST, (name,)).reference, name=name, kind=ShelfKind.ARTIST)
            for one in listed
            if (name := parse.text(one.get("name")))
        )
        return SourcePlaylist(reference="chart", name="Top tracks of Last.fm"), *artists

    async def _tags(self) -> tuple[Offer, ...]:
        raw = await self._client.ask("chart.getTopTags", {"limit": str(_SHOWN), "page": "1"})
        listed = parse.page(parse.inside(raw, "tags"), "tag").items
        names = (name for one in listed if (name := parse.text(one.get("name"))))
        return tuple(
            SourcePlaylist(reference=Wanted(Kind.TAG, (name,)).reference, name=name) for name in names
        )

    async def _artist(self, name: str) -> tuple[Offer, ...]:
        """Return the tracks of an artist that are played most, and the albums."""
        asked = {"artist": name, "autocorrect": "1", "limit": str(_SHOWN), "page": "1"}
        raw = await self._client.ask("artist.getTopAlbums", asked)
        listed = parse.page(parse.inside(raw, "topalbums"), "album").items
        albums = (album for one in listed if (album := parse.offered_album(one)))
        top = SourcePlaylist(reference=Wanted(Kind.ARTIST, (name,)).reference, name=f"Top tracks by {name}")
        return top, *albums
