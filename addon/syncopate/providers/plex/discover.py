"""Talks to Plex Discover, where the account's own user has a watchlist, whatever server is used."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from syncopate.domain.watch import MediaType
from syncopate.errors import NotFound, OddAnswer
from syncopate.providers.http import HttpClient
from syncopate.providers.manifest import RateLimit
from syncopate.providers.plex.account import PlexAccount, headers_of
from syncopate.providers.plex.fields import Raw, listed, number
from syncopate.providers.plex.parse_tv import WHAT

DISCOVER = "https://discover.provider.plex.tv"
PAGE = 100
"""More at once is refused, though not at all times."""
_LIMIT = RateLimit(requests=5, seconds=1.0, concurrency=2)
_TYPES = {MediaType.MOVIE: "1", MediaType.SHOW: "2"}


@dataclass(frozen=True, slots=True)
class ListPage[T]:
    """A part of a watchlist, the newest first, and how many entries there are in all."""

    items: tuple[T, ...]
    total: int


class Discover:
    """Asks as the account's own user. Every method raises what `HttpClient` raises."""

    def __init__(self, account: PlexAccount, base: str) -> None:
        own = {**headers_of(account.client_identifier), "X-Plex-Token": account.token}
        self._http = HttpClient(base, what=WHAT, limit=_LIMIT, headers={**own, "Accept": "application/json"})

    async def page[T](self, start: int, each: Callable[[Raw], T]) -> ListPage[T]:
        """Return a part of the watchlist. Raises OddAnswer when it is not as long as its total says."""
        query = {
            "includeGuids": "1",
            "includeExternalMedia": "1",
            "sort": "watchlistedAt:desc",
            "X-Plex-Container-Start": str(start),
            "X-Plex-Container-Size": str(PAGE),
        }
        held = _container(await self._http.json("GET", "/library/sections/watchlist/all", query=query))
        items, total = tuple(each(one) for one in listed(held, "Metadata")), number(held, "totalSize")
        if total is None or len(items) != max(min(PAGE, total - start), 0):
            raise OddAnswer(account=WHAT)
        return ListPage(items, total)

    async def one[T](self, key: str, each: Callable[[Raw], T]) -> T | None:
        """Return a title by Discover's own key, None when there is none."""
        path, query = f"/library/metadata/{quote(key, safe='')}", {"includeGuids": "1"}
        return next(iter(await self._found(path, query, each)), None)

    async def called[T](self, kind: MediaType, guid: str, each: Callable[[Raw], T]) -> tuple[T, ...]:
        """Return the films or shows that somebody else calls so, e.g. imdb://tt0133093."""
        query = {"type": _TYPES[kind], "guid": guid, "includeGuids": "1"}
        return await self._found("/library/metadata/matches", query, each)

    async def put_on(self, key: str) -> None:
        """Put a title on the watchlist, where it may be already. Raises NotFound."""
        await self._act("addToWatchlist", key)

    async def take_off(self, key: str) -> None:
        """Take a title off the watchlist, where it may not be. Raises NotFound."""
        await self._act("removeFromWatchlist", key)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()

    async def _found[T](self, path: str, query: dict[str, str], each: Callable[[Raw], T]) -> tuple[T, ...]:
        try:
            answer = await self._http.json("GET", path, query=query, gone=NotFound(what="title"))
        except NotFound:
            return ()
        return tuple(each(one) for one in listed(_container(answer), "Metadata"))

    async def _act(self, action: str, key: str) -> None:
        # Done twice it does nothing more.
        query, gone = {"ratingKey": key}, NotFound(what="title", id=key)
        await self._http.nothing("PUT", f"/actions/{action}", query=query, idempotent=True, gone=gone)


def _container(answer: object) -> Raw:
    held = answer.get("MediaContainer") if isinstance(answer, dict) else None
    if isinstance(held, dict):
        return held
    raise OddAnswer(account=WHAT)
