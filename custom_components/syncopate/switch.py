"""A switch per link: whether it is run by itself."""

from typing import Any, override

from homeassistant.components.switch import SwitchEntity
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import SyncopateConfigEntry, SyncopateCoordinator
from .entity import LinkEntity, async_add_link_entities
from .errors import translated

PARALLEL_UPDATES = 1


async def async_setup_entry(
    hass: HomeAssistant, entry: SyncopateConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add a switch for each link."""
    async_add_link_entities(
        entry, async_add_entities, lambda coordinator, link_id: [LinkSwitch(coordinator, link_id)]
    )


class LinkSwitch(LinkEntity, SwitchEntity):
    """Whether schedules run a link; asked for, it runs also while this is off."""

    def __init__(self, coordinator: SyncopateCoordinator, link_id: str) -> None:
        super().__init__(coordinator, link_id, "enabled")

    @property
    @override
    def is_on(self) -> bool:
        """Whether they do."""
        return self.link.enabled

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Have it run by itself. Raises HomeAssistantError with the engine's reason."""
        await self._switch(on=True)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Leave it alone. Raises HomeAssistantError with the engine's reason."""
        await self._switch(on=False)

    async def _switch(self, *, on: bool) -> None:
        with translated():
            self.coordinator.async_take_link(await self.coordinator.client.links.switch(self._link_id, on=on))
