"""Links in Home Assistant: made at the engine they appear, are run, decided about and switched here, and go again."""

import json
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from conftest import GONE, Household, settled
from processes import until

STEM = "syncopate_one_other"
SWITCH = f"switch.{STEM}_enabled"
PENDING = f"sensor.{STEM}_pending_writes"
HELD = f"sensor.{STEM}_held_writes"
LAST = f"sensor.{STEM}_last_run"
ACTIVITY = f"event.{STEM}_activity"
ALL = {SWITCH, PENDING, HELD, LAST, ACTIVITY}
FILMS = 24
LOST = 14


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def trackers(joined: Household) -> tuple[str, str]:
    """Return two trackers of the engine's own; some films were seen by the first."""
    one, other = [
        (await joined.api.send("POST", "/api/v1/accounts", json={"provider": "local", "name": name}))["id"]
        for name in ("One", "Other")
    ]
    told = [
        {
            "watched_at": f"2026-02-{number:02}T20:00:00Z",
            "movie": {"title": f"Film {number}", "year": 2000, "ids": {"tmdb": number}},
        }
        for number in range(1, FILMS + 1)
    ]
    form = aiohttp.FormData()
    form.add_field("file", json.dumps(told), filename="history.json", content_type="application/json")
    await joined.api.send("POST", f"/api/v1/accounts/{one}/watched/import", data=form)
    return one, other


@pytest.fixture(scope="module", autouse=True)
def said_before(joined: Household) -> int:
    """Return how much was logged before: other tests restart the engine, which is told as an error."""
    return len(joined.hass.text)


async def link_of(household: Household) -> dict[str, Any]:
    (link,) = (await household.api.get("/api/v1/links"))["items"]
    return dict(link)


async def shown(household: Household, what: str, **wanted: str) -> dict[str, dict[str, Any]]:
    """Wait until entities of the link have these states; return all."""
    names = {"switch": SWITCH, "pending": PENDING, "held": HELD, "last": LAST, "activity": ACTIVITY}

    async def there() -> dict[str, dict[str, Any]] | None:
        states = await household.home.states()
        right = all(states.get(names[key], {}).get("state") == state for key, state in wanted.items())
        return states if right else None

    return await until(there, what, seconds=60)


async def repair_of(household: Household) -> dict[str, Any]:
    """Wait for the repair of a held plan, and begin to settle it."""
    link = await link_of(household)

    async def told() -> str | None:
        issues = (await household.home.ask("repairs/list_issues"))["issues"]
        found = [issue for issue in issues if issue["issue_id"].endswith(f"_link_held_{link['id']}")]
        return found[0]["issue_id"] if found and found[0]["is_fixable"] else None

    issue_id = await until(told, "the repair", seconds=60)
    return await household.home.post(
        "/api/repairs/issues/fix", {"handler": "syncopate", "issue_id": issue_id}
    )


async def decided(household: Household, step: dict[str, Any], word: str) -> None:
    """Choose in the repair, and wait until it is gone."""
    path = f"/api/repairs/issues/fix/{step['flow_id']}"
    done = await household.home.post(path, {"next_step_id": word})
    assert done["type"] == "create_entry", done

    async def gone() -> bool | None:
        issues = (await household.home.ask("repairs/list_issues"))["issues"]
        return not [issue for issue in issues if "_link_held_" in issue["issue_id"]] or None

    await until(gone, "the repair to go")
    await settled(household.api)


async def test_a_link_appears(joined: Household, trackers: tuple[str, str]) -> None:
    """Made at the engine, it is a part of the engine's device with all its entities."""
    one, other = trackers
    policy = {"feature": "history", "way": "to_right", "removes": True}
    body = {"left_account_id": one, "right_account_id": other, "features": [policy]}
    await joined.api.send("POST", "/api/v1/links", json=body)
    states = await shown(joined, "the link", switch="on", pending="0", held="0", last="unknown")
    assert states.keys() >= ALL
    devices = await joined.home.ask("config/device_registry/list")
    (part,) = [device for device in devices if device["name"] == "One & Other"]
    (engine,) = [device for device in devices if device["id"] == part["parent_device_id"]]
    assert any(item[0] == "syncopate" for item in engine["identifiers"])


async def test_a_preview_tells_and_writes_nothing(joined: Household, trackers: tuple[str, str]) -> None:
    answer = await joined.home.action("syncopate", "preview_link", {"entity_id": SWITCH, "limit": 5})
    assert (answer["finished"], answer["total"], len(answer["items"])) == (True, FILMS, 5)
    assert (answer["plan"]["state"], answer["plan"]["counts"]["planned"]) == ("preview", FILMS)
    assert [reason["because"] for reason in answer["plan"]["reasons"]] == ["new_link"]
    assert {item["action"] for item in answer["items"]} == {"watch"}
    link = await link_of(joined)
    assert (link["held_plan_id"], link["last_run_at"], link["approved"]) == (None, None, False)
    assert (await joined.api.get(f"/api/v1/accounts/{trackers[1]}/watched"))["page"]["total"] == 0


async def test_the_first_run_waits_and_is_approved_in_the_repair(
    joined: Household, trackers: tuple[str, str]
) -> None:
    answer = await joined.home.action("syncopate", "run_link", {"link": "One & Other", "wait": True})
    assert (answer["finished"], answer["link"]["held_reasons"]) == (True, ["new_link"])
    states = await shown(joined, "the plan that waits", held=str(FILMS), pending=str(FILMS))
    assert states[HELD]["attributes"]["plan_id"] == answer["link"]["held_plan_id"]
    assert states[ACTIVITY]["attributes"]["event_type"] == "plan_held"
    step = await repair_of(joined)
    assert (step["type"], step["menu_options"]) == ("menu", ["approve", "discard"])
    assert step["description_placeholders"]["reasons"] == "no plan of this link was approved yet"
    assert step["description_placeholders"]["writes"] == f"- Other: marked as seen ({FILMS})"
    await decided(joined, step, "approve")
    states = await shown(joined, "the link in step", held="0", pending="0")
    assert states[ACTIVITY]["attributes"]["event_type"] == "link_synced"
    assert states[LAST]["state"] not in GONE
    attributes = states[LAST]["attributes"]
    assert (attributes["status"], attributes["planned"], attributes["applied"]) == ("synced", FILMS, FILMS)
    assert (await link_of(joined))["last_counts"]["applied"] == FILMS


async def test_a_plan_that_takes_much_away_is_discarded_in_the_repair_and_then_applied(
    joined: Household, trackers: tuple[str, str]
) -> None:
    """Nothing is lost by no; by yes what was taken away can be brought back."""
    one, other = trackers
    home, api = joined.home, joined.api
    # What was written is known of the other account once it was read again.
    await home.action("syncopate", "run_link", {"link": "One & Other", "wait": True})
    seen = (await api.get(f"/api/v1/accounts/{one}/watched?limit=500"))["items"]
    for record in seen[:LOST]:
        body = {"key": record["key"]}
        await api.send("POST", f"/api/v1/accounts/{one}/watched/delete", json=body)
    await home.action("syncopate", "run_link", {"link": "One & Other", "wait": True})
    states = await shown(joined, "the plan that waits", held=str(LOST))
    assert "many_removals" in states[HELD]["attributes"]["reasons"]
    step = await repair_of(joined)
    assert f"no longer marked as seen ({LOST})" in step["description_placeholders"]["writes"]
    await decided(joined, step, "discard")
    await shown(joined, "the plan discarded", held="0")
    assert await seen_by(joined, other) == FILMS

    # What was discarded is not asked again; a look at it can be approved all the same.
    await home.action("syncopate", "run_link", {"link": "One & Other", "wait": True})
    await shown(joined, "nothing that waits", held="0")
    await home.action("syncopate", "preview_link", {"link": "One & Other"})
    answer = await home.action("syncopate", "apply_plan", {"entity_id": HELD, "wait": True})
    assert (answer["finished"], answer["link"]["held_plan_id"]) == (True, None)
    assert answer["link"]["last_counts"]["applied"] == LOST
    await home.action("syncopate", "run_link", {"link": "One & Other", "wait": True})
    assert await seen_by(joined, other) == FILMS - LOST
    captures = (await api.get(f"/api/v1/captures?account_id={other}"))["items"]
    capture = next(each for each in captures if each["records"] == FILMS)
    restored = await home.action("syncopate", "restore_capture", {"capture_id": capture["id"], "wait": True})
    [item] = restored["items"]
    assert (item["item_name"], item["status"], item["added"]) == ("Other", "synced", LOST)


async def seen_by(household: Household, account: str) -> int:
    """Return how many films an account says were seen, as it was read last."""
    page = await household.api.get(f"/api/v1/accounts/{account}/watched?limit=1")
    return int(page["page"]["total"])


async def test_a_link_is_switched(joined: Household, trackers: tuple[str, str]) -> None:
    for service, state in (("turn_off", "off"), ("turn_on", "on")):
        await joined.home.post(f"/api/services/switch/{service}", {"entity_id": SWITCH})
        await shown(joined, f"the link {state}", switch=state)
        assert (await link_of(joined))["enabled"] is (state == "on")


async def test_what_is_wrong_is_said(joined: Household, trackers: tuple[str, str]) -> None:
    async with joined.home.socket() as socket:
        for action, data, key in (
            ("run_link", {"link": "Nobody & Nothing"}, "link_not_found"),
            ("discard_plan", {"link": "One & Other", "plan_id": "nothing"}, "not_found"),
        ):
            error = await socket.refused(
                "call_service", domain="syncopate", service=action, service_data=data
            )
            assert (error["translation_domain"], error["translation_key"]) == ("syncopate", key)


async def test_a_link_that_is_removed_goes(
    joined: Household, trackers: tuple[str, str], said_before: int
) -> None:
    link = await link_of(joined)
    await joined.api.send("DELETE", f"/api/v1/links/{link['id']}")

    async def gone() -> bool | None:
        return not ALL & (await joined.home.states()).keys() or None

    await until(gone, "the entities to go")
    registered = await joined.home.ask("config/entity_registry/list")
    assert not ALL & {entity["entity_id"] for entity in registered}
    devices = await joined.home.ask("config/device_registry/list")
    assert not [device for device in devices if device["name"] == "One & Other"]
    for account in trackers:
        await joined.api.send("DELETE", f"/api/v1/accounts/{account}")
    assert "custom_components.syncopate" not in "".join(
        line for line in joined.hass.text[said_before:].splitlines() if " ERROR " in line
    )
