"""Event entities: what the engine does, as it happens, and what becomes of each link."""

from typing import Any, override

from homeassistant.components.event import EventEntity
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .client.models import EventItem
from .const import EVENT_TYPES, LINK_EVENT_TYPES, LOGGER
from .coordinator import SyncopateConfigEntry, SyncopateCoordinator
from .entity import LinkEntity, SyncopateEntity, async_add_link_entities

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant, entry: SyncopateConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the engine's, and one for each link."""
    async_add_entities([ActivityEvent(entry.runtime_data)])
    async_add_link_entities(
        entry, async_add_entities, lambda coordinator, link_id: [LinkEvent(coordinator, link_id)]
    )


class ActivityEvent(SyncopateEntity, EventEntity):
    """The engine's activity; the type tells what happened, the attributes to what and how it ended."""

    _attr_event_types = list(EVENT_TYPES)  # noqa: RUF012 -- the base class declares it so

    def __init__(self, coordinator: SyncopateCoordinator) -> None:
        super().__init__(coordinator, "activity")

    @override
    async def async_added_to_hass(self) -> None:
        """Listen to the engine."""
        await super().async_added_to_hass()
        self.async_on_remove(self.coordinator.async_listen_events(self._handle_event))

    @callback
    def _handle_event(self, event: EventItem) -> None:
        if event.type not in EVENT_TYPES:
            LOGGER.debug("The engine tells of %s, which this integration does not know", event.type)
            return
        self._trigger_event(event.type, _facts(event))
        self.async_write_ha_state()


class LinkEvent(LinkEntity, EventEntity):
    """What became of a link: it was run, or a plan of it waits."""

    _attr_event_types = list(LINK_EVENT_TYPES)  # noqa: RUF012 -- the base class declares it so

    def __init__(self, coordinator: SyncopateCoordinator, link_id: str) -> None:
        super().__init__(coordinator, link_id, "activity")

    @override
    async def async_added_to_hass(self) -> None:
        """Listen to the engine."""
        await super().async_added_to_hass()
        self.async_on_remove(self.coordinator.async_listen_events(self._handle_event))

    @callback
    def _handle_event(self, event: EventItem) -> None:
        about = (event.data or {}).get("link_id")
        if about == self._link_id and event.type in LINK_EVENT_TYPES:
            self._trigger_event(event.type, _facts(event))
            self.async_write_ha_state()


def _facts(event: EventItem) -> dict[str, Any]:
    """Return what is told of an event; what every event has is not hidden by the facts of its kind."""
    return {
        **(event.data or {}),
        "name": event.name,
        "status": event.status,
        "time": event.at,
        "run_id": event.run_id,
        "run_count": event.run_count,
    }
