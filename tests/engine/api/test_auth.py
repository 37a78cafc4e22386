import logging
from datetime import timedelta
from typing import Any

import httpx
import pytest
from syncopate.access.callers import SESSION_COOKIE
from syncopate.access.keys import hash_key
from syncopate.access.sessions import new_session
from syncopate.serving import Listener, guarded
from syncopate.store import keys, sessions
from syncopate.store.sessions import Session
from syncopate.sync.keyring import KeyRing

OPEN = {"/api/v1/health"}


def addresses(engine: Any) -> list[tuple[str, str]]:
    """Return every method and address there is, ids filled in."""
    document = engine.app.state.document()
    found = [
        (
            method.upper(),
            path.replace("{name}", "main_sync")
            .replace("{position}", "0")
            .replace("{file}", "missing_tracks_spotify"),
        )
        for path, operations in document["paths"].items()
        for method in operations
    ]
    found += [("GET", "/api/docs"), ("GET", "/api/openapi.json"), ("GET", "/api/docs/try.js")]
    return [(method, path.replace("{", "").replace("}", "")) for method, path in found]


async def test_every_route_but_health_refuses_strangers_and_says_how_to_come_in(engine: Any) -> None:
    async with engine.client(None) as stranger:
        for method, path in addresses(engine):
            answer = await stranger.request(method, path, json={})
            if path in OPEN:
                assert answer.status_code == 200
                continue
            assert (answer.status_code, answer.json()["key"]) == (401, "key_missing"), f"{method} {path}"
            assert "Authorization: Bearer" in answer.json()["detail"]
            assert "api_key" in answer.json()["detail"]
            assert answer.headers["www-authenticate"] == "Bearer"
            assert answer.headers["content-type"] == "application/problem+json"


async def test_there_is_no_way_to_make_a_first_key_over_the_port(engine: Any) -> None:
    async with engine.client(None) as stranger:
        answers = [
            await stranger.post("/api/v1/api-keys/bootstrap", json={"name": "x"}),
            await stranger.post("/api/v1/api-keys", json={"name": "x", "scopes": ["admin"]}),
        ]
    assert [answer.status_code for answer in answers] == [405, 401]


async def test_keys_come_as_bearer_or_in_the_address(engine: Any) -> None:
    async with engine.client(None) as client:
        key = engine.keys["read"]
        answers = [
            await client.get("/api/v1/me", headers={"Authorization": f"bearer {key}"}),
            await client.get("/api/v1/me", params={"api_key": key}),
        ]
    assert [answer.json()["name"] for answer in answers] == ["read key", "read key"]


@pytest.mark.parametrize("key", ["sk_wrong", "Ключ", "\u00ff", "a" * 5000])
async def test_a_wrong_key_is_refused(engine: Any, key: str) -> None:
    async with engine.client(None) as client:
        answers = [
            await client.get("/api/v1/me", params={"api_key": key}),
            await client.get("/api/v1/me", headers={"Authorization": f"Bearer {key}".encode()}),
        ]
    assert [(answer.status_code, answer.json()["key"]) for answer in answers] == [(401, "key_invalid")] * 2


async def test_expired_and_revoked_keys_are_refused(engine: Any) -> None:
    ring = KeyRing(engine.kit)
    soon = engine.kit.now() + timedelta(microseconds=20)
    brief, _ = await ring.create("brief", ["read"], expires_at=soon)
    gone, item = await ring.create("gone", ["read"])
    await ring.revoke(item.id)
    while engine.kit.now() < soon:
        pass
    async with engine.client(None) as client:
        answers = [await client.get("/api/v1/me", params={"api_key": key}) for key in (brief, gone)]
    assert [answer.json()["key"] for answer in answers] == ["key_invalid", "key_invalid"]


@pytest.mark.parametrize(
    ("scope", "method", "path", "status"),
    [
        ("read", "GET", "/api/v1/playlists", 200),
        ("read", "POST", "/api/v1/jobs/main_sync/run", 403),
        ("read", "GET", "/api/sync/all", 403),
        ("control", "POST", "/api/v1/jobs/main_sync/run", 202),
        ("control", "GET", "/api/v1/settings", 403),
        ("control", "GET", "/api/v1/api-keys", 403),
        ("admin", "POST", "/api/v1/jobs/main_sync/run", 202),
        ("admin", "GET", "/api/v1/settings", 200),
    ],
)
async def test_scopes_bound_what_a_key_may_do(
    engine: Any, scope: str, method: str, path: str, status: int
) -> None:
    async with engine.client(scope) as client:
        answer = await client.request(method, path)
    assert answer.status_code == status
    if status == 403:
        assert answer.json()["key"] == "scope_missing"
        assert answer.json()["placeholders"]["scope"] in {"control", "admin"}


async def test_each_key_has_its_own_pace(engine: Any) -> None:
    slow, _ = await KeyRing(engine.kit).create("slow", ["read"], per_minute=2)
    async with engine.client(None, params={"api_key": slow}) as client, engine.client("read") as other:
        answers = [await client.get("/api/v1/me") for _ in range(3)]
        assert (await other.get("/api/v1/me")).status_code == 200
        engine.clock[0] += 31
        later = await client.get("/api/v1/me")
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].json()["key"] == "too_many_requests"
    assert answers[2].headers["retry-after"] == "30"
    assert later.status_code == 200


async def test_the_last_use_of_a_key_is_remembered(engine: Any) -> None:
    async with engine.client("read") as client:
        await client.get("/api/v1/me")
    stored = await engine.kit.database.read(keys.by_hash, hash_key(engine.keys["read"]))
    assert stored.last_used_at is not None


async def signed_in(engine: Any, scope: str = "admin", key_id: str | None = None) -> tuple[str, str]:
    token, fields = new_session([scope], engine.kit.now(), key_id=key_id)
    await engine.kit.database.write(sessions.add, Session(**fields))
    return token, fields["csrf"]


async def test_a_signed_in_browser_reads_and_changes_only_from_our_pages(engine: Any) -> None:
    token, csrf = await signed_in(engine)
    cookie = {"Cookie": f"{SESSION_COOKIE}={token}"}
    async with engine.client(None, headers=cookie) as browser:
        assert (await browser.get("/api/v1/playlists")).status_code == 200
        assert (await browser.post("/api/v1/jobs/main_sync/run")).json()["key"] == "access_denied"
        assert (await browser.get("/api/sync/mqtt")).json()["key"] == "access_denied"
        good = await browser.post("/api/v1/jobs/main_sync/run", headers={"X-CSRF-Token": csrf})
    assert good.status_code == 202


async def test_a_session_ends_with_its_key_and_with_time(engine: Any) -> None:
    ring = KeyRing(engine.kit)
    _, item = await ring.create("browser", ["read"])
    token, _ = await signed_in(engine, "read", item.id)
    old, fields = new_session(["read"], engine.kit.now(), lifetime=timedelta(0))
    await engine.kit.database.write(sessions.add, Session(**fields))
    async with engine.client(None) as browser:
        before = await browser.get("/api/v1/me", headers={"Cookie": f"{SESSION_COOKIE}={token}"})
        await ring.revoke(item.id)
        after = await browser.get("/api/v1/me", headers={"Cookie": f"{SESSION_COOKIE}={token}"})
        late = await browser.get("/api/v1/me", headers={"Cookie": f"{SESSION_COOKIE}={old}"})
    assert [answer.status_code for answer in (before, after, late)] == [200, 401, 401]


async def test_ingress_is_believed_by_its_peer_alone(engine: Any) -> None:
    behind = Listener(host="", port=0, ingress_peers=frozenset({"172.30.32.2"}))
    open_port = Listener(host="", port=0)
    header = {"X-Remote-User-Display-Name": "Anna", "X-Ingress-Path": "/api/hassio_ingress/abc"}

    async def ask(app: Any, peer: str) -> httpx.Response:
        transport = httpx.ASGITransport(app, client=(peer, 1), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://engine", headers=header) as client:
            return await client.get("/api/v1/me")

    supervisor = await ask(guarded(engine.app, behind), "172.30.32.2")
    assert supervisor.json() == {"name": "Anna", "scopes": ["read", "control", "admin"]}
    assert (await ask(guarded(engine.app, behind), "172.30.32.3")).status_code == 403
    assert (await ask(guarded(engine.app, open_port), "172.30.32.2")).status_code == 401


async def test_keys_are_shown_once_and_kept_as_hashes(api: httpx.AsyncClient, engine: Any) -> None:
    made = (await api.post("/api/v1/api-keys", json={"name": "phone", "scopes": ["read"]})).json()
    listed = await api.get("/api/v1/api-keys")
    assert made["key"].startswith("sk_")
    assert made["key"] not in listed.text
    assert made["item"]["prefix"] == made["key"][:9]
    assert made["key"].encode() not in engine.kit.database.file.read_bytes()
    async with engine.client(None, params={"api_key": made["key"]}) as phone:
        assert (await phone.get("/api/v1/me")).status_code == 200
        assert (await api.delete(f"/api/v1/api-keys/{made['item']['id']}")).status_code == 204
        assert (await phone.get("/api/v1/me")).status_code == 401
    assert (await api.delete("/api/v1/api-keys/nothing")).status_code == 404


@pytest.mark.parametrize(
    "wanted",
    [
        {"name": "", "scopes": ["read"]},
        {"name": "x", "scopes": []},
        {"name": "x", "scopes": ["root"]},
        {"name": "x", "scopes": ["read"], "expires_at": "2001-01-01T00:00:00Z"},
        {"name": "x", "scopes": ["read"], "expires_at": "2030-01-01T00:00:00"},
        {"name": "x", "scopes": ["read"], "per_minute": 10**40},
    ],
)
async def test_keys_that_make_no_sense_are_not_made(api: httpx.AsyncClient, wanted: dict[str, Any]) -> None:
    answer = await api.post("/api/v1/api-keys", json=wanted)
    assert (answer.status_code, answer.json()["key"]) == (422, "invalid_input")


async def test_no_key_is_ever_in_a_log(engine: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="syncopate")
    async with engine.client(None, params={"api_key": engine.keys["admin"]}) as client:
        await client.get("/api/v1/me")
        await client.get("/api/v1/nothing")
        await client.get("/api/v1/playlists/none/plan")
    # What the test's own client tells is nothing of ours.
    told = [caplog.handler.format(each) for each in caplog.records if not each.name.startswith("http")]
    assert not any(engine.keys["admin"] in each for each in told)


def test_all_guarded_routes_are_in_the_contract_with_their_problems(engine: Any) -> None:
    declared = {
        operation["operationId"]: operation
        for path in engine.app.state.document()["paths"].values()
        for operation in path.values()
    }
    assert len(declared) > 40
    for name, operation in declared.items():
        if name == "read_health":
            assert "security" not in operation
            continue
        assert operation["security"], name
        assert {"401", "403", "422", "429", "503"} <= operation["responses"].keys(), name
        assert "application/problem+json" in operation["responses"]["401"]["content"], name


@pytest.mark.parametrize("path", ["sources/shelf?provider=deezer", "sources/search?query=nina"])
async def test_who_may_only_look_has_no_service_asked(engine: Any, path: str) -> None:
    """As on the pages: what is asked for counts with the service, and may put an account to rest."""
    async with engine.client("read") as reader:
        answer = await reader.get(f"/api/v1/{path}")
    assert (answer.status_code, answer.json()["key"]) == (403, "scope_missing")
