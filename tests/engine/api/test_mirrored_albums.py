"""Albums as mirrors over the API: added, listed, synced, and what is missing of them."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from syncopate.store import runs
from syncopate.sync.playlist import sync_mirror

SPOTIFY = "https://open.spotify.com/album/6mUdeDZCsExyJLMdAfDuwh"
RELEASE = "0f5a9b8c-1111-4222-8333-944445555666"
ALBUM = {
    "kind": "album",
    "name": "Harbours",
    "tracks": [{"title": "Grey Gulls"}, {"title": "Low Water"}],
    "album": {
        "artists": ["Pale Harbor"],
        "year": 2019,
        "upc": "602445790920",
        "mb_release": RELEASE,
        "links": [SPOTIFY],
    },
}


async def _quiet(_progress: Any) -> None:
    """Progress nobody watches."""


async def _added(api: httpx.AsyncClient, body: dict[str, Any] = ALBUM) -> dict[str, Any]:
    answer = await api.post("/api/v1/playlists", json=body)
    assert answer.status_code == 201, answer.text
    added: dict[str, Any] = answer.json()
    return added


async def test_an_album_is_added_with_what_is_known_of_it(
    api: httpx.AsyncClient, library: dict[str, Any]
) -> None:
    made = await _added(api)
    assert (made["kind"], made["name"], made["library_id"], made["entries"]) == (
        "album",
        "Harbours",
        library["id"],
        2,
    )
    assert made["album"] == {
        "artists": ["Pale Harbor"],
        "year": 2019,
        "count": None,
        "upc": "602445790920",
        "mb_release": RELEASE,
        "link": SPOTIFY,
    }
    assert (made["owned"], made["total"], made["album_key"]) == (None, 2, None)
    await _added(api, {"name": "Plain", "tracks": [{"title": "Grey Gulls"}]})

    async def names(**params: str) -> list[str]:
        return [item["name"] for item in (await api.get("/api/v1/playlists", params=params)).json()["items"]]

    assert await names() == ["Harbours", "Plain"]
    assert await names(kind="album") == ["Harbours"]
    assert await names(kind="playlist") == ["Plain"]
    assert (await api.get("/api/v1/playlists", params={"kind": "opera"})).status_code == 422
    address = f"/api/v1/playlists/{made['id']}"
    patched = (await api.patch(address, json={"name": "Ports", "label": "Calm"})).json()
    assert (patched["kind"], patched["name"], patched["label"]) == ("album", "Ports", "Calm")
    assert (await api.delete(address)).status_code == 204
    assert (await api.get(f"{address}/album")).status_code == 404


@pytest.mark.parametrize(
    "wanted",
    [
        {"name": "x", "tracks": [{"title": "a"}], "album": {"artists": ["b"]}},
        {"name": "x", "tracks": [{"title": "a"}], "kind": "playlist", "album": {"artists": ["b"]}},
        {"name": "x", "tracks": [{"title": "a"}], "kind": "album", "album": {"count": 3}},
        {"name": "x", "tracks": [{"title": "a"}], "kind": "album", "album": {"upc": "nonsense"}},
        {"name": "x", "tracks": [{"title": "a"}], "kind": "album", "album": {"mb_release": "nonsense"}},
        {
            "name": "x",
            "tracks": [{"title": "a"}],
            "kind": "album",
            "album": {"links": ["https://example.com"]},
        },
        {"name": "x", "tracks": [{"title": "a"}], "kind": "album", "album": {"year": 0}},
        {"name": "x", "tracks": [{"title": "a"}], "kind": "single"},
        {"kind": "album", "name": "x"},
    ],
)
async def test_albums_that_make_no_sense_are_refused(api: httpx.AsyncClient, wanted: dict[str, Any]) -> None:
    answer = await api.post("/api/v1/playlists", json=wanted)
    assert (answer.status_code, answer.json()["key"]) == (422, "invalid_input"), answer.text
    assert (await api.get("/api/v1/playlists")).json()["page"]["total"] == 0


async def test_a_provider_says_itself_what_is_an_album(api: httpx.AsyncClient) -> None:
    account = (await api.post("/api/v1/accounts", json={"provider": "demo", "name": "Demo"})).json()
    section = {"account_id": account["id"], "name": "Demo"}
    library = (await api.post("/api/v1/libraries", json=section)).json()
    wanted = {"provider": "demo", "account_id": account["id"], "library_id": library["id"]}
    made = await _added(api, wanted | {"reference": "album-back-in-black"})
    assert (made["kind"], made["name"], made["album"]["year"]) == ("album", "Back in Black", 1980)
    for wrong in ({"kind": "album"}, {"kind": "album", "album": {"year": 1980}}):
        answer = await api.post("/api/v1/playlists", json=wanted | {"reference": "evening"} | wrong)
        assert (answer.status_code, answer.json()["placeholders"]["field"]) in {(422, "kind"), (422, "album")}
    assert (await _added(api, wanted | {"reference": "evening"}))["kind"] == "playlist"


async def test_a_file_becomes_an_album(api: httpx.AsyncClient, library: dict[str, Any]) -> None:
    data = {"playlist": {"title": "List", "track": [{"title": "Grey Gulls"}, {"title": "Low Water"}]}}

    async def upload(**fields: str) -> httpx.Response:
        file = ("x.jspf", json.dumps(data).encode(), "application/json")
        return await api.post("/api/v1/playlists/upload", files={"file": file}, data=fields)

    answer = await upload(kind="album", artist="Pale Harbor", year="2019", name="Harbours")
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert (made["kind"], made["name"], made["library_id"]) == ("album", "Harbours", library["id"])
    assert (made["album"]["artists"], made["album"]["year"], made["total"]) == (["Pale Harbor"], 2019, 2)
    wrong = await upload(artist="Pale Harbor")
    assert (wrong.status_code, wrong.json()["placeholders"]["field"]) == (422, "artist")
    assert (await upload()).json()["kind"] == "playlist"


async def test_syncing_an_album_is_the_albums_job(
    api: httpx.AsyncClient, engine: Any, library: dict[str, Any]
) -> None:
    made = await _added(api)
    run = (await api.post(f"/api/v1/playlists/{made['id']}/sync", json={"approve": "d1"})).json()["run"]
    assert (run["job"], run["status"]) == ("sync_albums", "queued")
    stored = await engine.kit.database.read(runs.get, run["id"])
    assert stored.arguments == {"album_ids": [made["id"]], "force": True, "approve": {made["id"]: "d1"}}
    wrong = await api.post("/api/v1/jobs/sync_albums/run", json={"arguments": {"playlist_ids": []}})
    assert (wrong.status_code, wrong.json()["placeholders"]) == (422, {"argument": "playlist_ids"})


async def test_what_is_missing_of_albums(
    api: httpx.AsyncClient, engine: Any, library: dict[str, Any], tmp_path: Path
) -> None:
    made = await _added(api)
    before = (await api.get(f"/api/v1/playlists/{made['id']}/album")).json()
    assert (before["verdict"], before["owned"], before["total"]) == ("unknown", None, 2)
    await sync_mirror(engine.kit, made["id"], "run", report=_quiet)
    whole = (await api.get(f"/api/v1/playlists/{made['id']}/album")).json()
    assert (whole["verdict"], whole["reason"], whole["album"]) == ("missing", "nothing_similar", None)
    assert (whole["owned"], whole["total"], whole["library_id"]) == (0, 2, library["id"])
    assert [(track["title"], track["artists"], track["where"]) for track in whole["tracks"]] == [
        ("Grey Gulls", ["Pale Harbor"], "missing"),
        ("Low Water", ["Pale Harbor"], "missing"),
    ]
    shown = (await api.get(f"/api/v1/playlists/{made['id']}")).json()
    assert (shown["owned"], shown["total"], shown["counts"]["missing"]) == (0, 2, 2)

    page = (await api.get("/api/v1/missing/albums")).json()
    assert page["items"] == [
        {
            "playlist_id": made["id"],
            "library_id": library["id"],
            "library": "Music",
            "artist": "Pale Harbor",
            "title": "Harbours",
            "year": 2019,
            "owned": 0,
            "total": 2,
            "link": SPOTIFY,
        }
    ]
    assert page["page"] == {"total": 1, "limit": 100, "offset": 0}
    assert (await api.get("/api/v1/missing/albums", params={"offset": 1})).json()["items"] == []
    table = await api.get("/api/v1/missing/albums.csv")
    assert table.headers["content-type"].startswith("text/csv")
    header, row = csv.reader(io.StringIO(table.text))
    assert dict(zip(header, row, strict=True)) == {
        "artist": "Pale Harbor",
        "title": "Harbours",
        "year": "2019",
        "owned": "0",
        "total": "2",
        "link": SPOTIFY,
    }
    assert (await api.get("/api/v1/missing/missing_albums_spotify.txt")).text == f"{SPOTIFY}\n"
    assert (await api.get("/api/v1/missing/missing_albums_tidal.txt")).text == ""
    assert (await api.get("/api/v1/missing", params={"playlist_id": made["id"]})).json()["page"]["total"] == 2

    playlist = await _added(api, {"name": "Plain", "tracks": [{"title": "Grey Gulls"}]})
    assert (await api.get(f"/api/v1/playlists/{playlist['id']}/album")).status_code == 404
