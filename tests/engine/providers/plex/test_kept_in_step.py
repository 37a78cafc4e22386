"""Playlists on Plex as apply keeps them: only the difference is told, and nothing that is cut short is lost."""

import random
from typing import Any

import pytest
from fakes.plex.media import Kind
from fakes.serving import Fault, Faulty
from syncopate.apply.editing import EditedTarget
from syncopate.domain.snapshot import Known
from syncopate.domain.target import TargetKind
from syncopate.errors import SyncopateError, TargetReadOnly, Unreachable
from syncopate.providers.capability import FAVOURITES_KEY, PlaylistTarget
from syncopate.providers.plex import client

MARK = "5b0c8c9e-6a53-4d8e-9d0f-1d8a1f0e2b11"


async def _again(house: Any, key: str, keys: list[str], **more: Any) -> int:
    """Write it again, and return how many writing requests that took."""
    house.plex.wire.journal.clear()
    assert await house.keeper().write_target(house.site(), key, house.content(keys, **more)) == key
    return len(house.writes())


async def test_it_is_a_target(house: Any) -> None:
    assert isinstance(house.keeper(), PlaylistTarget)


async def test_450_tracks_go_in_three_batches(house: Any) -> None:
    house.plex.library.fill(house.plex.music, 420)
    keys = house.keys(*range(450))
    keys[400] = keys[3]
    key = await house.keeper().write_target(house.site(), None, house.content(keys, description="All"))
    assert house.held(key) == keys
    # Made with the first two hundred, named, and twice appended to.
    assert [asked.method for asked in house.writes()] == ["POST", "PUT", "PUT", "PUT"]
    state = await house.keeper().read_target(house.site(), key)
    assert isinstance(state, Known)
    assert state.value is not None
    assert state.value.track_keys == tuple(keys)


async def test_a_second_write_writes_nothing(house: Any) -> None:
    keys = house.keys(5, 3, 5, 1)
    key = await house.keeper().write_target(house.site(), None, house.content(keys, description="Words"))
    assert await _again(house, key, keys) == 0
    assert await _again(house, key, keys, description="Words") == 0


@pytest.mark.parametrize(
    ("before", "after", "writes"),
    [
        ((0, 1, 2), (0, 1, 2, 3), 1),
        ((0, 1, 2, 3), (3, 0, 1, 2), 1),
        ((0, 1, 2, 3), (0, 1, 3), 1),
        ((0, 1, 2, 3), (1, 2, 3, 0), 1),
        ((0, 0, 1), (0, 1, 0), 1),
        ((0, 1, 2), (), 3),
        ((), (0, 1, 2), 1),
        ((0, 1, 2, 3, 4), (4, 5, 0, 2), 5),
    ],
)
async def test_only_the_difference(
    house: Any, before: tuple[int, ...], after: tuple[int, ...], writes: int
) -> None:
    key = await house.keeper().write_target(house.site(), None, house.content(house.keys(*before)))
    assert await _again(house, key, house.keys(*after)) <= writes
    assert house.held(key) == house.keys(*after)


async def test_renamed(house: Any) -> None:
    keys = house.keys(0, 1)
    key = await house.keeper().write_target(house.site(), None, house.content(keys, description="Words"))
    assert await _again(house, key, keys, name="Night") == 1
    assert (house.playlist(key).title, house.playlist(key).summary.splitlines()[0]) == ("Night", "Words")


async def test_smart_ones_are_left_alone(house: Any) -> None:
    query = f"server://{house.plex.server.machine}/com.plexapp.plugins.library/library/sections/{house.section}/all?type=10"
    smart = house.plex.server.playlists.add(house.plex.people.owner.id, "All", content=query)
    with pytest.raises(TargetReadOnly):
        await house.keeper().write_target(house.site(), str(smart.key), house.content(house.keys(0)))
    assert not house.writes()


async def test_found_again_when_its_key_was_lost(house: Any) -> None:
    keys = house.keys(0, 1)
    key = await house.keeper().write_target(house.site(), None, house.content(keys))
    assert await house.keeper().find_target(house.site(), MARK, "Evening") == Known(key)
    house.plex.server.playlists.kept.clear()
    assert await house.keeper().find_target(house.site(), MARK, "Evening") == Known(None)
    assert await house.keeper().read_target(house.site(), key) == Known(None)


async def test_ids_that_changed_leave_an_empty_list_that_is_filled_again(house: Any) -> None:
    key = await house.keeper().write_target(house.site(), None, house.content(house.keys(0, 1, 2)))
    house.plex.change_ids()
    assert house.held(key) == []
    await _again(house, key, house.keys(2, 1, 0))
    assert house.held(key) == house.keys(2, 1, 0)


class _AnyWrite(Faulty):
    """A fault for one write, of whatever method, after some that were well."""

    struck = False

    def strikes(self, method: str, path: str) -> bool:
        now = method != "GET" and super().strikes(method, path)
        self.struck = self.struck or now
        return now


async def _until_it_is_kept(house: Any, keeper: EditedTarget, key: str | None, content: Any) -> str:
    """Do what the engine does after a failure: find it by its mark, and write it again."""
    if key is None:
        found = await keeper.find_target(house.site(), MARK, content.name)
        assert isinstance(found, Known)
        key = found.value
    return await keeper.write_target(house.site(), key, content)


@pytest.mark.parametrize(
    "fault", [Fault.REFUSED, Fault.DROPPED, Fault.SERVER_ERROR, Fault.CUT_OFF, Fault.HTML]
)
@pytest.mark.parametrize("skip", range(7))
async def test_cut_short_after_any_request(
    house: Any, monkeypatch: pytest.MonkeyPatch, fault: Fault, skip: int
) -> None:
    """Whether the request took effect or not: the next time it is as it shall be, and there is one of it."""
    monkeypatch.setattr("syncopate.providers.plex.playlist_target._BATCH", 4)
    keeper = house.keeper()
    assert (await keeper.check()).ok
    content = house.content(house.keys(*range(10)), description="Words")
    changed = house.content(
        house.keys(9, 0, 1, 12, 3, 4, 11, 6, 7, 8), name="Night", description="Other words"
    )
    key: str | None = None
    for wanted in (content, changed):
        failing = _AnyWrite(fault, times=1, skip=skip)
        house.plex.wire.faults.append(failing)
        failed = False
        try:
            key = await keeper.write_target(house.site(), key, wanted)
        except SyncopateError:
            failed = True
        assert failed == failing.struck
        assert failed or skip >= 4
        house.heal()
        key = await _until_it_is_kept(house, keeper, key, wanted)
        assert house.held(key) == [track.key for track in wanted.tracks]
        assert (house.playlist(key).title, len(house.plex.server.playlists.kept)) == (wanted.name, 1)
        assert house.playlist(key).summary.startswith(wanted.description)
        assert await keeper.find_target(house.site(), MARK, None) == Known(key)
        house.plex.wire.journal.clear()
        await keeper.write_target(house.site(), key, wanted)
        assert not house.writes()


async def test_many_random_changes(house: Any) -> None:
    chance = random.Random(7)
    key: str | None = None
    for _ in range(15):
        keys = house.keys(*chance.choices(range(30), k=chance.randrange(25)))
        key = await house.keeper().write_target(house.site(), key, house.content(keys))
        assert house.held(key) == keys
        assert await _again(house, key, keys) == 0


async def test_collections_and_favourites(house: Any) -> None:
    keeper = house.keeper()
    for kind, first in ((TargetKind.COLLECTION, None), (TargetKind.FAVOURITES, FAVOURITES_KEY)):
        site = house.site(kind=kind)
        key = await keeper.write_target(site, first, house.content(house.keys(3, 1, 2)))
        state = await keeper.read_target(site, key)
        assert isinstance(state, Known)
        assert state.value is not None
        assert set(state.value.track_keys) == set(house.keys(1, 2, 3))
        house.plex.wire.journal.clear()
        name = state.value.name
        await keeper.write_target(site, key, house.content(house.keys(2, 1, 3), name=name))
        assert not house.writes()
        fewer = house.content(house.keys(2, 4), name=name, leaving=frozenset(house.keys(1, 3)))
        await keeper.write_target(site, key, fewer)
        assert len(house.writes()) == 3


async def test_a_collection_all_of_whose_tracks_are_others(house: Any) -> None:
    """With its last track the server lets a collection go: then it is made anew, and there is one of it."""
    keeper, site = house.keeper(), house.site(kind=TargetKind.COLLECTION)
    key: str | None = await keeper.write_target(site, None, house.content(house.keys(0, 1)))
    others = house.content(house.keys(2, 3), leaving=frozenset(house.keys(0, 1)))
    try:
        await keeper.write_target(site, key, others)
    except Unreachable:
        assert await keeper.read_target(site, key) == Known(None)
        key = await keeper.write_target(site, None, house.content(house.keys(2, 3)))
    state = await keeper.read_target(site, key)
    assert isinstance(state, Known)
    assert state.value is not None
    assert set(state.value.track_keys) == set(house.keys(2, 3))
    assert len(house.plex.music.of(Kind.COLLECTION)) == 1


async def test_reads_are_polite(house: Any) -> None:
    """A playlist of 2,500 entries is read in three pages, never entry by entry."""
    house.plex.library.fill(house.plex.music, 470)
    keys = house.keys(*range(500)) * 5
    key = await house.keeper().write_target(house.site(), None, house.content(keys))
    house.plex.wire.journal.clear()
    await house.keeper().read_target(house.site(), key)
    assert [asked.path for asked in house.plex.wire.journal] == [
        f"/playlists/{key}",
        *[f"/playlists/{key}/items"] * 3,
    ]
    assert client.PAGE == 1000
