"""Servers over the API: logging in, what they have to choose from, members, files that changed, covers."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from fakes.jellyfin import JellyfinFake
from fakes.mediabrowser.images import png
from fakes.mediabrowser.model import Library, Tags, User
from fakes.mediabrowser.server import PASSWORD
from fakes.serving import Fault
from syncopate.domain.run import ScanMode
from syncopate.sync.libraries import scan_library


@dataclass
class House:
    """A Jellyfin with music and two users."""

    fake: JellyfinFake
    music: Library
    anna: User
    ben: User


@pytest.fixture
async def house() -> AsyncIterator[House]:
    fake = JellyfinFake()
    music = fake.add_library("Music", "/music")
    fake.add_library("Attic", "/attic")
    for number, title in enumerate(("Hurt", "Группа крови", "まつり"), 1):
        fake.add_track(
            music, Tags(title=title, artists=("Somebody",), album="Songs", track=number, seconds=200)
        )
    house = House(fake, music, fake.add_user("Anna", admin=True), fake.add_user("Ben"))
    async with fake:
        yield house


def by_password(house: House, user: User, **more: Any) -> dict[str, Any]:
    answers = {"url": house.fake.address, "username": user.name, "password": PASSWORD}
    return {
        "provider": "jellyfin",
        "method": "password",
        "answers": answers | more.pop("answers", {}),
        **more,
    }


@pytest.fixture
async def account(api: httpx.AsyncClient, house: House) -> str:
    answer = await api.post("/api/v1/logins", json=by_password(house, house.anna, name="Home"))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["account"]["id"])


@pytest.fixture
async def on_server(api: httpx.AsyncClient, engine: Any, house: House, account: str) -> str:
    wanted = {"name": "Music", "account_id": account, "section": house.music.id}
    answer = await api.post("/api/v1/libraries", json=wanted)
    assert answer.status_code == 201, answer.text
    library = str(answer.json()["id"])

    async def quiet(_progress: object) -> None:
        """Nobody watches."""

    result = await scan_library(engine.kit, library, mode=ScanMode.FULL, report=quiet, run_id=None)
    assert result.error is None, result
    return library


async def keys_of(api: httpx.AsyncClient, library: str) -> dict[str, str]:
    items = (await api.get(f"/api/v1/libraries/{library}/tracks")).json()["items"]
    return {item["title"]: item["key"] for item in items}


async def test_a_login_ends_in_an_account_and_shows_no_secret(api: httpx.AsyncClient, house: House) -> None:
    answer = await api.post("/api/v1/logins", json=by_password(house, house.anna, name="Home"))
    login = answer.json()
    assert (answer.status_code, login["questions"], login["account"]["name"]) == (201, [], "Home")
    listed = await api.get("/api/v1/accounts")
    for text in (answer.text, listed.text):
        assert PASSWORD not in text
        assert not any(token in text for token in house.fake.access.sessions)
    again = await api.post(
        "/api/v1/logins",
        json={**by_password(house, house.anna), "provider": None, "account_id": login["account"]["id"]},
    )
    assert (again.status_code, again.json()["account"]["id"]) == (201, login["account"]["id"])
    others = await api.post(
        "/api/v1/logins",
        json={**by_password(house, house.ben), "provider": None, "account_id": login["account"]["id"]},
    )
    assert (others.status_code, others.json()["key"]) == (409, "conflict")
    assert len((await api.get("/api/v1/accounts")).json()["items"]) == 1


async def test_a_key_asks_for_whom_it_acts_and_goes_on(api: httpx.AsyncClient, house: House) -> None:
    key = house.fake.new_key("Syncopate")
    begun = await api.post(
        "/api/v1/logins",
        json={
            "provider": "jellyfin",
            "method": "key",
            "answers": {"url": house.fake.address, "key": key},
        },
    )
    login = begun.json()
    assert login["account"] is None
    (question,) = login["questions"]
    assert {choice["label"] for choice in question["choices"]} == {"Anna", "Ben"}
    assert key not in begun.text
    place = f"/api/v1/logins/{login['id']}"
    ended = await api.post(place, json={"answers": {question["name"]: house.ben.id}})
    assert ended.json()["account"]["provider"] == "jellyfin"
    assert (await api.post(place, json={"answers": {}})).status_code == 404


async def test_quick_connect_waits_until_it_is_allowed(api: httpx.AsyncClient, house: House) -> None:
    wanted = {"provider": "jellyfin", "method": "quick_connect", "answers": {"url": house.fake.address}}
    login = (await api.post("/api/v1/logins", json=wanted)).json()
    assert login["code"]
    assert login["account"] is None
    place = f"/api/v1/logins/{login['id']}"
    assert (await api.post(place, json={})).json()["account"] is None
    house.fake.accounts.approve(login["code"], house.anna)
    assert (await api.post(place, json={})).json()["account"]["provider"] == "jellyfin"
    given_up = (await api.post("/api/v1/logins", json=wanted)).json()
    assert (await api.delete(f"/api/v1/logins/{given_up['id']}")).status_code == 204
    assert (await api.post(f"/api/v1/logins/{given_up['id']}", json={})).status_code == 404


@pytest.mark.parametrize(
    ("change", "status", "key"),
    [
        ({"answers": {"password": "wrong"}}, 502, "login_rejected"),
        ({"provider": "nothing"}, 404, "not_found"),
        ({"provider": None}, 422, "invalid_input"),
        ({"method": "fax"}, 422, "invalid_input"),
        ({"answers": {"url": "http://127.0.0.1:9"}}, 502, "unreachable"),
        ({"answers": {"url": "no address at all"}}, 422, "invalid_input"),
    ],
)
async def test_what_a_login_refuses(
    api: httpx.AsyncClient, house: House, change: dict[str, Any], status: int, key: str
) -> None:
    wanted = by_password(house, house.anna)
    wanted["answers"] |= change.pop("answers", {})
    answer = await api.post("/api/v1/logins", json=wanted | change)
    assert (answer.status_code, answer.json()["key"]) == (status, key), answer.text
    assert (await api.get("/api/v1/accounts")).json()["items"] == []
    assert PASSWORD not in answer.text


async def test_only_an_administrator_logs_in(engine: Any, house: House) -> None:
    for scope in ("read", "control"):
        async with engine.client(scope) as client:
            answer = await client.post("/api/v1/logins", json=by_password(house, house.anna))
            assert answer.status_code == 403, scope


async def test_sections_and_users_of_a_server(
    api: httpx.AsyncClient, house: House, account: str, on_server: str
) -> None:
    sections = (await api.get(f"/api/v1/accounts/{account}/sections")).json()["items"]
    assert [(one["name"], one["tracks"], one["folders"], one["library_id"]) for one in sections] == [
        ("Attic", 0, ["/attic"], None),
        ("Music", 3, ["/music"], on_server),
    ]
    users = (await api.get(f"/api/v1/accounts/{account}/users")).json()["items"]
    assert [(one["name"], one["admin"]) for one in users] == [("Anna", True), ("Ben", False)]
    for path in ("sections", "users"):
        assert (await api.get(f"/api/v1/accounts/none/{path}")).status_code == 404


@pytest.mark.parametrize("fault", [Fault.SERVER_ERROR, Fault.UNAUTHORIZED, Fault.HTML, Fault.BROKEN])
async def test_what_cannot_be_read_is_not_empty(
    api: httpx.AsyncClient, house: House, account: str, fault: Fault
) -> None:
    house.fake.wire.fail(fault)
    for path in ("sections", "users"):
        answer = await api.get(f"/api/v1/accounts/{account}/{path}")
        assert answer.status_code in {409, 502}, answer.text
        assert answer.json()["key"] in {"unreachable", "login_rejected", "odd_answer"}


async def test_a_folder_has_no_sections_and_no_users(api: httpx.AsyncClient, library: dict[str, Any]) -> None:
    account = library["account_id"]
    assert (await api.get(f"/api/v1/accounts/{account}/sections")).json() == {"items": []}
    assert (await api.get(f"/api/v1/accounts/{account}/users")).json() == {"items": []}


async def test_members_and_who_they_are(
    api: httpx.AsyncClient, engine: Any, house: House, account: str
) -> None:
    added = await api.post("/api/v1/members", json={"name": "Мама"})
    assert added.status_code == 201, added.text
    member = added.json()["id"]
    assert (await api.post("/api/v1/members", json={"name": "Мама"})).status_code == 409
    assert (await api.post("/api/v1/members", json={"name": ""})).status_code == 422
    place = f"/api/v1/members/{member}/users/{account}"
    known = (await api.put(place, json={"user": house.ben.id})).json()
    assert known["users"] == [{"account_id": account, "user": house.ben.id, "user_name": "Ben"}]
    wrong = await api.put(place, json={"user": "nobody"})
    assert (wrong.status_code, "Anna, Ben" in wrong.json()["detail"]) == (422, True)
    assert (await api.put(f"/api/v1/members/none/users/{account}", json={"user": None})).status_code == 404
    renamed = (await api.patch(f"/api/v1/members/{member}", json={"name": "Mum"})).json()
    assert (renamed["name"], renamed["users"]) == ("Mum", known["users"])
    assert (await api.put(place, json={"user": None})).json()["users"] == []
    async with engine.client("control") as client:
        assert (await client.post("/api/v1/members", json={"name": "x"})).status_code == 403
        assert len((await client.get("/api/v1/members")).json()["items"]) == 1
    assert (await api.delete(f"/api/v1/members/{member}")).status_code == 204
    assert (await api.delete(f"/api/v1/members/{member}")).status_code == 404
    assert (await api.get("/api/v1/members")).json() == {"items": []}


async def test_a_server_is_told_of_files_and_says_when_it_has_them(
    api: httpx.AsyncClient, house: House, on_server: str
) -> None:
    path = "/music/New/Song.flac"
    house.fake.put_file(path, Tags(title="Song", album="New"))
    place = f"/api/v1/libraries/{on_server}"
    nothing = await api.post(f"{place}/listed", json={"path": path, "seconds": 0})
    assert (nothing.status_code, nothing.json()) == (200, {"track_key": None})
    told = await api.post(f"{place}/refresh", json={"folder": "/music/New"})
    assert (told.status_code, told.text in {"", "null"}) == (202, True)
    found = await api.post(f"{place}/listed", json={"path": path, "seconds": 60})
    track = next(one for one in house.fake.catalog.tracks.values() if one.name == "Song")
    assert found.json() == {"track_key": track.id}
    outside = await api.post(f"{place}/refresh", json={"folder": "/etc"})
    assert (outside.status_code, outside.json()["key"]) == (404, "not_found")
    assert (await api.post(f"{place}/refresh")).status_code == 202
    for wrong in ({}, {"path": ""}, {"path": path, "seconds": 301}):
        assert (await api.post(f"{place}/listed", json=wrong)).status_code == 422
    assert (await api.post("/api/v1/libraries/none/refresh")).status_code == 404


async def test_a_folder_cannot_be_told_of_files(api: httpx.AsyncClient, library: dict[str, Any]) -> None:
    answer = await api.post(f"/api/v1/libraries/{library['id']}/refresh")
    assert (answer.status_code, answer.json()["key"]) == (409, "not_configured")


async def test_a_cover_is_passed_on_alone(
    api: httpx.AsyncClient, house: House, engine: Any, on_server: str
) -> None:
    picture = png(200, 30, 60, 32)
    album = next(iter(house.fake.catalog.tracks.values())).album
    house.fake.set_image(album, picture)
    keys = await keys_of(api, on_server)
    place = f"/api/v1/libraries/{on_server}/cover"
    found = await api.get(place, params={"track_key": keys["Hurt"], "size": 200})
    assert (found.status_code, found.content) == (200, picture)
    headers = found.headers
    assert headers["content-type"] == "image/png"
    assert headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in headers["content-security-policy"]
    assert headers["cache-control"].startswith("private")
    tokens = list(house.fake.access.sessions)
    assert tokens
    said = "\n".join(f"{name}: {value}" for name, value in headers.items())
    assert not any(token in said for token in tokens)
    assert "location" not in headers
    async with engine.client(None) as stranger:
        answer = await stranger.get(place, params={"track_key": keys["Hurt"]})
        assert answer.status_code == 401
    for wrong in ({}, {"track_key": keys["Hurt"], "size": 5000}, {"track_key": keys["Hurt"], "size": 1}):
        assert (await api.get(place, params=wrong)).status_code == 422


async def test_a_cover_that_is_none_is_not_passed_on(
    api: httpx.AsyncClient, house: House, on_server: str
) -> None:
    keys = await keys_of(api, on_server)
    place = f"/api/v1/libraries/{on_server}/cover"
    asked = len(house.fake.wire.journal)
    for unknown in ("none", "../../System/Info", f"{keys['Hurt']}/../x"):
        answer = await api.get(place, params={"track_key": unknown})
        assert (answer.status_code, answer.json()["key"]) == (404, "not_found")
    assert len(house.fake.wire.journal) == asked, "only tracks of the index are asked for"
    bare = await api.get(place, params={"track_key": keys["Hurt"]})
    assert (bare.status_code, bare.json()["key"]) == (404, "not_found")
    album = next(iter(house.fake.catalog.tracks.values())).album
    for kind, data in (
        ("image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("text/html", b"<script>alert(1)</script>"),
    ):
        house.fake.set_image(album, data, kind)
        answer = await api.get(place, params={"track_key": keys["Hurt"]})
        assert (answer.status_code, answer.json()["key"]) == (502, "odd_answer")
        assert b"alert" not in answer.content


async def test_a_folder_has_no_covers_of_its_own(api: httpx.AsyncClient, library: dict[str, Any]) -> None:
    answer = await api.get(f"/api/v1/libraries/{library['id']}/cover", params={"track_key": "a.flac"})
    assert answer.status_code == 404
