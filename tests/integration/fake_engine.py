"""An engine that speaks the API over real HTTP on loopback, and says what a test wants it to say."""

import asyncio
import copy
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import quote

from aiohttp import web
from aiohttp.test_utils import TestServer
from fake_links import FakeLinks

type Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

ENGINE_ID = "0b7c2f9e-5d0a-4c39-9a57-0d1f6a3e8b11"
OTHER_ID = "77777777-5d0a-4c39-9a57-0d1f6a3e8b11"
KEY = "sync_test_key"

INFO = {
    "name": "Syncopate",
    "engine_id": ENGINE_ID,
    "version": "0.1.0",
    "api_version": 1,
    "min_api_version": 1,
    "time_zone": "Europe/Berlin",
    "started_at": "2026-11-20T08:00:00Z",
    "configuration_url": "http://engine.local:9030/",
}


def run(
    job: str = "sync_playlists", status: str = "succeeded", run_id: str = "r1", **more: Any
) -> dict[str, Any]:
    """Return a run as the API has it."""
    ended = None if status in {"queued", "running"} else "2026-11-20T02:01:00Z"
    return {
        "id": run_id,
        "job": job,
        "trigger": "schedule",
        "status": status,
        "requested_at": "2026-11-20T02:00:00Z",
        "started_at": "2026-11-20T02:00:00Z",
        "ended_at": ended,
        "duration_ms": 60000 if ended else None,
        "progress": {"done": 3, "total": 3, "current": ""},
        "error": None,
        "detail": "",
        "items": 3,
        "failed": 0,
    } | more


def job(name: str, **more: Any) -> dict[str, Any]:
    """Return a job as the API has it."""
    return {
        "name": name,
        "title": name.replace("_", " ").capitalize(),
        "schedule": {"kind": "daily", "enabled": True, "at": "02:00", "weekdays": [], "every_minutes": None},
        "next_run": "2026-11-21T01:00:00Z",
        "run_count": 4,
        "running": None,
        "last": run(name),
    } | more


def item(**more: Any) -> dict[str, Any]:
    """Return an item of a run as the API has it."""
    return {
        "run_id": "r1",
        "item_id": "p1",
        "item_name": "Workout",
        "status": "synced",
        "started_at": "2026-11-20T02:00:00Z",
        "ended_at": "2026-11-20T02:00:10Z",
        "duration_ms": 10000,
        "matched": 40,
        "review": 1,
        "missing": 2,
        "unknown": 0,
        "added": 3,
        "removed": 0,
        "moved": 0,
        "next_due": None,
        "error": None,
        "detail": "",
        "missing_entries": ["Кино – Группа крови"],
    } | more


def event(event_id: int, event_type: str = "sync_finished", **more: Any) -> dict[str, Any]:
    """Return an event as the API has it."""
    return {
        "id": event_id,
        "type": event_type,
        "at": "2026-11-20T09:00:00Z",
        "name": "Playlist sync",
        "status": "succeeded",
        "run_id": "r1",
        "run_count": 5,
        "data": {"matched": 40, "missing": 2},
    } | more


def playlist(playlist_id: str, name: str, **more: Any) -> dict[str, Any]:
    """Return a playlist as the API has it."""
    return {
        "id": playlist_id,
        "name": name,
        "source_name": name,
        "custom_name": None,
        "provider": "playlist_file",
        "account_id": None,
        "reference": f"{name}.csv",
        "description": None,
        "cover_url": None,
        "label": "Sport",
        "interval_days": 1,
        "enabled": True,
        "policy": "mirror",
        "library_id": "l1",
        "library_name": "Music",
        "target_key": None,
        "entries": 43,
        "counts": {"matched": 40, "review": 1, "missing": 2, "unknown": 0},
        "last_sync_at": None,
        "last_success_at": None,
        "next_due_at": None,
        "last_status": None,
        "last_error": None,
        "last_detail": "",
        "held": None,
        "held_digest": None,
    } | more


def library(library_id: str, name: str) -> dict[str, Any]:
    """Return a library as the API has it."""
    return {
        "id": library_id,
        "account_id": "a1",
        "provider": "folder",
        "name": name,
        "section": "",
        "readable": True,
        "key": None,
        "tracks": 1200,
        "artists": 80,
        "albums": 120,
        "size_bytes": 12_000_000_000,
        "problems": 0,
        "last_scan_at": None,
        "last_complete_at": None,
    }


def missing(position: int, title: str, artist: str, playlist_id: str = "p1") -> dict[str, Any]:
    """Return a missing entry as the API has it."""
    return {
        "playlist_id": playlist_id,
        "playlist": "Workout",
        "position": position,
        "artist": artist,
        "title": title,
        "album": None,
        "duration_ms": 180000,
        "link": None,
    }


def match(position: int, ruling: str | None, track_key: str | None) -> dict[str, Any]:
    """Return an entry with what was ruled on it as the API has it."""
    track = {
        "library_id": "l1",
        "key": track_key,
        "title": "Halo",
        "artists": ["Beyoncé"],
        "album": None,
        "duration_ms": 261000,
        "disc": None,
        "number": None,
        "year": None,
        "codec": "flac",
        "bitrate": None,
        "path": track_key,
    }
    return {
        "playlist_id": "p1",
        "playlist_name": "Workout",
        "library_id": "l1",
        "position": position,
        "identity": "text|halo|beyonce",
        "title": "Halo",
        "artists": ["Beyonce"],
        "album": None,
        "duration_ms": None,
        "link": None,
        "verdict": "match" if ruling == "is" else "missing",
        "reason": "decision" if ruling == "is" else "never",
        "confidence": 1.0 if ruling == "is" else None,
        "track": track if ruling == "is" else None,
        "candidates": [],
        "decision": ruling,
        "decision_id": None if ruling is None else 7,
    }


def candidate(title: str | None, score: float, *, against: str = "") -> dict[str, Any]:
    """Return a candidate as the API has it: `against` bars it, without a title its file has gone."""
    evidence = [{"aspect": "title", "says": "agrees", "detail": "", "penalty": 0.0, "gate": False}]
    if against:
        said = {"aspect": "version", "says": "disagrees", "detail": against, "penalty": 0.3, "gate": True}
        evidence.append(said)
    key = f"Beyoncé/{title or 'gone'}.flac"
    track = match(0, "is", key)["track"] | {"title": title, "album": "I Am…"}
    return {
        "track": track if title else None,
        "track_key": key,
        "score": score,
        "evidence": evidence,
    }


def review(position: int, title: str, *candidates: dict[str, Any], playlist_id: str = "p1") -> dict[str, Any]:
    """Return an entry that waits for a decision as the API has it."""
    sure = [each["score"] for each in candidates if not any(item["gate"] for item in each["evidence"])]
    return match(position, None, None) | {
        "playlist_id": playlist_id,
        "title": title,
        "identity": f"text|{title.lower()}|beyonce",
        "verdict": "review",
        "reason": "not_sure",
        "confidence": max(sure, default=None),
        "candidates": list(candidates),
    }


def account(account_id: str, provider: str, name: str) -> dict[str, Any]:
    """Return an account as the API has it."""
    return {
        "id": account_id,
        "provider": provider,
        "name": name,
        "settings": {},
        "health_ok": True,
        "health_key": None,
        "health_detail": "",
        "health_at": None,
        "created_at": "2026-11-20T08:00:00Z",
    }


def member(member_id: str, name: str) -> dict[str, Any]:
    """Return a member as the API has it."""
    return {"id": member_id, "name": name, "users": []}


def hit(title: str, **more: Any) -> dict[str, Any]:
    """Return what a catalogue found as the API has it."""
    return {
        "kind": "track",
        "title": title,
        "artists": ["Beyoncé"],
        "album": "I Am…",
        "year": 2008,
        "duration_ms": 261000,
        "count": None,
        "cover_url": "https://covers.example/1.jpg",
        "url": "https://www.deezer.com/track/1",
        "reference": None,
    } | more


def browsed(title: str) -> dict[str, Any]:
    """Return a track of a library as the API has it."""
    plain = dict.fromkeys(
        ("album_artist", "album_id", "track_total", "disc_total", "bit_depth", "cover_path", "bitrate")
    )
    return plain | {
        "id": "t1",
        "library_id": "l1",
        "key": f"Beyoncé/{title}.flac",
        "title": title,
        "artists": ["Beyoncé"],
        "album": "I Am…",
        "disc": 1,
        "number": 3,
        "year": 2008,
        "genres": ["Pop"],
        "duration_ms": 261000,
        "codec": "flac",
        "sample_rate": 44100,
        "lossless": True,
        "size_bytes": 31_000_000,
        "path": f"Beyoncé/{title}.flac",
        "added_at": "2026-11-20T08:00:00Z",
        "ids": [{"kind": "isrc", "value": "USSM10802000", "link": None}],
    }


PROBLEM = {
    "id": "library:l1",
    "key": "library_unavailable",
    "severity": "error",
    "title": "Music cannot be read",
    "detail": "The library Music cannot be read.",
    "placeholders": {"name": "Music"},
}

STATUS = {
    "info": INFO,
    "counts": {
        "playlists": 2,
        "matched": 40,
        "review": 1,
        "missing": 2,
        "unknown": 5,
        "libraries": 1,
        "artists": 80,
        "albums": 120,
        "tracks": 1200,
        "size_bytes": 12_000_000_000,
    },
    "jobs": [
        job("main_sync"),
        job(
            "sync_playlists",
            schedule=None,
            next_run=None,
            last=run(
                "sync_playlists",
                "partial",
                failed=1,
                error="source_unavailable",
                detail="The source of Workout cannot be read.",
            ),
        ),
        job("scan_library", last=None),
        job("publish_mqtt"),
        job("clean_up"),
    ],
    "accounts": [],
    "problems": [],
    "events": [],
}


class FakeEngine:
    """The engine. `refuse` maps a path to (status, key, detail); `asked` holds what was asked for."""

    def __init__(self) -> None:
        self.status: dict[str, Any] = copy.deepcopy(STATUS)
        self.playlists = [playlist("p1", "Workout"), playlist("p2", "Workout Extra"), playlist("p3", "Kids")]
        self.libraries = [library("l1", "Music"), library("l2", "Audiobooks")]
        self.members = [member("m1", "Anna"), member("m2", "Kim")]
        self.found = [hit("Halo")]
        self.rests: list[dict[str, Any]] = []
        self.tracks = [browsed("Halo")]
        self.searched: list[dict[str, Any]] = []
        self.removed: list[dict[str, Any]] = []
        self.missing = [missing(3, "Группа крови", "Кино"), missing(7, "Untitled", "")]
        self.reviews = [
            review(
                3,
                "Halo",
                candidate("Halo (Live)", 0.82, against="live is not studio"),
                candidate("Halo", 0.78),
            ),
            review(5, "Hello", candidate(None, 0.6), playlist_id="p3"),
        ]
        self.export: tuple[str, bytes] = ("Workout.m3u8", b"#EXTM3U\n")
        self.exported: list[dict[str, str]] = []
        self.runs: dict[str, dict[str, Any]] = {"r1": {"run": run(), "items": [item()]}}
        self.events: list[dict[str, Any]] = []
        self.links = FakeLinks(_problem, run)
        self.trigger: dict[str, Any] | None = None
        self.key = KEY
        self.refuse: dict[str, tuple[int, str, str]] = {}
        self.raw: dict[str, web.Response] = {}
        self.asked: list[tuple[str, str, Any]] = []
        self.last_event_id = 10
        self.hello: str | None = None
        self.slow = 0.0
        self.sockets: list[web.WebSocketResponse] = []
        self.server: TestServer
        self._port = 0

    @property
    def host(self) -> str:
        return "127.0.0.1"

    @property
    def port(self) -> int:
        return self._port

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    def asked_for(self, path: str) -> list[Any]:
        """Return the bodies sent to a path."""
        return [body for _, asked, body in self.asked if asked == path]

    @asynccontextmanager
    async def running(self, port: int = 0) -> AsyncIterator[None]:
        """Serve until left."""
        await self.start(port)
        try:
            yield
        finally:
            await self.stop()

    async def start(self, port: int = 0) -> None:
        app = web.Application(client_max_size=50_000_000, middlewares=[self._guard])
        app.add_routes(
            [
                web.get("/api/v1/events/stream", self._stream),
                web.get("/api/v1/health", self._health),
                web.get("/api/v1/info", self._info),
                web.get("/api/v1/status", self._status),
                web.get("/api/v1/libraries", self._libraries),
                web.get("/api/v1/playlists", self._playlists),
                web.post("/api/v1/playlists", self._add),
                web.post("/api/v1/playlists/upload", self._upload),
                web.delete("/api/v1/playlists/{id}", self._remove),
                web.post("/api/v1/playlists/{id}/sync", self._sync_one),
                web.get("/api/v1/members", self._members),
                web.get("/api/v1/sources/search", self._catalogue),
                *(
                    web.get(f"/api/v1/library/{what}", self._library)
                    for what in ("tracks", "albums", "artists")
                ),
                web.get("/api/v1/playlists/{id}/export", self._export),
                web.post("/api/v1/playlists/{id}/matches/{position}/decision", self._decide),
                web.post("/api/v1/jobs/{name}/run", self._run_job),
                web.get("/api/v1/runs/{id}", self._run),
                web.get("/api/v1/missing", self._missing),
                web.get("/api/v1/matches", self._matches),
                web.post("/api/sync/{what}", self._trigger),
                *self.links.routes(),
            ]
        )
        self.server = TestServer(app, host="127.0.0.1", port=port or None)
        await self.server.start_server(**({"port": port} if port else {}))

        self._port = self.server.port or 0

    async def stop(self) -> None:
        await self.drop()
        await self.server.close()

    async def drop(self) -> None:
        """Break every open stream."""
        for socket in self.sockets:
            await socket.close()
        self.sockets.clear()

    async def push(self, happened: dict[str, Any]) -> None:
        """Tell everyone who listens, and store it."""
        if happened["id"]:
            self.events.insert(0, happened)
            self.last_event_id = happened["id"]
        await self.push_raw({"type": "event", "event": happened})

    async def push_raw(self, frame: dict[str, Any]) -> None:
        for socket in self.sockets:
            await socket.send_json(frame)

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        if self.hello is None:
            await socket.send_json(
                {"type": "hello", "info": self.status["info"], "last_event_id": self.last_event_id}
            )
        else:
            await socket.send_str(self.hello)
        since = int(request.query.get("since", self.last_event_id))
        for missed in reversed(self.events):
            if missed["id"] > since:
                await socket.send_json({"type": "event", "event": missed})
        self.sockets.append(socket)
        async for _ in socket:
            pass
        return socket

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Note what is asked, and refuse what shall be refused."""
        path = request.path
        if request.content_type == "multipart/form-data":
            body: Any = dict(await request.post())
            body["file"] = (body["file"].filename, body["file"].file.read())
        else:
            body = await request.json() if request.body_exists else None
        request["body"] = body
        self.asked.append((request.method, path, body))
        await asyncio.sleep(self.slow)
        if path in self.raw:
            return self.raw[path]
        if path != "/api/v1/health" and request.headers.get("Authorization") != f"Bearer {self.key}":
            return _problem(401, "key_invalid", "The key is wrong, has expired or was revoked.")
        if path in self.refuse:
            return _problem(*self.refuse[path])
        try:
            return await handler(request)
        except web.HTTPNotFound:
            return _problem(404, "not_found", f"There is no {path}.")

    async def _health(self, _: web.Request) -> web.Response:
        return web.json_response({"ok": True, "version": "0.1.0", "checks": []})

    async def _info(self, _: web.Request) -> web.Response:
        return web.json_response(self.status["info"])

    async def _status(self, _: web.Request) -> web.Response:
        return web.json_response(self.status)

    async def _libraries(self, _: web.Request) -> web.Response:
        return web.json_response({"items": self.libraries})

    async def _playlists(self, request: web.Request) -> web.Response:
        return _page(request, self.playlists)

    async def _add(self, request: web.Request) -> web.Response:
        return web.json_response(playlist("p9", request["body"].get("name") or "Added"), status=201)

    async def _upload(self, _: web.Request) -> web.Response:
        return web.json_response(playlist("p9", "Uploaded"), status=201)

    async def _remove(self, request: web.Request) -> web.Response:
        self.removed.append({"id": request.match_info["id"], **request.query})
        return web.Response(status=204)

    async def _members(self, _: web.Request) -> web.Response:
        return web.json_response({"items": self.members})

    async def _catalogue(self, request: web.Request) -> web.Response:
        self.searched.append({"path": request.path, **request.query})
        found = {"provider": "deezer", "account_id": None, "items": self.found, "instead_of": self.rests}
        return web.json_response(found)

    async def _library(self, request: web.Request) -> web.Response:
        self.searched.append({"path": request.path, **request.query})
        limit, total = int(request.query["limit"]), len(self.tracks)
        page = {"page": 1, "limit": limit, "total": total, "total_pages": 1, "has_next": limit < total}
        return web.json_response({"items": self.tracks[:limit], "page": page})

    async def _sync_one(self, request: web.Request) -> web.Response:
        started = run(status="queued", run_id=f"of-{request.match_info['id']}")
        return web.json_response({"run": started}, status=202)

    async def _decide(self, request: web.Request) -> web.Response:
        said, place = request["body"], int(request.match_info["position"])
        there = {row["position"]: row["identity"] for row in self.reviews}
        if said["identity"] not in {None, there.get(place, "text|halo|beyonce")}:
            return _problem(409, "conflict", "Another entry stands at this place now: look again.")
        return web.json_response(match(place, said["ruling"], said["track_key"]))

    async def _run_job(self, request: web.Request) -> web.Response:
        return web.json_response({"run": run(request.match_info["name"], "queued")}, status=202)

    async def _run(self, request: web.Request) -> web.Response:
        if request.match_info["id"] not in self.runs:
            raise web.HTTPNotFound
        return web.json_response(self.runs[request.match_info["id"]])

    async def _export(self, request: web.Request) -> web.Response:
        self.exported.append({"id": request.match_info["id"], **request.query})
        name, data = self.export
        said = f"attachment; filename=\"x\"; filename*=UTF-8''{quote(name)}"
        headers = {"Content-Disposition": said, "Content-Type": "audio/x-mpegurl"}
        return web.Response(body=data, headers=headers)

    async def _missing(self, request: web.Request) -> web.Response:
        only = request.query.get("playlist_id")
        return _page(request, [row for row in self.missing if only in {None, row["playlist_id"]}])

    async def _matches(self, request: web.Request) -> web.Response:
        only, least = request.query.get("playlist_id"), float(request.query.get("min_score", 0))
        assert (request.query["verdict"], request.query["order"]) == ("review", "confidence")
        rows = [row for row in self.reviews if only in {None, row["playlist_id"]}]
        return _page(request, [row for row in rows if row["confidence"] >= least])

    async def _trigger(self, request: web.Request) -> web.Response:
        what = request.match_info["what"]
        started = {"result": "started", "what": what, "run": run(status="queued"), "detail": "It runs."}
        return web.json_response(self.trigger or started)


def _page(request: web.Request, rows: list[dict[str, Any]]) -> web.Response:
    limit, offset = int(request.query["limit"]), int(request.query["offset"])
    page = {"total": len(rows), "limit": limit, "offset": offset}
    return web.json_response({"items": rows[offset : offset + limit], "page": page})


def _problem(status: int, key: str, detail: str) -> web.Response:
    body = {
        "type": "about:blank",
        "title": key,
        "status": status,
        "detail": detail,
        "key": key,
        "placeholders": {},
    }
    return web.json_response(body, status=status, content_type="application/problem+json")
