"""The fake of Plex keeps state as a server does, and refuses what a server refuses."""

import dataclasses
import json
import time
from collections.abc import AsyncIterator

import pytest

pytest.importorskip("plexapi", reason="plexapi is in the engine's environment only")

import aiohttp
from contract.plex_calls import JSON, Caller, entries, made, tracks, uri
from fakes.plex import FakePlex, SoundFile
from fakes.plex.media import Kind
from fakes.plex.pictures import png
from fakes.serving import Fault


@pytest.fixture
async def plex() -> AsyncIterator[FakePlex]:
    fake = FakePlex()
    fake.library.fill(fake.music, 60)
    async with fake:
        yield fake


@pytest.fixture
def owner(plex: FakePlex, session: aiohttp.ClientSession) -> Caller:
    return Caller(session, plex.address, plex.token)


async def test_every_item_comes_once_over_all_pages(plex: FakePlex, owner: Caller) -> None:
    path, seen = f"/library/sections/{plex.music.key}/all", []
    for start in range(0, 80, 16):
        query = {"type": 10, "X-Plex-Container-Start": start, "X-Plex-Container-Size": 16}
        told = await owner.json(path, query)
        assert (told["totalSize"], told["offset"]) == (60, start)
        assert told["size"] == len(told.get("Metadata", []))
        seen += [int(one["ratingKey"]) for one in told.get("Metadata", [])]
    assert sorted(seen) == sorted(one.key for one in tracks(plex))
    headers = {"X-Plex-Container-Start": "58", "X-Plex-Container-Size": "10"} | JSON
    by_headers = json.loads((await owner.raw("GET", path, {"type": 10}, headers=headers))[2])
    assert by_headers["MediaContainer"]["size"] == 2
    whole = await owner.json(path, {"type": 10})
    assert whole["size"] == 60
    assert "totalSize" not in whole
    assert await owner.status("GET", path, {"X-Plex-Container-Size": "many"}) == 400


async def test_filters_find_by_time_title_rating_and_owner(plex: FakePlex, owner: Caller) -> None:
    path, one = f"/library/sections/{plex.music.key}/all", tracks(plex)[7]
    plex.clock.advance(100)
    now = plex.clock.now()
    plex.library.edit(one, title="Quite Another")
    new = plex.library.add_track(one.album, "Brand New")

    async def keys(kind: int = 10, **query: str | int) -> set[int]:
        told = await owner.json(path, {"type": kind} | query)
        return {int(item["ratingKey"]) for item in told.get("Metadata", [])}

    assert await keys(**{"addedAt>": now}) == {new.key}
    assert await keys(**{"updatedAt>": now}) == {one.key, new.key}
    assert await keys(**{"addedAt>>": now + 5}) == set()
    assert await keys(**{"addedAt>>": "-50s"}) == {new.key}
    assert await keys(title="quite") == {one.key}
    assert await keys(**{"title=": "brand new"}) == {new.key}
    assert await keys(**{"album.id": one.album.key}) == {item.key for item in one.album.tracks}
    assert await keys(9, **{"artist.title": one.album.artist.title[:9], "year<": 1961}) == {
        item.key for item in one.album.artist.albums[:2]
    }
    assert await keys(guid=one.guid) == {one.key}
    rated = {"key": one.key, "identifier": "com.plexapp.plugins.library", "rating": 8.0}
    assert await owner.status("PUT", "/:/rate", rated) == 200
    assert await keys(**{"userRating>": 8}) == {one.key}
    assert await keys(**{"userRating>>": 8}) == set()
    assert await owner.status("PUT", "/:/rate", rated | {"rating": -1}) == 200
    assert await keys(**{"userRating>": 0}) == set()
    by_time = await owner.json(path, {"type": 10, "sort": "addedAt:desc,titleSort", "limit": 1})
    assert by_time["Metadata"][0]["title"] == "Brand New"
    for wrong in (
        {"nonsense": 1},
        {"addedAt>": "soon"},
        {"sort": "nonsense"},
        {"type": 77},
        {"title>>": "a"},
    ):
        assert await owner.status("GET", path, wrong) == 400, wrong


async def test_thousand_tracks_of_a_large_library_come_quickly(session: aiohttp.ClientSession) -> None:
    plex = FakePlex()
    plex.library.fill(plex.music, 100_000)
    best = 9.0
    async with plex:
        owner = Caller(session, plex.address, plex.token)
        for start in range(0, 5000, 1000):
            query = {"type": 10, "X-Plex-Container-Start": start, "X-Plex-Container-Size": 1000}
            began = time.process_time()
            told = await owner.json(f"/library/sections/{plex.music.key}/all", query)
            best = min(best, time.process_time() - began)
            assert (told["size"], told["totalSize"]) == (1000, 100_000)
    assert best < 0.6, "25 ms on a machine with nothing else to do"


async def test_files_become_tracks_only_when_their_folder_is_scanned(plex: FakePlex, owner: Caller) -> None:
    section, here = plex.music, "/storage/music/New Artist/Record"
    file = SoundFile(artist="New Artist", album="Record", title="One", year=2020)
    plex.put_file(f"{here}/01 One.flac", file)
    plex.put_file("/storage/music/Other/01 Two.flac", SoundFile(artist="Other", album="B", title="Two"))
    plex.server.disk.held = True
    before = section.content_changed
    path = f"/library/sections/{section.key}/refresh"

    async def titles() -> set[str]:
        told = await owner.json(f"/library/sections/{section.key}/all", {"type": 10})
        return {item["title"] for item in told["Metadata"]} & {"One", "Two", "Uno"}

    async def refreshing() -> bool:
        told = (await owner.json("/library/sections"))["Directory"]
        return next(one["refreshing"] for one in told if one["key"] == str(section.key))

    assert await owner.status("GET", path, {"path": here}) == 200
    assert await refreshing()
    assert (await owner.json("/activities"))["Activity"][0]["subtitle"] == here
    assert await titles() == set()
    assert await owner.status("DELETE", path) == 200
    assert not await refreshing()
    assert (await owner.json("/activities"))["size"] == 0
    assert section.content_changed == before
    await owner.status("GET", path, {"path": here})
    plex.server.disk.finish()
    assert await titles() == {"One"}
    assert section.content_changed > before
    plex.server.disk.held = False
    plex.put_file(f"{here}/01 One.flac", dataclasses.replace(file, title="Uno"))
    await owner.status("GET", path)
    await plex.server.disk.idle()
    assert not await refreshing()
    assert await titles() == {"Uno", "Two"}
    plex.take_file(f"{here}/01 One.flac")
    await owner.status("GET", path)
    plex.server.disk.finish()
    assert await titles() == {"Two"}
    assert not [one for one in section.of(Kind.ARTIST).values() if one.title == "New Artist"]


async def test_a_rebuilt_library_has_other_keys_and_the_same_guids(plex: FakePlex, owner: Caller) -> None:
    one = tracks(plex)[0]
    old, guid = one.key, one.guid
    kept = await made(plex, owner, one)
    plex.change_ids(keep_members=True)
    assert await owner.status("GET", f"/library/metadata/{old}") == 404
    assert (await owner.json(f"/library/metadata/{one.key}"))["Metadata"][0]["guid"] == guid
    assert [key for key, _ in await entries(owner, kept)] == [one.key]
    plex.change_ids()
    assert await entries(owner, kept) == []
    assert len(tracks(plex)) == 60


async def test_removed_tracks_leave_playlists_collections_and_empty_records(
    plex: FakePlex, owner: Caller
) -> None:
    album = tracks(plex)[0].album
    other = tracks(plex)[-1]
    key = await made(plex, owner, album, other)
    plex.library.remove(*album.tracks)
    assert [track for track, _ in await entries(owner, key)] == [other.key]
    assert await owner.status("GET", f"/library/metadata/{album.key}") == 404


# --- Playlists and collections ----------------------------------------------------------------------------


async def test_playlists_keep_order_and_duplicates(plex: FakePlex, owner: Caller) -> None:
    a, b, c = tracks(plex)[:3]
    key = await made(plex, owner, c, a, c)
    told = await owner.json(f"/playlists/{key}/items", {"uri": uri(plex, b, a)}, "PUT")
    assert (told["leafCountAdded"], told["Metadata"][0]["leafCount"]) == (2, 5)
    places = await entries(owner, key)
    assert [track for track, _ in places] == [c.key, a.key, c.key, b.key, a.key]
    assert len({place for _, place in places}) == 5
    await owner.json(f"/playlists/{key}/items/{places[3][1]}/move", method="PUT")
    await owner.json(f"/playlists/{key}/items/{places[0][1]}/move", {"after": places[4][1]}, "PUT")
    assert [track for track, _ in await entries(owner, key)] == [b.key, a.key, c.key, a.key, c.key]
    await owner.json(f"/playlists/{key}/items/{places[2][1]}", method="DELETE")
    assert [track for track, _ in await entries(owner, key)] == [b.key, a.key, a.key, c.key]
    paged = {"X-Plex-Container-Start": 1, "X-Plex-Container-Size": 2}
    part = await owner.json(f"/playlists/{key}/items", paged)
    assert (part["size"], part["totalSize"], part["offset"]) == (2, 4, 1)
    await owner.json(f"/playlists/{key}/items", method="DELETE")
    assert await entries(owner, key) == []


async def test_playlists_refuse_what_a_server_refuses(plex: FakePlex, owner: Caller) -> None:
    one = tracks(plex)[0]
    film = next(iter(plex.library.sections[1].of(Kind.MOVIE).values()))
    key = await made(plex, owner, one)
    create = {"type": "audio", "title": "X", "smart": 0}
    items = f"/playlists/{key}/items"
    for status, method, path, query in (
        (400, "POST", "/playlists", create | {"uri": uri(plex, one, film)}),
        (400, "POST", "/playlists", create | {"uri": uri(plex, one, machine="0" * 40)}),
        (400, "POST", "/playlists", create | {"uri": f"/library/metadata/{one.key}"}),
        (400, "POST", "/playlists", create | {"uri": uri(plex, 999_999)}),
        (400, "POST", "/playlists", create | {"type": "sound", "uri": uri(plex, one)}),
        (400, "POST", "/playlists", create | {"title": "", "uri": uri(plex, one)}),
        (400, "PUT", items, {"uri": uri(plex, film)}),
        (400, "PUT", items, {}),
        (400, "PUT", f"/playlists/{key}", {"title": ""}),
        (404, "PUT", "/playlists/999999/items", {"uri": uri(plex, one)}),
        (404, "DELETE", f"{items}/1", {}),
        (404, "PUT", f"{items}/1/move", {}),
        (405, "POST", items, {}),
        (405, "PATCH", "/playlists", {}),
        (404, "GET", "/playlists/none", {}),
        (404, "GET", "/nowhere", {}),
    ):
        assert await owner.status(method, path, query) == status, (method, path, query)
    assert await entries(owner, key) == [(one.key, (await entries(owner, key))[0][1])]
    long = "9" * 8200
    status, kind, _ = await owner.raw("PUT", items, {"uri": uri(plex, int(one.key)) + "," + long})
    assert (status, kind) == (414, "text/html")


async def test_smart_playlists_follow_the_library(plex: FakePlex, owner: Caller) -> None:
    one = tracks(plex)[0]
    root = f"server://{plex.server.machine}/com.plexapp.plugins.library"
    content = f"{root}/library/sections/{plex.music.key}/all?type=10&title=special"
    made_of = {"type": "audio", "title": "Special", "smart": 1, "uri": content}
    told = (await owner.json("/playlists", made_of, "POST"))["Metadata"][0]
    assert (told["smart"], told["leafCount"], told["content"]) == (True, 0, content)
    plex.library.edit(one, title="Something special")
    inside = (await owner.json(f"/playlists/{told['ratingKey']}/items"))["Metadata"]
    assert [item["ratingKey"] for item in inside] == [str(one.key)]
    path = f"/playlists/{told['ratingKey']}/items"
    assert await owner.status("PUT", path, {"uri": uri(plex, one)}) == 400
    assert await owner.status("DELETE", path) == 400
    assert (await owner.json("/playlists", {"smart": 0}))["size"] == 0


async def test_playlists_and_ratings_are_each_users_own(
    plex: FakePlex, owner: Caller, session: aiohttp.ClientSession
) -> None:
    child, friend = plex.people.add("Kim", home=True, restricted=True), plex.people.add("Finn")
    plex.server.share(child)
    plex.server.share(friend, plex.music)
    one = tracks(plex)[0]
    key = await made(plex, owner, one)
    rated = {"key": one.key, "identifier": "com.plexapp.plugins.library", "rating": 10}
    assert await owner.status("GET", "/:/rate", rated) == 200
    as_child = Caller(session, plex.address, plex.server.token_of(child))
    as_friend = Caller(session, plex.address, plex.server.token_of(friend))
    for other in (as_child, as_friend):
        assert (await other.json("/playlists"))["size"] == 0
        assert await other.status("GET", f"/playlists/{key}/items") == 404
        assert await other.status("DELETE", f"/playlists/{key}") == 404
        assert "userRating" not in (await other.json(f"/library/metadata/{one.key}"))["Metadata"][0]
        assert await other.status("GET", f"/library/sections/{plex.music.key}/refresh") == 403
        await made(plex, other, one, title="My own")
    assert [item["title"] for item in (await owner.json("/playlists"))["Metadata"]] == ["Mix"]
    assert [item["title"] for item in (await as_friend.json("/library/sections"))["Directory"]] == ["Music"]
    assert await as_friend.status("GET", "/library/sections/1/all") == 404
    assert Caller(session, plex.address, child.token).headers["X-Plex-Token"] != plex.server.token_of(child)
    assert await Caller(session, plex.address, child.token).status("GET", "/library/sections") == 401


async def test_without_a_good_token_only_identity_is_told(
    plex: FakePlex, session: aiohttp.ClientSession, owner: Caller
) -> None:
    for token in ("", "wrong"):
        caller = Caller(session, plex.address, token)
        for path in ("/", "/library/sections", "/nowhere", "/playlists"):
            status, kind, body = await caller.raw("GET", path, headers=JSON)
            assert (status, kind) == (401, "text/html")
            assert b"401 Unauthorized" in body
        assert await caller.status("GET", "/identity") == 200
    by_query = {"X-Plex-Token": plex.token}
    assert await Caller(session, plex.address, "").status("GET", "/library/sections", by_query) == 200
    plex.people.revoke(plex.token)
    assert await owner.status("GET", "/library/sections") == 401


async def test_collections_are_made_changed_and_gone(plex: FakePlex, owner: Caller) -> None:
    first, second = tracks(plex)[0].album, tracks(plex)[-1].album
    create = {"type": 9, "title": "Shelf", "smart": 0, "sectionId": plex.music.key}
    for wrong in (uri(plex, tracks(plex)[0]), uri(plex, first, tracks(plex)[0]), "nonsense"):
        assert await owner.status("POST", "/library/collections", create | {"uri": wrong}) == 400
    told = (await owner.json("/library/collections", create | {"uri": uri(plex, first)}, "POST"))["Metadata"][
        0
    ]
    path = f"/library/collections/{told['ratingKey']}"
    assert (told["subtype"], told["childCount"], told["key"]) == ("album", 1, f"{path}/children")
    await owner.json(f"{path}/items", {"uri": uri(plex, second, first)}, "PUT")
    await owner.json(f"{path}/items/{second.key}/move", method="PUT")
    inside = (await owner.json(f"{path}/children"))["Metadata"]
    assert [item["ratingKey"] for item in inside] == [str(second.key), str(first.key)]
    edit = {"type": 18, "id": told["ratingKey"], "title.value": "Board", "label[0].tag.tag": "ours"}
    assert await owner.status("PUT", f"/library/sections/{plex.music.key}/all", edit) == 200
    assert (
        await owner.status("PUT", f"/library/metadata/{told['ratingKey']}", {"summary.value": "Why"}) == 200
    )
    now = (await owner.json(f"/library/sections/{plex.music.key}/collections"))["Metadata"][0]
    assert (now["title"], now["summary"], now["Label"]) == ("Board", "Why", [{"tag": "ours"}])
    for item in (first, second):
        await owner.json(f"{path}/items/{item.key}", method="DELETE")
    assert await owner.status("GET", path) == 404


async def test_posters_are_real_pictures(plex: FakePlex, owner: Caller) -> None:
    one = tracks(plex)[0]
    key = await made(plex, owner, one)
    composite = (await owner.json(f"/playlists/{key}"))["Metadata"][0]["composite"]
    _, kind, before = await owner.raw("GET", composite)
    assert (kind, before[:8]) == ("image/png", b"\x89PNG\r\n\x1a\n")
    given = png("our own")
    assert (await owner.raw("POST", f"/library/metadata/{key}/posters", data=given))[0] == 200
    assert (await owner.raw("GET", composite))[2] == given
    url = {"url": "https://example.org/cover.jpg"}
    assert await owner.status("POST", f"/playlists/{key}/posters", url) == 200
    assert plex.server.posters[int(key)][-1].source == url["url"]
    assert (await owner.raw("POST", f"/library/metadata/{key}/posters", data=b"no picture"))[0] == 400
    listed = (await owner.json(f"/library/metadata/{key}/posters"))["Metadata"]
    assert [poster["selected"] for poster in listed] == [False, True]
    choose = {"url": listed[0]["ratingKey"]}
    assert await owner.status("PUT", f"/library/metadata/{key}/poster", choose) == 200
    assert (await owner.raw("GET", composite))[2] == given


async def test_an_empty_page_still_says_how_much_there_is(plex: FakePlex, owner: Caller) -> None:
    plex.wire.fail(Fault.EMPTY_PAGE, "/library/sections/*/all", times=1)
    query = {"type": 10, "X-Plex-Container-Start": 0, "X-Plex-Container-Size": 10}
    told = await owner.json(f"/library/sections/{plex.music.key}/all", query)
    assert (told["size"], told["totalSize"], told.get("Metadata")) == (0, 60, None)
    assert (await owner.json(f"/library/sections/{plex.music.key}/all", query))["size"] == 10
