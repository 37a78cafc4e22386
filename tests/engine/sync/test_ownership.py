"""Whose a track is where a write failed, was cut short, or a place became another one."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any

import pytest
from fakes.rigs import RIGS
from fakes.serving import Fault
from syncopate.domain.playlist import TargetPolicy
from syncopate.domain.run import ItemStatus
from syncopate.domain.snapshot import Known
from syncopate.domain.target import Site, TargetKind
from syncopate.providers.capability import FAVOURITES_KEY, PlaylistTarget, TargetContent
from syncopate.providers.plex import tv
from syncopate.providers.subsonic import client as subsonic_client
from syncopate.store import targets, tracks, writes
from syncopate.store.libraries import Library
from syncopate.store.mirrors import Mirror, MirrorChanges
from syncopate.sync import deleting
from syncopate.sync.libraries import add_library
from syncopate.sync.logins import begin_login
from syncopate.sync.mirrors import change_mirror, remove_mirror
from syncopate.sync.providers import target_of
from syncopate.sync.servers import users_of
from syncopate.sync.targets import add_target, remove_target

if TYPE_CHECKING:
    from conftest import Household
    from fakes.rigs import Rig
    from syncopate.domain.media import Track
    from syncopate.store.targets import Target
    from syncopate.sync.kit import Kit

STAR = {
    "plex": ("*/:/rate", "PUT"),
    "jellyfin": ("*/UserFavoriteItems/*", "POST"),
    "emby": ("*/FavoriteItems/*", "POST"),
    "subsonic": ("*/rest/star.view", "POST"),
}
ADD = {
    "plex": ("*/playlists/*/items", "PUT"),
    "jellyfin": ("*/Playlists/*/Items", "POST"),
    "emby": ("*/Playlists/*/Items", "POST"),
    "subsonic": ("*/rest/updatePlaylist.view", "POST"),
}
MAKE = {
    "plex": "*/playlists",
    "jellyfin": "*/Playlists",
    "emby": "*/Playlists",
    "subsonic": "*/rest/createPlaylist.view",
}


class World:
    """A household with one library on a server."""

    def __init__(self, household: Household, rig: Rig, library: Library, keeper: Any) -> None:
        self.household, self.rig, self.library = household, rig, library
        self.keeper: PlaylistTarget = keeper
        self.songs: list[Track] = []

    @property
    def kit(self) -> Kit:
        """The household's."""
        return self.household.kit

    def rows(self, *places: int) -> list[tuple[str, str]]:
        """Return songs as a file lists them."""
        return [(self.songs[at].title, self.songs[at].artists[0]) for at in places]

    def keys(self, *places: int) -> set[str]:
        """Return the keys of songs."""
        return {self.songs[at].key for at in places}

    async def mirror(self, *places: int, name: str = "Evening", **settings: object) -> Mirror:
        """Mirror a playlist of these songs."""
        return await self.household.mirror(name, self.rows(*places), library_id=self.library.id, **settings)

    async def says(self, *places: int, name: str = "Evening") -> None:
        """Let the source list these songs."""
        self.household.csv(name, self.rows(*places))

    async def target(self, mirror: Mirror) -> Target:
        """Return the mirror's only target."""
        (found,) = await self.kit.database.read(targets.of_mirror, mirror.id)
        return found

    async def as_favourites(self, mirror: Mirror) -> None:
        """Keep the mirror as favourites and nothing else."""
        first = await self.target(mirror)
        await add_target(self.kit, mirror.id, self.library.id, kind=TargetKind.FAVOURITES)
        await self.kit.database.write(targets.remove, first.id)

    async def sync(self, mirror: Mirror) -> ItemStatus:
        """Sync it and tell how that ended."""
        return (await self.household.sync(mirror)).status

    def site(self, kind: TargetKind = TargetKind.PLAYLIST) -> Site:
        """Return where such targets are."""
        return Site(section=self.library.section, kind=kind)

    async def starred(self) -> set[str]:
        """Return the favourites there are."""
        return set(await self.held(FAVOURITES_KEY, TargetKind.FAVOURITES))

    async def held(self, key: str | None, kind: TargetKind = TargetKind.PLAYLIST) -> tuple[str, ...]:
        """Return what a target holds."""
        assert key is not None
        found = await self.keeper.read_target(self.site(kind), key)
        assert isinstance(found, Known)
        assert found.value is not None
        return found.value.track_keys

    async def star(self, place: int) -> None:
        """Make a song a favourite, as its user does."""
        there = await self.held(FAVOURITES_KEY, TargetKind.FAVOURITES)
        chosen = [song for song in self.songs if song.key in {*there, self.songs[place].key}]
        content = TargetContent(mark="", name="", tracks=chosen)
        await self.keeper.write_target(self.site(TargetKind.FAVOURITES), FAVOURITES_KEY, content)

    async def add_by_hand(self, key: str | None, *places: int) -> None:
        """Add songs to a playlist, as its user does."""
        held = await self.held(key)
        by_key = {song.key: song for song in self.songs}
        chosen = [*(by_key[one] for one in held), *(self.songs[at] for at in places)]
        found = await self.keeper.read_target(self.site(), key or "")
        assert isinstance(found, Known)
        assert found.value is not None
        content = TargetContent(mark=found.value.mark or "", name=found.value.name, tracks=chosen)
        await self.keeper.write_target(self.site(), key, content)


async def _world(household: Household, stack: AsyncExitStack, provider: str, name: str = "") -> World:
    stack.push_async_callback(household.kit.connections.close)
    rig = await stack.enter_async_context(RIGS[provider](24))
    answers = dict(rig.answers)
    if name:
        rig.server.add_user(name)
        answers["username"] = name
    state = await begin_login(
        household.kit, provider=rig.provider, method=rig.method, answers=answers, name="Server"
    )
    assert state.account is not None
    library = await add_library(
        household.kit, name="Server", account_id=state.account.id, section=rig.section
    )
    assert (await household.scan(library)).error is None
    found = World(household, rig, library, await target_of(household.kit, library.account_id))
    songs = await household.kit.database.read(lambda connection: list(tracks.load(connection, library.id)))
    found.songs = sorted(songs, key=lambda song: song.title)
    return found


@pytest.fixture(params=list(RIGS))
async def world(household: Household, request: pytest.FixtureRequest) -> AsyncIterator[World]:
    """Give a household with a library on each kind of server."""
    async with AsyncExitStack() as stack:
        yield await _world(household, stack, request.param)


async def test_what_was_a_favourite_stays_one_where_a_playlist_becomes_favourites(world: World) -> None:
    mirror = await world.mirror(*range(6))
    assert await world.sync(mirror) is ItemStatus.SYNCED
    await world.star(0)
    await remove_target(world.kit, mirror.id, (await world.target(mirror)).id)
    await add_target(world.kit, mirror.id, world.library.id, kind=TargetKind.FAVOURITES)
    assert await world.sync(mirror) is ItemStatus.SYNCED
    await world.says(*range(1, 6))
    await world.sync(mirror)
    assert world.songs[0].key in await world.starred()
    await remove_target(world.kit, mirror.id, (await world.target(mirror)).id, delete=True)
    assert await world.starred() == world.keys(0)


async def test_what_was_left_is_the_users_from_then_on(world: World) -> None:
    mirror = await world.mirror(*range(4))
    assert await world.sync(mirror) is ItemStatus.SYNCED
    left = await world.target(mirror)
    await remove_target(world.kit, mirror.id, left.id)
    await world.add_by_hand(left.target_key, 20)
    await add_target(world.kit, mirror.id, world.library.id, kind=TargetKind.PLAYLIST)
    await world.sync(mirror)
    assert world.songs[20].key in await world.held(left.target_key)


async def test_a_write_that_failed_is_not_held_against_the_user_for_ever(world: World) -> None:
    mirror = await world.mirror(*range(3))
    await world.as_favourites(mirror)
    assert await world.sync(mirror) is ItemStatus.SYNCED
    await world.says(*range(4))
    path, method = STAR[world.rig.provider]
    world.rig.wire.fail(Fault.SERVER_ERROR, path, method)
    assert await world.sync(mirror) is ItemStatus.FAILED
    world.rig.wire.heal()
    await world.says(*range(3))
    assert await world.sync(mirror) is ItemStatus.UNCHANGED
    await world.star(3)
    assert await world.sync(mirror) is ItemStatus.UNCHANGED
    assert world.songs[3].key in await world.starred()
    target = await world.target(mirror)
    assert await world.kit.database.read(writes.unsettled_of, target.id) == []


async def test_nor_in_a_playlist_that_keeps_what_the_user_adds(world: World) -> None:
    mirror = await world.mirror(*range(3), policy=TargetPolicy.KEEP_MINE)
    assert await world.sync(mirror) is ItemStatus.SYNCED
    await world.says(*range(4))
    path, method = ADD[world.rig.provider]
    world.rig.wire.fail(Fault.SERVER_ERROR, path, method)
    assert await world.sync(mirror) is ItemStatus.FAILED
    world.rig.wire.heal()
    await world.says(*range(3))
    assert await world.sync(mirror) is ItemStatus.UNCHANGED
    key = (await world.target(mirror)).target_key
    await world.add_by_hand(key, 3)
    assert await world.sync(mirror) is ItemStatus.UNCHANGED
    assert world.songs[3].key in await world.held(key)


async def test_writes_that_fail_again_and_again_do_not_pile_up(world: World) -> None:
    mirror = await world.mirror(*range(3))
    await world.as_favourites(mirror)
    assert await world.sync(mirror) is ItemStatus.SYNCED
    await world.says(*range(4))
    path, method = STAR[world.rig.provider]
    world.rig.wire.fail(Fault.FORBIDDEN, path, method)
    for _ in range(4):
        assert await world.sync(mirror) is ItemStatus.FAILED
    target = await world.target(mirror)
    assert len(await world.kit.database.read(writes.unsettled_of, target.id)) == 1


@pytest.mark.parametrize("world", ["plex", "jellyfin", "emby"], indirect=True)
async def test_what_a_first_write_that_failed_put_in_is_taken_back(world: World) -> None:
    """Subsonic takes all stars in one request: there is no half of it."""
    mirror = await world.mirror(*range(6))
    await world.as_favourites(mirror)
    path, method = STAR[world.rig.provider]
    world.rig.wire.fail(Fault.FORBIDDEN, path, method, skip=2)
    assert await world.sync(mirror) is ItemStatus.FAILED
    world.rig.wire.heal()
    assert len(await world.starred()) == 2
    await remove_mirror(world.kit, mirror.id, delete_target=True)
    assert await world.starred() == set()


async def test_a_playlist_whose_making_is_in_doubt_goes_with_its_mirror(world: World) -> None:
    mirror = await world.mirror(*range(4))
    world.rig.wire.fail(Fault.DROPPED, MAKE[world.rig.provider], "POST")
    assert await world.sync(mirror) is ItemStatus.FAILED
    world.rig.wire.heal()
    assert len(world.rig.names()) == 1
    await remove_mirror(world.kit, mirror.id, delete_target=True)
    assert world.rig.names() == []


async def test_what_two_mirrors_made_a_favourite_goes_with_the_last(world: World) -> None:
    evening, morning = await world.mirror(*range(6)), await world.mirror(*range(4, 10), name="Morning")
    for mirror in (evening, morning):
        await world.as_favourites(mirror)
        assert await world.sync(mirror) is ItemStatus.SYNCED
    await world.says(*range(4))
    await world.sync(evening)
    assert world.songs[4].key in await world.starred(), "the other one wants it"
    await world.says(*range(5, 10), name="Morning")
    await world.sync(morning)
    assert world.songs[4].key not in await world.starred()
    await remove_mirror(world.kit, evening.id, delete_target=True)
    assert await world.starred() == world.keys(*range(5, 10))


async def test_a_mirror_that_moves_elsewhere_takes_its_favourites_along(world: World) -> None:
    mirror = await world.mirror(*range(4))
    await world.star(20)
    await world.as_favourites(mirror)
    assert await world.sync(mirror) is ItemStatus.SYNCED
    await change_mirror(world.kit, mirror.id, MirrorChanges(), None)
    assert await world.kit.database.read(targets.of_mirror, mirror.id) == []
    assert await world.starred() == world.keys(20)


async def test_a_mirror_removed_while_it_is_synced_leaves_nothing(world: World) -> None:
    mirror = await world.mirror(*range(4))
    begun: list[asyncio.Task[None]] = []

    def watch(moment: str, request: Any) -> None:
        making = MAKE[world.rig.provider].removeprefix("*")
        if moment == "before" and request.method == "POST" and request.path.endswith(making) and not begun:
            removing = remove_mirror(world.kit, mirror.id, delete_target=True)
            begun.append(asyncio.create_task(removing))

    world.rig.wire.watch = watch
    await world.sync(mirror)
    assert len(begun) == 1
    await asyncio.gather(*begun)
    assert world.rig.names() == []


@pytest.mark.parametrize("world", ["jellyfin"], indirect=True)
async def test_what_the_user_takes_back_meanwhile_is_not_made_a_favourite_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    mirror = await world.mirror(*range(4))
    await world.star(20)
    await world.as_favourites(mirror)
    assert await world.sync(mirror) is ItemStatus.SYNCED
    whole = deleting.written_of

    async def meanwhile(*given: Any) -> Any:
        left = [song for song in world.songs if song.key in world.keys(*range(4))]
        content = TargetContent(mark="", name="", tracks=left, leaving=frozenset(world.keys(20)))
        await world.keeper.write_target(world.site(TargetKind.FAVOURITES), FAVOURITES_KEY, content)
        return await whole(*given)

    monkeypatch.setattr(deleting, "written_of", meanwhile)
    await remove_target(world.kit, mirror.id, (await world.target(mirror)).id, delete=True)
    assert await world.starred() == set()


@pytest.mark.parametrize("world", ["subsonic"], indirect=True)
async def test_a_new_order_that_is_cut_short_loses_nothing_of_the_users(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where one request has no room for all of it."""
    monkeypatch.setattr(subsonic_client, "_MOST", 3)
    mirror = await world.mirror(*range(6), policy=TargetPolicy.KEEP_MINE)
    assert await world.sync(mirror) is ItemStatus.SYNCED
    key = (await world.target(mirror)).target_key
    await world.add_by_hand(key, 10, 11)
    await world.says(1, 0, 2, 3, 4, 5)
    world.rig.wire.fail(Fault.SERVER_ERROR, "*/rest/updatePlaylist.view", "POST", skip=1)
    assert await world.sync(mirror) is ItemStatus.FAILED
    world.rig.wire.heal()
    await world.sync(mirror)
    assert world.keys(10, 11) <= set(await world.held(key))


@pytest.mark.parametrize("provider", ["emby", "jellyfin"])
async def test_a_key_that_leads_to_a_playlist_of_the_users_own_is_not_written_to(
    household: Household, provider: str
) -> None:
    """Who is no administrator cannot mark playlists; small numbers are given out again after a restore."""
    async with AsyncExitStack() as stack:
        world = await _world(household, stack, provider, "Ben")
        mirror = await world.mirror(*range(4))
        assert await world.sync(mirror) is ItemStatus.SYNCED
        target = await world.target(mirror)
        party = TargetContent(mark="", name="Party", tracks=world.songs[15:20])
        theirs = await world.keeper.write_target(world.site(), None, party)
        await world.keeper.delete_target(world.site(), target.target_key or "")
        await world.kit.database.write(
            targets.set_written,
            target.id,
            target_key=theirs,
            dress=target.asked,
            written=target.written,
            placed={},
        )
        await world.sync(mirror)
        assert await world.held(theirs) == tuple(song.key for song in world.songs[15:20])


@pytest.mark.parametrize("world", ["plex"], indirect=True)
async def test_a_plan_for_somebody_with_a_pin_says_what_is_missing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    plex = world.rig.server
    monkeypatch.setattr(tv, "PLEX_TV", plex.tv_address)
    plex.people.add("Kim", home=True, restricted=True, pin="1234")
    await world.kit.connections.drop(world.library.account_id)
    kim = next(user for user in await users_of(world.kit, world.library.account_id) if user.name == "Kim")
    mirror = await world.mirror(*range(3))
    await add_target(world.kit, mirror.id, world.library.id, user=kim.key)
    result = await world.household.sync(mirror)
    assert "Kim is protected by a PIN" in result.detail
    assert (result.status, result.error) == (ItemStatus.FAILED, "login_lacks_rights")
