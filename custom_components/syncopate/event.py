"""One event entity: what the engine does, as it happens."""

from typing import override

from homeassistant.components.event import EventEntity
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .client.models import EventItem
from .const import EVENT_TYPES, LOGGER
from .coordinator import SyncopateConfigEntry, SyncopateCoordinator
from .entity import SyncopateEntity

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant, entry: SyncopateConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add it."""
    async_add_entities([ActivityEvent(entry.runtime_data)])


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
        self._trigger_event(
            event.type,
            {
                **(event.data or {}),
                "name": event.name,
                "status": event.status,
                "time": event.at,
                "run_id": event.run_id,
                "run_count": event.run_count,
            },
        )
        self.async_write_ha_state()
