"""What to hand in with a report: everything but secrets, addresses and names of accounts."""

from typing import Any

from homeassistant.components.diagnostics import async_redact_data
from homeassistant.const import CONF_API_KEY, CONF_HOST
from homeassistant.core import HomeAssistant

from .client.decode import encode
from .coordinator import SyncopateConfigEntry

_OF_ENTRY = {CONF_API_KEY, CONF_HOST, "unique_id", "title"}
_OF_STATUS = {"engine_id", "configuration_url", "settings", "accounts", "detail", "data", "health_detail"}
# Links are called after accounts unless somebody thought of a name.
_OF_PROBLEM = {"title", "placeholders"}
_OF_EVENT = {"name"}
_OF_LINK = {"name", "account_id", "sections", "lists", "last_detail"}


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: SyncopateConfigEntry
) -> dict[str, Any]:
    """Return the entry, the state of the connection and the engine's status."""
    coordinator = entry.runtime_data
    status = async_redact_data(encode(coordinator.data.status), _OF_STATUS)
    return {
        "entry": async_redact_data(entry.as_dict(), _OF_ENTRY),
        "connection": {
            "last_update_success": coordinator.last_update_success,
            "event_stream": coordinator.stream_open,
            "last_event_id": coordinator.client.events.last_id,
        },
        "status": {
            **status,
            "problems": async_redact_data(status["problems"], _OF_PROBLEM),
            "events": async_redact_data(status["events"], _OF_EVENT),
        },
        "links": [async_redact_data(encode(link), _OF_LINK) for link in coordinator.data.links.values()],
    }
