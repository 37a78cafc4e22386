"""What both fakes are: a real server with its state, and the means for tests to set that up and change it."""

import gc
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self
from uuid import uuid4

from aiohttp import web

from fakes.mediabrowser.access import Access, Caller, Device
from fakes.mediabrowser.asking import Ask, Needs, Refusal, Routes
from fakes.mediabrowser.catalog import Catalog, Names, digest
from fakes.mediabrowser.images import png
from fakes.mediabrowser.model import Album, BoxSet, Item, Library, Playlist, Tags, Track, User, UserData
from fakes.mediabrowser.queries import Finder
from fakes.mediabrowser.scanning import Scanner
from fakes.mediabrowser.shelf import Shelf
from fakes.mediabrowser.videos import Video
from fakes.serving import Served, Wire

if TYPE_CHECKING:
    from fakes.mediabrowser.playing import Playing
    from fakes.mediabrowser.shapes import Shapes

_LONGEST_LINE = 8192
"""Bytes of a request line; the servers answer longer ones with 414."""
_LONGEST_READ = 1 << 20
_LARGEST_BODY = 64 << 20
_MANY = 10_000
PASSWORD = "secret"
"""Of users for whom none is named."""


class MediaServer(ABC):
    """An asynchronous context manager: the server runs inside of it at `address`."""

    product: str
    version: str
    shapes: Shapes
    playing: Playing
    more_of_sessions: ClassVar[Mapping[str, Any]] = {}
    """What a session is told with besides."""

    def __init__(
        self, names: Names, *, name: str, port: int = 0, now: Callable[[], datetime] | None = None
    ) -> None:
        self.name = name
        self.id = digest(self.product, name)
        self.wire = Wire()
        self.now = now or (lambda: datetime.now(UTC))
        """The server's clock, for tests to set."""
        self.catalog = Catalog(names, lambda: self.now())  # noqa: PLW0108 -- tests set another clock
        self.finder = Finder(self.catalog)
        self.access = Access()
        self.shelf = Shelf(self.catalog, lambda: self.now())  # noqa: PLW0108 -- tests set another clock
        self.scanner = Scanner(self.catalog)
        self.routes = Routes()
        self.scan_id = digest("RefreshLibrary")
        app = web.Application(middlewares=[self.wire.middleware()], client_max_size=_LARGEST_BODY)
        app.router.add_route("*", "/{path:.*}", self._dispatch)
        self._frozen = False
        self._served = Served(app, port, longest_line=_LONGEST_READ)

    @property
    def address(self) -> str:
        """Return where it is, as "http://127.0.0.1:PORT"."""
        return self._served.address

    async def __aenter__(self) -> Self:
        await self._served.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.scanner.close()
        if self._frozen:
            gc.unfreeze()
        await self._served.__aexit__()

    def add_user(
        self,
        name: str,
        password: str = PASSWORD,
        *,
        admin: bool = False,
        libraries: Iterable[Library] | None = None,
        hidden: bool = False,
        disabled: bool = False,
    ) -> User:
        """Make an account; `libraries` None: it sees all of them."""
        user = User(
            id=uuid4().hex,
            name=name,
            password=password,
            admin=admin,
            libraries=None if libraries is None else set(libraries),
            hidden=hidden,
            disabled=disabled,
        )
        self.access.users.append(user)
        self.catalog.touch()
        return user

    def grant(self, user: User, libraries: Iterable[Library] | None) -> None:
        """Let a user see these libraries and no others, None: all."""
        user.libraries = None if libraries is None else set(libraries)
        self.catalog.touch()

    def sign_in(self, user: User, device: str = "test") -> str:
        """Return a token of a user without asking for it over HTTP."""
        return self.access.sign_in(user, Device(client="Test", name=device, id=device, version="1"))

    def new_key(self, app: str = "Test") -> str:
        """Return a new key, which acts as administrator."""
        return self.access.new_key(app)

    def add_library(self, name: str, *locations: str, collection: str | None = "music") -> Library:
        """Make a library; its folder is /music/NAME, or named for what it holds, where none is named."""
        return self.catalog.add_library(name, *locations, collection=collection)

    def add_track(self, library: Library, tags: Tags, path: str | None = None) -> Track:
        """Make a track at once, as if its file had been scanned."""
        track = self.catalog.add_track(library, tags, path)
        self.scanner.files[track.path] = tags
        return track

    def edit_track(self, track: Track, tags: Tags) -> None:
        """Change a track at once, as if its file had been tagged and scanned anew."""
        self.scanner.files[track.path] = tags
        self.catalog.edit_track(track, tags)

    def remove_track(self, track: Track) -> None:
        """Remove a track at once, as if its file had been deleted and looked for."""
        self.scanner.files.pop(track.path, None)
        self.catalog.remove_track(track)

    def delete_item(self, item: Item) -> None:
        """Delete an item with its files."""
        match item:
            case Playlist():
                self.catalog.remove_playlist(item)
            case BoxSet():
                self.catalog.remove_box_set(item)
            case Track():
                self.remove_track(item)
            case Album():
                for track in self.catalog.tracks_of(item):
                    self.remove_track(track)
            case Video():
                self.shelf.remove(item)
            case _:
                pass

    def fill(self, library: Library, tracks: int) -> None:
        """Make many tracks at once."""
        self.catalog.fill(library, tracks)
        if tracks >= _MANY:
            # Looking through all of this for garbage, again and again, takes longer than a page.
            gc.collect()
            gc.freeze()
            self._frozen = True

    def put_file(self, path: str, tags: Tags) -> None:
        """Put a file on the server's disk; it becomes a track with the next scan that looks there."""
        self.scanner.put(path, tags)

    def delete_file(self, path: str) -> None:
        """Delete a file; its track goes with the next scan that looks there."""
        self.scanner.delete(path)

    def change_ids(self) -> None:
        """Give all items other ids, as after setting the server up anew on the same files."""
        self.catalog.change_ids()

    def set_image(self, item: Item, data: bytes = png(200, 30, 60), content_type: str = "image/png") -> None:
        """Give an item a picture."""
        item.image, item.image_type, item.image_tag = data, content_type, digest(data.hex())
        self.catalog.touch(item)

    def set_favorite(self, user: User, item: Item, *, favorite: bool = True) -> None:
        """Let a user like an item, or no longer."""
        data = user.data.setdefault(item, UserData())
        data.favorite, data.saved = favorite, self.now()
        self.catalog.touch()

    def add_playlist(self, name: str, owner: User | None, tracks: Iterable[Track] = ()) -> Playlist:
        """Make a playlist; where the server takes a track only once, it is the caller's to keep to that."""
        return self.catalog.add_playlist(name, owner, tracks)

    def add_collection(self, name: str, *members: Item) -> BoxSet:
        """Make a collection."""
        return self.catalog.add_box_set(name, members)

    @abstractmethod
    def caller(self, request: web.Request) -> Caller:
        """Return who asks."""

    @abstractmethod
    def refused(self, refusal: Refusal) -> web.Response:
        """Return how the server refuses."""

    @abstractmethod
    def path_of(self, raw_path: str) -> str:
        """Return a path without what may stand in front of it."""

    @abstractmethod
    def wrong_method(self, allowed: set[str]) -> Refusal:
        """Return how it refuses a path that is there for other methods."""

    async def _dispatch(self, request: web.Request) -> web.StreamResponse:
        try:
            return await self._answer(request)
        except Refusal as refusal:
            return self.refused(refusal)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        target = request.raw_path
        if len(f"{request.method} {target} HTTP/1.1") > _LONGEST_LINE:
            raise Refusal(414)
        found = self.routes.find(request.method, self.path_of(target.partition("?")[0]))
        if isinstance(found, set):
            raise self.wrong_method(found) if found else Refusal(404)
        route, values = found
        caller = self.caller(request)
        if route.needs is not Needs.NOTHING and not caller.known:
            raise Refusal(401)
        if route.needs is Needs.ADMIN and not caller.admin:
            raise Refusal(403)
        query: dict[str, list[str]] = {}
        for name, value in request.query.items():
            query.setdefault(name.casefold(), []).append(value)
        body = await request.read()
        return await route.handler(Ask(request=request, caller=caller, path=values, query=query, body=body))
