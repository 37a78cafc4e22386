"""Where a playlist is kept, over the API: validation, plans of each place, ids that play it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from fakes.jellyfin import JellyfinFake
from fakes.mediabrowser.model import Library, Tags, User
from fakes.mediabrowser.server import PASSWORD
from fakes.serving import Fault
from syncopate.domain.run import ScanMode
from syncopate.store import runs
from syncopate.store.ids import new_id
from syncopate.sync.libraries import scan_library
from syncopate.sync.playlist import sync_mirror


@dataclass
class Place:
    """A Jellyfin with the playlist's music, as a library."""

    fake: JellyfinFake
    music: Library
    anna: User
    ben: User
    account: str
    library: str
    engine: Any

    async def sync(self, playlist: str, *approve: str) -> Any:
        return await sync_mirror(
            self.engine.kit, playlist, new_id(), approve=frozenset(approve), report=_quiet
        )


async def _quiet(_progress: object) -> None:
    """Nobody watches."""


@pytest.fixture
async def place(api: httpx.AsyncClient, engine: Any) -> AsyncIterator[Place]:
    fake = JellyfinFake()
    music = fake.add_library("Songs", "/music")
    fake.add_track(music, Tags(title="Группа крови", artists=("Кино",), album="Группа крови", seconds=285))
    fake.add_track(music, Tags(title="Hurt", artists=("Johnny Cash",), album="The Man", seconds=218))
    anna, ben = fake.add_user("Anna", admin=True), fake.add_user("Ben")
    async with fake:
        answers = {"url": fake.address, "username": "Anna", "password": PASSWORD}
        login = await api.post(
            "/api/v1/logins",
            json={"provider": "jellyfin", "method": "password", "answers": answers, "name": "Home"},
        )
        account = login.json()["account"]["id"]
        added = await api.post(
            "/api/v1/libraries", json={"name": "Songs", "account_id": account, "section": music.id}
        )
        library = added.json()["id"]
        await scan_library(engine.kit, library, mode=ScanMode.FULL, report=_quiet, run_id=None)
        yield Place(fake, music, anna, ben, account, library, engine)


async def targets_of(api: httpx.AsyncClient, playlist: dict[str, Any]) -> list[dict[str, Any]]:
    answer = await api.get(f"/api/v1/playlists/{playlist['id']}/targets")
    assert answer.status_code == 200
    return list(answer.json()["items"])


async def test_a_playlist_is_kept_for_several_people(
    api: httpx.AsyncClient, playlist: dict[str, Any], library: dict[str, Any], place: Place
) -> None:
    address = f"/api/v1/playlists/{playlist['id']}/targets"
    for body in (
        {"library_id": place.library},
        {"library_id": place.library, "kind": "favourites", "user": place.ben.id},
        {"library_id": place.library, "user": place.ben.id},
    ):
        added = await api.post(address, json=body)
        assert added.status_code == 201, added.text
    again = await api.post(address, json={"library_id": place.library, "user": place.ben.id})
    assert again.json()["id"] == added.json()["id"], "the same place is no second one"
    kept = await targets_of(api, playlist)
    assert [(one["library_name"], one["kind"], one["user"], one["user_name"]) for one in kept] == [
        ("Music", "playlist", None, None),
        ("Songs", "playlist", None, None),
        ("Songs", "favourites", place.ben.id, "Ben"),
        ("Songs", "playlist", place.ben.id, "Ben"),
    ]
    assert kept[0]["library_id"] == library["id"]
    assert all((one["last_status"], one["held"], one["target_key"]) == (None, None, None) for one in kept)


async def test_without_a_user_it_is_for_the_member_whose_it_is(
    api: httpx.AsyncClient, playlist: dict[str, Any], place: Place
) -> None:
    member = (await api.post("/api/v1/members", json={"name": "Ben"})).json()["id"]
    who = await api.put(f"/api/v1/members/{member}/users/{place.account}", json={"user": place.ben.id})
    assert who.status_code == 200
    await api.patch(f"/api/v1/playlists/{playlist['id']}", json={"member_id": member})
    address = f"/api/v1/playlists/{playlist['id']}/targets"
    theirs = (await api.post(address, json={"library_id": place.library})).json()
    assert (theirs["user"], theirs["user_name"]) == (place.ben.id, "Ben")
    own = (await api.post(address, json={"library_id": place.library, "user": ""})).json()
    assert (own["user"], own["id"] != theirs["id"]) == (None, True)


async def test_what_cannot_be_kept_is_refused(
    api: httpx.AsyncClient, playlist: dict[str, Any], library: dict[str, Any], place: Place
) -> None:
    address = f"/api/v1/playlists/{playlist['id']}/targets"
    here, there = library["id"], place.library
    for body, status, key in (
        ({}, 422, "invalid_input"),
        ({"library_id": "none"}, 404, "not_found"),
        ({"library_id": there, "kind": "radio"}, 422, "invalid_input"),
        ({"library_id": there, "kind": "collection"}, 422, "invalid_input"),
        ({"library_id": here, "kind": "favourites"}, 422, "invalid_input"),
        ({"library_id": here, "kind": "nothing"}, 422, "invalid_input"),
        ({"library_id": here, "user": "anna"}, 422, "invalid_input"),
        ({"library_id": there, "user": "nobody"}, 422, "invalid_input"),
        ({"library_id": there, "user": "x" * 501}, 422, "invalid_input"),
    ):
        answer = await api.post(address, json=body)
        assert (answer.status_code, answer.json()["key"]) == (status, key), body
    for path in ("targets", "plans", "play"):
        assert (await api.get(f"/api/v1/playlists/none/{path}")).status_code == 404
    assert (await api.post("/api/v1/playlists/none/targets", json={"library_id": here})).status_code == 404
    place.fake.wire.fail(Fault.SERVER_ERROR)
    away = await api.post(address, json={"library_id": there, "user": place.ben.id})
    assert (away.status_code, away.json()["key"]) == (502, "unreachable")
    assert len(await targets_of(api, playlist)) == 1


async def test_who_may_read_may_not_change(engine: Any, playlist: dict[str, Any], place: Place) -> None:
    address = f"/api/v1/playlists/{playlist['id']}"
    async with engine.client("read") as client:
        assert (await client.get(f"{address}/targets")).status_code == 200
        wanted = {"library_id": place.library}
        assert (await client.post(f"{address}/targets", json=wanted)).status_code == 403
        assert (await client.delete(f"{address}/targets/x")).status_code == 403
        answer = await client.post(f"{address}/sync", json={"approve": ["d"]})
        assert answer.status_code == 403


async def test_each_place_has_its_plan_though_one_is_away(
    api: httpx.AsyncClient, playlist: dict[str, Any], place: Place, engine: Any
) -> None:
    address = f"/api/v1/playlists/{playlist['id']}"
    (engine.music / "a song.txt").write_text("so that the folder is not empty")
    await api.post(f"{address}/targets", json={"library_id": place.library})
    plans = (await api.get(f"{address}/plans")).json()["items"]
    assert [(one["target"]["library_name"], one["key"]) for one in plans] == [
        ("Music", None),
        ("Songs", None),
    ]
    empty, full = (one["plan"] for one in plans)
    assert (empty["added"], empty["counts"]["missing"], empty["unchanged"]) == (0, 2, True)
    assert (full["added"], full["result"], full["hold"]) == (2, 2, None)
    assert [one["kind"] for one in full["operations"]] == ["create", "add", "add"]
    assert (full["target_id"], full["library_id"]) == (plans[1]["target"]["id"], place.library)
    assert full["library_name"] == "Songs"
    first = (await api.get(f"{address}/plan")).json()
    assert (first["target_id"], first["library_name"]) == (plans[0]["target"]["id"], "Music")

    await place.sync(playlist["id"])
    writes = len([one for one in place.fake.wire.journal if one.writes])
    place.fake.wire.fail(Fault.SERVER_ERROR)
    here, away = (await api.get(f"{address}/plans")).json()["items"]
    assert here["plan"]["digest"] == empty["digest"]
    assert (away["plan"], away["key"]) == (None, "unreachable")
    assert away["detail"]
    assert len([one for one in place.fake.wire.journal if one.writes]) == writes, "a plan writes nothing"


async def test_a_deleted_playlist_waits_in_its_place_and_is_made_again(
    api: httpx.AsyncClient, playlist: dict[str, Any], library: dict[str, Any], place: Place, engine: Any
) -> None:
    address = f"/api/v1/playlists/{playlist['id']}"
    await api.post(f"{address}/targets", json={"library_id": place.library})
    await api.post(f"{address}/targets", json={"library_id": place.library, "user": place.ben.id})
    await api.delete(f"{address}/targets/{(await targets_of(api, playlist))[0]['id']}")
    assert (await place.sync(playlist["id"])).error is None
    for one in list(place.fake.catalog.playlists):
        place.fake.delete_item(one)
    await place.sync(playlist["id"])
    held = await targets_of(api, playlist)
    assert [one["held"] for one in held] == ["target_gone", "target_gone"]
    shown = (await api.get(address)).json()
    assert (shown["held"], shown["held_digest"]) == ("target_gone", held[0]["held_digest"])
    digests = [one["held_digest"] for one in held]
    assert len(set(digests)) == 2

    started = await api.post(f"{address}/sync", json={"approve": digests})
    run = await engine.kit.database.read(runs.get, started.json()["run"]["id"])
    assert run.arguments["approve"] == {playlist["id"]: sorted(digests)}
    for wrong in ({"approve": 1}, {"approve": [""]}, {"approve": ["x" * 65]}, {"approve": {"a": "b"}}):
        assert (await api.post(f"{address}/sync", json=wrong)).status_code == 422, wrong
    await place.sync(playlist["id"], digests[1])
    assert [one["held"] for one in await targets_of(api, playlist)] == ["target_gone", None]
    assert [one.owner.name for one in place.fake.catalog.playlists if one.owner] == ["Ben"]

    left = await api.delete(f"{address}/targets/{held[0]['id']}")
    assert left.status_code == 204
    assert [one["user_name"] for one in await targets_of(api, playlist)] == ["Ben"]
    assert (await api.delete(f"{address}/targets/{held[0]['id']}")).status_code == 404


async def test_removed_from_a_server_with_what_was_written(
    api: httpx.AsyncClient, playlist: dict[str, Any], place: Place
) -> None:
    address = f"/api/v1/playlists/{playlist['id']}"
    target = (await api.post(f"{address}/targets", json={"library_id": place.library})).json()["id"]
    await place.sync(playlist["id"])
    assert [one.name for one in place.fake.catalog.playlists] == ["Mine"]
    place.fake.wire.fail(Fault.SERVER_ERROR)
    away = await api.delete(f"{address}/targets/{target}", params={"delete": True})
    assert (away.status_code, len(await targets_of(api, playlist))) == (502, 2)
    place.fake.wire.heal()
    other = await api.post("/api/v1/playlists", json={"name": "Other", "tracks": [{"title": "Hurt"}]})
    foreign = await api.delete(f"/api/v1/playlists/{other.json()['id']}/targets/{target}")
    assert foreign.status_code == 404, "a target is its playlist's alone"
    assert (await api.delete(f"{address}/targets/{target}", params={"delete": True})).status_code == 204
    assert place.fake.catalog.playlists == []
    (last,) = await targets_of(api, playlist)
    assert (await api.delete(f"{address}/targets/{last['id']}")).status_code == 204
    (last,) = await targets_of(api, playlist)
    assert last["kind"] == "nothing"
    refused = await api.delete(f"{address}/targets/{last['id']}")
    assert (refused.status_code, refused.json()["key"]) == (409, "conflict")


async def test_how_it_is_played_and_where_its_files_are(
    api: httpx.AsyncClient, playlist: dict[str, Any], place: Place
) -> None:
    address = f"/api/v1/playlists/{playlist['id']}"
    assert (await api.get(f"{address}/play")).json() == {"items": []}
    added = (await api.post(f"{address}/targets", json={"library_id": place.library})).json()
    liked = {"library_id": place.library, "kind": "favourites"}
    await api.post(f"{address}/targets", json=liked)
    await place.sync(playlist["id"])
    asked = len(place.fake.wire.journal)
    listed, favourites = (await api.get(f"{address}/play")).json()["items"]
    assert len(place.fake.wire.journal) == asked, "no server is asked for it"
    (kept,) = place.fake.catalog.playlists
    assert (listed["target_id"], listed["library_name"]) == (added["id"], "Songs")
    assert listed["place"].startswith(place.fake.address)
    assert kept.id in listed["place"]
    assert listed["paths"] == [
        next(track.path for track in place.fake.catalog.tracks.values() if track.name == title)
        for title in ("Группа крови", "Hurt")
    ]
    ids = {one["player"]: one for one in listed["ids"]}
    assert ids["jellyfin"]["media_content_id"] == kept.id
    assert ids["jellyfin"]["media_content_type"] == "playlist"
    assert ids["music_assistant"]["media_content_id"].endswith(kept.id)
    assert favourites["ids"] == []
    assert len(favourites["paths"]) == 2


async def test_a_match_is_decided_in_the_library_it_is_in(
    api: httpx.AsyncClient, playlist: dict[str, Any], place: Place
) -> None:
    address = f"/api/v1/playlists/{playlist['id']}"
    await api.post(f"{address}/targets", json={"library_id": place.library})
    await place.sync(playlist["id"])
    track = next(one for one in place.fake.catalog.tracks.values() if one.name == "Hurt")
    ruling = {"ruling": "is", "track_key": track.id}
    wrong = await api.post(f"{address}/matches/0/decision", json=ruling)
    assert wrong.status_code == 404, "the folder has no such track"
    there = ruling | {"library_id": place.library}
    right = await api.post(f"{address}/matches/0/decision", json=there)
    assert (right.status_code, right.json()["verdict"]) == (200, "match")
    assert right.json()["track"]["key"] == track.id
    nowhere = await api.post(f"{address}/matches/0/decision", json=ruling | {"library_id": "none"})
    assert (nowhere.status_code, nowhere.json()["key"]) == (409, "not_configured")
