"""A button per job: run it now."""

from typing import override

from homeassistant.components.button import ButtonEntity
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .client.models import JobName
from .coordinator import SyncopateConfigEntry, SyncopateCoordinator
from .entity import MAINTENANCE, JobEntity, async_add_job_entities
from .errors import translated

PARALLEL_UPDATES = 1


async def async_setup_entry(
    hass: HomeAssistant, entry: SyncopateConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add a button for each job."""
    async_add_job_entities(entry, async_add_entities, lambda coordinator, job: [RunButton(coordinator, job)])


class RunButton(JobEntity, ButtonEntity):
    """Runs a job."""

    def __init__(self, coordinator: SyncopateCoordinator, job: JobName) -> None:
        super().__init__(coordinator, job, "run")
        if job in MAINTENANCE:
            self._attr_entity_category = EntityCategory.DIAGNOSTIC

    @override
    async def async_press(self) -> None:
        """Run it now. Raises HomeAssistantError with the engine's reason."""
        with translated():
            await self.coordinator.client.jobs.run(self._job)
        await self.coordinator.async_request_refresh()
