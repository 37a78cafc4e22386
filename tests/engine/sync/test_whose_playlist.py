"""What is the user's on a server stays the user's: playlists of the same name, and favourites."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
import stamina
from fakes.jellyfin.playlists import Playlists
from fakes.mediabrowser.model import Playlist, User
from fakes.rigs import RIGS, Rig
from fakes.serving import Fault
from syncopate.domain.media import Track
from syncopate.domain.plan import OperationKind
from syncopate.domain.run import ItemResult, ItemStatus
from syncopate.domain.snapshot import Known
from syncopate.domain.target import Site, TargetKind
from syncopate.providers.capability import FAVOURITES_KEY, PlaylistTarget, TargetContent
from syncopate.store import targets, tracks
from syncopate.store.libraries import Library
from syncopate.store.mirrors import Mirror
from syncopate.store.targets import Target
from syncopate.sync.libraries import add_library
from syncopate.sync.logins import begin_login
from syncopate.sync.mirrors import remove_mirror
from syncopate.sync.preview import preview_plan
from syncopate.sync.providers import target_of
from syncopate.sync.targets import add_target, remove_target

if TYPE_CHECKING:
    from conftest import Household

SERVERS = pytest.mark.parametrize("provider", sorted(RIGS))
CREATES = {
    "plex": "*/playlists",
    "jellyfin": "*/Playlists",
    "emby": "*/Playlists",
    "subsonic": "*/rest/createPlaylist.view",
}
ENTRIES = 4


@dataclass(frozen=True)
class Served:
    """A household with one library on a server, and the songs it has."""

    household: Household
    rig: Rig
    library: Library
    keeper: PlaylistTarget
    songs: Sequence[Track]

    @property
    def favourites(self) -> Site:
        """Return where the favourites are."""
        return Site(section=self.library.section, kind=TargetKind.FAVOURITES)

    async def mirror(self, name: str, songs: Sequence[Track]) -> Mirror:
        """Mirror a playlist of these songs."""
        return await self.household.mirror(name, _listed(songs), library_id=self.library.id)

    async def sync(self, mirror: Mirror) -> ItemResult:
        """Sync it, as a run of its own does."""
        return await self.household.sync(mirror)

    async def target(self, mirror: Mirror) -> Target:
        """Return the mirror's only target."""
        (found,) = await self.household.kit.database.read(targets.of_mirror, mirror.id)
        return found

    async def only_favourites(self, mirror: Mirror) -> None:
        """Keep the mirror as favourites and nothing else."""
        first = await self.target(mirror)
        await add_target(self.household.kit, mirror.id, self.library.id, kind=TargetKind.FAVOURITES)
        await self.household.kit.database.write(targets.remove, first.id)

    async def by_hand(self, name: str, songs: Sequence[Track]) -> str:
        """Make a playlist, or favourites, that nobody marked as ours."""
        kept = await self.keeper.write_target(
            Site(section=self.library.section), None, TargetContent(mark="", name=name, tracks=songs)
        )
        assert (await self.holds(kept)) == tuple(song.key for song in songs)
        return kept

    async def star(self, songs: Sequence[Track]) -> None:
        """Make songs favourites, as their user does."""
        there = await self.starred()
        content = TargetContent(
            mark="", name="", tracks=[*(track for track in self.songs if track.key in there), *songs]
        )
        await self.keeper.write_target(self.favourites, FAVOURITES_KEY, content)

    async def starred(self) -> frozenset[str]:
        """Return the favourites there are."""
        found = await self.keeper.read_target(self.favourites, FAVOURITES_KEY)
        assert isinstance(found, Known)
        assert found.value is not None
        return frozenset(found.value.track_keys)

    async def holds(self, key: str) -> tuple[str, ...] | None:
        """Return what a playlist holds, or None where there is none."""
        found = await self.keeper.read_target(Site(section=self.library.section), key)
        assert isinstance(found, Known)
        return None if found.value is None else found.value.track_keys


def _listed(songs: Sequence[Track]) -> list[tuple[str, str]]:
    return [(song.title, song.artists[0]) for song in songs]


@pytest.fixture
async def served(household: Household, provider: str) -> AsyncIterator[Served]:
    """Return a scanned library of twenty-four songs."""
    stamina.set_testing(True, attempts=2)
    async with AsyncExitStack() as stack:
        stack.callback(stamina.set_testing, False)
        stack.push_async_callback(household.kit.connections.close)
        rig = await stack.enter_async_context(RIGS[provider](24))
        state = await begin_login(
            household.kit, provider=rig.provider, method=rig.method, answers=rig.answers, name="Server"
        )
        assert state.account is not None
        library = await add_library(
            household.kit, name="Server", account_id=state.account.id, section=rig.section
        )
        assert (await household.scan(library)).error is None
        songs = await household.kit.database.read(
            lambda connection: list(tracks.load(connection, library.id))
        )
        keeper = await target_of(household.kit, library.account_id)
        yield Served(household, rig, library, keeper, sorted(songs, key=lambda song: song.title))


@SERVERS
async def test_a_playlist_of_the_same_name_is_not_ours_because_making_ours_failed(
    served: Served, provider: str
) -> None:
    theirs = await served.by_hand("Evening", served.songs[15:20])
    mirror = await served.mirror("Evening", served.songs[:ENTRIES])
    served.rig.wire.fail(Fault.SERVER_ERROR, CREATES[provider], "POST")
    assert (await served.sync(mirror)).status not in {ItemStatus.SYNCED, ItemStatus.UNCHANGED}
    served.rig.wire.heal()
    assert (await served.sync(mirror)).status is ItemStatus.SYNCED
    assert await served.holds(theirs) == tuple(song.key for song in served.songs[15:20])
    ours = (await served.target(mirror)).target_key
    assert ours is not None
    assert ours != theirs
    assert await served.holds(ours) == tuple(song.key for song in served.songs[:ENTRIES])


@SERVERS
async def test_who_deletes_ours_and_makes_an_own_of_that_name_keeps_it(served: Served) -> None:
    mirror = await served.mirror("Evening", served.songs[:ENTRIES])
    assert (await served.sync(mirror)).status is ItemStatus.SYNCED
    ours = (await served.target(mirror)).target_key
    assert ours is not None
    await served.keeper.delete_target(Site(section=served.library.section), ours)
    theirs = await served.by_hand("Evening", served.songs[15:20])
    assert (await served.sync(mirror)).status is ItemStatus.HELD
    assert await served.holds(theirs) == tuple(song.key for song in served.songs[15:20])


@SERVERS
async def test_a_key_that_leads_to_another_mirrors_playlist_is_not_written_to(served: Served) -> None:
    mirror = await served.mirror("Evening", served.songs[:ENTRIES])
    other = await served.mirror("Morning", served.songs[10:14])
    assert (await served.sync(mirror)).status is ItemStatus.SYNCED
    assert (await served.sync(other)).status is ItemStatus.SYNCED
    mine, others = await served.target(mirror), await served.target(other)
    assert mine.target_key
    assert others.target_key
    await served.keeper.delete_target(Site(section=served.library.section), mine.target_key)
    # A server that was restored from a backup gives keys away again.
    assert mine.written
    assert mine.asked
    await served.household.kit.database.write(
        targets.set_written,
        mine.id,
        target_key=others.target_key,
        dress=mine.asked,
        written=mine.written,
        placed={},
    )
    assert (await served.sync(mirror)).status is ItemStatus.HELD
    assert await served.holds(others.target_key) == tuple(song.key for song in served.songs[10:14])


@SERVERS
async def test_favourites_that_were_there_before_stay(served: Served) -> None:
    mirror = await served.mirror("Evening", served.songs[:3])
    await served.star([served.songs[0], served.songs[20]])
    await served.only_favourites(mirror)
    assert (await served.sync(mirror)).status is ItemStatus.SYNCED
    assert await served.starred() == {served.songs[at].key for at in (0, 1, 2, 20)}
    served.household.csv("Evening", _listed(served.songs[2:3]))
    assert (await served.sync(mirror)).status is ItemStatus.SYNCED
    assert await served.starred() == {served.songs[at].key for at in (0, 2, 20)}, "only what we starred goes"


@SERVERS
async def test_two_mirrors_among_the_same_favourites_take_nothing_from_each_other(served: Served) -> None:
    pair = [
        await served.mirror("Evening", served.songs[:6]),
        await served.mirror("Morning", served.songs[4:10]),
    ]
    for mirror in pair:
        await served.only_favourites(mirror)
    await served.star([served.songs[20]])
    results = await asyncio.gather(*(served.sync(mirror) for mirror in pair))
    assert {result.status for result in results} == {ItemStatus.SYNCED}
    everything = {song.key for song in served.songs[:10]} | {served.songs[20].key}
    assert await served.starred() == everything
    served.household.csv("Evening", _listed(served.songs[:3]))
    assert (await served.sync(pair[0])).status is ItemStatus.SYNCED
    assert await served.starred() == everything - {served.songs[3].key}, "the other one wants the rest"


@SERVERS
async def test_favourites_are_taken_back_with_their_mirror(served: Served) -> None:
    """What the user starred stays, and what another mirror wants."""
    kit = served.household.kit
    evening = await served.mirror("Evening", served.songs[:6])
    morning = await served.mirror("Morning", served.songs[4:10])
    await served.star([served.songs[0], served.songs[20]])
    for mirror in (evening, morning):
        await served.only_favourites(mirror)
        assert (await served.sync(mirror)).status is ItemStatus.SYNCED
    target = await served.target(evening)
    await remove_target(kit, evening.id, target.id, delete=True)
    left = {served.songs[at].key for at in (0, 4, 5, 6, 7, 8, 9, 20)}
    assert await served.starred() == left
    await remove_mirror(kit, morning.id)
    assert await served.starred() == left, "what was written stays unless it shall go"


@pytest.mark.parametrize("provider", ["subsonic"])
async def test_a_plan_names_what_it_takes_out(served: Served) -> None:
    mirror = await served.mirror("Evening", served.songs[:ENTRIES])
    assert (await served.sync(mirror)).status is ItemStatus.SYNCED
    served.household.csv("Evening", _listed(served.songs[: ENTRIES - 1]))
    preview = await preview_plan(served.household.kit, mirror.id)
    (gone,) = [each for each in preview.plan.operations if each.kind is OperationKind.REMOVE]
    song = served.songs[ENTRIES - 1]
    assert gone.label == f"{song.artists[0]} – {song.title}"


@pytest.mark.parametrize("provider", ["plex"])
async def test_what_a_user_rated_otherwise_is_no_favourite_and_nothing_fails_for_it(served: Served) -> None:
    mirror = await served.mirror("Evening", served.songs[:3])
    plex = served.rig.server
    (song,) = (one for one in plex.library.items.values() if str(one.key) == served.songs[1].key)
    plex.server.views(plex.people.owner).rate(song.guid, 6.0, plex.clock.now())
    await served.only_favourites(mirror)
    assert (await served.sync(mirror)).status is ItemStatus.SYNCED
    assert await served.starred() == {served.songs[0].key, served.songs[2].key}
    again = await served.sync(mirror)
    assert (again.status, again.added, again.removed) == (ItemStatus.UNCHANGED, 0, 0)


@pytest.mark.parametrize("provider", ["jellyfin"])
async def test_what_a_server_kept_in_part_is_gone_on_with(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Playlists._add

    def in_part(self: Playlists, playlist: Playlist, ids: list[str], user: User) -> None:
        monkeypatch.setattr(Playlists, "_add", whole)
        whole(self, playlist, ids[1:], user)

    monkeypatch.setattr(Playlists, "_add", in_part)
    mirror = await served.mirror("Evening", served.songs[:ENTRIES])
    assert (await served.sync(mirror)).error == "write_not_kept"
    made = (await served.target(mirror)).target_key
    assert made is not None
    assert (await served.sync(mirror)).status is ItemStatus.SYNCED
    assert await served.holds(made) == tuple(song.key for song in served.songs[:ENTRIES])
    assert served.rig.names() == ["Evening"]
