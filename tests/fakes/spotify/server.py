"""The three hosts of Spotify, each on a port of its own, and how tests change what is on them."""

from typing import Self

from aiohttp import web

from fakes.serving import Fault, Served, Wire
from fakes.spotify.accounts import Accounts
from fakes.spotify.api import Api
from fakes.spotify.model import World
from fakes.spotify.pages import Pages

HOSTS = ("api.spotify.com", "accounts.spotify.com", "open.spotify.com")


class FakeSpotify:
    """An asynchronous context manager: the hosts run inside of it, `endpoints` says where."""

    def __init__(self) -> None:
        self.wire = Wire()
        self.world = World()
        self.accounts = Accounts(self.world)
        self.api = Api(self.world, self.accounts)
        self.pages = Pages(self.world)
        self._served: dict[str, Served] = {}
        for host, routes in zip(HOSTS, (self.api, self.accounts, self.pages), strict=True):
            app = web.Application(middlewares=[self.wire.middleware()])
            app.add_routes(routes.routes())
            self._served[host] = Served(app, longest_line=16_380)

    @property
    def endpoints(self) -> dict[str, str]:
        """Return where each host is reached."""
        return {host: served.address for host, served in self._served.items()}

    def is_new(self, *, new: bool, names: str = "") -> None:
        """Answer as new apps are answered, or as those of before 2026 are; `names` as in `shapes`."""
        self.api.new_app = new
        self.api.names = names or ("new" if new else "old")

    def fail(self, fault: Fault, path: str = "*", **more: object) -> None:
        """From now on answer so."""
        self.wire.fail(fault, path, **more)  # type: ignore[arg-type]

    async def __aenter__(self) -> Self:
        for served in self._served.values():
            await served.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        for served in self._served.values():
            await served.__aexit__()
