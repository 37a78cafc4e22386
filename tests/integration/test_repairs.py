"""The repair of a plan of a link that waits: shown, approved, discarded, and what goes wrong with it."""

from typing import Any

import pytest
from fake_engine import FakeEngine
from fake_links import held
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.syncopate.const import DOMAIN

PROBLEM = {
    "id": "link_held_k1",
    "key": "link_held",
    "severity": "error",
    "title": "One & Other",
    "detail": "A plan of One & Other with 3 writes waits for you.",
    "placeholders": {"name": "One & Other", "count": "3", "link_id": "k1", "plan_id": "w1"},
}


class Repair:
    """The issue as a user has it before them."""

    def __init__(self, client: Any, issue_id: str) -> None:
        self.client = client
        self.issue_id = issue_id

    async def open(self) -> dict[str, Any]:
        """Begin to settle it."""
        about = {"handler": DOMAIN, "issue_id": self.issue_id}
        answer = await self.client.post("/api/repairs/issues/fix", json=about)
        assert answer.status == 200, await answer.text()
        return await answer.json()

    async def say(self, step: dict[str, Any], word: str) -> dict[str, Any]:
        """Choose from the menu."""
        path = f"/api/repairs/issues/fix/{step['flow_id']}"
        answer = await self.client.post(path, json={"next_step_id": word})
        assert answer.status == 200, await answer.text()
        return await answer.json()


@pytest.fixture
async def repair(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    hass_client: ClientSessionGenerator,
) -> Repair:
    """Return the repair of a plan that waits."""
    assert await async_setup_component(hass, "repairs", {})
    engine.links.rows = [held("k1", "One & Other")]
    engine.status["problems"] = [PROBLEM]
    await loaded.runtime_data.async_refresh()
    await hass.async_block_till_done()
    return Repair(await hass_client(), f"{loaded.entry_id}_link_held_k1")


async def test_it_is_told(repair: Repair, issue_registry: ir.IssueRegistry, loaded: MockConfigEntry) -> None:
    issue = issue_registry.async_get_issue(DOMAIN, repair.issue_id)
    assert issue is not None
    assert (issue.translation_key, issue.is_fixable) == ("link_held", True)
    assert issue.translation_placeholders["title"] == "One & Other"
    assert issue.learn_more_url == "http://engine.local:9030/links/k1"
    assert issue.data == {"entry_id": loaded.entry_id, "link_id": "k1", "plan_id": "w1"}


async def test_it_shows_what_would_be_written_and_why_it_waits(repair: Repair) -> None:
    step = await repair.open()
    assert (step["type"], step["step_id"], step["menu_options"]) == ("menu", "init", ["approve", "discard"])
    shown = step["description_placeholders"]
    assert (shown["name"], shown["count"]) == ("One & Other", "3")
    # Each reason once, also one that this version does not know.
    assert shown["reasons"] == (
        "it would take back more than the link lets pass; for a reason that this version does not know"
    )
    assert shown["writes"].splitlines() == [
        "- Anna's Trakt: no longer marked as seen (2)",
        "- Anna's Trakt: rating taken back (1)",
    ]


async def test_it_speaks_german(hass: HomeAssistant, repair: Repair) -> None:
    hass.config.language = "de"
    shown = (await repair.open())["description_placeholders"]
    assert shown["reasons"].startswith("er würde mehr zurücknehmen")
    assert shown["writes"].startswith("- Anna's Trakt: nicht mehr als gesehen markiert (2)")


@pytest.mark.parametrize(
    ("word", "path", "state"), [("approve", "apply", "approved"), ("discard", "discard", "discarded")]
)
async def test_it_is_settled(
    repair: Repair,
    engine: FakeEngine,
    issue_registry: ir.IssueRegistry,
    word: str,
    path: str,
    state: str,
) -> None:
    step = await repair.open()
    engine.status["problems"] = []
    done = await repair.say(step, word)
    assert done["type"] == "create_entry"
    assert engine.asked_for(f"/api/v1/links/k1/plan/{path}") == [{"plan_id": "w1"}]
    assert engine.links.plans[0]["state"] == state
    assert issue_registry.async_get_issue(DOMAIN, repair.issue_id) is None


@pytest.mark.parametrize("word", ["approve", "discard"])
@pytest.mark.parametrize(
    ("answer", "reason", "detail"),
    [
        ((409, "conflict", "This plan is done already."), "plan_over", None),
        ((404, "not_found", "There is no such plan."), "plan_over", None),
        ((409, "job_already_running", "It runs (run r1)."), "not_done", "It runs (run r1)."),
        ((403, "scope_missing", "The key lacks the scope."), "not_done", "The key lacks the scope."),
    ],
)
async def test_it_cannot_be_settled(
    repair: Repair,
    engine: FakeEngine,
    issue_registry: ir.IssueRegistry,
    word: str,
    answer: tuple[int, str, str],
    reason: str,
    detail: str | None,
) -> None:
    step = await repair.open()
    for path in ("apply", "discard"):
        engine.refuse[f"/api/v1/links/k1/plan/{path}"] = answer
    ended = await repair.say(step, word)
    assert (ended["type"], ended["reason"]) == ("abort", reason)
    assert (ended["description_placeholders"] or {}).get("detail") == detail
    assert issue_registry.async_get_issue(DOMAIN, repair.issue_id) is not None


async def test_a_plan_that_is_over_is_not_shown(repair: Repair, engine: FakeEngine) -> None:
    engine.links.plans = []
    ended = await repair.open()
    assert (ended["type"], ended["reason"]) == ("abort", "plan_over")


async def test_the_engine_is_silent(hass: HomeAssistant, repair: Repair, engine: FakeEngine) -> None:
    await engine.stop()
    ended = await repair.open()
    assert (ended["type"], ended["reason"]) == ("abort", "not_done")
    assert ended["description_placeholders"]["detail"]


async def test_the_engine_is_not_connected(
    hass: HomeAssistant, repair: Repair, loaded: MockConfigEntry, engine: FakeEngine
) -> None:
    steps = [await repair.open(), await repair.open()]
    # What unloading takes back is told again, as by an entry that is loaded anew and fails.
    await hass.config_entries.async_unload(loaded.entry_id)
    for step, word in zip(steps, ("approve", "discard"), strict=True):
        ended = await repair.say(step, word)
        assert (ended["type"], ended["reason"]) == ("abort", "not_loaded")
    assert engine.asked_for("/api/v1/links/k1/plan/apply") == []
    ir.async_create_issue(
        hass,
        DOMAIN,
        repair.issue_id,
        data={"entry_id": loaded.entry_id, "link_id": "k1", "plan_id": "w1"},
        is_fixable=True,
        severity=ir.IssueSeverity.ERROR,
        translation_key="link_held",
    )
    ended = await repair.open()
    assert (ended["type"], ended["reason"]) == ("abort", "not_loaded")


async def test_a_problem_that_names_no_plan_is_only_told(
    repair: Repair, engine: FakeEngine, loaded: MockConfigEntry, issue_registry: ir.IssueRegistry
) -> None:
    engine.status["problems"] = [PROBLEM | {"placeholders": {"name": "One & Other"}}]
    await loaded.runtime_data.async_refresh()
    issue = issue_registry.async_get_issue(DOMAIN, repair.issue_id)
    assert issue is not None
    assert (issue.translation_key, issue.is_fixable, issue.data) == ("problem", False, None)


async def test_a_plan_of_a_playlist_is_only_told(
    repair: Repair, engine: FakeEngine, loaded: MockConfigEntry, issue_registry: ir.IssueRegistry
) -> None:
    of_playlist = {"id": "held_p1", "key": "plan_held", "title": "Workout"}
    engine.status["problems"] = [PROBLEM, PROBLEM | of_playlist]
    await loaded.runtime_data.async_refresh()
    issue = issue_registry.async_get_issue(DOMAIN, f"{loaded.entry_id}_held_p1")
    assert issue is not None
    assert (issue.translation_key, issue.is_fixable) == ("problem", False)
