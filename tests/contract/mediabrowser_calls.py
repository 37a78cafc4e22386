"""All our providers of Jellyfin and Emby ask a server for, once: what a contract can be held to."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from fakes.mediabrowser.images import png
from fakes.mediabrowser.model import Library, Tags, User
from fakes.mediabrowser.server import MediaServer
from syncopate.apply.editing import EditedTarget
from syncopate.domain.media import Track
from syncopate.domain.run import ScanMode
from syncopate.domain.snapshot import Complete, Known
from syncopate.domain.target import Site, TargetKind
from syncopate.providers import registry
from syncopate.providers.capability import FAVOURITES_KEY, Context, OnlyChanges, ScanEnd, TargetContent
from syncopate.providers.connections import Connections
from syncopate.providers.login import Ask, LoggedIn

MARK = "5b0c8c9e-6a53-4d8e-9d0f-1d8a1f0e2b11"


async def _nothing(*_: Any, **__: Any) -> Any:
    raise AssertionError


class Calls:
    """One server, and our accounts on it."""

    def __init__(self, domain: str, fake: MediaServer, storage: Path) -> None:
        self.domain, self.fake = domain, fake
        self.connections = Connections()
        self._storage = storage
        self.music: Library = fake.add_library("Music")
        fake.fill(self.music, 1200)
        self.admin: User = fake.add_user("admin", admin=True)
        self.member: User = fake.add_user("member")

    def context(self, settings: dict[str, str]) -> Context:
        return Context(
            account_id=settings["token"],
            settings=settings,
            storage=self._storage,
            compute=_nothing,
            connections=self.connections,
        )

    def keys(self, *numbers: int) -> list[str]:
        tracks = list(self.fake.catalog.tracks.values())
        return [tracks[number].id for number in numbers]

    async def log_in(self) -> tuple[LoggedIn, LoggedIn]:
        """Log in by password and by key, and return both accounts."""
        login = registry.login(self.domain, self.context({"token": ""}))
        where = {"url": self.fake.address}
        by_password = await login.begin("password", where | {"username": "admin", "password": "secret"})
        asked = await login.begin("key", where | {"key": self.fake.new_key()})
        assert isinstance(by_password, LoggedIn)
        assert isinstance(asked, Ask)
        by_key = await login.go_on(asked.state, {"user_id": self.admin.id})
        assert isinstance(by_key, LoggedIn)
        return by_password, by_key

    async def scan(self, account: LoggedIn) -> None:
        """Read all, nothing, and what changed."""
        library = registry.library_source(self.domain, self.context(dict(account.settings)))
        assert (await library.check()).ok
        first = await self._scan(library, None)
        assert isinstance(first.present, Complete)
        assert len(first.present.items) == 1200
        assert (await self._scan(library, first.cursor)).present == OnlyChanges(1200)
        self.fake.add_track(self.music, Tags(title="New"))
        assert (await self._scan(library, first.cursor)).present == OnlyChanges(1201)

    async def _scan(self, library: Any, cursor: str | None) -> ScanEnd:
        parts = [part async for part in library.scan(self.music.id, {}, ScanMode.INCREMENTAL, cursor)]
        assert isinstance(parts[-1], ScanEnd)
        return parts[-1]

    async def serve(self, account: LoggedIn) -> None:
        """Ask for all else that a library can do."""
        library: Any = registry.library_source(self.domain, self.context(dict(account.settings)))
        assert isinstance(await library.sections(), Complete)
        assert isinstance(await library.users(), Complete)
        await library.refresh(self.music.id, None)
        await library.refresh(self.music.id, "/music/Music")
        assert isinstance(await library.refreshing(self.music.id), Known)
        await self.fake.scanner.wait()
        track = list(self.fake.catalog.tracks.values())[3]
        assert await library.listed(self.music.id, track.path) == Known(track.id)
        assert await library.listed(self.music.id, "/music/Music/none.flac") == Known(None)
        self.fake.set_image(track.album, png(1, 2, 3))
        assert isinstance(await library.picture(track.id, 300), Known)

    async def keep(self, account: LoggedIn, user: User | None) -> None:
        """Make a playlist, change it in all ways, and remove it; like and unlike."""
        editor: Any = registry.playlist_target(self.domain, self.context(dict(account.settings)))
        keeper = EditedTarget(editor)
        site = Site(section=self.music.id, user=None if user is None else user.id)
        key = await keeper.write_target(site, None, self._content(self.keys(*range(150)), "One"))
        wanted = self.keys(5, *range(100), 160, 7)
        await keeper.write_target(site, key, self._content(list(dict.fromkeys(wanted)), "Two"))
        assert await keeper.find_target(site, MARK, "Two") == Known(key)
        await keeper.delete_target(site, key)
        assert await keeper.read_target(site, key) == Known(None)
        liked = Site(section=self.music.id, user=site.user, kind=TargetKind.FAVOURITES)
        for keys, leaving in ((self.keys(1, 2), ()), (self.keys(2), self.keys(1))):
            wanted = replace(self._content(keys, "Favorites"), leaving=frozenset(leaving))
            await keeper.write_target(liked, FAVOURITES_KEY, wanted)

    def _content(self, keys: list[str], name: str) -> TargetContent:
        tracks = [Track(key=key, title=key) for key in keys]
        track = next(iter(self.fake.catalog.tracks.values()))
        self.fake.set_image(track, png(7, 7, 7))
        cover = f"{self.fake.address}/Items/{track.id}/Images/Primary"
        return TargetContent(mark=MARK, name=name, tracks=tracks, description="From afar", cover_url=cover)
