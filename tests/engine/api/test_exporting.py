"""Exports over the API: what the file is, what it is called, and who may have it saved."""

from typing import Any
from urllib.parse import unquote

import httpx
import pytest
from syncopate.providers.playlist_file.parse import parse_playlist
from syncopate.sync.saving import folder_of

TYPES = {
    "m3u": "audio/x-mpegurl",
    "m3u8": "audio/x-mpegurl",
    "csv": "text/csv; charset=utf-8",
    "xspf": "application/xspf+xml",
    "jspf": "application/jspf+json",
}


@pytest.mark.parametrize("form", TYPES)
async def test_a_playlist_is_given_as_a_file(
    api: httpx.AsyncClient, playlist: dict[str, Any], form: str
) -> None:
    await api.patch(f"/api/v1/playlists/{playlist['id']}", json={"name": 'Größe "藤" / x'})
    answer = await api.get(f"/api/v1/playlists/{playlist['id']}/export", params={"format": form})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == TYPES[form]
    said = answer.headers["content-disposition"]
    assert said.startswith('attachment; filename="Gr__e ___ _ x.')
    name = unquote(said.partition("filename*=UTF-8''")[2])
    assert name == f"Größe _藤_ _ x.{form}"
    parsed = parse_playlist(name, answer.content, {})
    assert len(parsed.entries) == (0 if form.startswith("m3u") else playlist["entries"])
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_links_at_a_service(api: httpx.AsyncClient, playlist: dict[str, Any]) -> None:
    path = f"/api/v1/playlists/{playlist['id']}/export"
    answer = await api.get(path, params={"links": "tidal"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/plain; charset=utf-8")
    first, *rest = answer.text.splitlines()
    assert first == f"# Mine: 0 of {playlist['entries']} at TIDAL"
    assert len(rest) == playlist["entries"]
    assert all(line.startswith("# not found: ") for line in rest)


async def test_m3u8_is_what_is_given_unless_another_format_is_asked_for(
    api: httpx.AsyncClient, engine: Any, playlist: dict[str, Any]
) -> None:
    path = f"/api/v1/playlists/{playlist['id']}/export"
    assert (await api.get(path)).content.startswith(b"#EXTM3U\n#PLAYLIST:Mine\n# unknown: ")
    async with engine.client("read") as reader:
        assert (await reader.get(path)).status_code == 200
    async with engine.client(None) as nobody:
        assert (await nobody.get(path)).json()["key"] == "key_missing"


@pytest.mark.parametrize(
    ("asked", "status", "key"),
    [
        ({"format": "pls"}, 422, "invalid_input"),
        ({"format": "txt"}, 422, "invalid_input"),
        ({"format": "m3u", "links": "tidal"}, 422, "invalid_input"),
        ({"links": "none"}, 422, "invalid_input"),
        ({"library_id": "none"}, 404, "not_found"),
        ({"path_from": "x" * 4097}, 422, "invalid_input"),
    ],
)
async def test_what_is_refused(
    api: httpx.AsyncClient, playlist: dict[str, Any], asked: dict[str, str], status: int, key: str
) -> None:
    answer = await api.get(f"/api/v1/playlists/{playlist['id']}/export", params=asked)
    assert (answer.status_code, answer.json()["key"]) == (status, key)
    assert (await api.get("/api/v1/playlists/none/export")).status_code == 404


async def test_a_list_of_files_needs_a_library(api: httpx.AsyncClient) -> None:
    made = await api.post("/api/v1/playlists", json={"name": "Mine", "tracks": [{"title": "Hurt"}]})
    path = f"/api/v1/playlists/{made.json()['id']}/export"
    refused = await api.get(path)
    assert (refused.status_code, refused.json()["key"]) == (409, "not_configured")
    assert b"Hurt" in (await api.get(path, params={"format": "csv"})).content


async def test_it_is_saved_as_what_is_chosen(
    api: httpx.AsyncClient, engine: Any, playlist: dict[str, Any]
) -> None:
    path = f"/api/v1/playlists/{playlist['id']}"
    assert playlist["export"] is None
    assert (await api.patch(path, json={"export": "xspf"})).json()["export"] == "xspf"
    assert (await api.patch(path, json={"label": "Car"})).json()["export"] == "xspf"
    assert (await api.get("/api/v1/playlists")).json()["items"][0]["export"] == "xspf"
    assert (await api.patch(path, json={"export": None})).json()["export"] is None
    assert (await api.patch(path, json={"export": "pls"})).status_code == 422
    async with engine.client("read") as reader:
        assert (await reader.patch(path, json={"export": "csv"})).status_code == 403
    assert not folder_of(engine.kit).exists()
