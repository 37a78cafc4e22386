"""Plex Discover: all titles that Plex knows, and each account's watchlist of them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from fakes.plex.people import People, User
from fakes.serving import FAULT

_LARGEST = 100
_NUMBERS = {"movie": "1", "show": "2"}
_IDS = re.compile(r"(imdb://tt\d+|(tmdb|tvdb)://\d+)")


@dataclass(eq=False, slots=True, kw_only=True)
class Known:
    """A title that Plex knows. `shy`: a list does not tell what others call it."""

    key: str
    kind: str
    title: str
    year: int
    ids: tuple[str, ...] = ()
    shy: bool = False

    def told(self, *, ids: bool) -> dict[str, Any]:
        more = {"Guid": [{"id": one} for one in self.ids]} if ids else {}
        return {
            "ratingKey": self.key,
            "key": f"/library/metadata/{self.key}" + ("/children" if self.kind == "show" else ""),
            "guid": f"plex://{self.kind}/{self.key}",
            "type": self.kind,
            "title": self.title,
            "year": self.year,
            "originallyAvailableAt": f"{self.year}-06-01",
            **more,
        }


@dataclass(slots=True)
class Catalogue:
    """What Discover knows, and what is on watchlists, by user, the newest first."""

    people: People
    known: dict[str, Known] = field(default_factory=dict)
    lists: dict[int, list[str]] = field(default_factory=dict)

    def add(self, kind: str, title: str, year: int, *ids: str, shy: bool = False, key: str = "") -> Known:
        """Have Discover know a film or a show; `key` is the end of its guid."""
        key = key or f"{0x5D776_0000 + len(self.known):024x}"
        known = self.known[key] = Known(key=key, kind=kind, title=title, year=year, ids=ids, shy=shy)
        return known

    def of(self, user: User) -> list[str]:
        return self.lists.setdefault(user.id, [])

    def listed(self, user: User, known: Known) -> bool:
        return known.key in self.of(user)

    def put(self, user: User, known: Known) -> None:
        """Put it on a watchlist."""
        if known.key not in self.of(user):
            self.of(user).insert(0, known.key)

    def take(self, user: User, known: Known) -> None:
        """Take it off a watchlist."""
        if known.key in self.of(user):
            self.of(user).remove(known.key)


CATALOGUE: web.AppKey[Catalogue] = web.AppKey("catalogue", Catalogue)


def _refused(status: int, error: str, message: str) -> web.Response:
    return web.json_response({"Error": {"status": status, "error": error, "message": message}}, status=status)


def _user(request: web.Request) -> User | None:
    if not request.headers.get("X-Plex-Client-Identifier"):
        return None
    return request.app[CATALOGUE].people.whose(request.headers.get("X-Plex-Token", ""))


def _answered(items: Sequence[Mapping[str, Any]], **more: Any) -> web.Response:
    held = {"identifier": "tv.plex.provider.discover", **more, "size": len(items)}
    return web.json_response({"MediaContainer": held | ({"Metadata": list(items)} if items else {})})


def _page(request: web.Request, name: str, otherwise: int) -> int | None:
    text = request.query.get(name, request.headers.get(name, str(otherwise)))
    return int(text) if text.isdecimal() else None


async def watchlist(request: web.Request) -> web.Response:
    """Tell a part of a watchlist, of which too much at once cannot be asked for."""
    if (user := _user(request)) is None:
        return _refused(401, "Unauthorized", "User could not be authenticated")
    start = _page(request, "X-Plex-Container-Start", 0)
    size = _page(request, "X-Plex-Container-Size", 20)
    if start is None or size is None or size > _LARGEST:
        return _refused(400, "Bad Request", "Invalid value provided for x-plex-container-size!")
    if request.query.get("sort", "watchlistedAt:desc") != "watchlistedAt:desc":
        return _refused(400, "Bad Request", "Invalid sort")
    catalogue = request.app[CATALOGUE]
    keys, ids = catalogue.of(user), request.query.get("includeGuids") == "1"
    part = [] if FAULT in request else keys[start : start + size]
    told = [catalogue.known[key].told(ids=ids and not catalogue.known[key].shy) for key in part]
    return _answered(told, librarySectionID="watchlist", offset=start, totalSize=len(keys))


async def matches(request: web.Request) -> web.Response:
    """Tell which titles somebody else calls so."""
    if _user(request) is None:
        return _refused(401, "Unauthorized", "User could not be authenticated")
    guid, number = request.query.get("guid", ""), request.query.get("type")
    if not _IDS.fullmatch(guid) or number not in _NUMBERS.values():
        return _refused(400, "Bad Request", "Invalid guid")
    found = [
        one
        for one in request.app[CATALOGUE].known.values()
        if guid in one.ids and _NUMBERS[one.kind] == number
    ]
    return _answered([one.told(ids=request.query.get("includeGuids") == "1") for one in found])


async def metadata(request: web.Request) -> web.Response:
    if _user(request) is None:
        return _refused(401, "Unauthorized", "User could not be authenticated")
    known = request.app[CATALOGUE].known.get(request.match_info["key"])
    if known is None:
        return _refused(404, "Not Found", "Metadata not found")
    return _answered([known.told(ids=True)])


async def act(request: web.Request) -> web.Response:
    """Put a title on the watchlist or take it off; where it is so already, it stays so."""
    if (user := _user(request)) is None:
        return _refused(401, "Unauthorized", "User could not be authenticated")
    catalogue = request.app[CATALOGUE]
    known = catalogue.known.get(request.query.get("ratingKey", ""))
    if known is None:
        return _refused(404, "Not Found", "Metadata not found")
    (catalogue.put if request.path.endswith("addToWatchlist") else catalogue.take)(user, known)
    return web.Response(status=200)


def routes() -> list[web.RouteDef]:
    return [
        web.get("/library/sections/watchlist/all", watchlist),
        web.get("/library/metadata/matches", matches),
        web.get("/library/metadata/{key}", metadata),
        web.put("/actions/addToWatchlist", act),
        web.put("/actions/removeFromWatchlist", act),
    ]
