"""All our providers of Jellyfin and Emby ask a server for, once: what a contract can be held to."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fakes.mediabrowser.images import png
from fakes.mediabrowser.model import Library, Tags, User
from fakes.mediabrowser.server import MediaServer
from syncopate.apply.editing import EditedTarget
from syncopate.domain.link import Action, Became, Because, WatchOperation
from syncopate.domain.media import Track
from syncopate.domain.reading import ReadPart
from syncopate.domain.run import ScanMode
from syncopate.domain.snapshot import Complete, Known
from syncopate.domain.target import Site, TargetKind
from syncopate.domain.watch import (
    Feature,
    Listed,
    MediaType,
    Position,
    Rating,
    Side,
    Title,
    Value,
    Watched,
)
from syncopate.providers import registry
from syncopate.providers.capability import FAVOURITES_KEY, Context, OnlyChanges, ScanEnd, TargetContent
from syncopate.providers.connections import Connections
from syncopate.providers.login import Ask, LoggedIn
from syncopate.providers.watching import Wanted, WatchAccount

MARK = "5b0c8c9e-6a53-4d8e-9d0f-1d8a1f0e2b11"
_LONG_AGO = datetime(2020, 5, 1, 20, tzinfo=UTC)
_FEATURES = {
    Action.WATCH: Feature.HISTORY,
    Action.UNWATCH: Feature.HISTORY,
    Action.PLACE: Feature.PROGRESS,
    Action.UNPLACE: Feature.PROGRESS,
    Action.LIST: Feature.WATCHLIST,
    Action.UNLIST: Feature.WATCHLIST,
    Action.RATE: Feature.RATINGS,
    Action.UNRATE: Feature.RATINGS,
    Action.ENLIST: Feature.LISTS,
    Action.DELIST: Feature.LISTS,
}


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

    async def watch(self, account: LoggedIn) -> None:
        """Read what was seen, all of it and what changed, and say all there is to be said."""
        fake = self.fake
        films = fake.add_library("Films", collection="movies")
        more = fake.add_library("More", collection=None)
        shows = fake.add_library("Shows", collection="tvshows")
        film = fake.shelf.movie(films, "Heat", {"Imdb": "tt0113277"}, year=1995, at=_LONG_AGO)
        other = fake.shelf.movie(more, "Ran", {"Imdb": "tt0089881"}, year=1985, at=_LONG_AGO)
        show = fake.shelf.series(shows, "Dark", {"Tvdb": "334824"}, at=_LONG_AGO)
        episode = fake.shelf.episode(show, 1, 1, at=_LONG_AGO)
        context = self.context(dict(account.settings))
        assert isinstance(await registry.section_source(self.domain, context).sections(), Complete)
        watching = registry.watch_account(self.domain, context)
        lists = frozenset({Feature.LISTS})
        features = registry.manifest_of(self.domain).watch.features - lists  # type: ignore[union-attr]
        first = await self._read(watching, Wanted(features=features))
        assert len(first.records) == 4
        cursors = dict.fromkeys(features, first.cursor or "")
        assert not (await self._read(watching, Wanted(features=features, cursors=cursors))).records
        for action, value, key in (
            (Action.WATCH, Watched((_LONG_AGO,)), film.id),
            (Action.WATCH, Watched(), other.id),
            (Action.PLACE, Position(600.0, _LONG_AGO), episode.id),
            (Action.LIST, Listed(), show.id),
            (Action.RATE, Rating(7.5), show.id),
        ):
            await self._write(watching, action, value, key)
        changed = await self._read(watching, Wanted(features=features, cursors=cursors))
        assert changed.records
        for action, key in (
            (Action.UNWATCH, film.id),
            (Action.UNPLACE, episode.id),
            (Action.UNLIST, show.id),
            (Action.UNRATE, show.id),
        ):
            await self._write(watching, action, None, key)
        await self._list(watching, film.id, show.id)

    async def _list(self, watching: WatchAccount, *keys: str) -> None:
        """Read what is in collections, all of it and what changed; put things in and take them out."""
        lists = frozenset({Feature.LISTS})
        self.member.collects = True
        self.fake.add_collection("There", *filter(None, map(self.fake.catalog.get, keys)))
        first = await self._read(watching, Wanted(features=lists))
        assert sum(one.values.lists is not None for one in first.records) == len(keys)
        for action in (Action.ENLIST, Action.DELIST):
            for key in keys:
                await self._write(watching, action, None, key)
        cursors = {Feature.LISTS: first.cursor or ""}
        await self._read(watching, Wanted(features=lists, cursors=cursors))

    async def _read(self, account: WatchAccount, wanted: Wanted) -> ReadPart:
        part, _ = [one async for one in account.read(wanted)]
        assert isinstance(part, ReadPart)
        assert part.missing is None
        return part

    async def _write(self, account: WatchAccount, action: Action, value: Value | None, key: str) -> None:
        feature = _FEATURES[action]
        if feature not in registry.manifest_of(self.domain).watch.features:  # type: ignore[union-attr]
            return
        operation = WatchOperation(
            side=Side.LEFT,
            feature=feature,
            action=action,
            title=Title(type=MediaType.MOVIE),
            keys=(key,),
            value=value,
            before=None,
            because=Because.ADDED,
            list_name="New" if feature is Feature.LISTS else "",
        )
        [outcome] = await account.write([operation])
        assert outcome.became is Became.APPLIED

    def _content(self, keys: list[str], name: str) -> TargetContent:
        tracks = [Track(key=key, title=key) for key in keys]
        track = next(iter(self.fake.catalog.tracks.values()))
        self.fake.set_image(track, png(7, 7, 7))
        cover = f"{self.fake.address}/Items/{track.id}/Images/Primary"
        return TargetContent(mark=MARK, name=name, tracks=tracks, description="From afar", cover_url=cover)
