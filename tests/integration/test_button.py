"""Buttons."""

from unittest.mock import patch

import pytest
from fake_engine import FakeEngine
from homeassistant.components.button.const import DOMAIN as BUTTON, SERVICE_PRESS
from homeassistant.const import ATTR_ENTITY_ID, Platform
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry, snapshot_platform
from syrupy.assertion import SnapshotAssertion

RUN = "button.syncopate_run_main_sync_now"


async def press(hass: HomeAssistant) -> None:
    await hass.services.async_call(BUTTON, SERVICE_PRESS, {ATTR_ENTITY_ID: RUN}, blocking=True)


@pytest.mark.usefixtures("engine")
async def test_all(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    entity_registry: er.EntityRegistry,
    snapshot: SnapshotAssertion,
) -> None:
    with patch("custom_components.syncopate.PLATFORMS", [Platform.BUTTON]):
        await hass.config_entries.async_setup(entry.entry_id)
    await snapshot_platform(hass, entity_registry, snapshot, entry.entry_id)


async def test_press(hass: HomeAssistant, loaded: MockConfigEntry, engine: FakeEngine) -> None:
    await press(hass)
    assert engine.asked_for("/api/v1/jobs/main_sync/run") == [{"arguments": {}}]


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ((409, "job_already_running", "Main sync is running already (run r1)."), ServiceValidationError),
        ((403, "scope_missing", "The key lacks the scope control."), HomeAssistantError),
    ],
)
async def test_refused(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    engine: FakeEngine,
    answer: tuple[int, str, str],
    kind: type[HomeAssistantError],
) -> None:
    engine.refuse["/api/v1/jobs/main_sync/run"] = answer
    with pytest.raises(kind) as caught:
        await press(hass)
    assert caught.value.translation_key == answer[1]
    assert caught.value.translation_placeholders == {"detail": answer[2]}
