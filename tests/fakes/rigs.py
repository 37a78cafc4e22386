"""One server of each kind, ready to log in to: for what has to hold on all of them alike.

`RIGS[provider](tracks)` is an asynchronous context manager that gives a `Rig`. Needs nothing of the engine.
"""

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from aiohttp import web

from fakes.emby import EmbyFake
from fakes.jellyfin import JellyfinFake
from fakes.mediabrowser.server import PASSWORD as MEDIABROWSER_PASSWORD
from fakes.opensubsonic.server import PASSWORD as SUBSONIC_PASSWORD, OpenSubsonic
from fakes.plex import FakePlex
from fakes.serving import Asked, Wire

_READING_POSTS = (
    "/rest/get",
    "/rest/search",
    "/rest/ping",
    "/Users/Authenticate",
    "/QuickConnect",
    "/api/v2/",
)
"""What is asked by POST and changes nothing: Subsonic's forms, logins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rig:
    """A server with music in one library. `method` and `answers` log in to it as its administrator does."""

    provider: str
    server: Any
    wire: Wire
    address: str
    method: str
    answers: Mapping[str, str]
    section: str
    touch: Callable[[], None]
    """Changes the title of one track, so that the server's change marker moves."""
    playlists: Callable[[], list[tuple[str, list[str]]]]
    """Tells the playlists on the server: what each is called, and the titles in it, in order."""

    def names(self) -> list[str]:
        """Return what the playlists on the server are called."""
        return [name for name, _ in self.playlists()]

    @property
    def requests(self) -> int:
        """How many requests came so far."""
        return len(self.wire.journal)

    def writes(self, since: int = 0) -> list[Asked]:
        """Return the requests that are meant to change something, from a place in the journal on."""
        return [one for one in self.wire.journal[since:] if is_write(one)]


def is_write(asked: Asked | web.Request) -> bool:
    """Tell whether a request is meant to change something; Subsonic changes things by GET too."""
    if "/rest/" in asked.path:
        verb = asked.path.rpartition("/rest/")[2].removesuffix(".view")
        return verb.startswith(("create", "update", "delete", "star", "unstar", "setRating", "startScan"))
    writes = asked.method not in {"GET", "HEAD", "OPTIONS"}
    return writes and not any(part in asked.path for part in _READING_POSTS)


@asynccontextmanager
async def plex(tracks: int) -> AsyncGenerator[Rig]:
    """Give a Plex Media Server, reached by its address and the owner's token."""
    server = FakePlex()
    server.library.fill(server.music, tracks)

    def touch() -> None:
        track = next(item for item in server.library.items.values() if item.kind.name == "TRACK")
        server.clock.advance(60)
        server.library.edit(track, title=f"{track.title} again")

    async with server:
        yield Rig(
            provider="plex",
            server=server,
            wire=server.wire,
            address=server.address,
            method="token",
            answers={"token": server.token, "address": server.address},
            section=str(server.music.key),
            touch=touch,
            playlists=lambda: [
                (each.title, [entry.item.title for entry in each.entries])
                for each in server.server.playlists.kept.values()
            ],
        )


@asynccontextmanager
async def _mediabrowser(provider: str, server: Any, tracks: int) -> AsyncGenerator[Rig]:
    library = server.add_library("Music", "/music")
    server.fill(library, tracks)
    user = server.add_user("Anna", admin=True)

    def touch() -> None:
        track = next(iter(server.catalog.tracks.values()))
        server.edit_track(track, replace(track.tags, title=f"{track.tags.title} again"))

    async with server:
        yield Rig(
            provider=provider,
            server=server,
            wire=server.wire,
            address=server.address,
            method="password",
            answers={"url": server.address, "username": user.name, "password": MEDIABROWSER_PASSWORD},
            section=library.id,
            touch=touch,
            playlists=lambda: [
                (each.name, [entry.track.name for entry in each.entries]) for each in server.catalog.playlists
            ],
        )


@asynccontextmanager
async def jellyfin(tracks: int) -> AsyncGenerator[Rig]:
    """Give a Jellyfin."""
    async with _mediabrowser("jellyfin", JellyfinFake(), tracks) as made:
        yield made


@asynccontextmanager
async def emby(tracks: int) -> AsyncGenerator[Rig]:
    """Give an Emby."""
    async with _mediabrowser("emby", EmbyFake(), tracks) as made:
        yield made


@asynccontextmanager
async def subsonic(tracks: int) -> AsyncGenerator[Rig]:
    """Give a server that speaks OpenSubsonic."""
    server = OpenSubsonic()
    folder = server.music.add_folder("Music")
    server.music.fill(folder, tracks)
    server.add_user("anna", admin=True)

    def touch() -> None:
        song = next(iter(server.music.songs.values()))
        song.title = f"{song.title} again"
        server.music.scanned()

    async with server:
        yield Rig(
            provider="subsonic",
            server=server,
            wire=server.wire,
            address=server.address,
            method="password",
            answers={"url": server.address, "user": "anna", "password": SUBSONIC_PASSWORD},
            section=str(folder),
            touch=touch,
            playlists=lambda: [
                (each.name, [server.music.songs[key].title for key in each.songs])
                for each in server.playlists.held.values()
            ],
        )


RIGS: Mapping[str, Callable[[int], AbstractAsyncContextManager[Rig]]] = {
    "plex": plex,
    "jellyfin": jellyfin,
    "emby": emby,
    "subsonic": subsonic,
}
