"""The service itself: its state, searches, and downloads that land as real files in a folder."""

import json
import time
import uuid
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Self

from aiohttp import web

from fakes.serving import Served, Wire
from fakes.slskd.model import Peer, Search, Transfer

_SEARCH = frozenset(
    {
        *("id", "fileLimit", "filterResponses", "maximumPeerQueueLength", "minimumPeerUploadSpeed"),
        *("minimumResponseFileCount", "responseLimit", "searchText", "searchTimeout", "token"),
    }
)
_KEY = "0123456789abcdef0123456789abcdef"


class FakeSlskd:
    """An asynchronous context manager: the service runs inside of it at `address`.

    `downloads` is its download folder on this machine, which it calls `remote`. `barred` are phrases that
    Soulseek passes on to nobody. `looks`, `end` and `stores_live` are what the next searches are like.
    """

    def __init__(self, downloads: Path, *, remote: str = "/app/downloads", port: int = 0) -> None:
        self.wire = Wire()
        self.key = _KEY
        self.read_only = False
        self.version = "0.23.2.0"
        self.state = "Connected, LoggedIn"
        self.downloads = downloads
        self.remote = remote
        self.peers: dict[str, Peer] = {}
        self.searches: dict[str, Search] = {}
        self.transfers: list[Transfer] = []
        self.barred: set[str] = set()
        self.looks = 2
        self.end = "Completed, TimedOut"
        self.stores_live = False
        self._tokens = 1
        app = web.Application(middlewares=[self.wire.middleware()])
        for method, path, handler in (
            ("GET", "/application", self._application),
            ("GET", "/options", self._options),
            ("GET", "/files/downloads/directories", self._listed),
            ("POST", "/searches", self._search),
            ("GET", "/searches", self._all_searches),
            ("GET", "/searches/{id}", self._one_search),
            ("GET", "/searches/{id}/responses", self._responses),
            ("PUT", "/searches/{id}", self._stop),
            ("DELETE", "/searches/{id}", self._forget),
            ("GET", "/transfers/downloads", self._all_transfers),
            ("POST", "/transfers/downloads/{user}", self._fetch),
            ("DELETE", "/transfers/downloads/{user}/{id}", self._end_transfer),
        ):
            app.router.add_route(method, f"/api/v0{path}", self._held(handler))
        self._served = Served(app, port)

    @property
    def address(self) -> str:
        """Return where it runs."""
        return self._served.address

    async def __aenter__(self) -> Self:
        self.downloads.mkdir(parents=True, exist_ok=True)
        await self._served.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._served.__aexit__()

    def add(self, name: str, **more: Any) -> Peer:
        """Have somebody on the network."""
        peer = Peer(name=name, **more)
        self.peers[name] = peer
        return peer

    def under_way(self) -> list[Transfer]:
        """Return the downloads that are shown."""
        return [each for each in self.transfers if not each.removed]

    def finish(self, transfer: Transfer, *, moved: bool = True) -> Path:
        """Let a download come to its good end; its file lies in the folder unless it is not `moved` yet."""
        data = transfer.peer.files[transfer.name].data
        transfer.run(transfer.size)
        transfer.fail("Completed, Succeeded")
        parts = transfer.name.replace("/", "\\").split("\\")
        place = self.downloads.joinpath(*parts[-2:])
        place.parent.mkdir(parents=True, exist_ok=True)
        if place.exists():
            place = place.with_name(f"{place.stem}_{time.time_ns() // 100}{place.suffix}")
        if moved:
            place.write_bytes(data)
        return place

    def _held(
        self, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def held(request: web.Request) -> web.StreamResponse:
            if request.headers.get("X-API-Key") != self.key:
                return web.Response(status=401)
            if self.read_only and request.method != "GET":
                return web.Response(status=403)
            if request.query.keys() - {"includeResponses", "remove", "recursive", "includeRemoved"}:
                return web.Response(status=400)
            try:
                return await handler(request)
            except web.HTTPException as error:
                return web.Response(status=error.status)

        return held

    async def _application(self, _: web.Request) -> web.StreamResponse:
        state = self.state
        return web.json_response(
            {
                "version": {
                    "full": f"{self.version} ({self.version}+abcdef12)",
                    "current": self.version,
                    "latest": None,
                    "isUpdateAvailable": None,
                    "isCanary": False,
                    "isDevelopment": False,
                },
                "pendingReconnect": False,
                "pendingRestart": False,
                "server": {
                    "address": "vps.slsknet.org",
                    "ipEndPoint": "208.76.170.59:2271",
                    "state": state,
                    "isConnected": "Connected" in state.split(", "),
                    "isLoggedIn": "LoggedIn" in state.split(", "),
                    "isTransitioning": state in {"Connecting", "LoggingIn"},
                },
                "relay": {
                    "mode": "Controller",
                    "controller": {"address": None, "state": "Disconnected"},
                    "agents": [],
                },
                "shares": {"ready": True, "directories": 1, "files": 1},
                "rooms": [],
            }
        )

    async def _options(self, _: web.Request) -> web.StreamResponse:
        folders = {"incomplete": "/app/incomplete", "downloads": self.remote}
        return web.json_response({"instanceName": "default", "directories": folders})

    async def _listed(self, _: web.Request) -> web.StreamResponse:
        def told(path: Path) -> dict[str, Any]:
            about = path.stat()
            common = {
                "name": path.name,
                "fullName": f"{self.remote}/{path.name}",
                "attributes": "Directory" if path.is_dir() else "Normal",
                "createdAt": "2026-01-01T00:00:00Z",
                "modifiedAt": "2026-01-01T00:00:00Z",
            }
            return common | ({} if path.is_dir() else {"length": about.st_size})

        inside = sorted(self.downloads.iterdir())
        own = told(self.downloads) | {"name": self.remote.rpartition("/")[2], "fullName": self.remote}
        own["files"] = [told(each) for each in inside if each.is_file()]
        own["directories"] = [told(each) for each in inside if each.is_dir()]
        return web.json_response(own)

    async def _search(self, request: web.Request) -> web.StreamResponse:
        body = await _body(request, dict)
        words = body.get("searchText")
        if body.keys() - _SEARCH or not isinstance(words, str) or not words.strip():
            return _said(400, "Search text must not be null, empty, or consist only of whitespace")
        if "LoggedIn" not in self.state:
            return _said(409, "The server connection must be connected and logged in to perform a search")
        name = str(uuid.UUID(body["id"])) if body.get("id") else str(uuid.uuid4())
        if name in self.searches:
            return _said(500, "An error occurred while saving the entity changes.")
        self._tokens += 1
        plain = " ".join(words.casefold().split())
        barred = any(f" {phrase} " in f" {plain} " for phrase in self.barred)
        found = [] if barred else self._answers(plain.split())
        made = Search(
            id=name,
            words=words,
            token=self._tokens,
            looks=self.looks,
            result=found[: body.get("responseLimit") or 100],
            end=self.end,
            stores_live=self.stores_live,
        )
        self.searches[name] = made
        return web.json_response(made.told())

    def _answers(self, words: list[str]) -> list[dict[str, Any]]:
        told = (peer.answers(words, self._tokens) for peer in self.peers.values())
        return [each for each in told if each is not None]

    def _named(self, request: web.Request) -> Search:
        try:
            return self.searches[request.match_info["id"]]
        except KeyError:
            raise web.HTTPNotFound from None

    async def _all_searches(self, _: web.Request) -> web.StreamResponse:
        return web.json_response([each.told() for each in self.searches.values()])

    async def _one_search(self, request: web.Request) -> web.StreamResponse:
        search = self._named(request)
        search.look()
        every = request.query.get("includeResponses") == "true"
        return web.json_response(search.told(search.responses() if every else None))

    async def _responses(self, request: web.Request) -> web.StreamResponse:
        return web.json_response(self._named(request).responses())

    async def _stop(self, request: web.Request) -> web.StreamResponse:
        search = self._named(request)
        if search.over:
            return web.Response(status=304)
        search.finish("Completed, Cancelled")
        return web.Response()

    async def _forget(self, request: web.Request) -> web.StreamResponse:
        del self.searches[self._named(request).id]
        return web.Response(status=204)

    async def _all_transfers(self, _: web.Request) -> web.StreamResponse:
        users: dict[str, dict[str, list[Transfer]]] = {}
        for each in self.under_way():
            folder = each.name.rpartition("\\")[0]
            users.setdefault(each.peer.name, {}).setdefault(folder, []).append(each)
        return web.json_response(
            [
                {
                    "username": user,
                    "directories": [
                        {
                            "directory": folder,
                            "fileCount": len(files),
                            "files": [each.told() for each in files],
                        }
                        for folder, files in folders.items()
                    ],
                }
                for user, folders in users.items()
            ]
        )

    async def _fetch(self, request: web.Request) -> web.StreamResponse:
        body = await _body(request, list)
        peer = self.peers.get(request.match_info["user"])
        if not body or any(each.keys() != {"filename", "size"} for each in body):
            return _said(400, "At least one file is required")
        if peer is None or not peer.online:
            return _said(500, f"User {request.match_info['user']} appears to be offline")
        enqueued: list[Transfer] = []
        for each in body:
            earlier = [one for one in self.under_way() if (one.peer, one.name) == (peer, each["filename"])]
            if all(one.over for one in earlier):
                for one in earlier:
                    one.removed = True
                made = Transfer(peer=peer, name=each["filename"], size=each["size"])
                if made.name not in peer.files:
                    made.fail("Completed, Rejected", "Transfer rejected: File not shared.")
                self.transfers.append(made)
                enqueued.append(made)
        told = {"enqueued": [each.told() for each in enqueued], "failed": []}
        return web.json_response(told, status=201)

    async def _end_transfer(self, request: web.Request) -> web.StreamResponse:
        named = request.match_info
        for each in self.transfers:
            if (each.peer.name, each.id) == (named["user"], named["id"]):
                if not each.over:
                    each.fail("Completed, Cancelled", "The operation was canceled.")
                if request.query.get("remove") == "true":
                    each.removed = True
                return web.Response(status=204)
        raise web.HTTPNotFound


async def _body(request: web.Request, kind: type) -> Any:
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType
    try:
        found = await request.json()
    except json.JSONDecodeError:
        raise web.HTTPBadRequest from None
    if not isinstance(found, kind):
        raise web.HTTPBadRequest
    return found


def _said(status: int, message: str) -> web.Response:
    return web.json_response(message, status=status)
