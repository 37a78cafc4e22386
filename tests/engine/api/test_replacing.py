"""A new file for a playlist that was made of an uploaded one, by the API."""

import json
from typing import Any

import httpx
import pytest
from syncopate.sync.playlist import sync_mirror

CSV = "Track,Artist,Album\nHurt,Johnny Cash,American IV\n藤井風 - きらり,藤井風,\n".encode()
NEW = b"Title,Artist\nHurt,Johnny Cash\nFour,Beta\nFive,Beta\n"


@pytest.fixture
async def uploaded(api: httpx.AsyncClient, library: dict[str, Any]) -> dict[str, Any]:
    file = ("Car.csv", CSV, "text/csv")
    answer = await api.post(
        "/api/v1/playlists/upload",
        files={"file": file},
        data={"label": "Car", "interval_days": "7", "library_id": library["id"]},
    )
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def put(
    api: httpx.AsyncClient, playlist_id: str, data: bytes, name: str = "new.csv", **fields: str
) -> httpx.Response:
    path = f"/api/v1/playlists/{playlist_id}/file"
    return await api.put(path, files={"file": (name, data, "text/csv")}, data=fields)


async def test_a_new_file_takes_the_place_of_the_old_one(
    api: httpx.AsyncClient, engine: Any, uploaded: dict[str, Any]
) -> None:
    answer = await put(api, uploaded["id"], NEW)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    kept = ("id", "name", "label", "interval_days", "library_id", "entries")
    assert {name: told[name] for name in kept} == {name: uploaded[name] for name in kept}

    async def report(_progress: object) -> None:
        return None

    await sync_mirror(engine.kit, uploaded["id"], "run-1", report=report)
    after = (await api.get(f"/api/v1/playlists/{uploaded['id']}")).json()
    assert (after["entries"], after["name"]) == (3, "Car")
    assert len([path for path in engine.kit.storage_dir.rglob("*.csv") if path.is_file()]) == 1


async def test_what_its_columns_hold_can_be_said(api: httpx.AsyncClient, uploaded: dict[str, Any]) -> None:
    data = "Foo;Bar\nCash;Hurt\n".encode("utf-16")
    unknown = await put(api, uploaded["id"], data)
    assert (unknown.status_code, unknown.json()["key"]) == (422, "unknown_columns")
    said = await put(api, uploaded["id"], data, columns=json.dumps({"title": "Bar", "artist": "Foo"}))
    assert said.status_code == 200, said.text
    # Nothing is said of the next one's.
    assert (await put(api, uploaded["id"], CSV, columns="{}")).status_code == 200
    assert (await put(api, uploaded["id"], CSV, columns="no json")).status_code == 422


async def test_what_is_refused(api: httpx.AsyncClient, engine: Any, uploaded: dict[str, Any]) -> None:
    path = f"/api/v1/playlists/{uploaded['id']}/file"
    for data, key in (
        (b"", "unreadable_playlist"),
        (b"Title,Artist\n", "unreadable_playlist"),
        (b"a,b,c\n1,2,3\n", "unknown_columns"),
    ):
        answer = await put(api, uploaded["id"], data)
        assert (answer.status_code, answer.json()["key"]) == (422, key)
    large = await put(api, uploaded["id"], b"x" * 10_000_001)
    assert (large.status_code, large.json()["key"]) == (413, "playlist_too_large")
    assert (await put(api, "none", NEW)).status_code == 404
    assert (await api.put(path)).status_code == 422
    for scope, status in (("read", 403), ("control", 200), (None, 401)):
        async with engine.client(scope) as client:
            answer = await client.put(path, files={"file": ("a.csv", NEW)})
        assert answer.status_code == status, scope
