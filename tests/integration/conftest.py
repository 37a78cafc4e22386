"""What the integration's tests share: an engine on loopback, an entry for it, and Home Assistant with both."""

from collections.abc import AsyncIterator, Generator
from typing import Any
from unittest.mock import AsyncMock, patch

import homeassistant  # noqa: F401 -- comes first: it aliases modules that others import
import pytest
from fake_engine import ENGINE_ID, KEY, FakeEngine
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_API_KEY, CONF_HOST, CONF_PORT, CONF_SSL, CONF_VERIFY_SSL
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.syrupy import HomeAssistantSnapshotExtension
from syrupy.assertion import SnapshotAssertion
from waiting import until

import custom_components.syncopate  # noqa: F401 -- else the plugin's package of this name is found
from custom_components.syncopate.const import DOMAIN


@pytest.fixture(autouse=True)
def _custom(enable_custom_integrations: None) -> None:
    """Let Home Assistant find the integration."""


@pytest.fixture
def snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """Snapshots as Home Assistant's own tests write them: without what differs from run to run."""
    return snapshot.use_extension(HomeAssistantSnapshotExtension)


@pytest.fixture
async def engine(hass: HomeAssistant, socket_enabled: None) -> AsyncIterator[FakeEngine]:
    """Run an engine that lives longer than what is connected to it."""
    engine = FakeEngine()
    async with engine.running():
        yield engine
        for entry in hass.config_entries.async_entries(DOMAIN):
            if entry.state in {ConfigEntryState.LOADED, ConfigEntryState.SETUP_RETRY}:
                await hass.config_entries.async_unload(entry.entry_id)


@pytest.fixture
async def lone_engine(socket_enabled: None) -> AsyncIterator[FakeEngine]:
    """Run an engine without a Home Assistant."""
    engine = FakeEngine()
    async with engine.running():
        yield engine


@pytest.fixture
def data(engine: FakeEngine) -> dict[str, Any]:
    """Return what an entry for it holds."""
    return {
        CONF_HOST: engine.host,
        CONF_PORT: engine.port,
        CONF_API_KEY: KEY,
        CONF_SSL: False,
        CONF_VERIFY_SSL: True,
    }


@pytest.fixture
def entry(hass: HomeAssistant, data: dict[str, Any]) -> MockConfigEntry:
    """Return an entry for it, not set up yet."""
    entry = MockConfigEntry(
        domain=DOMAIN,
        title="Syncopate",
        unique_id=ENGINE_ID,
        data=data,
        entry_id="01JD0000000000000000000000",
    )
    entry.add_to_hass(hass)
    return entry


@pytest.fixture
async def loaded(hass: HomeAssistant, entry: MockConfigEntry, engine: FakeEngine) -> MockConfigEntry:
    """Return the entry, set up, with its stream open."""
    await hass.config_entries.async_setup(entry.entry_id)
    await until(hass, lambda: bool(engine.sockets) and entry.runtime_data.stream_open)
    return entry


@pytest.fixture
def entity_registry_enabled_by_default() -> Generator[None]:
    """Enable all entities, those that are off by default too."""
    with patch("homeassistant.helpers.entity.Entity.entity_registry_enabled_default", True):
        yield


@pytest.fixture
def setup_entry() -> Generator[AsyncMock]:
    """Keep flows from setting up what they create."""
    with patch("custom_components.syncopate.async_setup_entry", return_value=True) as mock:
        yield mock
