"""The service itself: the API below /v2, the login server beside it, as if they were one host."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Self

from aiohttp import web

from fakes.serving import FAULT, Served, Wire
from fakes.tidal.access import Access, Application
from fakes.tidal.asking import JSON_API, Ask, Refusal, refuse
from fakes.tidal.model import Music, User
from fakes.tidal.resources import Name, Resources, item_names, name_of, time

type Answer = Callable[[Ask], dict[str, Any]]

_COLLECTIONS = {
    "userCollectionTracks": "tracks",
    "userCollectionAlbums": "albums",
    "userCollectionArtists": "artists",
    "userCollectionPlaylists": "playlists",
}
_CATALOGUE = ("countryCode", "include")
_CURSOR = "page[cursor]"


class Tidal:
    """An asynchronous context manager: the service runs inside of it at `address`."""

    def __init__(self, port: int = 0) -> None:
        self.wire = Wire()
        self.music = Music()
        self.access = Access()
        self.lies_about_size = 0
        """How many more things collections and playlists say they have."""
        self._resources = Resources(self.music)
        app = web.Application(middlewares=[self.wire.middleware()])
        app.router.add_get("/authorize", self.access.authorize)
        app.router.add_post("/v1/oauth2/token", self.access.token)
        app.router.add_post("/v1/oauth2/device_authorization", self.access.device_authorization)
        ways: dict[str, Answer] = {
            "/users/{id}": self._user,
            "/playlists": self._playlists,
            "/playlists/{id}": self._playlist,
            "/playlists/{id}/relationships/items": self._playlist_items,
            "/albums": self._albums,
            "/albums/{id}": self._album,
            "/albums/{id}/relationships/items": self._album_items,
            "/tracks": self._tracks,
            "/artists/{id}/relationships/albums": self._albums_of_artist,
            "/searchResults": self._search,
            "/{collection:userCollection[A-Z][a-z]+}/{id}": self._collection,
            "/{collection:userCollection[A-Z][a-z]+}/{id}/relationships/items": self._collected,
        }
        for path, answer in ways.items():
            app.router.add_route("*", f"/v2{path}", self._handler(answer))
        app.router.add_route("*", "/{path:.*}", _nothing)
        self._served = Served(app, port)

    @property
    def address(self) -> str:
        """Return where everything is: it stands in for all of the service's hosts."""
        return self._served.address

    async def __aenter__(self) -> Self:
        await self._served.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._served.__aexit__()

    def add_application(self, client_id: str, secret: str = "", **more: Any) -> Application:
        """Let somebody register one."""
        made = Application(client_id, secret, **more)
        self.access.applications[client_id] = made
        return made

    def _handler(self, answer: Answer) -> Callable[[web.Request], Any]:
        async def handle(request: web.Request) -> web.Response:
            try:
                told = answer(self._asked(request))
            except Refusal as refusal:
                return refuse(refusal)
            if FAULT in request and isinstance(told["data"], list):
                told = {**told, "data": [], "included": []}
            headers = {"X-RateLimit-Remaining": "5", "X-RateLimit-Replenish-Rate": "1"}
            return web.json_response(told, content_type=JSON_API, headers=headers)

        return handle

    def _asked(self, request: web.Request) -> Ask:
        if request.method != "GET":
            raise Refusal(405)
        grant = self.access.grant(request.headers.get("Authorization", ""), datetime.now(UTC))
        if grant is None:
            raise Refusal(401)
        if request.headers.get("Accept") != JSON_API:
            raise Refusal(406)
        if len(set(request.query)) != len(request.query):
            raise Refusal(400, "A parameter is given twice")
        user = self.music.users.get(grant.user_id or "")
        return Ask(dict(request.query), grant, user, dict(request.match_info))

    def _user(self, ask: Ask) -> dict[str, Any]:
        ask.takes()
        ask.scoped("user.read")
        if ask.parts["id"] not in {"me", ask.me.id}:
            raise Refusal(404)
        return self._one("users", ask.me.id, ask)

    def _playlists(self, ask: Ask) -> dict[str, Any]:
        ask.takes(*_CATALOGUE, _CURSOR, "filter[owners.id]")
        ask.scoped("playlists.read")
        wanted = ask.query.get("filter[owners.id]", "")
        owner = ask.me.id if wanted == "me" else wanted
        found = [
            name_of("playlists", one.id)
            for one in self.music.playlists.values()
            if one.owner == owner and (one.public or self._owns(ask.user, one.owner))
        ]
        return self._many(found, "playlists", ask, "/playlists")

    def _playlist(self, ask: Ask) -> dict[str, Any]:
        ask.takes(*_CATALOGUE)
        return self._one("playlists", self._seen(ask), ask)

    def _playlist_items(self, ask: Ask) -> dict[str, Any]:
        ask.takes(*_CATALOGUE, _CURSOR)
        key = self._seen(ask)
        names = item_names(self.music.playlists[key].items, with_ids=True)
        return self._related(names, "playlists", "items", ask, f"/playlists/{key}/relationships/items")

    def _seen(self, ask: Ask) -> str:
        """Return the id of a playlist; what one may not see is not there."""
        found = self.music.playlists.get(ask.parts["id"])
        if found is None or not (found.public or self._owns(ask.user, found.owner)):
            raise Refusal(404)
        return found.id

    @staticmethod
    def _owns(user: User | None, owner: str | None) -> bool:
        return user is not None and user.id == owner

    def _albums(self, ask: Ask) -> dict[str, Any]:
        ask.takes(*_CATALOGUE, _CURSOR, "filter[barcodeId]")
        wanted = ask.query.get("filter[barcodeId]", "")
        found = [name_of("albums", one.id) for one in self.music.albums.values() if one.barcode == wanted]
        return self._many(found, "albums", ask, "/albums")

    def _album(self, ask: Ask) -> dict[str, Any]:
        ask.takes(*_CATALOGUE)
        return self._one("albums", self._there(ask, "albums"), ask)

    def _album_items(self, ask: Ask) -> dict[str, Any]:
        ask.takes(*_CATALOGUE, _CURSOR)
        key = self._there(ask, "albums")
        names = self._resources.related("albums", key, "items")
        return self._related(names, "albums", "items", ask, f"/albums/{key}/relationships/items")

    def _tracks(self, ask: Ask) -> dict[str, Any]:
        ask.takes(*_CATALOGUE, _CURSOR, "filter[isrc]", "filter[id]")
        isrc, key = ask.query.get("filter[isrc]"), ask.query.get("filter[id]")
        if (isrc is None) == (key is None):
            raise Refusal(400, "One filter is needed")
        found = [
            name_of("tracks", one.id)
            for one in self.music.tracks.values()
            if self._resources.there("tracks", one.id) and (one.isrc == isrc or one.id == key)
        ]
        return self._many(found, "tracks", ask, "/tracks")

    def _albums_of_artist(self, ask: Ask) -> dict[str, Any]:
        ask.takes(*_CATALOGUE, _CURSOR)
        key = self._there(ask, "artists")
        names = self._resources.related("artists", key, "albums")
        return self._related(names, "artists", "albums", ask, f"/artists/{key}/relationships/albums")

    def _search(self, ask: Ask) -> dict[str, Any]:
        ask.takes(*_CATALOGUE, "filter[query]")
        ask.scoped("search.read")
        query = ask.query.get("filter[query]", "")
        if not query or len(query) > 256:
            raise Refusal(400, "filter[query] has 1 to 256 characters")
        music, words = self.music, query.casefold().split()

        def fits(title: str, artists: Sequence[str]) -> bool:
            told = f"{title} {' '.join(music.artists[one].name for one in artists)}".casefold()
            return all(word in told for word in words)

        hits = {
            "tracks": [
                one.id
                for one in music.tracks.values()
                if self._resources.there("tracks", one.id) and fits(one.title, one.artists)
            ],
            "albums": [one.id for one in music.albums.values() if fits(one.title, one.artists)],
            "artists": [one.id for one in music.artists.values() if fits("", (one.id,))],
        }
        key = f"search-{len(self._resources.searches)}"
        self._resources.searches[key] = (query, {kind: found[:20] for kind, found in hits.items()})
        return self._many([name_of("searchResults", key)], "searchResults", ask, "/searchResults")

    def _collection(self, ask: Ask) -> dict[str, Any]:
        kind, items = self._mine(ask)
        ask.takes("locale")
        attributes = {
            "numberOfItems": len(items) + self.lies_about_size,
            "lastModifiedAt": time(ask.me.changed_at),
        }
        data = {"id": ask.me.id, "type": kind, "attributes": attributes}
        return {"data": data, "links": {"self": f"/{kind}/{ask.me.id}"}}

    def _collected(self, ask: Ask) -> dict[str, Any]:
        kind, items = self._mine(ask)
        folders = ("collectionView",) if kind == "userCollectionPlaylists" else ("locale",)
        ask.takes("include", _CURSOR, *folders)
        names = item_names(reversed(items), with_ids=False)
        return self._related(names, kind, "items", ask, f"/{kind}/{ask.me.id}/relationships/items")

    def _mine(self, ask: Ask) -> tuple[str, list[Any]]:
        kind = ask.parts["collection"]
        ask.scoped("collection.read")
        if kind not in _COLLECTIONS or ask.parts["id"] not in {"me", ask.me.id}:
            raise Refusal(404)
        return kind, ask.me.collections[_COLLECTIONS[kind]]

    def _there(self, ask: Ask, kind: str) -> str:
        if not self._resources.there(kind, ask.parts["id"]):
            raise Refusal(404)
        return ask.parts["id"]

    def _one(self, kind: str, key: str, ask: Ask) -> dict[str, Any]:
        tree, known = ask.tree(kind), dict[tuple[str, str], dict[str, Any]]()
        for relation, below in tree.items():
            self._resources.along(self._resources.related(kind, key, relation), below, known)
        data = self._resources.build(kind, key, tree)
        if kind == "playlists":
            data["attributes"]["numberOfItems"] += self.lies_about_size
        return _document(data, {"self": f"/{kind}/{key}"}, known, tree)

    def _many(self, names: list[Name], kind: str, ask: Ask, path: str) -> dict[str, Any]:
        """Return resources of a kind with what comes along."""
        page, links = ask.page(names, path)
        tree, known = ask.tree(kind), dict[tuple[str, str], dict[str, Any]]()
        for name in page:
            for relation, below in tree.items():
                self._resources.along(self._resources.related(kind, name["id"], relation), below, known)
        return _document([self._resources.build(kind, name["id"], tree) for name in page], links, known, tree)

    def _related(self, names: list[Name], kind: str, relation: str, ask: Ask, path: str) -> dict[str, Any]:
        """Return the names of what something is related to, and them where they are to come along."""
        page, links = ask.page(names, path)
        tree, known = ask.tree(kind), dict[tuple[str, str], dict[str, Any]]()
        if set(tree) - {relation}:
            raise Refusal(400, "Only what the relationship has may be included")
        if relation in tree:
            self._resources.along(page, tree[relation], known)
        return _document(list(page), links, known, tree)


def _document(
    data: Any, links: dict[str, Any], known: dict[Any, dict[str, Any]], tree: Any
) -> dict[str, Any]:
    return {"data": data, "links": links} | ({"included": list(known.values())} if tree else {})


async def _nothing(request: web.Request) -> web.Response:
    del request
    return refuse(Refusal(404))
