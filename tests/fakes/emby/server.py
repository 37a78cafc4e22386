"""The fake Emby: who may ask, how it refuses, and all its ways in."""

from collections.abc import Callable
from datetime import datetime

from aiohttp import web

from fakes.emby.accounts import Accounts
from fakes.emby.box_sets import Collections
from fakes.emby.items import Items
from fakes.emby.libraries import Libraries
from fakes.emby.marks import Marks
from fakes.emby.names import EmbyNames
from fakes.emby.playlists import Playlists
from fakes.emby.shapes import EmbyShapes
from fakes.mediabrowser.access import Caller, Device, device_of, read_header
from fakes.mediabrowser.asking import Refusal
from fakes.mediabrowser.playing import Playing
from fakes.mediabrowser.server import MediaServer

_TEXTS = {
    400: "Bad request.",
    401: "Access token is invalid or expired.",
    403: "User does not have the required access.",
    404: "Not found.",
    500: "Object reference not set to an instance of an object.",
}


class EmbyFake(MediaServer):
    """Emby 4.8.11 on a loopback port; all it knows is there with and without /emby in front."""

    product = "Emby Server"
    version = "4.8.11.0"

    def __init__(
        self, *, name: str = "Emby", port: int = 0, now: Callable[[], datetime] | None = None
    ) -> None:
        super().__init__(EmbyNames(), name=name, port=port, now=now)
        self.shapes = EmbyShapes(self.catalog, self.id)
        Accounts(self)
        Libraries(self)
        Items(self)
        Marks(self)
        # What was seen stays so while it is seen once more.
        self.playing = Playing(self, clears=False)
        Playlists(self)
        Collections(self)

    def caller(self, request: web.Request) -> Caller:
        """Return who asks, by headers or by parameters in the address."""
        headers = request.headers
        query = {name.casefold(): value for name, value in request.query.items()}
        said = headers.get("X-Emby-Authorization") or headers.get("Authorization") or ""
        pairs = read_header(said, ("emby", "mediabrowser"))

        def alone(name: str) -> str:
            return headers.get(name, "") or query.get(name.casefold(), "")

        device = device_of(pairs)
        if not device.complete:
            device = Device(
                client=device.client or alone("X-Emby-Client"),
                name=device.name or alone("X-Emby-Device-Name"),
                id=device.id or alone("X-Emby-Device-Id"),
                version=device.version or alone("X-Emby-Client-Version"),
            )
        token = pairs.get("token") or alone("X-Emby-Token") or query.get("api_key") or ""
        return self.access.caller(token, device)

    def refused(self, refusal: Refusal) -> web.Response:
        """Return a plain text."""
        return web.Response(status=refusal.status, text=refusal.detail or _TEXTS.get(refusal.status, ""))

    def path_of(self, raw_path: str) -> str:
        """Return a path without /emby in front."""
        head, _, rest = raw_path.lstrip("/").partition("/")
        return f"/{rest}" if head.casefold() == "emby" else raw_path

    def wrong_method(self, allowed: set[str]) -> Refusal:  # noqa: ARG002 -- it never says
        """Refuse a method: Emby knows only routes, whatever they differ by."""
        return Refusal(404)
