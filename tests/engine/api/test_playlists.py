import json
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
import soundfile
from mutagen.flac import FLAC
from syncopate.domain.run import ScanMode
from syncopate.sync.libraries import scan_library
from syncopate.sync.playlist import sync_mirror
from syncopate.sync.settings import change_settings

CSV = "Track,Artist,Album\nHurt,Johnny Cash,American IV\n藤井風 - きらり,藤井風,\n".encode()


def kept(engine: Any) -> list[Path]:
    """Return the files that uploads left behind."""
    return [path for path in engine.kit.storage_dir.rglob("*") if path.is_file()]


async def upload(
    api: httpx.AsyncClient, data: bytes, name: str = "list.csv", **fields: Any
) -> httpx.Response:
    return await api.post("/api/v1/playlists/upload", files={"file": (name, data, "text/csv")}, data=fields)


async def test_tracks_given_as_data_become_a_playlist(
    playlist: dict[str, Any], library: dict[str, Any]
) -> None:
    assert playlist["name"] == "Mine"
    assert playlist["library_id"] == library["id"]
    assert playlist["library_name"] == "Music"
    assert playlist["interval_days"] == 1
    assert playlist["provider"] == "playlist_file"


async def test_a_file_becomes_a_playlist_with_its_choices(
    api: httpx.AsyncClient, library: dict[str, Any]
) -> None:
    answer = await upload(
        api, CSV, name="Дорога.csv", label="Car", interval_days=7, enabled="false", policy="keep_mine"
    )
    assert answer.status_code == 201
    made = answer.json()
    assert (made["name"], made["label"], made["interval_days"]) == ("Дорога", "Car", 7)
    assert (made["enabled"], made["policy"], made["library_id"]) == (False, "keep_mine", library["id"])
    assert (made["member_id"], made["custom_cover_url"]) == (None, None)
    kim = (await api.post("/api/v1/members", json={"name": "Kim"})).json()
    theirs = await upload(api, CSV, name="Kim.csv", member_id=kim["id"])
    assert (theirs.status_code, theirs.json()["member_id"]) == (201, kim["id"])
    assert (await upload(api, CSV, name="Nobody.csv", member_id="nobody")).status_code == 404


async def test_a_cover_of_ones_own_comes_with_it(api: httpx.AsyncClient, library: dict[str, Any]) -> None:
    own = "https://example.org/own.jpg"
    file = await upload(api, CSV, name="Car.csv", cover_url=f" {own} ")
    given = {"name": "Mine", "tracks": [{"title": "Hurt", "artists": ["Johnny Cash"]}], "cover_url": own}
    tracks = await api.post("/api/v1/playlists", json=given)
    for answer in (file, tracks):
        assert answer.status_code == 201, answer.text
        assert (answer.json()["cover_url"], answer.json()["custom_cover_url"]) == (own, own)
    for wrong in ("http://example.org/own.jpg", "own.jpg", "https://anna:pin@example.org/x"):
        refused = await api.post("/api/v1/playlists", json=given | {"name": "Other", "cover_url": wrong})
        assert (refused.status_code, refused.json()["placeholders"]["field"]) == (422, "cover_url")
    assert (await api.get("/api/v1/playlists")).json()["page"]["total"] == 2


async def test_a_file_with_a_long_name_shows_that_it_was_cut(api: httpx.AsyncClient) -> None:
    answer = await upload(api, b"title,artist\nHurt,Cash\n", name=f"{'Long ' * 30}.csv")
    assert answer.json()["name"].endswith("Long…")


async def test_of_several_links_none_is_left_without_a_word(api: httpx.AsyncClient) -> None:
    links = "https://open.spotify.com/album/1 https://www.deezer.com/album/2"
    for path in ("/api/v1/playlists", "/api/v1/sources/link"):
        answer = await api.post(path, json={"link": links})
        problem = answer.json()
        assert (answer.status_code, problem["key"]) == (422, "invalid_input")
        assert "besides the first there are: https://www.deezer.com/album/2" in problem["detail"]


async def test_what_is_no_entry_is_told_with_its_place(api: httpx.AsyncClient) -> None:
    table = "title,artist\nHurt,Cash\n,Nobody\n,\nFoo,Bar\n"
    answer = await upload(api, table.encode(), library_id="")
    assert answer.status_code == 201, answer.text
    playlist = answer.json()
    assert (playlist["entries"], playlist["left_out"]["untitled"], playlist["left_out"]["podcast"]) == (
        2,
        1,
        0,
    )
    path = f"/api/v1/playlists/{playlist['id']}/left-out"
    told = (await api.get(path)).json()
    assert told["items"] == [{"why": "untitled", "label": "Nobody", "place": 2}]
    assert (await api.get(path, params={"offset": 1})).json()["items"] == []
    assert (await api.get("/api/v1/playlists/nobody/left-out")).status_code == 404


async def test_a_preview_tells_how_a_file_is_read_and_keeps_nothing(
    api: httpx.AsyncClient, engine: Any
) -> None:
    answer = await api.post(
        "/api/v1/playlists/preview",
        files={"file": ("x.csv", "Spalte1;Lied\nCash;Hurt\n".encode("utf-16"))},
        data={"columns": json.dumps({"title": "Lied", "artist": "Spalte1"})},
    )
    assert answer.status_code == 200, answer.text
    read = answer.json()
    assert read["entries"] == 1
    assert read["sample"][0]["title"] == "Hurt"
    assert (await api.get("/api/v1/playlists")).json()["items"] == []
    assert kept(engine) == []


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "unreadable_playlist"),
        (bytes(range(256)) * 40, "unreadable_playlist"),
        (b"a,b,c\n1,2,3\n", "unknown_columns"),
    ],
)
async def test_files_that_are_none_say_so_and_leave_nothing(
    api: httpx.AsyncClient, engine: Any, data: bytes, key: str
) -> None:
    answer = await upload(api, data)
    assert (answer.status_code, answer.json()["key"]) == (422, key)
    assert (await api.get("/api/v1/playlists")).json()["page"]["total"] == 0
    assert kept(engine) == []


@pytest.mark.parametrize("columns", ["{", "[]", '{"title": 1}', "[" * 9000])
async def test_columns_that_are_none_are_refused(api: httpx.AsyncClient, columns: str) -> None:
    answer = await upload(api, CSV, columns=columns)
    assert (answer.status_code, answer.json()["placeholders"]["field"]) == (422, "columns")


@pytest.mark.parametrize(
    "wanted",
    [
        {},
        {"provider": "playlist_file"},
        {"reference": "x"},
        {"tracks": []},
        {"name": "x", "tracks": []},
        {"name": "x", "tracks": [{"title": ""}]},
        {"name": "x", "tracks": [{"title": "a", "isrc": "nonsense"}]},
        {"name": "x", "tracks": [{"title": "a", "link": "https://example.com/"}]},
        {"name": "x", "tracks": [{"title": "a"}], "provider": "playlist_file"},
        {"name": "x", "tracks": [{"title": "a"}], "interval_days": -1},
        {"name": "x", "tracks": [{"title": "a"}], "unknown": 1},
    ],
)
async def test_playlists_that_make_no_sense_are_refused(
    api: httpx.AsyncClient, wanted: dict[str, Any]
) -> None:
    answer = await api.post("/api/v1/playlists", json=wanted)
    assert (answer.status_code, answer.json()["key"]) == (422, "invalid_input"), answer.text


async def test_unknown_providers_libraries_and_accounts_are_named(api: httpx.AsyncClient) -> None:
    answers = [
        await api.post("/api/v1/playlists", json={"provider": "nope", "reference": "x"}),
        await api.post(
            "/api/v1/playlists", json={"name": "x", "tracks": [{"title": "a"}], "library_id": "no"}
        ),
        await api.post("/api/v1/playlists", json={"provider": "demo", "reference": "x", "account_id": "no"}),
    ]
    assert [(answer.status_code, answer.json()["key"]) for answer in answers] == [(404, "not_found")] * 3


async def test_patch_tells_absent_from_null(api: httpx.AsyncClient, playlist: dict[str, Any]) -> None:
    address = f"/api/v1/playlists/{playlist['id']}"
    first = (await api.patch(address, json={"name": "Theirs", "label": "Kids", "interval_days": 7})).json()
    assert (first["name"], first["label"], first["interval_days"]) == ("Theirs", "Kids", 7)
    second = (await api.patch(address, json={"enabled": False})).json()
    assert (second["name"], second["label"], second["enabled"]) == ("Theirs", "Kids", False)
    third = (await api.patch(address, json={"name": None, "label": None})).json()
    assert (third["name"], third["label"], third["library_id"]) == ("Mine", None, playlist["library_id"])
    fourth = (await api.patch(address, json={"library_id": None})).json()
    assert fourth["library_id"] is None


async def test_lists_filter_by_label_words_and_switch(
    api: httpx.AsyncClient, library: dict[str, Any]
) -> None:
    for name, label in (("Alpha", "Kids"), ("beta", "Kids"), ("Gamma", None)):
        body = {"name": name, "label": label, "tracks": [{"title": name}]}
        assert (await api.post("/api/v1/playlists", json=body)).status_code == 201
    gamma = (await api.get("/api/v1/playlists", params={"query": "GAMM"})).json()["items"][0]
    await api.patch(f"/api/v1/playlists/{gamma['id']}", json={"enabled": False})

    async def names(**params: Any) -> list[str]:
        return [item["name"] for item in (await api.get("/api/v1/playlists", params=params)).json()["items"]]

    assert await names() == ["Alpha", "beta", "Gamma"]
    assert await names(label="Kids") == ["Alpha", "beta"]
    assert await names(enabled=False) == ["Gamma"]
    assert await names(limit=1, offset=1) == ["beta"]


async def test_a_playlist_goes_and_is_gone(api: httpx.AsyncClient, playlist: dict[str, Any]) -> None:
    address = f"/api/v1/playlists/{playlist['id']}"
    assert (await api.delete(address, params={"delete_target": True})).status_code == 204
    assert (await api.get(address)).json()["key"] == "not_found"
    assert (await api.delete(address)).status_code == 404


async def test_sync_now_names_the_run_and_refuses_a_second(
    api: httpx.AsyncClient, playlist: dict[str, Any]
) -> None:
    address = f"/api/v1/playlists/{playlist['id']}/sync"
    first = await api.post(address, json={"approve": "abc"})
    second = await api.post(address)
    assert (first.status_code, first.json()["run"]["status"]) == (202, "queued")
    assert (second.status_code, second.json()["key"]) == (409, "job_already_running")
    assert second.json()["placeholders"]["run"] == first.json()["run"]["id"]
    assert (await api.post("/api/v1/playlists/none/sync")).status_code == 404


async def test_the_interval_of_new_playlists_is_a_setting(api: httpx.AsyncClient, engine: Any) -> None:
    await change_settings(engine.kit, {"sync.default_interval_days": 3})
    tracks = [{"title": "a"}]
    quiet = await api.post("/api/v1/playlists", json={"name": "x", "tracks": tracks})
    said = await api.post("/api/v1/playlists", json={"name": "y", "tracks": tracks, "interval_days": 0})
    assert (quiet.json()["interval_days"], said.json()["interval_days"]) == (3, 0)
    assert (await upload(api, CSV, name="z.csv")).json()["interval_days"] == 3


async def test_plan_then_sync_then_what_is_missing(
    api: httpx.AsyncClient, engine: Any, playlist: dict[str, Any]
) -> None:
    address = f"/api/v1/playlists/{playlist['id']}"
    plan = (await api.get(f"{address}/plan")).json()
    assert (plan["playlist_id"], plan["counts"]["missing"], plan["added"]) == (playlist["id"], 2, 0)

    async def quiet(_progress: object) -> None:
        return

    await sync_mirror(engine.kit, playlist["id"], "run-1", report=quiet)
    shown = (await api.get(address)).json()
    assert shown["counts"] == {"matched": 0, "review": 0, "missing": 2, "unknown": 0}
    assert shown["entries"] == 2
    assert shown["next_due_at"].startswith("2026-11-21T00:00:00")
    await api.patch(address, json={"interval_days": 7})
    assert (await api.get(address)).json()["next_due_at"].startswith("2026-11-27T00:00:00")
    await api.patch(address, json={"interval_days": 0})
    assert (await api.get(address)).json()["next_due_at"] is None

    missing = (await api.get("/api/v1/missing", params={"limit": 1, "offset": 1})).json()
    assert missing["page"] == {"total": 2, "limit": 1, "offset": 1}
    assert missing["items"][0]["link"] == "https://open.spotify.com/track/28cnXtME493VX9NOw9cIUh"
    assert (await api.get("/api/v1/missing", params={"playlist_id": "other"})).json()["items"] == []
    table = await api.get("/api/v1/missing.csv")
    assert table.headers["content-type"].startswith("text/csv")
    assert table.text.splitlines()[0].startswith("artist,title,album,playlist")
    assert "Johnny Cash,Hurt" in table.text
    links = await api.get("/api/v1/missing/missing_tracks_spotify.txt")
    assert links.text == "https://open.spotify.com/track/28cnXtME493VX9NOw9cIUh\n"
    assert (await api.get("/api/v1/missing/missing_albums_tidal.txt")).text == ""
    assert (await api.get("/api/v1/missing/secrets.txt")).status_code == 422


async def test_matches_show_why_and_take_decisions(
    api: httpx.AsyncClient, engine: Any, playlist: dict[str, Any], library: dict[str, Any], a_song: str
) -> None:
    async def quiet(_progress: object) -> None:
        return

    await scan_library(engine.kit, library["id"], mode=ScanMode.FULL, report=quiet)
    tracks = (await api.get(f"/api/v1/libraries/{library['id']}/tracks", params={"search": "hurt"})).json()
    assert [track["title"] for track in tracks["items"]] == ["Hurt"]
    await sync_mirror(engine.kit, playlist["id"], "run-1", report=quiet)
    address = f"/api/v1/playlists/{playlist['id']}/matches"
    page = (await api.get(address)).json()
    assert [item["position"] for item in page["items"]] == [0, 1]
    missing = (await api.get("/api/v1/matches", params={"verdict": ["missing", "review"]})).json()
    assert [item["title"] for item in missing["items"]] == ["Группа крови"]

    decided = await api.post(f"{address}/0/decision", json={"ruling": "is", "track_key": a_song})
    assert decided.status_code == 200, decided.text
    assert (decided.json()["verdict"], decided.json()["decision"]) == ("match", "is")
    assert decided.json()["track"]["key"] == a_song
    back = (await api.post(f"{address}/0/decision", json={"ruling": None})).json()
    assert (back["verdict"], back["decision"]) == ("missing", None)
    never = (await api.post(f"{address}/0/decision", json={"ruling": "never"})).json()
    assert never["decision"] == "never"

    wrong = [
        await api.post(f"{address}/0/decision", json={"ruling": "is"}),
        await api.post(f"{address}/0/decision", json={"ruling": "is", "track_key": "no/such.mp3"}),
        await api.post(f"{address}/99/decision", json={"ruling": "never"}),
        await api.post(f"{address}/99999999999999999999/decision", json={"ruling": "never"}),
    ]
    assert [answer.status_code for answer in wrong] == [422, 404, 404, 422]


@pytest.fixture
def a_song(engine: Any) -> str:
    """Return the key of a tagged file in the library."""
    path = engine.music / "Johnny Cash - Hurt.flac"
    soundfile.write(path, np.zeros(8000, dtype="float32"), 8000)
    tags = FLAC(path)
    tags["title"], tags["artist"] = "Hurt", "Johnny Cash"
    tags.save()
    return path.name
