"""Targets without order: collections of a section, and the tracks a user gave five stars."""

from contextlib import suppress
from typing import Any

import pytest
from fakes.plex import Collection
from fakes.plex.media import Kind
from fakes.serving import Fault
from syncopate.domain.snapshot import Known, Unknown
from syncopate.domain.target import Site, TargetKind
from syncopate.errors import LoginLacksRights, MethodNotAllowed, NotFound, SyncopateError, Unreachable
from syncopate.providers.capability import FAVOURITES_KEY
from syncopate.providers.editing import Edited, Item, Label, Reorder
from syncopate.providers.plex import parse

MARK = "5b0c8c9e-6a53-4d8e-9d0f-1d8a1f0e2b11"
_LABEL = Label(mark=MARK, name="Evening", description="Calm songs")


def _collections(house: Any) -> Site:
    return house.site(kind=TargetKind.COLLECTION)


def _favourites(house: Any, user: Any = None) -> Site:
    return house.site(user, kind=TargetKind.FAVOURITES)


def _collection(house: Any, key: str) -> Collection:
    found = house.plex.library.items[int(key)]
    assert isinstance(found, Collection)
    return found


async def _read(house: Any, site: Site, key: str) -> Edited:
    found = await house.editor().read_items(site, key)
    assert isinstance(found, Known)
    assert found.value is not None
    return found.value


def _tracks(edited: Edited) -> set[str]:
    return {item.track_key for item in edited.items}


# --- Collections ------------------------------------------------------------------------------------------


async def test_a_collection_made_changed_and_removed(house: Any) -> None:
    editor, site = house.editor(), _collections(house)
    assert editor.reorder(site) is Reorder.NONE
    assert await editor.find_target(site, MARK, "Evening") == Known(None)
    key = await editor.create(site, _LABEL, house.keys(0, 1))
    made = _collection(house, key)
    assert (made.title, made.of, made.section) == ("Evening", Kind.TRACK, house.plex.music)
    assert made.summary == f"Calm songs\n\nKept by Syncopate · {MARK}"
    edited = await _read(house, site, key)
    assert (edited.name, edited.description, edited.editable) == ("Evening", "Calm songs", True)
    assert _tracks(edited) == set(house.keys(0, 1))
    assert edited.mark == MARK
    assert await editor.find_target(site, MARK, None) == Known(key)
    await editor.append(site, key, house.keys(2, 0))
    assert [str(one.key) for one in made.members] == house.keys(0, 1, 2)
    await editor.remove(site, key, [(0, edited.items[0])])
    await editor.remove(site, key, [(0, edited.items[0])])
    assert _tracks(await _read(house, site, key)) == set(house.keys(1, 2))
    await editor.relabel(site, key, Label(mark=MARK, name="Night"))
    assert (made.title, made.summary) == ("Night", f"Calm songs\n\nKept by Syncopate · {MARK}")
    house.plex.wire.journal.clear()
    await editor.relabel(site, key, Label(mark=MARK, name="Night"))
    assert not house.writes()
    await editor.delete_target(site, key)
    assert await editor.read_items(site, key) == Known(None)
    await editor.delete_target(site, key)


async def test_one_collection_cut_short_while_it_was_made(house: Any) -> None:
    editor, site = house.editor(), _collections(house)
    assert (await editor.check()).ok
    house.fail(Fault.DROPPED, "/library/collections", "POST", times=1)
    with pytest.raises(Unreachable):
        await editor.create(site, _LABEL, house.keys(0))
    found = await editor.find_target(site, MARK, "Evening")
    assert isinstance(found, Known)
    assert found.value is not None
    await editor.relabel(site, found.value, _LABEL)
    assert (await _read(house, site, found.value)).name == "Evening"


async def test_collections_of_others(house: Any) -> None:
    editor, site, library = house.editor(), _collections(house), house.plex.library
    albums = library.add_collection(house.plex.music, "Albums", Kind.ALBUM, members=[house.tracks()[0].album])
    own = library.add_collection(house.plex.music, "Own", Kind.TRACK, members=house.tracks()[:2])
    query = f"server://{house.plex.server.machine}/com.plexapp.plugins.library/library/sections/{house.section}/all?type=10"
    smart = library.add_collection(house.plex.music, "All", Kind.TRACK, members=house.tracks(), content=query)
    assert await editor.read_items(site, str(albums.key)) == Known(None)
    assert not (await _read(house, site, str(smart.key))).editable
    assert (await _read(house, site, str(own.key))).mark == ""
    await editor.delete_target(site, str(own.key))
    assert own.key in library.items
    with pytest.raises(MethodNotAllowed):
        await editor.move(site, str(own.key), Item("1", "1"), None, 0)


async def test_what_does_not_tell_its_kind_is_not_gone(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    editor, site = house.editor(), _collections(house)
    key = await editor.create(site, _LABEL, house.keys(0))
    told = parse.kept
    monkeypatch.setattr(parse, "kept", lambda raw: told({**raw, "subtype": None}))
    assert await editor.read_items(site, key) == Unknown("odd_answer")


async def test_with_its_last_track_a_collection_goes(house: Any) -> None:
    editor, site = house.editor(), _collections(house)
    key = await editor.create(site, _LABEL, house.keys(0))
    (item,) = (await _read(house, site, key)).items
    await editor.remove(site, key, [(0, item)])
    assert await editor.read_items(site, key) == Known(None)


async def test_only_the_owner_writes_collections(house: Any) -> None:
    child = house.child()
    token = house.plex.server.token_of(child)
    editor = house.editor(server_token=token, token=child.token)
    with pytest.raises(LoginLacksRights):
        await editor.create(_collections(house), _LABEL, house.keys(0))


@pytest.mark.parametrize("fault", list(Fault))
async def test_collections_that_cannot_be_read(house: Any, fault: Fault) -> None:
    editor, site = house.editor(), _collections(house)
    key = await editor.create(site, _LABEL, house.keys(0))
    for path in (f"/library/collections/{key}/children", f"/library/sections/{house.section}/collections"):
        house.heal()
        editor._client._pace._until = 0.0
        house.fail(fault, path)
        asking = (
            editor.read_items(site, key)
            if path.endswith("children")
            else editor.find_target(site, MARK, None)
        )
        assert isinstance(await asking, Unknown)


async def test_where_collections_are_found(house: Any) -> None:
    place = house.editor().place(_collections(house), "77")
    assert place.endswith(f"/server/{house.plex.server.machine}/details?key=%2Flibrary%2Fcollections%2F77")


# --- Favourites -------------------------------------------------------------------------------------------


def _rate(house: Any, number: int, rating: float, user: Any = None) -> None:
    views = house.plex.server.views(user or house.plex.people.owner)
    views.rate(house.tracks()[number].guid, rating, house.plex.clock.now())


async def test_favourites_are_tracks_with_five_stars(house: Any) -> None:
    editor, site = house.editor(), _favourites(house)
    assert editor.reorder(site) is Reorder.NONE
    assert await editor.find_target(site, MARK, None) == Known(FAVOURITES_KEY)
    none = await _read(house, site, FAVOURITES_KEY)
    assert (none.items, none.mark) == ((), None)
    _rate(house, 1, 10.0)
    _rate(house, 2, 9.0)
    _rate(house, 3, 10.0)
    other = house.plex.library.add_artist(house.plex.server.music()[1], "Elsewhere")
    elsewhere = house.plex.library.add_track(house.plex.library.add_album(other, "Play"), "Chapter")
    house.plex.server.views(house.plex.people.owner).rate(elsewhere.guid, 10.0, 1)
    edited = await _read(house, site, FAVOURITES_KEY)
    assert (edited.target_key, edited.name, edited.editable) == (FAVOURITES_KEY, "Favourites", True)
    assert _tracks(edited) == set(house.keys(1, 3))
    house.plex.wire.journal.clear()
    await editor.append(site, FAVOURITES_KEY, house.keys(5, 6))
    await editor.remove(site, FAVOURITES_KEY, [(0, edited.items[0])])
    assert [(asked.method, asked.path) for asked in house.writes()] == [("PUT", "/:/rate")] * 3
    assert _tracks(await _read(house, site, FAVOURITES_KEY)) == set(house.keys(3, 5, 6))
    assert house.tracks()[1].guid not in house.plex.server.views(house.plex.people.owner).ratings


async def test_what_the_user_rated_is_left_alone(house: Any) -> None:
    editor, site = house.editor(), _favourites(house)
    ratings = house.plex.server.views(house.plex.people.owner).ratings
    for number, rating in ((0, 8.0), (1, 2.0), (2, 10.0), (3, 9.0)):
        _rate(house, number, rating)
    house.plex.wire.journal.clear()
    await editor.append(site, FAVOURITES_KEY, house.keys(0, 1, 2, 3, 4))
    assert len(house.writes()) == 1
    assert {number: ratings[house.tracks()[number].guid][0] for number in range(5)} == {
        0: 8.0, 1: 2.0, 2: 10.0, 3: 9.0, 4: 10.0,
    }  # fmt: skip
    edited = await _read(house, site, FAVOURITES_KEY)
    assert _tracks(edited) == set(house.keys(2, 4))
    # Rated anew after it was read.
    _rate(house, 4, 6.0)
    await editor.remove(site, FAVOURITES_KEY, list(enumerate(edited.items)))
    assert house.tracks()[2].guid not in ratings
    assert ratings[house.tracks()[4].guid][0] == 6.0


@pytest.mark.parametrize("fault", [one for one in Fault if one is not Fault.SLOW])
async def test_nothing_is_rated_where_ratings_are_not_known(house: Any, fault: Fault) -> None:
    editor, site = house.editor(), _favourites(house)
    assert (await editor.check()).ok
    _rate(house, 0, 8.0)
    _rate(house, 1, 10.0)
    house.plex.wire.journal.clear()
    house.fail(fault, "/library/metadata/*")
    with pytest.raises(SyncopateError):
        await editor.append(site, FAVOURITES_KEY, house.keys(0, 2))
    with suppress(SyncopateError):
        await editor.remove(site, FAVOURITES_KEY, [(0, Item(house.keys(1)[0], house.keys(1)[0]))])
    assert not house.writes()


async def test_favourites_that_are_not_there_any_more(house: Any) -> None:
    editor, site = house.editor(), _favourites(house)
    with pytest.raises(NotFound):
        await editor.append(site, FAVOURITES_KEY, ["424242"])
    await editor.remove(site, FAVOURITES_KEY, [(0, Item("424242", "424242"))])
    assert not house.writes()


async def test_favourites_of_a_user(house: Any) -> None:
    child = house.child(pin="")
    editor, site = house.editor(), _favourites(house, child)
    await editor.append(site, FAVOURITES_KEY, house.keys(0))
    assert _tracks(await _read(house, site, FAVOURITES_KEY)) == set(house.keys(0))
    assert (await _read(house, _favourites(house), FAVOURITES_KEY)).items == ()


async def test_favourites_are_never_made_or_removed(house: Any) -> None:
    editor, site = house.editor(), _favourites(house)
    assert await editor.create(site, _LABEL, house.keys(0)) == FAVOURITES_KEY
    house.plex.wire.journal.clear()
    await editor.relabel(site, FAVOURITES_KEY, _LABEL)
    await editor.delete_target(site, FAVOURITES_KEY)
    with pytest.raises(Unreachable):
        await editor.set_cover(site, FAVOURITES_KEY, "https://example.org/cover.png")
    with pytest.raises(MethodNotAllowed):
        await editor.move(site, FAVOURITES_KEY, Item("1", "1"), None, 0)
    assert not house.plex.wire.journal
    assert house.section in editor.place(site, FAVOURITES_KEY)


@pytest.mark.parametrize("fault", list(Fault))
async def test_favourites_that_cannot_be_read(house: Any, fault: Fault) -> None:
    _rate(house, 1, 10.0)
    editor = house.editor()
    assert (await editor.check()).ok
    house.fail(fault, "/library/sections/*/all")
    assert isinstance(await editor.read_items(_favourites(house), FAVOURITES_KEY), Unknown)


async def test_nothing_is_kept_as_nothing(house: Any) -> None:
    site = house.site(kind=TargetKind.NOTHING)
    with pytest.raises(MethodNotAllowed):
        await house.editor().create(site, _LABEL, [])
