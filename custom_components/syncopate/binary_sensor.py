"""Binary sensors: is the engine there, and is all well."""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.binary_sensor import BinarySensorEntity
from homeassistant.components.binary_sensor.const import BinarySensorDeviceClass
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import SyncopateConfigEntry, SyncopateCoordinator
from .entity import SyncopateEntity

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant, entry: SyncopateConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add both."""
    coordinator = entry.runtime_data
    async_add_entities([ConnectedSensor(coordinator), ProblemSensor(coordinator)])


class ConnectedSensor(SyncopateEntity, BinarySensorEntity):
    """Whether the engine answers. Stays available, for it is the one that tells."""

    _attr_device_class = BinarySensorDeviceClass.CONNECTIVITY
    _attr_entity_category = EntityCategory.DIAGNOSTIC

    def __init__(self, coordinator: SyncopateCoordinator) -> None:
        super().__init__(coordinator, "connected")

    @property
    @override
    def available(self) -> bool:
        """Always."""
        return True

    @property
    @override
    def is_on(self) -> bool:
        """Whether the engine answered last time."""
        return self.coordinator.last_update_success

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any]:
        """Whether it also pushes what happens."""
        return {"event_stream": self.coordinator.stream_open}


class ProblemSensor(SyncopateEntity, BinarySensorEntity):
    """Whether something needs the user."""

    _attr_device_class = BinarySensorDeviceClass.PROBLEM
    _attr_entity_category = EntityCategory.DIAGNOSTIC

    def __init__(self, coordinator: SyncopateCoordinator) -> None:
        super().__init__(coordinator, "problem")

    @property
    @override
    def is_on(self) -> bool:
        """Whether there are open problems."""
        return bool(self.coordinator.data.status.problems)

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any]:
        """Name them."""
        return {"problems": [problem.title for problem in self.coordinator.data.status.problems]}
