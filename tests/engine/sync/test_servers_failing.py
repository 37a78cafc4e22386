"""Whatever fails of whichever server: nothing is removed, nothing written, the reason is told, others go on.

Every endpoint that a provider asks while it scans and syncs, with every way in which it can fail.
"""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import stamina
from fakes.rigs import RIGS, Rig, is_write
from fakes.serving import Fault
from syncopate.domain.match import Verdict
from syncopate.domain.run import ItemResult, ItemStatus, ScanMode
from syncopate.domain.snapshot import Known
from syncopate.domain.target import Site, TargetKind
from syncopate.errors import every_error
from syncopate.providers._mediabrowser import talk
from syncopate.providers.capability import FAVOURITES_KEY
from syncopate.providers.plex import tv, wire as plex_wire
from syncopate.providers.subsonic import client as subsonic_client
from syncopate.store import accounts, libraries, targets, tracks
from syncopate.store.libraries import Library
from syncopate.store.mirrors import Mirror
from syncopate.sync.libraries import add_library
from syncopate.sync.logins import begin_login
from syncopate.sync.overview import problems
from syncopate.sync.providers import target_of
from syncopate.sync.servers import users_of
from syncopate.sync.targets import add_target

if TYPE_CHECKING:
    from conftest import Household

TRACKS = 24
ENTRIES = 6
FAULTS = tuple(fault for fault in Fault if fault is not Fault.NOT_FOUND)
NOT_THERE = frozenset(
    {
        "GET /playlists/*",
        "GET /playlists/*/items",
        "GET /Playlists/*/Items",
        "POST /rest/getPlaylist.view",
        # A server that cannot tell it is read in full.
        "POST /rest/getScanStatus.view",
    }
)
"""Where 404 has a meaning of its own: the playlist, or the method, is not there."""

READS = {
    "plex": (
        "GET /library/sections",
        "GET /library/sections/*/all",
        "GET /playlists/*",
        "GET /playlists/*/items",
    ),
    "jellyfin": ("GET /System/Info/Public", "GET /UserViews", "GET /Items", "GET /Playlists/*/Items"),
    "emby": ("GET /System/Info/Public", "GET /Users/*/Views", "GET /Items", "GET /Playlists/*/Items"),
    "subsonic": ("POST /rest/getScanStatus.view", "POST /rest/search3.view", "POST /rest/getPlaylist.view"),
}
"""What is asked before anything is written: while it fails, nothing is."""

NO_LISTS = frozenset(
    {
        "GET /System/Info/Public",
        "GET /UserViews",
        "GET /Users/*/Views",
        "POST /rest/getScanStatus.view",
        # Where a search finds nothing, albums are read instead.
        "POST /rest/search3.view",
    }
)
"""Where an empty page means nothing, or is made good by other means."""

WRITES = {
    "plex": (
        "GET /playlists",
        "POST /playlists",
        "PUT /playlists/*",
        "PUT /playlists/*/items",
        "PUT /playlists/*/items/*/move",
        "DELETE /playlists/*/items/*",
    ),
    "jellyfin": (
        "POST /Playlists",
        "GET /Items/*",
        "POST /Items/*",
        "POST /Playlists/*/Items",
        "POST /Playlists/*/Items/*/Move/*",
        "DELETE /Playlists/*/Items",
    ),
    "emby": (
        "POST /Playlists",
        "GET /Users/*/Items/*",
        "POST /Items/*",
        "POST /Playlists/*/Items",
        "POST /Playlists/*/Items/*/Move/*",
        "DELETE /Playlists/*/Items",
    ),
    "subsonic": (
        "POST /rest/getPlaylists.view",
        "POST /rest/createPlaylist.view",
        "POST /rest/updatePlaylist.view",
    ),
}
"""What is asked to write, and to look what has become of it."""

OTHER_PLACES = {
    ("plex", TargetKind.FAVOURITES): (
        "GET /library/sections/*/all",
        "GET /library/metadata/*",
        "PUT /:/rate",
    ),
    ("plex", TargetKind.COLLECTION): (
        "GET /library/sections/*/collections",
        "POST /library/collections",
        "PUT /library/sections/*/all",
        "GET /library/collections/*",
        "GET /library/collections/*/children",
        "PUT /library/collections/*/items",
        "DELETE /library/collections/*/items/*",
    ),
    ("jellyfin", TargetKind.FAVOURITES): (
        "GET /Items",
        "POST /UserFavoriteItems/*",
        "DELETE /UserFavoriteItems/*",
    ),
    ("emby", TargetKind.FAVOURITES): (
        "GET /Items",
        "POST /Users/*/FavoriteItems/*",
        "DELETE /Users/*/FavoriteItems/*",
    ),
    ("subsonic", TargetKind.FAVOURITES): (
        "POST /rest/getStarred2.view",
        "POST /rest/star.view",
        "POST /rest/unstar.view",
    ),
}
"""What is asked where a mirror is kept as favourites or as a collection."""

SESSIONS = (
    "POST /QuickConnect/Initiate",
    "POST /QuickConnect/Authorize",
    "POST /Users/AuthenticateWithQuickConnect",
)
"""What is asked of a Jellyfin to act for another of its users."""

LOGINS = {
    "plex": ("GET /", "GET /identity"),
    "jellyfin": ("POST /Users/AuthenticateByName", "GET /Users/*"),
    "emby": ("POST /Users/AuthenticateByName", "GET /Users/*"),
    "subsonic": (
        "POST /rest/getAlbumList2.view",
        "POST /rest/ping.view",
        "GET /rest/ping.view",
        "GET /rest/getOpenSubsonicExtensions.view",
    ),
}
"""What logging in and the test of a connection ask: how those fail is each provider's own test."""

_HASTE = 0.4
_KEYS = frozenset(error.key for error in every_error())
_GOOD = frozenset({ItemStatus.SYNCED, ItemStatus.UNCHANGED})


def endpoint(method: str, path: str) -> str:
    """Return what is asked for, with `*` for ids and numbers."""
    path = re.sub(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", "*", path)
    return f"{method} {re.sub(r'/[0-9][0-9,]*(?=/|$)', '/*', path)}"


@dataclass
class World:
    """A household with a server that will fail, and another one that never does."""

    household: Household
    rig: Rig
    library: Library
    mirror: Mirror
    other: Mirror
    songs: list[tuple[str, str]]
    hasty: pytest.MonkeyPatch
    version: int = 0

    async def change_source(self) -> list[tuple[str, str]]:
        """Let the source say something else, so that there is something to write."""
        self.version += 1
        start = self.version % (TRACKS - ENTRIES)
        rows = self.songs[start : start + ENTRIES]
        # Something comes, something goes, and something that stays goes elsewhere.
        rows = [rows[-2], *rows[:-2], rows[-1]] if self.version % 2 else rows
        self.household.csv("Evening", rows)
        return rows

    async def place(self, name: str, rows: list[tuple[str, str]], kind: TargetKind) -> Mirror:
        """Mirror a playlist that is kept as favourites or as a collection, and as nothing else."""
        kit = self.household.kit
        mirror = await self.household.mirror(name, rows, library_id=self.library.id)
        (first,) = await kit.database.read(targets.of_mirror, mirror.id)
        await add_target(kit, mirror.id, self.library.id, kind=kind)
        await kit.database.write(targets.remove, first.id)
        return mirror

    async def held(self, mirror: Mirror | None = None) -> list[str]:
        """Return the titles that the server's playlist holds, in order; nothing where there is none."""
        kit = self.household.kit
        (target,) = await kit.database.read(targets.of_mirror, (mirror or self.mirror).id)
        keeper = await target_of(kit, self.library.account_id)
        site = Site(section=self.library.section, kind=target.kind, user=target.user or None)
        state = await keeper.read_target(site, target.target_key or FAVOURITES_KEY)
        assert isinstance(state, Known)
        assert state.value is not None
        known = await kit.database.read(tracks.many, self.library.id, frozenset(state.value.track_keys))
        return [known[key].title for key in state.value.track_keys]

    async def fail(self, fault: Fault, name: str) -> None:
        """Let one endpoint answer so. Only where nothing comes are we impatient, with this server alone."""
        method, _, path = name.partition(" ")
        if fault is Fault.SLOW:
            self.hasty.setattr(talk, "_PATIENCE", timedelta(seconds=_HASTE))
            self.hasty.setattr(subsonic_client, "TIMEOUT", timedelta(seconds=_HASTE))
            self.hasty.setattr(plex_wire, "READ_SECONDS", _HASTE)
            await self._anew()
        # A server that wants a long pause is not asked again: else the test would wait for it.
        self.rig.wire.fail(fault, f"*{path}", method, retry_after="60")

    async def heal(self) -> None:
        """Let the server answer rightly again, and forget what was remembered of it."""
        self.rig.wire.heal()
        await self.rig.wire.settled()
        self.hasty.undo()
        await self._anew()

    async def _anew(self) -> None:
        await self.household.kit.connections.drop(self.library.account_id)

    async def sync(self) -> ItemResult:
        return await self.household.sync(self.mirror)


async def _library(household: Household, rig: Rig, name: str) -> Library:
    state = await begin_login(
        household.kit, provider=rig.provider, method=rig.method, answers=rig.answers, name=name
    )
    assert state.account is not None
    assert state.account.health_ok, state.account.health_detail
    return await add_library(household.kit, name=name, account_id=state.account.id, section=rig.section)


@pytest.fixture
async def world(
    request: pytest.FixtureRequest, household: Household, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[World]:
    """Give two servers of a kind, one playlist on each, both in step."""
    provider = request.param
    stamina.set_testing(True, attempts=2)
    async with AsyncExitStack() as stack:
        stack.callback(stamina.set_testing, False)
        stack.push_async_callback(household.kit.connections.close)
        rig = await stack.enter_async_context(RIGS[provider](TRACKS))
        calm = await stack.enter_async_context(RIGS[provider](TRACKS))
        rig.wire.slow_seconds = 1.0
        if provider == "plex":
            monkeypatch.setattr(tv, "PLEX_TV", rig.server.tv_address)
        library = await _library(household, rig, "Cellar")
        await household.scan(library)
        known = await household.kit.database.read(
            lambda connection: list(tracks.load(connection, library.id))
        )
        songs = [(track.title, track.artists[0]) for track in sorted(known, key=lambda one: one.title)]
        mirror = await household.mirror("Evening", songs[:ENTRIES], library_id=library.id)
        if provider == "plex":
            monkeypatch.setattr(tv, "PLEX_TV", calm.server.tv_address)
        upstairs = await _library(household, calm, "Upstairs")
        other = await household.mirror("Calm", songs[:ENTRIES], library_id=upstairs.id)
        for each in (mirror, other):
            result = await household.sync(each)
            assert (result.status, result.matched) == (ItemStatus.SYNCED, ENTRIES), result
        hasty = stack.enter_context(pytest.MonkeyPatch.context())
        yield World(household, rig, library, mirror, other, songs, hasty)


def _cases(table: dict[str, tuple[str, ...]]) -> list[object]:
    return [
        pytest.param(provider, name, id=f"{provider} {name}")
        for provider, names in table.items()
        for name in names
    ]


def _placed() -> list[object]:
    return [
        pytest.param(provider, kind, name, id=f"{provider} {kind} {name}")
        for (provider, kind), names in OTHER_PLACES.items()
        for name in names
    ]


@pytest.mark.parametrize(("world", "name"), _cases(READS), indirect=["world"])
async def test_a_read_that_fails_changes_nothing(world: World, name: str) -> None:
    kit, wire = world.household.kit, world.rig.wire
    for fault in FAULTS if name in NOT_THERE else Fault:
        if fault is Fault.EMPTY_PAGE and name in NO_LISTS:
            continue
        before, rows, strikes = await world.held(), await world.change_source(), wire.strikes
        await world.fail(fault, name)
        asked = len(wire.journal)

        scanned = await world.household.scan(world.library, ScanMode.FULL)
        result = await world.sync()

        assert wire.strikes > strikes, f"{fault}: nobody asked {name}"
        failed = [each for each in (scanned, result) if each.status not in _GOOD]
        assert failed, f"{fault}: {scanned}, {result}"
        for each in failed:
            assert each.error in _KEYS - {"internal_error"}, f"{fault}: {each}"
        assert scanned.removed == 0, fault
        written = [one for one in wire.journal[asked:] if is_write(one)]
        # The cheap look at a change marker may say that the index is good though reading all of it failed.
        assert written == [] or result.status in _GOOD, fault
        assert await kit.database.read(tracks.count, world.library.id) == TRACKS, fault
        assert Verdict.MISSING not in await world.household.verdicts(world.mirror), fault
        calm = await world.household.sync(world.other)
        assert calm.status is ItemStatus.UNCHANGED, f"{fault}: {calm}"
        await world.heal()
        wanted = [title for title, _ in rows] if result.status in _GOOD else before
        assert await world.held() == wanted, fault
    await world.household.scan(world.library)
    rows = await world.change_source()
    assert (await world.sync()).status is ItemStatus.SYNCED
    assert await world.held() == [title for title, _ in rows]


@pytest.mark.parametrize(("world", "name"), _cases(WRITES), indirect=["world"])
async def test_a_write_that_fails_is_told_and_made_good(world: World, name: str) -> None:
    struck = 0
    faults = [fault for fault in FAULTS if fault is not Fault.EMPTY_PAGE]
    for number, fault in enumerate(faults):
        rows, strikes = await world.change_source(), world.rig.wire.strikes
        settings = {"library_id": world.library.id}
        new = await world.household.mirror(f"New {number}", world.songs[number : number + 3], **settings)
        await world.fail(fault, name)

        results = [await world.sync(), await world.household.sync(new)]

        for result in results:
            if result.status not in _GOOD:
                assert result.error in _KEYS - {"internal_error"}, f"{fault}: {result}"
        struck += world.rig.wire.strikes > strikes
        calm = await world.household.sync(world.other)
        assert calm.status is ItemStatus.UNCHANGED, f"{fault}: {calm}"
        await world.heal()
        for each in (world.mirror, new):
            again = await world.household.sync(each)
            assert again.status in _GOOD, f"{fault}: {again}"
        held = await world.held()
        assert held == [title for title, _ in rows], f"{fault}: {held}"
        assert world.rig.names().count(f"New {number}") == 1, f"{fault}: {world.rig.names()}"
        library = await world.household.kit.database.read(libraries.get, world.library.id)
        assert library.readable, f"{fault}: {library}"
    assert struck == len(faults), f"{name} was asked {struck} times only"


@pytest.mark.parametrize(("world", "kind", "name"), _placed(), indirect=["world"])
async def test_favourites_and_collections_that_fail_are_made_good(
    world: World, kind: TargetKind, name: str
) -> None:
    """As for playlists: what cannot be read is not written, and what was written in part is made whole."""
    household, wire = world.household, world.rig.wire
    mirror = await world.place("Liked", world.songs[:4], kind)
    assert (await household.sync(mirror)).status is ItemStatus.SYNCED
    struck = 0
    for number, fault in enumerate(FAULTS):
        before, strikes = await world.held(mirror), wire.strikes
        # Something comes, something goes, and something stays.
        rows = world.songs[number + 1 : number + 5]
        household.csv("Liked", rows)
        places = [mirror]
        if kind is TargetKind.COLLECTION:
            places.append(await world.place(f"New {number}", rows, kind))
        await world.fail(fault, name)
        asked = len(wire.journal)

        results = [await household.sync(each) for each in places]

        struck += wire.strikes > strikes
        for result in results:
            if result.status not in _GOOD:
                assert result.error in _KEYS - {"internal_error"}, f"{fault}: {result}"
        calm = await household.sync(world.other)
        assert calm.status is ItemStatus.UNCHANGED, f"{fault}: {calm}"
        await world.heal()
        # Read once nothing is under way any more: a slow server may do late what nobody waited for.
        if not any(is_write(one) for one in wire.journal[asked:]):
            assert sorted(await world.held(mirror)) == sorted(before), fault
        for each in places:
            again = await household.sync(each)
            assert again.status in _GOOD, f"{fault}: {again}"
            held = await world.held(each)
            assert sorted(held) == sorted(title for title, _ in rows), f"{fault}: {held}"
        assert await household.kit.database.read(tracks.count, world.library.id) == TRACKS, fault
    assert struck == len(FAULTS), f"{name} was asked {struck} times only"


@pytest.mark.parametrize(
    ("world", "name"), [pytest.param("jellyfin", name, id=name) for name in SESSIONS], indirect=["world"]
)
async def test_what_is_asked_for_another_user_fails_as_well(world: World, name: str) -> None:
    """Nothing is written for anybody else instead."""
    household, kit, wire = world.household, world.household.kit, world.rig.wire
    world.rig.server.add_user("Kim")
    users = await users_of(kit, world.library.account_id)
    kim = next(user for user in users if user.name == "Kim")
    mirror = await household.mirror("Hers", world.songs[:4], library_id=world.library.id)
    (own,) = await kit.database.read(targets.of_mirror, mirror.id)
    await add_target(kit, mirror.id, world.library.id, user=kim.key)
    await kit.database.write(targets.remove, own.id)
    assert (await household.sync(mirror)).status is ItemStatus.SYNCED
    struck = 0
    for number, fault in enumerate(fault for fault in FAULTS if fault is not Fault.EMPTY_PAGE):
        before, strikes = await world.held(mirror), wire.strikes
        rows = world.songs[number + 1 : number + 5]
        household.csv("Hers", rows)
        # Sessions are kept for as long as connections are.
        await kit.connections.drop(world.library.account_id)
        await world.fail(fault, name)
        asked = len(wire.journal)
        result = await household.sync(mirror)
        struck += wire.strikes > strikes
        assert result.status not in _GOOD, f"{fault}: {result}"
        assert result.error in _KEYS - {"internal_error"}, f"{fault}: {result}"
        calm = await household.sync(world.other)
        assert calm.status is ItemStatus.UNCHANGED, f"{fault}: {calm}"
        await world.heal()
        assert [one.path for one in wire.journal[asked:] if is_write(one)] == [], fault
        assert await world.held(mirror) == before, fault
        assert (await household.sync(mirror)).status is ItemStatus.SYNCED, fault
        assert await world.held(mirror) == [title for title, _ in rows], fault
    assert struck == len(FAULTS) - 1, f"{name} was asked {struck} times only"


@pytest.mark.parametrize("world", list(RIGS), indirect=True)
async def test_no_endpoint_is_left_out(world: World) -> None:
    provider, wire = world.rig.provider, world.rig.wire
    world.rig.touch()
    await world.household.scan(world.library)
    await world.household.scan(world.library, ScanMode.FULL)
    await world.change_source()
    assert (await world.sync()).status is ItemStatus.SYNCED
    kinds = [kind for served, kind in OTHER_PLACES if served == provider]
    for kind in kinds:
        mirror = await world.place(kind.value, world.songs[6:10], kind)
        assert (await world.household.sync(mirror)).status is ItemStatus.SYNCED
        world.household.csv(kind.value, world.songs[7:11])
        assert (await world.household.sync(mirror)).status is ItemStatus.SYNCED
    asked = {endpoint(one.method, one.path) for one in wire.journal}
    elsewhere = {name for kind in kinds for name in OTHER_PLACES[provider, kind]}
    known = {*READS[provider], *WRITES[provider], *LOGINS[provider], *elsewhere}
    assert asked - known == set()
    assert elsewhere - asked == set()


@pytest.mark.parametrize("world", ["subsonic", "jellyfin"], indirect=True)
async def test_what_a_sync_or_a_scan_gets_is_told_of_the_account_until_it_goes_well(world: World) -> None:
    """Nobody has to try the account by hand, and nothing is said to be in step meanwhile."""
    household, kit = world.household, world.household.kit
    list_of_tracks, playlist = {
        "subsonic": ("POST /rest/search3.view", "POST /rest/getPlaylist.view"),
        "jellyfin": ("GET /Items", "GET /Playlists/*/Items"),
    }[world.rig.provider]

    async def health() -> tuple[bool | None, str | None]:
        account = await kit.database.read(accounts.get, world.library.account_id)
        return account.health_ok, account.health_reason

    async def scan() -> ItemResult:
        return await household.scan(world.library, ScanMode.FULL)

    for fault in (Fault.UNAUTHORIZED, Fault.HTML, Fault.SERVER_ERROR):
        for name, work in ((list_of_tracks, scan), (playlist, world.sync)):
            await world.change_source()
            await world.fail(fault, name)
            failed = await work()
            assert failed.status not in _GOOD, f"{fault}: {failed}"
            assert await health() == (False, failed.error), f"{fault} {name}"
            assert len(await problems(kit)) == 1, "one cause is one problem"
            await world.heal()
            assert (await work()).status in _GOOD
            assert await health() == (True, None), f"{fault} {name}"
            assert await problems(kit) == []
