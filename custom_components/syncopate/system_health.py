"""A line per engine on the system page."""

from typing import Any

from homeassistant.components import system_health
from homeassistant.core import HomeAssistant, callback

from .const import DOMAIN
from .coordinator import SyncopateConfigEntry


@callback
def async_register(hass: HomeAssistant, register: system_health.SystemHealthRegistration) -> None:
    """Register the lines."""
    register.async_register_info(_info)


async def _info(hass: HomeAssistant) -> dict[str, Any]:
    entries: list[SyncopateConfigEntry] = hass.config_entries.async_loaded_entries(DOMAIN)
    if not entries:
        return {"engines": 0}
    coordinator = entries[0].runtime_data
    return {
        "engines": len(entries),
        "engine_version": coordinator.data.status.info.version,
        "can_reach_engine": system_health.async_check_can_reach_url(
            hass, str(coordinator.client.url.with_path("/api/v1/health"))
        ),
        "event_stream": coordinator.stream_open,
        "open_problems": len(coordinator.data.status.problems),
    }
