"""Keeping playlists and favourites: what is asked for each thing, and what is never touched."""

from collections.abc import Callable
from urllib.parse import parse_qsl, urlencode

import pytest
from fakes.serving import Fault
from syncopate.domain.snapshot import Known, Unknown
from syncopate.domain.target import Site, TargetKind
from syncopate.errors import LoginLacksRights, OddAnswer, SyncopateError, TargetReadOnly, Unreachable
from syncopate.providers.capability import FAVOURITES_KEY
from syncopate.providers.editing import Edited, Item, Label, Reorder
from syncopate.providers.subsonic.comments import comment, unfinished

from .conftest import FAVOURITES, MARK, PLAYLIST, House, content

OTHER_MARK = "00000000-6a53-4d8e-9d0f-1d8a1f0e2b11"
BOTH = pytest.mark.parametrize("extensions", [{"formPost": [1]}, {}], ids=["POST", "GET"])


async def held(house: House, key: str, site: Site = PLAYLIST) -> Edited:
    found = await house.keeper().read_items(site, key)
    assert isinstance(found, Known)
    assert found.value is not None
    return found.value


def songs(edited: Edited) -> list[str]:
    return [item.track_key for item in edited.items]


@BOTH
async def test_450_tracks_in_batches(
    make_house: Callable[..., House], extensions: dict[str, list[int]]
) -> None:
    house = make_house(count=500, extensions=extensions)
    async with house.fake:
        wanted = house.keys(449)
        wanted.insert(300, wanted[0])
        target = house.target()
        key = await target.write_target(PLAYLIST, None, content(wanted, description="Made for you"))
        playlist = house.fake.playlists.held[key]
        assert playlist.songs == wanted
        assert (playlist.name, playlist.owner) == ("Evening", "member")
        assert playlist.comment == f"Made for you\n\nKept by Syncopate · {MARK}"
        # Made with the first hundred, called what it is called, and three and a half hundred more.
        assert house.writes() == 6
        for asked in house.fake.wire.journal:
            assert len(urlencode(asked.query)) < 7_000
        edited = await held(house, key)
        assert (edited.name, edited.description, edited.editable) == ("Evening", "Made for you", True)
        assert songs(edited) == wanted
        await house.connections.close()


@BOTH
async def test_other_orders(make_house: Callable[..., House], extensions: dict[str, list[int]]) -> None:
    house = make_house(count=500, extensions=extensions)
    async with house.fake:
        wanted = house.keys(450)
        target, keeper = house.target(), house.keeper()
        assert keeper.reorder(PLAYLIST) is Reorder.REPLACE
        assert keeper.reorder(FAVOURITES) is Reorder.NONE
        key = await target.write_target(PLAYLIST, None, content(wanted))
        house.forget()
        moved = [*wanted[1:], wanted[0]]
        await target.write_target(PLAYLIST, key, content(moved))
        assert house.fake.playlists.held[key].songs == moved
        # All in one form; in addresses there is room for two hundred ids of this length, and what was there
        # goes when all that comes is there.
        assert house.writes() == (1 if extensions else 5)
        house.forget()
        await target.write_target(PLAYLIST, key, content([*moved, wanted[5]]))
        assert house.writes() == 1
        house.forget()
        fewer = [one for at, one in enumerate(moved) if at not in {3, 100, 200}]
        await target.write_target(PLAYLIST, key, content(fewer))
        assert house.fake.playlists.held[key].songs == fewer
        assert house.writes() == 1
        assert house.fake.playlists.held[key].comment.endswith(MARK)
        await house.connections.close()


async def test_a_second_write_writes_nothing(house: House) -> None:
    wanted = content(house.keys(150), description="As it was")
    target = house.target()
    key = await target.write_target(PLAYLIST, None, wanted)
    house.forget()
    assert await target.write_target(PLAYLIST, key, wanted) == key
    assert house.writes() == 0


async def test_names_and_descriptions(house: House) -> None:
    keeper = house.keeper()
    key = await keeper.create(PLAYLIST, Label(mark=MARK, name="One", description="First"), house.keys(2))
    await keeper.relabel(PLAYLIST, key, Label(mark=MARK, name="Zwei & 三"))
    edited = await held(house, key)
    assert (edited.name, edited.description) == ("Zwei & 三", "First")
    await keeper.relabel(PLAYLIST, key, Label(mark=MARK, name="Two", description="Second\n\nwith more"))
    edited = await held(house, key)
    assert (edited.name, edited.description) == ("Two", "Second\n\nwith more")
    await keeper.relabel(PLAYLIST, key, Label(mark=MARK, name="Two", description=""))
    assert house.fake.playlists.held[key].comment == f"Kept by Syncopate · {MARK}"
    assert await keeper.find_target(PLAYLIST, MARK, None) == Known(key)
    with pytest.raises(OddAnswer):
        await keeper.relabel(PLAYLIST, "nothing", Label(mark=MARK, name="Two"))
    with pytest.raises(Unreachable, match="takes no pictures"):
        await keeper.set_cover(PLAYLIST, key, "http://x/y.png")
    with pytest.raises(Unreachable):
        await keeper.move(PLAYLIST, key, Item("0", "a"), None, 0)


async def test_entries_at_their_places(house: House) -> None:
    keeper, keys = house.keeper(), house.keys(6)
    doubled = [*keys, keys[0], keys[0]]
    key = await keeper.create(PLAYLIST, Label(mark=MARK, name="P"), doubled)
    items = (await held(house, key)).items
    assert len({item.item_id for item in items}) == 8
    await keeper.remove(PLAYLIST, key, [(6, items[6]), (1, items[1])])
    assert house.fake.playlists.held[key].songs == [keys[0], *keys[2:], keys[0]]
    await keeper.append(PLAYLIST, key, [keys[3], keys[3]])
    assert house.fake.playlists.held[key].songs[-2:] == [keys[3], keys[3]]
    await keeper.replace(PLAYLIST, key, [])
    assert (await held(house, key)).items == ()


async def test_favourites(house: House) -> None:
    keys, kids = house.keys(250), house.fake.music.ordered(house.kids)[0].id
    house.member.starred[kids] = house.fake.music.last_scan
    target = house.target()
    assert await target.find_target(FAVOURITES, MARK, None) == Known(FAVOURITES_KEY)
    await target.write_target(FAVOURITES, FAVOURITES_KEY, content([*keys, kids], name="Favourites"))
    assert set(house.member.starred) == {*keys, kids}
    assert house.writes() == 2
    assert house.admin.starred == {}
    house.forget()
    section = Site(section="2", kind=TargetKind.FAVOURITES)
    edited = await held(house, FAVOURITES_KEY, section)
    assert (songs(edited), edited.name, edited.editable) == ([kids], "Favourites", True)
    await target.write_target(section, FAVOURITES_KEY, content([], name="Favourites", leaving=[kids]))
    assert set(house.member.starred) == set(keys)
    assert house.writes() == 1
    fewer = content(keys[:20], "Favourites", "A description", leaving=keys[20:])
    await target.write_target(FAVOURITES, FAVOURITES_KEY, fewer)
    await target.delete_target(FAVOURITES, FAVOURITES_KEY)
    assert set(house.member.starred) == set(keys[:20])
    assert house.fake.playlists.held == {}


async def test_what_another_user_has_is_not_ours(house: House) -> None:
    theirs = house.fake.playlists.add(
        "admin", "Evening", house.keys(3), public=True, comment=comment("", MARK)
    )
    keeper = house.keeper()
    assert await keeper.find_target(PLAYLIST, MARK, "Evening") == Known(None)
    assert await keeper.read_items(PLAYLIST, theirs.id) == Unknown("login_lacks_rights")
    await keeper.delete_target(PLAYLIST, theirs.id)
    assert theirs.id in house.fake.playlists.held
    with pytest.raises(LoginLacksRights):
        await keeper.relabel(PLAYLIST, theirs.id, Label(mark=MARK, name="Mine"))
    with pytest.raises(LoginLacksRights):
        await keeper.append(PLAYLIST, theirs.id, house.keys(1))
    with pytest.raises(LoginLacksRights):
        await house.target().write_target(PLAYLIST, theirs.id, content(house.keys(5)))
    assert theirs.songs == house.keys(3)


async def test_an_account_acts_for_its_own_user_only(house: House) -> None:
    keeper = house.keeper()
    own, other = Site(user="Member"), Site(user="admin")
    key = await keeper.create(own, Label(mark=MARK, name="P"), house.keys(1))
    assert isinstance(await keeper.read_items(own, key), Known)
    assert await keeper.read_items(other, key) == Unknown("login_lacks_rights")
    assert await keeper.find_target(other, MARK, None) == Unknown("login_lacks_rights")
    house.forget()
    with pytest.raises(LoginLacksRights):
        await keeper.create(other, Label(mark=MARK, name="P"), house.keys(1))
    assert house.writes() == 0


async def test_smart_playlists_are_read_only(house: House) -> None:
    smart = house.fake.playlists.add("member", "Smart", house.keys(3), readonly=True)
    assert (await held(house, smart.id)).editable is False
    with pytest.raises(TargetReadOnly):
        await house.target().write_target(PLAYLIST, smart.id, content(house.keys(5)))
    assert smart.songs == house.keys(3)


async def test_what_the_user_deleted_is_gone(house: House) -> None:
    keeper = house.keeper()
    key = await keeper.create(PLAYLIST, Label(mark=MARK, name="P"), house.keys(3))
    del house.fake.playlists.held[key]
    assert await keeper.read_items(PLAYLIST, key) == Known(None)
    assert await keeper.find_target(PLAYLIST, MARK, "P") == Known(None)
    await keeper.delete_target(PLAYLIST, key)
    with pytest.raises(SyncopateError):
        await keeper.append(PLAYLIST, key, house.keys(1))


async def test_what_lost_its_mark_is_the_users(house: House) -> None:
    keeper = house.keeper()
    key = await keeper.create(PLAYLIST, Label(mark=MARK, name="P"), house.keys(3))
    house.fake.playlists.held[key].comment = "Mine now"
    await keeper.delete_target(PLAYLIST, key)
    assert key in house.fake.playlists.held
    house.fake.playlists.held[key].comment = comment("Mine again", MARK)
    await keeper.delete_target(PLAYLIST, key)
    assert key not in house.fake.playlists.held


async def test_a_name_counts_only_where_marks_have_no_place(house: House) -> None:
    keeper, playlists = house.keeper(), house.fake.playlists
    mine = playlists.add("member", "Evening", house.keys(1))
    assert await keeper.find_target(PLAYLIST, MARK, None) == Known(None)
    assert await keeper.find_target(PLAYLIST, MARK, "Evening") == Known(mine.id)
    commented = playlists.add("member", "Other", comment="a comment")
    assert await keeper.find_target(PLAYLIST, MARK, "Evening") == Known(None)
    del playlists.held[commented.id]
    second = playlists.add("member", "Evening")
    assert await keeper.find_target(PLAYLIST, MARK, "Evening") == Known(None)
    second.comment = comment(None, OTHER_MARK)
    second.name = unfinished("Evening", OTHER_MARK)
    assert await keeper.find_target(PLAYLIST, OTHER_MARK, "Evening") == Known(second.id)


async def test_the_mark_is_told(house: House) -> None:
    keeper, playlists = house.keeper(), house.fake.playlists
    mine = playlists.add("member", "Evening", house.keys(1))
    assert (await held(house, mine.id)).mark is None, "nothing shows that comments are kept"
    key = await keeper.create(PLAYLIST, Label(mark=MARK, name="Evening"), house.keys(3))
    assert (await held(house, key)).mark == MARK
    assert (await held(house, mine.id)).mark == ""
    playlists.held[key].comment = comment("Words", OTHER_MARK)
    assert (await held(house, key)).mark == OTHER_MARK
    playlists.held[key].comment = "Words"
    assert (await held(house, key)).mark == ""
    playlists.held[key].name, playlists.held[key].comment = unfinished("Evening", MARK), ""
    assert (await held(house, key)).mark == MARK
    assert (await held(house, FAVOURITES_KEY, FAVOURITES)).mark is None


async def test_a_list_that_cannot_be_read_leaves_the_mark_unknown(house: House) -> None:
    mine = house.fake.playlists.add("member", "Evening", house.keys(1))
    house.fake.wire.fail(Fault.SERVER_ERROR, "/rest/getPlaylists*")
    assert isinstance(await house.keeper().read_items(PLAYLIST, mine.id), Unknown)


async def test_a_name_finds_nothing_that_carries_a_mark(house: House) -> None:
    name = unfinished("Evening", OTHER_MARK)
    house.fake.playlists.add("member", name, house.keys(1))
    assert await house.keeper().find_target(PLAYLIST, MARK, name) == Known(None)


async def test_servers_without_comments(house: House) -> None:
    house.fake.playlists.keeps_comments = False
    target = house.target()
    key = await target.write_target(PLAYLIST, None, content(house.keys(5), description="Lost"))
    assert house.fake.playlists.held[key].name == "Evening"
    assert (await held(house, key)).mark is None
    assert await target.find_target(PLAYLIST, MARK, "Evening") == Known(key)
    await target.write_target(PLAYLIST, key, content(house.keys(7), description="Lost"))
    assert house.fake.playlists.held[key].songs == house.keys(7)


async def test_servers_that_do_not_tell_what_they_made(make_house: Callable[..., House]) -> None:
    house = make_house(version="1.13.0", extensions=None, product="")
    async with house.fake:
        house.fake.playlists.add("member", "Evening", house.keys(1))
        key = await house.target().write_target(PLAYLIST, None, content(house.keys(5)))
        assert house.fake.playlists.held[key].songs == house.keys(5)
        assert [one.name for one in house.fake.playlists.held.values()] == ["Evening", "Evening"]
        await house.connections.close()


@pytest.mark.parametrize("fault", [one for one in Fault if one is not Fault.SLOW])
async def test_no_fault_passes_for_an_empty_playlist(house: House, fault: Fault) -> None:
    keeper = house.keeper()
    key = await keeper.create(PLAYLIST, Label(mark=MARK, name="P"), house.keys(30))
    house.member.starred = dict.fromkeys(house.keys(3), house.fake.music.last_scan)
    house.fake.wire.fail(fault)
    assert isinstance(await keeper.read_items(PLAYLIST, key), Unknown)
    if fault is not Fault.EMPTY_PAGE:
        assert isinstance(await keeper.read_items(FAVOURITES, FAVOURITES_KEY), Unknown)
        assert isinstance(await keeper.find_target(PLAYLIST, MARK, "P"), Unknown)
        for write in (
            keeper.create(PLAYLIST, Label(mark=MARK, name="Q"), []),
            keeper.append(PLAYLIST, key, house.keys(1)),
            keeper.replace(PLAYLIST, key, house.keys(1)),
            keeper.delete_target(PLAYLIST, key),
            keeper.append(FAVOURITES, FAVOURITES_KEY, house.keys(1)),
        ):
            with pytest.raises(SyncopateError):
                await write
    with pytest.raises(SyncopateError):
        await keeper.relabel(PLAYLIST, key, Label(mark=MARK, name="Q"))


@pytest.mark.parametrize("code", [0, 10, 20, 30, 40, 41, 42, 43, 44, 50, 60])
async def test_no_refusal_passes_for_an_empty_playlist(house: House, code: int) -> None:
    keeper = house.keeper()
    key = await keeper.create(PLAYLIST, Label(mark=MARK, name="P"), house.keys(3))
    house.fake.refuse(code)
    assert isinstance(await keeper.read_items(PLAYLIST, key), Unknown)
    assert isinstance(await keeper.find_target(PLAYLIST, MARK, "P"), Unknown)
    with pytest.raises(SyncopateError):
        await keeper.delete_target(PLAYLIST, key)


async def test_writes_are_sent_once(house: House) -> None:
    keeper = house.keeper()
    key = await keeper.create(PLAYLIST, Label(mark=MARK, name="P"), house.keys(3))
    for fault in (Fault.DROPPED, Fault.REFUSED, Fault.UNAVAILABLE, Fault.SERVER_ERROR, Fault.TOO_MANY):
        house.forget()
        house.fake.wire.fail(fault, "/rest/updatePlaylist.view")
        with pytest.raises(SyncopateError):
            await keeper.append(PLAYLIST, key, house.keys(1))
        assert house.writes() == 1, fault
        house.fake.heal()


async def test_long_ids_make_more_requests(make_house: Callable[..., House]) -> None:
    house = make_house(count=0, extensions={})
    long = [f"{number:04}{'x' * 400}" for number in range(60)]
    async with house.fake:
        keeper = house.keeper()
        key = await keeper.create(PLAYLIST, Label(mark=MARK, name="P"), [])
        house.forget()
        with pytest.raises(SyncopateError):
            await keeper.append(PLAYLIST, key, long)
        (first,) = house.asked("/rest/updatePlaylist.view")
        assert len(urlencode(first.query)) < 6_500
        assert len([name for name, _ in first.query if name == "songIdToAdd"]) == 14
        await house.connections.close()


async def test_addresses_hold_no_login_where_forms_are_read(house: House) -> None:
    await house.target().write_target(PLAYLIST, None, content(house.keys(5)))
    for asked in house.fake.wire.journal:
        if asked.path.endswith("getOpenSubsonicExtensions.view"):
            assert {name for name, _ in asked.query} == {"v", "c", "f"}
        else:
            assert (asked.method, asked.query) == ("POST", ())
            assert {"u", "t", "s"} <= dict(parse_qsl(asked.body.decode())).keys()


async def test_places(house: House) -> None:
    keeper = house.keeper()
    assert keeper.place(PLAYLIST, "abc") == f"{house.fake.address}/app/#/playlist/abc/show"
    assert keeper.place(FAVOURITES, FAVOURITES_KEY) == house.fake.address
    proxied = house.keeper("proxied", url=house.fake.address.replace("://", "://me:pass4711@"))
    assert proxied.place(PLAYLIST, "abc") == keeper.place(PLAYLIST, "abc")
    assert house.keeper("other", server="gonic").place(PLAYLIST, "abc") == house.fake.address
