"""Links over the API: made, run, held, approved, looked into; records, captures, files, what users say."""

import json
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from syncopate.domain.run import JobName
from syncopate.store import runs
from syncopate.sync.watch.deciding import bring_back
from syncopate.sync.watch.running import run_link
from syncopate.sync.watch.work import PlanMode

RATED = b"Const,Your Rating,Date Rated,Title,URL,Title Type,IMDb Rating,Runtime (mins),Year,Genres,Num Votes,Release Date,Directors\n"


async def _quiet(_progress: object) -> None:
    """Nobody watches."""


@dataclass
class Two:
    """Two trackers of our own."""

    api: httpx.AsyncClient
    engine: Any
    one: str
    other: str

    async def link(self, **more: Any) -> dict[str, Any]:
        body = {"left_account_id": self.one, "right_account_id": self.other, **more}
        answer = await self.api.post("/api/v1/links", json=body)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def import_films(self, account: str, *films: tuple[str, int, str]) -> dict[str, Any]:
        """Rate films at a tracker, by a file of IMDb."""
        rows = "".join(
            f"{const},{rating},2026-01-0{at + 1},{title},,Movie,,100,2001,,,,\n"
            for at, (const, rating, title) in enumerate(films)
        )
        answer = await self.api.post(
            f"/api/v1/accounts/{account}/watched/import",
            files={"file": ("ratings.csv", RATED + rows.encode(), "text/csv")},
        )
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def run(self, link: dict[str, Any], **more: Any) -> Any:
        """Do what the newest run of the job is to do: the jobs of these tests execute nothing."""
        return await run_link(self.engine.kit, link["id"], None, report=_quiet, **more)

    async def asked(self) -> dict[str, Any]:
        """Return what the job was asked for last."""
        last = await self.engine.kit.database.read(runs.running_of, JobName.SYNC_LINKS)
        assert last is not None
        return dict(last.arguments)


@pytest.fixture
async def two(api: httpx.AsyncClient, engine: Any) -> Two:
    made = []
    for name in ("One", "Other"):
        answer = await api.post("/api/v1/accounts", json={"provider": "local", "name": name, "settings": {}})
        assert answer.status_code == 201, answer.text
        made.append(answer.json()["id"])
    return Two(api, engine, *made)


async def test_what_is_offered_is_what_both_have(two: Two) -> None:
    address = f"/api/v1/links/offer?left_account_id={two.one}&right_account_id={two.other}"
    offer = (await two.api.get(address)).json()
    assert [each["feature"] for each in offer["features"]] == [
        *("history", "ratings", "watchlist", "progress", "lists"),
    ]
    assert offer["features"][0]["ways"] == ["to_right", "to_left", "both"]
    assert offer["resolver"] is False
    same = f"/api/v1/links/offer?left_account_id={two.one}&right_account_id={two.one}"
    assert (await two.api.get(same)).json()["placeholders"]["field"] == "right_account_id"


async def test_a_new_link_has_one_feature_one_way_adds_alone(two: Two) -> None:
    link = await two.link()
    assert link["name"] == "One & Other"
    assert link["features"] == [
        {"feature": "history", "way": "to_right", "adds": True, "removes": False, "tie": "left"}
    ]
    assert (link["approved"], link["pending"], link["limit_count"], link["limit_share"]) == (
        False,
        0,
        10,
        0.1,
    )
    assert (await two.api.get("/api/v1/links")).json()["items"] == [link]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"features": [{"feature": "history", "way": "both"}]}, "two_way_understood"),
        ({"features": [{"feature": "history", "adds": False}]}, "features"),
        ({"types": []}, "types"),
        ({"every_minutes": 1}, "every_minutes"),
        ({"limit_share": 2}, "limit_share"),
        ({"name": " "}, "name"),
    ],
)
async def test_what_cannot_be_is_refused(two: Two, body: dict[str, Any], field: str) -> None:
    ends = {"left_account_id": two.one, "right_account_id": two.other}
    answer = await two.api.post("/api/v1/links", json=ends | body)
    assert answer.status_code == 422
    assert answer.json()["placeholders"]["field"].endswith(field), answer.text
    assert (await two.api.get("/api/v1/links")).json()["items"] == []


async def test_from_preview_to_approval(two: Two) -> None:
    await two.import_films(two.one, ("tt0000001", 7, "First"), ("tt0000002", 9, "Second"))
    link = await two.link(features=[{"feature": "ratings"}])
    started = await two.api.post(f"/api/v1/links/{link['id']}/run", json={"preview": True})
    assert started.status_code == 202
    assert await two.asked() == {"link_ids": [link["id"]], "force": True, "preview": True, "whole": False}
    await two.run(link, mode=PlanMode.PREVIEW)

    address = f"/api/v1/links/{link['id']}/plan"
    plan = (await two.api.get(address)).json()
    assert plan["plan"]["state"] == "preview"
    assert plan["breakdown"] == [{"side": "right", "feature": "ratings", "action": "rate", "count": 2}]
    first = plan["items"][0]
    assert (first["label"], first["because"], first["before"]) == ("First (2001)", "added", None)
    assert first["value"]["rating"] == 7
    assert first["title"]["ids"] == ["imdb:tt0000001"]
    found = (await two.api.get(address, params={"search": "secon"})).json()
    assert [each["label"] for each in found["items"]] == ["Second (2001)"]
    for asked in ({"feature": "history"}, {"side": "left"}, {"action": "unrate"}, {"became": "failed"}):
        assert (await two.api.get(address, params=asked)).json()["items"] == []

    applied = await two.api.post(f"/api/v1/links/{link['id']}/plan/apply", json={})
    assert applied.status_code == 409, "the preview is still running"


async def test_a_held_plan_is_approved_or_discarded(two: Two) -> None:
    await two.import_films(two.one, ("tt0000001", 7, "First"))
    link = await two.link(features=[{"feature": "ratings"}])
    address = f"/api/v1/links/{link['id']}"
    assert (await two.api.get(f"{address}/plan")).status_code == 404
    await two.run(link)
    held = (await two.api.get(address)).json()
    assert (held["pending"], held["held_reasons"], held["last_status"]) == (1, ["new_link"], "held")
    problems = (await two.api.get("/api/v1/status")).json()["problems"]
    assert [each["key"] for each in problems] == ["link_held"]

    discarded = await two.api.post(f"{address}/plan/discard")
    assert discarded.json()["state"] == "discarded"
    assert (await two.api.post(f"{address}/plan/discard")).status_code == 404
    assert (await two.api.get(address)).json()["held_plan_id"] is None

    # The same is not asked again, until somebody wants it.
    await two.run(link)
    again = (await two.api.get(address)).json()
    assert (again["held_plan_id"], again["last_status"]) == (None, "unchanged")
    assert (await two.api.get("/api/v1/status")).json()["problems"] == []
    started = await two.api.post(f"{address}/run", json={"anew": True})
    assert started.status_code == 202
    assert (await two.api.post("/api/v1/jobs/sync_links/cancel")).status_code == 200
    await two.run(link)
    plan_id = (await two.api.get(address)).json()["held_plan_id"]
    applied = await two.api.post(f"{address}/plan/apply", json={"plan_id": plan_id})
    assert applied.status_code == 202, applied.text
    assert (await two.asked())["approve"] == {link["id"]: plan_id}
    await two.run(link, approve=plan_id)
    done = (await two.api.get(address)).json()
    assert (done["approved"], done["pending"], done["last_status"]) == (True, 0, "synced")
    assert {name: count for name, count in done["last_counts"].items() if count} == {
        "planned": 1,
        "applied": 1,
    }
    plans = (await two.api.get(f"{address}/plans")).json()["items"]
    assert [each["state"] for each in plans] == ["done", "replaced", "replaced", "replaced"]
    records = (await two.api.get(f"/api/v1/accounts/{two.other}/watched", params={"search": "fir"})).json()
    assert [(each["label"], each["rating"]["rating"]) for each in records["items"]] == [("First (2001)", 7)]


async def test_a_block_survives_runs_and_can_be_taken_back(two: Two) -> None:
    await two.import_films(two.one, ("tt0000001", 7, "First"), ("tt0000002", 9, "Second"))
    link = await two.link(features=[{"feature": "ratings"}])
    block = {"type": "movie", "about": "imdb:tt0000001", "link_id": link["id"], "label": "First"}
    made = await two.api.post("/api/v1/watch/overrides", json=block)
    assert made.status_code == 201, made.text
    for _ in range(2):
        await two.run(link)
        plan = (await two.api.get(f"/api/v1/links/{link['id']}/plan")).json()
        assert [each["label"] for each in plan["items"]] == ["Second (2001)"]
    assert (await two.api.delete(f"/api/v1/watch/overrides/{made.json()['id']}")).status_code == 204
    await two.run(link)
    plan = (await two.api.get(f"/api/v1/links/{link['id']}/plan")).json()
    assert len(plan["items"]) == 2
    wrong = await two.api.post("/api/v1/watch/overrides", json={**block, "about": "imbd:tt1"})
    assert (wrong.status_code, wrong.json()["placeholders"]["field"]) == (422, "about")


async def test_one_record_is_deleted_and_comes_back_from_its_capture(two: Two) -> None:
    await two.import_films(two.one, ("tt0000001", 7, "First"), ("tt0000002", 9, "Second"))
    link = await two.link(features=[{"feature": "ratings"}])
    await two.run(link)
    records = (await two.api.get(f"/api/v1/accounts/{two.one}/watched")).json()["items"]
    key = next(each["key"] for each in records if each["label"] == "First (2001)")
    done = await two.api.post(f"/api/v1/accounts/{two.one}/watched/delete", json={"key": key})
    assert done.json()["counts"]["applied"] == 1, done.text
    exported = await two.api.get(f"/api/v1/accounts/{two.one}/watched/export", params={"format": "syncopate"})
    assert "First" not in exported.text
    assert "Second" in json.dumps(exported.json())

    (capture,) = (await two.api.get("/api/v1/captures", params={"account_id": two.one})).json()["items"]
    assert (capture["account"], capture["records"]) == ("One", 2)
    restored = await two.api.post(f"/api/v1/captures/{capture['id']}/restore")
    assert restored.status_code == 202, restored.text
    run = restored.json()["run"]
    assert (run["job"], run["status"]) == ("restore_capture", "queued")
    assert (await two.api.post(f"/api/v1/captures/{capture['id']}/restore")).status_code == 409
    await bring_back(two.engine.kit, capture["id"], run["id"], report=_quiet)
    exported = await two.api.get(f"/api/v1/accounts/{two.one}/watched/export", params={"format": "syncopate"})
    assert "First" in exported.text
    unknown = await two.api.get(f"/api/v1/accounts/{two.one}/watched/export", params={"format": "odd"})
    assert (unknown.status_code, unknown.json()["placeholders"]["field"]) == (422, "format")


async def test_findings_say_what_needs_an_eye(two: Two) -> None:
    await two.import_films(two.one, ("tt0000001", 7, "First"))
    export = await two.api.get(f"/api/v1/accounts/{two.one}/watched/export")
    told = export.json()
    told["records"][0]["title"] = {"type": "movie", "name": "Nameless", "year": 2001}
    text = json.dumps(told)
    await two.api.post(
        f"/api/v1/accounts/{two.one}/watched/import",
        files={"file": ("all.json", text.encode(), "application/json")},
    )
    link = await two.link(features=[{"feature": "ratings"}])
    await two.run(link)
    page = (await two.api.get(f"/api/v1/links/{link['id']}/findings")).json()
    assert (page["counts"]["no_ids"], page["counts"]["no_counterpart"]) == (1, 1)
    kinds = {each["kind"]: each["label"] for each in page["items"]}
    assert kinds == {"no_ids": "Nameless (2001)", "no_counterpart": "Nameless (2001)"}
    # Without an id it is named by the account's own key.
    [key] = {key for each in page["items"] for key in each["keys"]}
    said = await two.api.post(
        "/api/v1/watch/overrides", json={"account_id": two.one, "key": key, "same_as": "imdb:tt0000002"}
    )
    assert said.status_code == 201, said.text
    assert {name: said.json()[name] for name in ("type", "about", "account_id", "key", "same_as")} == {
        "type": "movie",
        "about": None,
        "account_id": two.one,
        "key": key,
        "same_as": "imdb:tt0000002",
    }
    await two.run(link)
    page = (await two.api.get(f"/api/v1/links/{link['id']}/findings")).json()
    assert page["items"] == []
    for body, field in (
        ({"account_id": two.one, "same_as": "imdb:tt0000001"}, "about"),
        ({"account_id": two.one, "key": key, "about": "tmdb:1"}, "about"),
        ({"about": "tmdb:1"}, "type"),
        ({"type": "movie", "about": "imdb:abc"}, "about"),
        ({"type": "movie", "about": "tmdb:1", "same_as": "tmdb:0"}, "same_as"),
        ({"type": "show", "account_id": two.one, "key": key}, "type"),
    ):
        refused = await two.api.post("/api/v1/watch/overrides", json=body)
        assert (refused.status_code, refused.json()["placeholders"]["field"]) == (422, field), refused.text


async def test_who_may_only_read_changes_nothing(two: Two) -> None:
    link = await two.link()
    async with two.engine.client("read") as reader:
        assert (await reader.get(f"/api/v1/links/{link['id']}")).status_code == 200
        for method, path in (
            ("POST", "/api/v1/links"),
            ("PATCH", f"/api/v1/links/{link['id']}"),
            ("DELETE", f"/api/v1/links/{link['id']}"),
            ("POST", f"/api/v1/links/{link['id']}/run"),
            ("POST", f"/api/v1/links/{link['id']}/plan/apply"),
            ("POST", "/api/v1/watch/overrides"),
        ):
            body = {} if method != "DELETE" else None
            assert (await reader.request(method, path, json=body)).status_code == 403, path


async def test_changing_a_link_leaves_out_what_is_not_named(two: Two) -> None:
    link = await two.link(every_minutes=30, types=["movie"], limit_count=3)
    address = f"/api/v1/links/{link['id']}"
    same = (await two.api.patch(address, json={"name": "Ours"})).json()
    assert same == {**link, "name": "Ours"}
    changed = await two.api.patch(
        address, json={"every_minutes": None, "types": None, "left_sections": None, "enabled": False}
    )
    told = changed.json()
    assert (told["every_minutes"], told["types"], told["left"]["sections"]) == (None, None, None)
    assert (told["enabled"], told["limit_count"]) == (False, 3)
    twice = [{"feature": "history"}, {"feature": "history", "way": "to_left"}]
    refused = await two.api.patch(address, json={"features": twice})
    assert (refused.status_code, refused.json()["placeholders"]["field"]) == (422, "features")
    refused = await two.api.patch(address, json={"left_sections": ["1"]})
    assert (refused.status_code, refused.json()["placeholders"]["field"]) == (422, "left_sections")
    assert (await two.api.delete(address)).status_code == 204
    assert (await two.api.get(address)).status_code == 404


async def test_lists_are_chosen_told_and_looked_for(two: Two) -> None:
    title = {"type": "movie", "ids": ["imdb:tt0113277"], "name": "Heat"}
    record = {"title": title, "lists": ["Best of", "Later", "Private"]}
    file = json.dumps({"format": "syncopate.watch", "version": 1, "records": [record]}).encode()
    answer = await two.api.post(
        f"/api/v1/accounts/{two.one}/watched/import", files={"file": ("mine.json", file, "application/json")}
    )
    assert answer.json()["changed"] == 1
    link = await two.link(features=[{"feature": "lists", "removes": True}], lists=["best  OF", "Later"])
    assert link["lists"] == ["Later", "best OF"]
    await two.run(link)
    address = f"/api/v1/links/{link['id']}/plan"
    page = (await two.api.get(address)).json()
    assert [(each["action"], each["list_name"]) for each in page["items"]] == [
        ("enlist", "Best of"),
        ("enlist", "Later"),
    ]
    assert page["items"][0]["value"]["lists"] == ["Best of"]
    assert page["items"][0]["before"] is None
    found = (await two.api.get(address, params={"list_name": "LATER"})).json()
    assert [each["list_name"] for each in found["items"]] == ["Later"]
    (said,) = (await two.api.get(f"/api/v1/accounts/{two.one}/watched")).json()["items"]
    assert said["lists"]["lists"] == ["Best of", "Later", "Private"]
    patched = await two.api.patch(f"/api/v1/links/{link['id']}", json={"name": "Ours"})
    assert patched.json()["lists"] == ["Later", "best OF"]
    patched = await two.api.patch(f"/api/v1/links/{link['id']}", json={"lists": None})
    assert patched.json()["lists"] is None


async def test_a_list_that_would_be_emptied_is_named(two: Two) -> None:
    records = [
        {"title": {"type": "movie", "ids": [f"tmdb:{number}"], "name": f"Film {number}"}, "lists": names}
        for number, names in ((1, ["Best of", "Later"]), (2, ["Best of"]), (3, ["Best of"]))
    ]
    for account in (two.one, two.other):
        file = json.dumps({"format": "syncopate.watch", "version": 1, "records": records}).encode()
        await two.api.post(
            f"/api/v1/accounts/{account}/watched/import",
            files={"file": ("mine.json", file, "application/json")},
        )
    link = await two.link(features=[{"feature": "lists", "removes": True}])
    await two.run(link)
    taken = await two.api.get(f"/api/v1/accounts/{two.one}/watched", params={"search": "Film 1"})
    (record,) = taken.json()["items"]
    answer = await two.api.post(
        f"/api/v1/accounts/{two.one}/watched/delete", json={"key": record["key"], "features": ["lists"]}
    )
    assert answer.json()["counts"]["applied"] == 2
    await two.run(link)
    (held,) = (await two.api.get("/api/v1/links")).json()["items"]
    plan = (await two.api.get(f"/api/v1/links/{held['id']}/plan")).json()["plan"]
    reasons = [(each["because"], each["of"], each["list_name"]) for each in plan["reasons"]]
    assert ("would_empty", 1, "Later") in reasons
