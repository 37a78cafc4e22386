"""Playlists on a server of Plex, one call at a time."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from fakes.plex.pictures import png
from fakes.serving import Fault, Served
from syncopate.domain.snapshot import Known, Unknown
from syncopate.errors import (
    LoginLacksRights,
    MethodNotAllowed,
    OddAnswer,
    SyncopateError,
    Unreachable,
)
from syncopate.providers import covers
from syncopate.providers.editing import Edited, Item, Label, PlaylistEditor, Reorder
from syncopate.providers.plex import marked_keeping, marks

MARK = "5b0c8c9e-6a53-4d8e-9d0f-1d8a1f0e2b11"
_LABEL = Label(mark=MARK, name="Evening", description="Calm songs")


async def _made(house: Any, *numbers: int, label: Label = _LABEL, user: Any = None) -> str:
    return await house.editor().create(house.site(user), label, house.keys(*numbers))


async def _read(house: Any, key: str, user: Any = None) -> Edited:
    found = await house.editor().read_items(house.site(user), key)
    assert isinstance(found, Known)
    assert found.value is not None
    return found.value


async def test_it_is_an_editor(house: Any) -> None:
    editor = house.editor()
    assert isinstance(editor, PlaylistEditor)
    assert (editor.batch, editor.reorder(house.site())) == (200, Reorder.MOVE)


async def test_made_and_read_back(house: Any) -> None:
    key = await _made(house, 3, 1, 3)
    edited = await _read(house, key)
    assert (edited.target_key, edited.name, edited.description) == (key, "Evening", "Calm songs")
    assert edited.editable
    assert [item.track_key for item in edited.items] == house.keys(3, 1, 3)
    assert len({item.item_id for item in edited.items}) == 3
    assert house.playlist(key).summary == f"Calm songs\n\nKept by Syncopate · {MARK}"
    assert len(house.writes()) == 2


async def test_one_without_tracks(house: Any) -> None:
    key = await _made(house)
    assert (await _read(house, key)).items == ()


async def test_names_that_are_hard(house: Any) -> None:
    name = 'Élan & "Ñ" #1 100% +  / 藤井風 😀 \u202eRTL'
    key = await _made(house, 0, label=Label(mark=MARK, name=name, description="a\nb & c=d"))
    edited = await _read(house, key)
    assert (edited.name, edited.description) == (name, "a\nb & c=d")


async def test_two_hundred_fit_into_a_line(house: Any) -> None:
    house.plex.library._key = 9_999_999_000
    house.plex.library.fill(house.plex.music, 200)
    keys = house.keys(*range(30, 230))
    key = await house.editor().create(house.site(), _LABEL, keys)
    assert house.held(key) == keys


async def test_appended_and_taken_out(house: Any) -> None:
    editor, key = house.editor(), await _made(house, 0, 1)
    await editor.append(house.site(), key, house.keys(2, 0))
    items = (await _read(house, key)).items
    assert [item.track_key for item in items] == house.keys(0, 1, 2, 0)
    house.plex.wire.journal.clear()
    await editor.remove(house.site(), key, [(3, items[3]), (1, items[1])])
    assert house.held(key) == house.keys(0, 2)
    assert [asked.method for asked in house.writes()] == ["DELETE", "DELETE"]
    # What is gone already is no failure.
    await editor.remove(house.site(), key, [(1, items[1])])


@pytest.mark.parametrize(
    ("moved", "after", "order"), [(2, None, (2, 0, 1)), (0, 2, (1, 2, 0)), (2, 0, (0, 2, 1))]
)
async def test_moved(house: Any, moved: int, after: int | None, order: tuple[int, ...]) -> None:
    editor, key = house.editor(), await _made(house, 0, 1, 2)
    items = (await _read(house, key)).items
    house.plex.wire.journal.clear()
    await editor.move(house.site(), key, items[moved], None if after is None else items[after], 0)
    assert house.held(key) == house.keys(*order)
    assert len(house.writes()) == 1


async def test_there_is_no_replacing(house: Any) -> None:
    with pytest.raises(MethodNotAllowed):
        await house.editor().replace(house.site(), "1", [])


async def test_renamed_and_described(house: Any) -> None:
    editor, key = house.editor(), await _made(house, 0)
    house.plex.wire.journal.clear()
    await editor.relabel(house.site(), key, _LABEL)
    assert not house.writes()
    await editor.relabel(house.site(), key, Label(mark=MARK, name="Night", description="Darker"))
    assert len(house.writes()) == 1
    edited = await _read(house, key)
    assert (edited.name, edited.description) == ("Night", "Darker")
    assert marks.mark_of("", house.playlist(key).summary) == MARK


async def test_words_of_the_users_stay(house: Any) -> None:
    editor, key = house.editor(), await _made(house, 0)
    house.playlist(key).summary = f"My own words\nKept by Syncopate · {MARK}"
    await editor.relabel(house.site(), key, Label(mark=MARK, name="Night"))
    edited = await _read(house, key)
    assert (edited.name, edited.description) == ("Night", "My own words")
    house.playlist(key).summary = "No mark any more"
    await editor.relabel(house.site(), key, Label(mark=MARK, name="Night"))
    assert house.playlist(key).summary == f"No mark any more\n\nKept by Syncopate · {MARK}"


async def test_found_by_its_mark(house: Any) -> None:
    editor, site = house.editor(), house.site()
    assert await editor.find_target(site, MARK, "Evening") == Known(None)
    key = await _made(house, 0)
    house.plex.server.playlists.add(house.plex.people.owner.id, "Evening", house.tracks()[:1])
    assert await editor.find_target(site, MARK, "Evening") == Known(key)
    house.playlist(key).title = "Called otherwise"
    assert await editor.find_target(site, MARK, None) == Known(key)
    assert await editor.find_target(site, MARK.replace("5", "6"), "Evening") == Known(None)


async def test_its_mark_is_told(house: Any) -> None:
    key = await _made(house, 0)
    playlist = house.playlist(key)
    assert (await _read(house, key)).mark == MARK
    other = MARK.replace("5", "6")
    playlist.summary = f"Words\n\nKept by Syncopate · {other}"
    assert (await _read(house, key)).mark == other
    playlist.title, playlist.summary = f"Evening · {MARK}", ""
    assert (await _read(house, key)).mark == MARK
    playlist.title = "Evening"
    assert (await _read(house, key)).mark == ""


async def test_a_name_alone_finds_nothing(house: Any) -> None:
    house.plex.server.playlists.add(house.plex.people.owner.id, "Evening", house.tracks()[:1])
    assert await house.editor().find_target(house.site(), MARK, "Evening") == Known(None)


async def test_an_entry_without_a_name_is_not_touched(house: Any) -> None:
    """Without a name for the place, the address would be that of all entries."""
    editor, site, key = house.editor(), house.site(), await _made(house, 0, 1, 2)
    named, nameless = (await _read(house, key)).items[0], Item("", house.keys(1)[0])
    house.plex.wire.journal.clear()
    with pytest.raises(OddAnswer):
        await editor.remove(site, key, [(0, named), (1, nameless)])
    with pytest.raises(OddAnswer):
        await editor.move(site, key, nameless, None, 0)
    with pytest.raises(OddAnswer):
        await editor.move(site, key, named, nameless, 2)
    assert not house.plex.wire.journal
    assert house.held(key) == house.keys(0, 1, 2)


async def test_found_among_many(house: Any) -> None:
    playlists, owner = house.plex.server.playlists, house.plex.people.owner.id
    for number in range(1200):
        playlists.add(owner, f"List {number}")
    key = await _made(house, 0)
    assert await house.editor().find_target(house.site(), MARK, None) == Known(key)


async def test_cut_short_while_it_was_made(house: Any) -> None:
    """Plex takes no summary with a new playlist: until it has one, the title carries the mark."""
    editor, site = house.editor(), house.site()
    assert (await editor.check()).ok
    house.fail(Fault.REFUSED, "/playlists/*", "PUT", times=1)
    with pytest.raises(Unreachable):
        await _made(house, 0)
    house.heal()
    found = await editor.find_target(site, MARK, "Evening")
    assert isinstance(found, Known)
    assert found.value is not None
    assert (await _read(house, found.value)).name == f"Evening · {MARK}"
    await editor.relabel(site, found.value, _LABEL)
    edited = await _read(house, found.value)
    assert (edited.name, edited.description) == ("Evening", "Calm songs")


async def test_gone_when_the_servers_own_list_says_so(house: Any) -> None:
    editor, site, key = house.editor(), house.site(), await _made(house, 0)
    assert await editor.read_items(site, "424242") == Known(None)
    assert await editor.read_items(site, "favourites") == Known(None)
    del house.plex.server.playlists.kept[int(key)]
    assert await editor.read_items(site, key) == Known(None)
    with pytest.raises(Unreachable, match="gone"):
        await editor.relabel(site, key, _LABEL)
    with pytest.raises(Unreachable, match="gone"):
        await editor.append(site, key, house.keys(1))


async def test_a_404_of_a_proxy_is_not_gone(house: Any) -> None:
    editor, key = house.editor(), await _made(house, 0)
    house.fail(Fault.NOT_FOUND, "/playlists/*")
    assert await editor.read_items(house.site(), key) == Unknown("unreachable")
    house.fail(Fault.NOT_FOUND)
    assert isinstance(await editor.read_items(house.site(), key), Unknown)


async def test_a_key_that_is_something_else_by_now(house: Any) -> None:
    other = house.plex.server.playlists.add(house.plex.people.owner.id, "Films", kind="video")
    assert await house.editor().read_items(house.site(), str(other.key)) == Known(None)


async def test_smart_ones_are_not_written_to(house: Any) -> None:
    query = f"server://{house.plex.server.machine}/com.plexapp.plugins.library/library/sections/{house.section}/all?type=10"
    smart = house.plex.server.playlists.add(house.plex.people.owner.id, "All", content=query)
    edited = await _read(house, str(smart.key))
    assert not edited.editable
    assert len(edited.items) == 30


async def test_only_what_says_that_we_keep_it_is_removed(house: Any) -> None:
    editor, site, key = house.editor(), house.site(), await _made(house, 0)
    own = house.plex.server.playlists.add(house.plex.people.owner.id, "My own")
    await editor.delete_target(site, str(own.key))
    assert own.key in house.plex.server.playlists.kept
    await editor.delete_target(site, key)
    assert int(key) not in house.plex.server.playlists.kept
    await editor.delete_target(site, key)
    await editor.delete_target(site, "no-key")


async def test_where_people_find_it(house: Any) -> None:
    place = house.editor().place(house.site(), "77")
    machine = house.plex.server.machine
    assert place == f"https://app.plex.tv/desktop/#!/server/{machine}/playlist?key=%2Fplaylists%2F77"


# --- Users ------------------------------------------------------------------------------------------------


async def test_a_users_own_playlist(house: Any) -> None:
    child = house.child()
    settings, site = {"user_pins": "Kim=1234"}, house.site(child)
    editor = house.editor(**settings)
    key = await editor.create(site, _LABEL, house.keys(0, 1))
    assert house.playlist(key).user == child.id
    assert await editor.find_target(site, MARK, None) == Known(key)
    assert await editor.find_target(house.site(), MARK, None) == Known(None)
    assert await editor.read_items(house.site(), key) == Known(None)
    await editor.append(site, key, house.keys(2))
    assert house.held(key) == house.keys(0, 1, 2)
    await editor.delete_target(site, key)
    assert not house.plex.server.playlists.of(child.id)


async def test_a_user_without_his_pin(house: Any) -> None:
    child = house.child()
    editor, site = house.editor(), house.site(child)
    assert await editor.read_items(site, "1") == Unknown("login_lacks_rights")
    with pytest.raises(LoginLacksRights, match="PIN"):
        await editor.create(site, _LABEL, house.keys(0))
    assert not house.writes()


# --- Pictures ---------------------------------------------------------------------------------------------


@pytest.fixture
async def gallery(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Served]:
    """Serve one picture and one page, elsewhere than the server."""

    async def picture(_: web.Request) -> web.Response:
        return web.Response(body=png("a cover"), content_type="image/png")

    async def page(_: web.Request) -> web.Response:
        return web.Response(text="<html>no picture", content_type="text/html")

    async def fetch(url: str, **more: Any) -> Any:
        return await covers.fetch_cover(url, **{**more, "allow_loopback": True})

    monkeypatch.setattr(marked_keeping, "fetch_cover", fetch)
    app = web.Application()
    app.add_routes([web.get("/cover.png", picture), web.get("/page", page)])
    async with Served(app) as served:
        yield served


async def test_a_picture_is_handed_over(house: Any, gallery: Served) -> None:
    key = await _made(house, 0)
    await house.editor().set_cover(house.site(), key, f"{gallery.address}/cover.png")
    (poster,) = house.plex.server.posters[int(key)]
    assert (poster.data, poster.source) == (png("a cover"), "")
    (asked,) = house.plex.wire.asked("POST", "/library/metadata/*/posters")
    assert asked.query == ()


async def test_what_is_no_picture_is_not(house: Any, gallery: Served) -> None:
    key = await _made(house, 0)
    with pytest.raises(OddAnswer):
        await house.editor().set_cover(house.site(), key, f"{gallery.address}/page")
    assert not house.plex.server.posters


async def test_pictures_at_home_are_not_fetched(house: Any) -> None:
    key = await _made(house, 0)
    with pytest.raises(Unreachable):
        await house.editor().set_cover(house.site(), key, "http://192.168.1.1/cover.png")


# --- Failures ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", list(Fault))
async def test_what_cannot_be_read_is_not_known(house: Any, fault: Fault) -> None:
    editor, site, key = house.editor(), house.site(), await _made(house, 0)
    for path in (f"/playlists/{key}/items", f"/playlists/{key}", "/playlists"):
        house.heal()
        editor._client._pace._until = 0.0
        house.fail(fault, path)
        if path == "/playlists":
            assert isinstance(await editor.find_target(site, MARK, None), Unknown)
        elif fault is not Fault.EMPTY_PAGE or path.endswith("items"):
            assert isinstance(await editor.read_items(site, key), Unknown)


@pytest.mark.parametrize("fault", [one for one in Fault if one is not Fault.EMPTY_PAGE])
async def test_what_cannot_be_written_is_said(house: Any, fault: Fault) -> None:
    editor, site, key = house.editor(), house.site(), await _made(house, 0, 1)
    first, second = (await _read(house, key)).items
    label = Label(mark=MARK, name="Other")
    calls = (
        lambda: editor.create(site, label, house.keys(0)),
        lambda: editor.append(site, key, house.keys(2)),
        lambda: editor.move(site, key, second, None, 0),
        lambda: editor.relabel(site, key, label),
        lambda: editor.remove(site, key, [(0, first)]),
        lambda: editor.delete_target(site, key),
    )
    for call in calls:
        editor._client._pace._until = 0.0
        for method in ("POST", "PUT", "DELETE"):
            house.fail(fault, method=method)
        if fault is Fault.NOT_FOUND and call in calls[-2:]:
            # What is not there need not be taken away.
            await call()
            continue
        with pytest.raises(SyncopateError) as raised:
            await call()
        assert raised.value.key in {"not_found", *_KEYS}
        house.heal()


_KEYS = {"unreachable", "odd_answer", "login_rejected", "login_lacks_rights", "rate_limited"}


async def test_an_answer_without_a_key(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    editor = house.editor()

    async def nothing(*_: Any, **__: Any) -> dict[str, str]:
        return {}

    monkeypatch.setattr(editor._client, "write", nothing)
    with pytest.raises(OddAnswer):
        await editor.create(house.site(), _LABEL, [])


async def test_items_that_change_while_they_are_read(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    key = await _made(house, *range(20))
    client = house.client()
    real = client.page

    async def page(*args: Any, start: int, **more: Any) -> Any:
        if start:
            del house.playlist(key).entries[0]
        return await real(*args, start=start, **{**more, "size": 8})

    monkeypatch.setattr(client, "page", page)
    assert await house.editor().read_items(house.site(), key) == Unknown("odd_answer")


def test_items_are_places() -> None:
    assert Item("5001", "42") != Item("5002", "42")
