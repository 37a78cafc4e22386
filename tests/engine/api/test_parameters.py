"""A query parameter that a route does not know is told, never ignored."""

import re
from typing import Any

import httpx
import pytest
from syncopate.api.app import openapi_document


@pytest.mark.parametrize(
    ("method", "path", "unknown"),
    [
        ("GET", "/playlists?labl=Car", "labl"),
        ("GET", "/playlists?label=Car&limt=3", "limt"),
        ("GET", "/library/tracks?pagee=2&letter=A", "pagee"),
        ("GET", "/health?deep=1", "deep"),
        ("GET", "/info?x=", "x"),
        ("GET", "/missing.csv?playlist=1", "playlist"),
        ("POST", "/jobs/main_sync/run?force=true", "force"),
        ("DELETE", "/playlists/none?delete_targets=true", "delete_targets"),
        # The name of a part of the path is none of the query.
        ("GET", "/playlists/none?playlist_id=x", "playlist_id"),
        ("GET", "/playlists?API_KEY=x", "API_KEY"),
        ("GET", f"/playlists?{'x' * 5000}=1", "x" * 100),
    ],
)
async def test_it_is_named(api: httpx.AsyncClient, method: str, path: str, unknown: str) -> None:
    answer = await api.request(method, f"/api/v1{path}")
    problem = answer.json()
    assert (answer.status_code, problem["key"]) == (422, "invalid_input"), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["placeholders"]["field"] == unknown
    assert f"Not a parameter: {unknown}." in problem["detail"]


async def test_those_there_are_are_told(api: httpx.AsyncClient) -> None:
    answer = await api.get("/api/v1/playlists?a=1&b=secret-value&a=2")
    assert answer.json()["detail"] == (
        "Not a parameter: a, b. There are: enabled, kind, label, limit, offset, query."
    )
    none = await api.get("/api/v1/info?a=1")
    assert none.json()["detail"] == "Not a parameter: a. There are none here."


async def test_a_key_may_stand_everywhere(engine: Any) -> None:
    async with engine.client(None) as client:
        key = engine.keys["admin"]
        for path in ("playlists", "library/tracks", "info", "health", "missing.csv"):
            assert (await client.get(f"/api/v1/{path}?api_key={key}")).status_code in {200, 503}, path
        # Said before a key is asked for: what was meant as one is told.
        assert (await client.get(f"/api/v1/info?apikey={key}")).status_code == 422
        assert key not in (await client.get(f"/api/v1/info?apikey={key}")).text


async def test_triggers_and_docs_take_what_comes(api: httpx.AsyncClient) -> None:
    assert (await api.get("/api/docs?theme=dark")).status_code == 200
    assert (await api.get("/api/openapi.json?v=3")).status_code == 200
    assert (await api.get("/api/sync/lidarr?source=bookmark")).status_code == 200


async def test_what_is_known_is_what_the_contract_says(api: httpx.AsyncClient) -> None:
    operations = [
        (path, method, operation)
        for path, found in openapi_document()["paths"].items()
        if path.startswith("/api/v1/")
        for method, operation in found.items()
    ]
    assert len(operations) > 100
    for path, method, operation in operations:
        said = {each["name"] for each in operation.get("parameters", ()) if each["in"] == "query"}
        answer = await api.request(method, f"{re.sub(r'{[^}]+}', 'none', path)}?zzz=1")
        known = ", ".join(sorted(said - {"api_key"}))
        detail = f"Not a parameter: zzz. {f'There are: {known}.' if known else 'There are none here.'}"
        assert (answer.status_code, answer.json()["detail"]) == (422, detail), (method, path)
        assert "422" in operation["responses"], (method, path)
