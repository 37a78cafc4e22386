"""Favourites: what a user gave five stars in a section.

They are always there, and have no name of their own. A rating is one number, and a server does not remember
the one before: so only tracks without any rating are given five stars, and only five stars are taken back.
What the user rated otherwise stays as it is, and is then no favourite.
"""

import logging
from collections.abc import Sequence
from contextlib import suppress

from syncopate.domain.target import Site
from syncopate.errors import MethodNotAllowed, NotFound, Unreachable
from syncopate.providers.capability import FAVOURITES_KEY
from syncopate.providers.editing import Edited, Item, Label
from syncopate.providers.plex import parse
from syncopate.providers.plex.client import Client
from syncopate.providers.plex.keeping import WEB

_LOG = logging.getLogger(__name__)
_RATED = (("type", "10"), ("sort", "id"), ("track.userRating>>", "0"))
"""Everything that was given a star; what has none is not among it."""
_BEST, _NONE = 10, -1
"""Five stars are ten."""


class Favourites:
    """Keeps five-star ratings; fulfils Keeper."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def read(self, site: Site, key: str) -> Edited | None:
        """Return the tracks with five stars; there is one list for each user, whatever the key."""
        del key
        path = f"/library/sections/{site.section}/all"
        rated = await self._client.every(path, parse.rating, _RATED, user=site.user)
        best = tuple(Item(track, track) for track, given in rated if given == _BEST)
        others = frozenset(track for track, given in rated if given != _BEST)
        return Edited(target_key=FAVOURITES_KEY, name="Favourites", items=best, closed=others)

    async def find(self, site: Site, mark: str) -> str | None:
        """Return the key of favourites."""
        del site, mark
        return FAVOURITES_KEY

    async def create(self, site: Site, label: Label, track_keys: Sequence[str]) -> str:
        """Give tracks five stars: there is nothing to be made."""
        del label
        await self.append(site, FAVOURITES_KEY, track_keys)
        return FAVOURITES_KEY

    async def relabel(self, site: Site, key: str, label: Label) -> None:
        """Do nothing: they have no name of their own."""

    async def set_cover(self, site: Site, key: str, cover_url: str) -> None:
        """Raise Unreachable: they have no picture."""
        del site, key, cover_url
        raise Unreachable("Favourites have no picture on Plex.", what="Plex")

    async def append(self, site: Site, key: str, track_keys: Sequence[str]) -> None:
        """Give tracks five stars, but for those that the user rated: a server takes one at a time.

        Raises NotFound for one that is not there.
        """
        del key
        given = await self._ratings(site, track_keys)
        for track in track_keys:
            if track not in given:
                raise NotFound(what="track", id=track)
            if given[track] is None:
                await self._rate(site, track, _BEST)
        rated = [track for track in track_keys if given[track] not in {None, _BEST}]
        if rated:
            _LOG.info("These tracks are no favourites, for the user rated them otherwise: %s.", rated)

    async def remove(self, site: Site, key: str, items: Sequence[Item]) -> None:
        """Take five stars back; another rating, given meanwhile, stays."""
        del key
        given = await self._ratings(site, [item.track_key for item in items])
        for item in items:
            if given.get(item.track_key) == _BEST:
                with suppress(NotFound):
                    await self._rate(site, item.track_key, _NONE)

    async def move(self, site: Site, key: str, item: Item, after: Item | None) -> None:
        """Raise MethodNotAllowed: they have no order."""
        del site, key, item, after
        raise MethodNotAllowed(method="Moving favourites")

    async def delete(self, site: Site, key: str) -> None:
        """Do nothing: what is always there is not ours to remove."""

    def place(self, site: Site, key: str) -> str:
        """Return the address of the section's page."""
        del key
        return f"{WEB}/media/{self._client.machine}/com.plexapp.plugins.library?source={site.section}"

    async def _ratings(self, site: Site, tracks: Sequence[str]) -> dict[str, float | None]:
        """Return what the user gave those tracks that are there."""
        if not tracks:
            return {}
        try:
            path = f"/library/metadata/{','.join(tracks)}"
            return await self._client.read(path, parse.ratings, user=site.user)
        except NotFound:
            return {}

    async def _rate(self, site: Site, track: str, rating: int) -> None:
        query = (("key", track), ("identifier", "com.plexapp.plugins.library"), ("rating", str(rating)))
        await self._client.write("PUT", "/:/rate", query, user=site.user)
