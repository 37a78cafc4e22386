"""The examples of the documentation: what is pasted from there runs, and does what is said."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from fake_engine import FakeEngine, candidate, review
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_mock_service,
)

PAGE = Path(__file__).parents[2] / "docs" / "integration.md"
ANSWERED = "mobile_app_notification_action"
AUTOMATION = {"entity_id": "automation.ask"}
ASKED = {
    "title": 'Tom\'s "Diner" {{ 1 }}',
    "identity": "spotify:0123456789",
    "artists": ["DNA", "Suzanne Vega"],
}


def examples() -> list[dict[str, Any]]:
    """Return every example in YAML, in the order of the page."""
    return [
        yaml.safe_load(text) for text in re.findall(r"```yaml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    ]


def asking() -> dict[str, Any]:
    """Return the automation that asks on the phone."""
    (found,) = (one for one in examples() if "mobile_app_phone" in str(one))
    return found


@pytest.fixture
async def phone(hass: HomeAssistant, loaded: MockConfigEntry) -> AsyncIterator[list[ServiceCall]]:
    """Set the automation up; return what the phone is told."""
    told = async_mock_service(hass, "notify", "mobile_app_phone")
    assert await async_setup_component(hass, "automation", {"automation": {"alias": "Ask", **asking()}})
    yield told
    await hass.services.async_call("automation", "turn_off", AUTOMATION, blocking=True)


async def soon(true: Callable[[], object]) -> None:
    """Return when it is true, however long an automation goes on waiting."""
    deadline = asyncio.get_running_loop().time() + 5
    while not true():
        assert asyncio.get_running_loop().time() < deadline, "it did not come true"
        await asyncio.sleep(0.01)


def test_actions_of_examples_are_ours() -> None:
    known = yaml.safe_load((PAGE.parents[1] / "custom_components/syncopate/services.yaml").read_text("utf-8"))
    used = re.findall(r"action: syncopate\.(\w+)", PAGE.read_text("utf-8"))
    assert set(used) <= set(known)
    assert {"get_reviews", "resolve_match"} <= set(used)


@pytest.mark.parametrize("said", ["is", "is_not"])
async def test_the_phone_is_asked_and_its_answer_decides(
    hass: HomeAssistant, phone: list[ServiceCall], engine: FakeEngine, said: str
) -> None:
    engine.reviews = [review(7, "Diner", candidate("Tom's Diner", 0.8), playlist_id="p3") | ASKED]
    await hass.services.async_call("automation", "trigger", AUTOMATION)
    await soon(lambda: phone)
    told = phone[0].data
    assert 'has "Tom\'s "Diner" {{ 1 }}" by DNA, Suzanne Vega' in told["message"]
    answers = {one["title"]: one["action"] for one in told["data"]["actions"]}
    assert len(set(answers.values())) == 3
    # The automation listens only after the notification is out.
    await soon(lambda: hass.bus.async_listeners().get(ANSWERED) == 2)
    hass.bus.async_fire(ANSWERED, {"action": "another_automation_is"})
    hass.bus.async_fire(ANSWERED, {"action": answers["Later"]})
    hass.bus.async_fire(ANSWERED, {"action": answers["Yes" if said == "is" else "No"]})
    await hass.async_block_till_done()
    assert engine.asked_for("/api/v1/playlists/p3/matches/7/decision") == [
        {"ruling": said, "track_key": "Beyoncé/Tom's Diner.flac", "identity": "spotify:0123456789"}
    ]


async def test_the_phone_is_left_alone_when_nothing_waits(
    hass: HomeAssistant, phone: list[ServiceCall], engine: FakeEngine
) -> None:
    engine.reviews = []
    await hass.services.async_call("automation", "trigger", AUTOMATION, blocking=True)
    assert phone == []
    assert len(engine.asked_for("/api/v1/matches")) == 1
