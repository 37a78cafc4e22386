"""The fake Jellyfin: who may ask, how it refuses, and all its ways in."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, ClassVar

from aiohttp import web

from fakes.jellyfin.accounts import Accounts
from fakes.jellyfin.box_sets import Collections
from fakes.jellyfin.items import Items
from fakes.jellyfin.libraries import Libraries
from fakes.jellyfin.marks import Marks
from fakes.jellyfin.names import JellyfinNames
from fakes.jellyfin.playlists import Playlists
from fakes.jellyfin.shapes import JellyfinShapes
from fakes.mediabrowser.access import Caller, device_of, read_header
from fakes.mediabrowser.asking import Refusal, json_answer
from fakes.mediabrowser.model import User
from fakes.mediabrowser.playing import Playing
from fakes.mediabrowser.server import MediaServer

_TITLES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    414: "URI Too Long",
    415: "Unsupported Media Type",
}
_SILENT = {401, 403, 414}
"""Nothing is said with these, unless there is something to say."""


class JellyfinFake(MediaServer):
    """Jellyfin 10.11.11 on a loopback port."""

    product = "Jellyfin Server"
    version = "10.11.11"
    more_of_sessions: ClassVar[Mapping[str, Any]] = {
        "LastPlaybackCheckIn": "0001-01-01T00:00:00.0000000Z",
        "IsActive": True,
        "SupportsMediaControl": False,
        "HasCustomDeviceName": False,
    }

    def __init__(
        self, *, name: str = "Jellyfin", port: int = 0, now: Callable[[], datetime] | None = None
    ) -> None:
        super().__init__(JellyfinNames(), name=name, port=port, now=now)
        self.shapes = JellyfinShapes(self.catalog, self.id)
        self.accounts = Accounts(self)
        Libraries(self)
        Items(self)
        Marks(self)
        self.playing = Playing(self, clears=True)
        Playlists(self)
        Collections(self)

    @property
    def quick_connect(self) -> bool:
        """Tell whether quick connect is switched on."""
        return self.accounts.enabled

    @quick_connect.setter
    def quick_connect(self, on: bool) -> None:
        self.accounts.enabled = on

    def approve(self, code: str, user: User) -> None:
        """Let a user allow the quick connect request that shows this code."""
        self.accounts.approve(code, user)

    def caller(self, request: web.Request) -> Caller:
        """Return who asks; the older ways to say it still count in 10.11 unless switched off."""
        headers = request.headers
        said = headers.get("Authorization", "")
        pairs = read_header(said, ("mediabrowser", "emby"))
        if not pairs:
            pairs = read_header(headers.get("X-Emby-Authorization", ""), ("mediabrowser", "emby"))
        query = {name.casefold(): value for name, value in request.query.items()}
        token = (
            pairs.get("token")
            or headers.get("X-Emby-Token")
            or headers.get("X-MediaBrowser-Token")
            or query.get("apikey")
            or query.get("api_key")
            or ""
        )
        return self.access.caller(token, device_of(pairs))

    def refused(self, refusal: Refusal) -> web.Response:
        """Return problem details; nothing at all where access is refused; a plain text for exceptions."""
        if refusal.thrown:
            return web.Response(status=refusal.status, text="Error processing request.")
        if refusal.status in _SILENT and not refusal.detail:
            return web.Response(status=refusal.status)
        problem = {"title": _TITLES[refusal.status], "status": refusal.status}
        if refusal.detail:
            problem["detail"] = refusal.detail
        return json_answer(problem, refusal.status)

    def path_of(self, raw_path: str) -> str:
        """Return the path as it is: there is no base path unless one is set up."""
        return raw_path

    def wrong_method(self, allowed: set[str]) -> Refusal:
        """Refuse a method."""
        return Refusal(405, f"Allowed are {', '.join(sorted(allowed))}.")
