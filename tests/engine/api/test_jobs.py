from datetime import timedelta
from typing import Any

import httpx
import pytest
from syncopate.domain.run import ItemResult, ItemStatus
from syncopate.store import runs


async def test_a_job_runs_is_seen_and_is_cancelled(api: httpx.AsyncClient) -> None:
    started = (await api.post("/api/v1/jobs/scan_library/run", json={"arguments": {"mode": "full"}})).json()[
        "run"
    ]
    again = await api.post("/api/v1/jobs/scan_library/run")
    jobs = {job["name"]: job for job in (await api.get("/api/v1/jobs")).json()["items"]}
    assert (again.status_code, again.json()["key"]) == (409, "job_already_running")
    assert jobs["scan_library"]["running"]["id"] == started["id"]
    assert (jobs["scan_library"]["run_count"], jobs["main_sync"]["running"]) == (1, None)
    cancelled = await api.post("/api/v1/jobs/scan_library/cancel")
    assert (cancelled.status_code, cancelled.json()["status"]) == (200, "cancelled")
    assert (await api.post("/api/v1/jobs/scan_library/cancel")).status_code == 404


async def test_arguments_that_a_job_does_not_take_are_refused(api: httpx.AsyncClient) -> None:
    answer = await api.post("/api/v1/jobs/scan_library/run", json={"arguments": {"mode": "sideways"}})
    assert (answer.status_code, answer.json()["placeholders"]) == (422, {"argument": "mode"})
    assert (await api.post("/api/v1/jobs/paint/run")).status_code == 422


async def test_schedules_are_put_and_shown(api: httpx.AsyncClient) -> None:
    weekly = {"kind": "weekly", "enabled": True, "at": "06:30", "weekdays": [5, 6]}
    answer = await api.put("/api/v1/jobs/main_sync/schedule", json=weekly)
    assert answer.status_code == 200
    assert answer.json()["schedule"] == weekly | {"every_minutes": None}
    wrong = await api.put(
        "/api/v1/jobs/main_sync/schedule", json={"kind": "weekly", "enabled": True, "at": "06:30"}
    )
    assert (wrong.status_code, wrong.json()["key"]) == (422, "invalid_schedule")
    unreadable = await api.put("/api/v1/jobs/main_sync/schedule", json=weekly | {"at": "25:00"})
    assert (unreadable.json()["key"], unreadable.json()["placeholders"]["field"]) == ("invalid_input", "at")


async def test_runs_are_found_by_item_job_and_status_and_show_each_item(
    api: httpx.AsyncClient, engine: Any
) -> None:
    run = (await api.post("/api/v1/jobs/sync_playlists/run")).json()["run"]
    start = engine.kit.now()
    result = ItemResult(
        item_id="p1",
        item_name="Road",
        status=ItemStatus.FAILED,
        started_at=start,
        ended_at=start + timedelta(seconds=2),
        missing=2,
        error="source_unavailable",
        detail="The source of Road cannot be read.",
    )
    await engine.kit.database.write(runs.put_item, run["id"], result, ("Кино - Группа крови",))
    by_item = (await api.get("/api/v1/runs", params={"item_id": "p1"})).json()
    assert [(item["id"], item["items"], item["failed"]) for item in by_item["items"]] == [(run["id"], 1, 1)]
    assert (await api.get("/api/v1/runs", params={"item_id": "p2"})).json()["items"] == []
    assert (await api.get("/api/v1/runs", params={"job": "clean_up"})).json()["page"]["total"] == 0
    assert (await api.get("/api/v1/runs", params={"status": "queued"})).json()["page"]["total"] == 1
    item = (await api.get(f"/api/v1/runs/{run['id']}")).json()["items"][0]
    assert (item["duration_ms"], item["error"], item["missing"]) == (2000, "source_unavailable", 2)
    assert item["missing_entries"] == ["Кино - Группа крови"]
    assert (await api.get("/api/v1/runs/none")).json()["key"] == "not_found"
    assert (await api.post(f"/api/v1/runs/{run['id']}/cancel")).json()["status"] == "cancelled"


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    ("part", "job"),
    [
        ("playlists", "sync_playlists"),
        ("albums", "sync_albums"),
        ("users", "sync_users"),
        ("mqtt", "publish_mqtt"),
        ("all", "main_sync"),
    ],
)
async def test_triggers_start_a_run_and_name_it(engine: Any, method: str, part: str, job: str) -> None:
    async with engine.client(None, params={"api_key": engine.keys["control"]}) as client:
        first = await client.request(method, f"/api/sync/{part}")
        second = await client.request(method, f"/api/sync/{part}")
    answer = first.json()
    assert (first.status_code, answer["result"], answer["run"]["job"]) == (200, "started", job)
    assert (second.status_code, second.json()["key"]) == (409, "job_already_running")


@pytest.mark.parametrize("part", ["lidarr", "slskd"])
async def test_triggers_of_parts_that_are_not_there_say_so(api: httpx.AsyncClient, part: str) -> None:
    answer = await api.get(f"/api/sync/{part}")
    assert (answer.status_code, answer.json()["result"], answer.json()["run"]) == (
        200,
        "not_configured",
        None,
    )
    assert answer.json()["detail"]


async def test_an_unknown_trigger_is_not_found(api: httpx.AsyncClient) -> None:
    answer = await api.get("/api/sync/everything")
    assert (answer.status_code, answer.json()["key"]) == (404, "not_found")
