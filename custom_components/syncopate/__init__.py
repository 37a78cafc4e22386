"""Syncopate: the household's media engine in Home Assistant."""

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.typing import ConfigType

from . import issues
from .const import DOMAIN
from .coordinator import SyncopateConfigEntry, SyncopateCoordinator
from .devices import async_keep_devices
from .services import async_setup_services

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)

PLATFORMS = [Platform.BINARY_SENSOR, Platform.BUTTON, Platform.EVENT, Platform.SENSOR, Platform.SWITCH]


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Register the actions: they are there, and say what is wrong, also while no engine is."""
    async_setup_services(hass)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: SyncopateConfigEntry) -> bool:
    """Connect to an engine."""
    coordinator = SyncopateCoordinator(hass, entry)
    await coordinator.async_config_entry_first_refresh()
    entry.runtime_data = coordinator
    async_keep_devices(hass, entry)
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    coordinator.async_follow()
    return True


async def async_unload_entry(hass: HomeAssistant, entry: SyncopateConfigEntry) -> bool:
    """Let go of the engine."""
    unloaded = await hass.config_entries.async_unload_platforms(entry, PLATFORMS)
    if unloaded:
        issues.async_forget(hass, entry.entry_id)
    return unloaded


async def async_remove_entry(hass: HomeAssistant, entry: SyncopateConfigEntry) -> None:
    """Take back what may be left of an entry that never came up."""
    issues.async_forget(hass, entry.entry_id)
