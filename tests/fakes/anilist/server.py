"""The service itself: one address for GraphQL. It knows the fields that a client of lists asks for, no more."""

import json
import re
from collections.abc import Mapping
from typing import Any, Self

from aiohttp import web

from fakes.anilist.model import STATUSES, Anime, Entry, Viewer
from fakes.serving import FAULT, Served, Wire

_FIELD = re.compile(r"\b(MediaListCollection|SaveMediaListEntry|DeleteMediaListEntry|Media)\(")
_TAKEN = {
    "MediaListCollection": {"user": int, "chunk": int, "perChunk": int},
    "SaveMediaListEntry": {"mediaId": int, "status": str, "scoreRaw": int},
    "DeleteMediaListEntry": {"id": int},
    "Media": {"id": int, "idMal": int},
    None: {},
}
LARGEST_CHUNK = 500


class Refusal(Exception):
    """An answer that has an error instead of data."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


class FakeAnilist:
    """An asynchronous context manager: the service runs inside of it at `address`.

    `soft`: errors come with the status 200; `left` are the requests that this minute still has.
    """

    def __init__(self, *, port: int = 0) -> None:
        self.wire = Wire()
        self.viewers: list[Viewer] = []
        self.anime: dict[int, Anime] = {}
        self.soft = False
        self.left = 10_000
        self._entries = 0
        app = web.Application(middlewares=[self.wire.middleware()])
        app.router.add_post("/", self._handle)
        self._served = Served(app, port)

    @property
    def address(self) -> str:
        """Return what stands in for https://graphql.anilist.co."""
        return self._served.address

    async def __aenter__(self) -> Self:
        await self._served.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._served.__aexit__()

    def add_viewer(self, name: str) -> Viewer:
        """Make a user."""
        viewer = Viewer(id=5_000 + len(self.viewers), name=name, token=f"eyJ.token.of.{name}")
        self.viewers.append(viewer)
        return viewer

    def add(self, number: int, mal: int | None, title: str, **more: Any) -> Anime:
        """Know an anime."""
        self.anime[number] = Anime(id=number, mal=mal, title=title, **more)
        return self.anime[number]

    def say(self, viewer: Viewer, anime: Anime, **more: Any) -> Entry:
        """Let a user put something on a list."""
        self._entries += 1
        entry = Entry(id=self._entries, anime=anime, **more)
        viewer.entries[anime.id] = entry
        return entry

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        self.left -= 1
        headers = {"X-RateLimit-Limit": "30", "X-RateLimit-Remaining": str(max(self.left, 0))}
        try:
            data = await self._answer(request)
        except Refusal as refusal:
            errors = [{"message": refusal.message, "status": refusal.status, "locations": []}]
            if refusal.status == 429:
                headers["Retry-After"] = "30"
            status = 200 if self.soft else refusal.status
            return web.json_response({"errors": errors, "data": None}, status=status, headers=headers)
        return web.json_response({"data": data}, headers=headers)

    async def _answer(self, request: web.Request) -> Any:
        if self.left < 0:
            raise Refusal(429, "Too Many Requests.")
        if request.content_type != "application/json":
            raise Refusal(400, "Must be JSON")
        body = json.loads(await request.read())
        query, variables = str(body.get("query", "")), body.get("variables") or {}
        found = _FIELD.search(query)
        name = None if found is None else found[1]
        for each, value in variables.items():
            if type(value) is not _TAKEN[name].get(each):
                raise Refusal(400, f"Variable ${each} got invalid value")
        viewer = self._viewer(request)
        data = {"Viewer": {"id": viewer.id, "name": viewer.name}} if "Viewer" in query else {}
        match name:
            case "MediaListCollection":
                return data | {name: self._collection(request, variables)}
            case "Media":
                return data | {name: self._media(viewer, variables)}
            case "SaveMediaListEntry":
                return data | {name: {"id": self._save(viewer, variables).id}}
            case "DeleteMediaListEntry":
                return data | {name: self._delete(viewer, variables)}
            case _:
                if not data:
                    raise Refusal(400, "Cannot query that")
                return data

    def _viewer(self, request: web.Request) -> Viewer:
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        viewer = next((one for one in self.viewers if kind == "Bearer" and one.token == token), None)
        if viewer is None:
            raise Refusal(400, "Invalid token")
        return viewer

    def _collection(self, request: web.Request, variables: Mapping[str, Any]) -> Any:
        viewer = next((one for one in self.viewers if one.id == variables.get("user")), None)
        if viewer is None:
            raise Refusal(404, "User not found")
        chunk, size = variables.get("chunk", 1), min(variables.get("perChunk", LARGEST_CHUNK), LARGEST_CHUNK)
        every = list(viewer.entries.values())
        part = every[(chunk - 1) * size : chunk * size]
        lists: dict[str, list[Any]] = {}
        for entry in part:
            for name in (entry.status, *(["Mine"] if entry.custom else [])):
                lists.setdefault(name, []).append(entry.told(media=True))
        if FAULT in request:
            return None
        return {
            "hasNextChunk": chunk * size < len(every),
            "lists": [{"entries": each} for each in lists.values()],
        }

    def _media(self, viewer: Viewer, variables: Mapping[str, Any]) -> Any:
        number, mal = variables.get("id"), variables.get("idMal")
        found = next(
            (
                one
                for one in self.anime.values()
                if (number is None or one.id == number) and (mal is None or one.mal == mal)
            ),
            None,
        )
        if found is None or (number is None and mal is None):
            raise Refusal(404, "Not Found.")
        entry = viewer.entries.get(found.id)
        return found.told() | {"mediaListEntry": None if entry is None else entry.told(media=False)}

    def _save(self, viewer: Viewer, variables: Mapping[str, Any]) -> Entry:
        anime = self.anime.get(variables.get("mediaId", 0))
        status, score = variables.get("status"), variables.get("scoreRaw")
        if anime is None:
            raise Refusal(404, "Not Found.")
        if (status is not None and status not in STATUSES) or not 0 <= (score or 0) <= 100:
            raise Refusal(400, "validation")
        entry = viewer.entries.get(anime.id) or self.say(viewer, anime)
        entry.status = status or entry.status
        entry.score = entry.score if score is None else score
        return entry

    def _delete(self, viewer: Viewer, variables: Mapping[str, Any]) -> Any:
        found = next((one for one in viewer.entries.values() if one.id == variables.get("id")), None)
        if found is None:
            raise Refusal(404, "Not Found.")
        del viewer.entries[found.anime.id]
        return {"deleted": True}
