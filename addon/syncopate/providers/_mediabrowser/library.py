"""Capability LIBRARY, as far as both servers are alike."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing
from pathlib import PurePosixPath

from syncopate.domain.media import FileStamp
from syncopate.domain.run import ScanMode
from syncopate.domain.server import Picture, PlayId, Section, ServerUser
from syncopate.domain.snapshot import Known, Maybe, Snapshot, Unknown
from syncopate.domain.target import Site, TargetKind
from syncopate.errors import LoginLacksRights, NotFound, OddAnswer, SyncopateError
from syncopate.providers._mediabrowser.raw import Raw, text, things
from syncopate.providers._mediabrowser.scan import Scan
from syncopate.providers._mediabrowser.talk import TRACKS, Query, Talk, image_tag
from syncopate.providers.capability import Health, ScanBatch, ScanEnd
from syncopate.providers.snapshots import complete, failed

_NEWEST = 200
_LARGEST_PICTURE = 20_000_000
_DRIVE = re.compile(r"[A-Za-z]:")


class Library[T: Talk]:
    """Reads a library; fulfils LibrarySource and what `providers/serving.py` has."""

    players: tuple[str, ...] = ()
    """Integrations of Home Assistant that play what has an id of the server's."""

    def __init__(self, talk: T) -> None:
        self._talk = talk

    async def check(self) -> Health:
        """Tell whether the account works."""
        return await self._talk.health()

    async def scan(
        self, section: str, known: Mapping[str, FileStamp], mode: ScanMode, cursor: str | None = None
    ) -> AsyncIterator[ScanBatch | ScanEnd]:
        """Yield what changed, by the server's own account of it; what cannot be read removes nothing."""
        del known
        # Closed with this one: nothing goes on being read for a scan that was given up.
        async with aclosing(Scan(self._talk, section).run(mode, cursor)) as parts:
            async for part in parts:
                yield part

    async def sections(self) -> Snapshot[Section]:
        """Return the libraries of music that the account's user sees."""
        try:
            folders = {one.section: one.paths for one in await self._talk.folders()}
        except LoginLacksRights:
            folders = {}
        except SyncopateError as error:
            return failed(error)
        try:
            found = [await self._section(one, folders) for one in await self._talk.music()]
        except SyncopateError as error:
            return failed(error)
        return complete(tuple(found))

    async def _section(self, view: Raw, folders: Mapping[str, tuple[str, ...]]) -> Section:
        key, name = text(view, "Id"), text(view, "Name")
        if key is None or name is None:
            raise OddAnswer(account=self._talk.what)
        tracks = await self._talk.count({**TRACKS, "ParentId": key})
        return Section(key=key, name=name, tracks=tracks, folders=folders.get(key, ()))

    async def users(self) -> Snapshot[ServerUser]:
        """Return whom the account can act for."""
        try:
            return complete(await self._talk.users())
        except SyncopateError as error:
            return failed(error)

    async def refresh(self, section: str, folder: str | None) -> None:
        """Begin to look at a folder, None: at everything. Raises Unreachable, NotFound."""
        http = self._talk.http
        if folder is None:
            # Asking twice is asking once: a look that is under way is not begun again.
            await http.nothing("POST", "Library/Refresh", idempotent=True)
            return
        roots = [root for one in await self._talk.folders() if one.section == section for root in one.paths]
        if not any(_below(folder, root) for root in roots):
            raise NotFound(what="folder", id=folder)
        updates = [{"Path": folder, "UpdateType": "Created"}]
        await http.nothing("POST", "Library/Media/Updated", body={"Updates": updates}, idempotent=True)

    async def refreshing(self, section: str) -> Maybe[bool]:
        """Tell whether it looks at its libraries; what it was told of a folder alone never shows."""
        del section
        try:
            answer = things(await self._talk.http.json("GET", "ScheduledTasks"), self._talk.what)
        except SyncopateError as error:
            return Unknown(error.key, error.detail)
        states = [text(one, "State") for one in answer if one.get("Key") == "RefreshLibrary"]
        return Known(states[0] != "Idle") if states and states[0] else Unknown(OddAnswer.key)

    async def listed(self, section: str, path: str) -> Maybe[str | None]:
        """Return the key of the track with this file.

        Looked for among the newest and those of its name: one of long ago, called otherwise than its file,
        is not found.
        """
        newest = {"SortBy": "DateCreated", "SortOrder": "Descending"}
        name = re.sub(r"^[\d\s.\-_]+", "", PurePosixPath(path.replace("\\", "/")).stem)
        try:
            found = await self._with_path(section, path, newest)
            if found is None and name:
                found = await self._with_path(section, path, {"SearchTerm": name})
        except SyncopateError as error:
            return Unknown(error.key, error.detail)
        return Known(found)

    async def _with_path(self, section: str, path: str, query: Query) -> str | None:
        talk = self._talk
        asked = {**TRACKS, "ParentId": section, "UserId": talk.user_id, "Fields": "Path", **query}
        quiet = {"EnableUserData": "false", "EnableImages": "false"}
        page = await talk.page("Items", asked | quiet, limit=_NEWEST)
        same = (one for one in page.rows if _plain(text(one, "Path") or "") == _plain(path))
        return next((key for one in same if (key := text(one, "Id"))), None)

    async def picture(self, track_key: str, size: int) -> Maybe[Picture | None]:
        """Return the cover of a track's album, its own where the album has none."""
        talk = self._talk
        query = {**TRACKS, "Ids": track_key, "UserId": talk.user_id, "EnableUserData": "false"}
        try:
            found = (await talk.page("Items", query, limit=1)).rows
            track = next((one for one in found if one.get("Id") == track_key), None)
            album = text(track, "AlbumId") if track and text(track, "AlbumPrimaryImageTag") else None
            key = album or (track_key if track and image_tag(track) else None)
            return Known(None if key is None else await self._picture(key, size))
        except SyncopateError as error:
            return Unknown(error.key, error.detail)

    async def _picture(self, key: str, size: int) -> Picture:
        fetched = await self._talk.http.bytes(
            "GET",
            f"Items/{key}/Images/Primary",
            query={"MaxWidth": str(size)},
            most=_LARGEST_PICTURE,
        )
        if not fetched.content_type.startswith("image/"):
            raise OddAnswer(account=self._talk.what)
        return Picture(content=fetched.content, content_type=fetched.content_type)

    async def play_ids(self, site: Site, target_key: str) -> tuple[PlayId, ...]:
        """Return what players take for a playlist; favourites have no id of their own."""
        if site.kind is not TargetKind.PLAYLIST:
            return ()
        own = tuple(
            PlayId(player=one, media_content_id=target_key, media_content_type="playlist")
            for one in self.players
        )
        # Music Assistant takes the name of a provider for whichever of its instances has the item.
        uri = f"{self._talk.product.domain}://playlist/{target_key}"
        there = PlayId(player="music_assistant", media_content_id=uri, media_content_type="playlist")
        return (*own, there)


def _plain(path: str) -> str:
    """Return a path as it compares: Windows takes both kinds of slashes, and letters whatever their case."""
    windows = "\\" in path or _DRIVE.match(path)
    return path.replace("\\", "/").rstrip("/").casefold() if windows else path.rstrip("/")


def _below(folder: str, root: str) -> bool:
    """Tell whether a folder is another one, or in it."""
    inner, outer = PurePosixPath(_plain(folder)), PurePosixPath(_plain(root))
    return ".." not in inner.parts and inner.is_relative_to(outer)
