"""Capability LIBRARY: a music section of the server."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Mapping
from contextlib import aclosing

from syncopate.domain.media import FileStamp
from syncopate.domain.run import ScanMode
from syncopate.domain.server import Picture, PlayId, Section, ServerUser
from syncopate.domain.snapshot import Known, Maybe, Snapshot, Unknown
from syncopate.domain.target import Site, TargetKind
from syncopate.errors import LoginRejected, NotFound, RateLimited, SyncopateError, Unreachable
from syncopate.providers.capability import Context, Health, ScanBatch, ScanEnd
from syncopate.providers.plex import parse, playing
from syncopate.providers.plex.client import Client, client_of
from syncopate.providers.plex.finding import Finder
from syncopate.providers.plex.parse import SectionState
from syncopate.providers.plex.scanning import TRACKS, Scan, cursor_in
from syncopate.providers.snapshots import complete, failed


def create(context: Context) -> PlexLibrary:
    """Make the reader of a server's music. Raises NotConfigured."""
    return PlexLibrary(client_of(context))


class PlexLibrary:
    """Reads music sections; fulfils LibrarySource, Sectioned, Peopled, Refreshing, Pictured, Playable."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def check(self) -> Health:
        """Tell whether the server answers and takes the login."""
        return await self._client.check()

    async def scan(
        self, section: str, known: Mapping[str, FileStamp], mode: ScanMode, cursor: str | None = None
    ) -> AsyncIterator[ScanBatch | ScanEnd]:
        """Yield what changed, with a cursor and in mode INCREMENTAL; else all there is."""
        del known
        since = cursor_in(cursor) if mode is ScanMode.INCREMENTAL else None
        async with aclosing(Scan(self._client, section).run(since)) as parts:
            async for part in parts:
                yield part

    async def sections(self) -> Snapshot[Section]:
        """Return the sections that hold music."""
        return await _snapshot(self._sections())

    async def users(self) -> Snapshot[ServerUser]:
        """Return the users of the Plex Home, who have playlists of their own."""
        return await _snapshot(self._client.people.users())

    async def refresh(self, section: str, folder: str | None) -> None:
        """Begin to look at a folder, None: at all of the section. Raises Unreachable, NotFound."""
        state = await self._client.section(section)
        if folder is not None and not any(_within(folder, root) for root in state.folders):
            raise NotFound(f"{folder} is no folder of {state.name}.", what="folder", id=folder)
        query = () if folder is None else (("path", folder),)
        # A GET: servers of every age take it, and so plexapi asks.
        await self._client.write("GET", f"/library/sections/{state.key}/refresh", query)

    async def refreshing(self, section: str) -> Maybe[bool]:
        """Tell whether it is still looking."""
        try:
            return Known((await self._client.section(section)).refreshing)
        except SyncopateError as error:
            return Unknown(error.key, error.detail)

    async def listed(self, section: str, path: str) -> Maybe[str | None]:
        """Return the key of the track whose file this is, Known(None) when it is not listed."""
        try:
            state = await self._client.section(section)
            return Known(await Finder(self._client).listed(state.key, path))
        except SyncopateError as error:
            return Unknown(error.key, error.detail)

    async def picture(self, track_key: str, size: int) -> Maybe[Picture | None]:
        """Return the cover of a track's album, None when it has none."""
        if not track_key.isdecimal():
            return Known(None)
        try:
            thumb = await self._client.read(f"/library/metadata/{track_key}", parse.thumb)
            return Known(None if thumb is None else await self._picture(thumb, max(size, 1)))
        except SyncopateError as error:
            return Unknown(error.key, error.detail)

    async def play_ids(self, site: Site, target_key: str) -> tuple[PlayId, ...]:
        """Return what media players take; collections and five-star tracks cannot be played by one id."""
        if site.kind is not TargetKind.PLAYLIST or not target_key.isdecimal():
            return ()
        try:
            name = await self._client.people.other_name(site.user)
        except SyncopateError:
            return ()
        return playing.of_playlist(self._client.machine, target_key, name)

    async def _sections(self) -> tuple[Section, ...]:
        states = await self._client.sections()
        counts = await asyncio.gather(*(self._count(state) for state in states))
        return tuple(parse.section_of(state, count) for state, count in zip(states, counts, strict=True))

    async def _count(self, state: SectionState) -> int | None:
        """Return how many tracks it has, None when that cannot be told."""
        try:
            path = f"/library/sections/{state.key}/all"
            return (await self._client.page(path, parse.key_of, TRACKS, start=0, size=0)).total
        except Unreachable, NotFound:
            return None

    async def _picture(self, thumb: str, size: int) -> Picture:
        """Have the server make it smaller; one that cannot sends it as it is."""
        query = (("width", str(size)), ("height", str(size)), ("upscale", "0"), ("url", thumb))
        try:
            content, kind = await self._client.picture("/photo/:/transcode", query)
        except LoginRejected, RateLimited:
            raise
        except Unreachable, NotFound:
            content, kind = await self._client.picture(thumb)
        return Picture(content=content, content_type=kind)


async def _snapshot[T](asking: Awaitable[tuple[T, ...]]) -> Snapshot[T]:
    try:
        return complete(await asking)
    except SyncopateError as error:
        return failed(error)


def _within(folder: str, root: str) -> bool:
    """Tell whether a path is a folder or lies in it, as the server's own system writes paths."""
    plain = root.rstrip("/\\")
    inside = folder == root or folder.startswith((f"{plain}/", f"{plain}\\"))
    return inside and ".." not in folder.replace("\\", "/").split("/")
