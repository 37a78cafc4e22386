import sqlite3
from contextlib import closing
from typing import Any

import httpx
import pytest
from syncopate.api.context import HealthFact
from syncopate.domain.event import Event, EventType
from syncopate.errors import DatabaseBusy
from syncopate.store.database import Database


async def test_info_says_who_it_is_and_which_api_it_speaks(api: httpx.AsyncClient) -> None:
    info = (await api.get("/api/v1/info")).json()
    assert info["engine_id"] == "e-1"
    assert info["api_version"] >= info["min_api_version"] >= 1
    assert info["time_zone"] == "Europe/Berlin"


async def test_health_needs_no_key_and_turns_red_with_a_part(engine: Any) -> None:
    async with engine.client(None) as anyone:
        good = await anyone.get("/api/v1/health")
        engine.checks.append(HealthFact(name="mqtt", ok=False, key="broker_unreachable"))
        bad = await anyone.get("/api/v1/health")
    assert (good.status_code, good.json()["ok"]) == (200, True)
    assert (bad.status_code, bad.json()["ok"]) == (503, False)
    assert bad.json()["checks"][1] == {"name": "mqtt", "ok": False, "key": "broker_unreachable", "detail": ""}


async def test_health_tells_of_a_database_that_does_not_answer(
    engine: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object) -> None:
        raise DatabaseBusy

    monkeypatch.setattr(Database, "look", locked)
    async with engine.client(None) as anyone:
        answer = await anyone.get("/api/v1/health")
    assert answer.status_code == 503
    assert answer.json()["checks"] == [
        {"name": "database", "ok": False, "key": "database_busy", "detail": ""}
    ]


async def test_health_tells_of_a_database_that_takes_no_writes(engine: Any) -> None:
    file = engine.kit.database.file
    if file is None:
        pytest.skip("only a file is locked as a whole")
    async with engine.client(None) as anyone:
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            held = await anyone.get("/api/v1/health")
            other.execute("ROLLBACK")
        free = await anyone.get("/api/v1/health")
    assert (held.status_code, held.json()["checks"][0]["key"]) == (503, "database_busy")
    assert free.status_code == 200


async def test_me_tells_name_and_scopes(engine: Any) -> None:
    async with engine.client("control") as client:
        me = (await client.get("/api/v1/me")).json()
    assert me == {"name": "control key", "scopes": ["read", "control"]}


async def test_status_holds_everything_a_dashboard_shows(
    api: httpx.AsyncClient, playlist: dict[str, Any]
) -> None:
    status = (await api.get("/api/v1/status")).json()
    assert status["counts"]["playlists"] == 1
    assert status["counts"]["libraries"] == 1
    assert {job["name"] for job in status["jobs"]} >= {"main_sync", "sync_playlists", "scan_library"}
    assert status["accounts"][0]["provider"] == "folder"
    assert status["events"][0]["name"] == playlist["name"]
    assert status["problems"] == []


async def test_events_are_told_newest_first_and_paged_by_id(api: httpx.AsyncClient, engine: Any) -> None:
    for number in range(3):
        await engine.kit.tell(
            Event(
                type=EventType.SYNC_FINISHED,
                at=engine.kit.now(),
                name=f"run {number}",
                status="succeeded",
                run_id=f"r{number}",
                run_count=number,
                data={"added": number},
            )
        )
    first = (await api.get("/api/v1/events", params={"limit": 2})).json()["items"]
    assert [event["name"] for event in first] == ["run 2", "run 1"]
    assert first[0]["run_id"] == "r2"
    assert first[0]["run_count"] == 2
    assert first[0]["data"] == {"added": 2}
    rest = (await api.get("/api/v1/events", params={"before": first[-1]["id"]})).json()["items"]
    assert rest[0]["name"] == "run 0"


async def test_providers_come_with_their_forms(api: httpx.AsyncClient) -> None:
    providers = {item["domain"]: item for item in (await api.get("/api/v1/providers")).json()["items"]}
    assert "library" in providers["folder"]["capabilities"]
    assert [field["name"] for field in providers["folder"]["fields"]] != []
    assert providers["playlist_file"]["needs_account"] is False
