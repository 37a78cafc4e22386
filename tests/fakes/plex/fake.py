"""A Plex account with its servers: one object keeps plex.tv and all of them, each on a port of its own."""

from contextlib import AsyncExitStack
from typing import Self

from aiohttp import web

from fakes.plex import (
    discover,
    pms_collections,
    pms_history,
    pms_items,
    pms_library,
    pms_pictures,
    pms_playing,
    pms_playlists,
    pms_sections,
    pms_server,
    tv,
)
from fakes.plex.asking import SERVER, gate
from fakes.plex.clock import Clock
from fakes.plex.disk import SoundFile
from fakes.plex.library import Library
from fakes.plex.media import Kind, Section
from fakes.plex.people import People, User
from fakes.plex.server import MediaServer
from fakes.serving import Served, Wire

_LONGEST = 1 << 20
_PARTS = (
    pms_server,
    pms_library,
    pms_sections,
    pms_items,
    pms_playing,
    pms_history,
    pms_pictures,
    pms_playlists,
    pms_collections,
)


class FakePlex:
    """plex.tv and the servers of its accounts, as an asynchronous context manager.

    There is one server at first: films, shows and two music libraries, the first called "Music" and empty.
    """

    def __init__(self, *, port: int = 0, tv_port: int = 0) -> None:
        self.clock = Clock()
        self.people = People(self.clock)
        self.catalogue = discover.Catalogue(self.people)
        """What Plex Discover knows, which is reached at the address of plex.tv."""
        self.servers: list[MediaServer] = []
        self.tv_wire = Wire()
        self.tv_address = ""
        self._ports = {"server": port, "tv": tv_port}
        self._stack: AsyncExitStack | None = None
        self._make("Living Room", self.people.owner)

    @property
    def server(self) -> MediaServer:
        """The first server."""
        return self.servers[0]

    @property
    def library(self) -> Library:
        return self.server.library

    @property
    def music(self) -> Section:
        """The first music library of the first server."""
        return self.server.music()[0]

    @property
    def films(self) -> Section:
        """The library of films of the first server."""
        return self.library.sections[1]

    @property
    def shows(self) -> Section:
        """The library of shows of the first server."""
        return self.library.sections[2]

    @property
    def wire(self) -> Wire:
        """What the first server was asked, and how it fails."""
        return self.server.wire

    @property
    def address(self) -> str:
        return self.server.address

    @property
    def token(self) -> str:
        """The owner's token at his account; it opens his servers too."""
        return self.people.owner.token

    async def __aenter__(self) -> Self:
        self._stack = AsyncExitStack()
        served = await self._stack.enter_async_context(Served(self._tv(), self._ports["tv"]))
        self.tv_address = served.address
        for server in self.servers:
            await self._serve(server, self._ports["server"] if server is self.server else 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        for server in self.servers:
            server.disk.cancel()
        if self._stack is not None:
            await self._stack.aclose()

    def approve(self, code: str, user: User | None = None) -> str:
        """Let in the app that shows this PIN, for the owner or another; return the token it gets."""
        return self.people.approve(code, user)

    def put_file(self, path: str, file: SoundFile) -> None:
        """Put a file on the first server's disk; it is a track once its folder is scanned."""
        self.server.disk.put(path, file)

    def take_file(self, path: str) -> None:
        """Take a file away; its track goes once its folder is scanned."""
        self.server.disk.take(path)

    def change_ids(self, *, keep_members: bool = False) -> None:
        """Give every item of the first server another ratingKey, as a library built anew has.

        Playlists then are empty and collections gone, as on a real server, unless `keep_members`.
        """
        self.library.change_ids(keep_members=keep_members)

    async def add_server(self, name: str, owner: User | None = None) -> MediaServer:
        """Add a server, of the owner or another, with the same four empty libraries."""
        server = self._make(name, owner or self.people.owner)
        if self._stack is not None:
            await self._serve(server, 0)
        return server

    def _make(self, name: str, owner: User) -> MediaServer:
        server = MediaServer(name, owner, self.people, self.clock)
        films = server.library.add_section("Movies", "/storage/movies", kind=Kind.MOVIE)
        shows = server.library.add_section("TV Shows", "/storage/tvshows", kind=Kind.SHOW)
        server.library.add_section("Music", "/storage/music")
        server.library.add_section("Audio Plays", "/storage/plays", "/storage/more plays")
        server.library.add_video(films, "A Film", year=1999)
        server.library.add_video(shows, "A Show", year=2004)
        self.servers.append(server)
        return server

    async def _serve(self, server: MediaServer, port: int) -> None:
        app = web.Application(middlewares=[server.wire.middleware(), gate], client_max_size=_LONGEST * 16)
        app[SERVER] = server
        for part in _PARTS:
            app.add_routes(part.routes())
        assert self._stack is not None
        served = await self._stack.enter_async_context(Served(app, port, longest_line=_LONGEST))
        server.address = served.address

    def _tv(self) -> web.Application:
        app = web.Application(middlewares=[self.tv_wire.middleware(), tv.refusals])
        app[tv.WORLD] = tv.World(self.people, self.servers, self.clock)
        app[discover.CATALOGUE] = self.catalogue
        app.add_routes(tv.routes())
        app.add_routes(discover.routes())
        return app
