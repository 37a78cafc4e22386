"""What all entities share: the engine's device, and a place in it."""

from collections.abc import Callable, Iterable
from typing import override

from homeassistant.core import callback
from homeassistant.helpers.device_registry import DeviceEntryType, DeviceInfo
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .client.models import JobName, JobView
from .const import DOMAIN
from .coordinator import SyncopateConfigEntry, SyncopateCoordinator

MAINTENANCE = frozenset({JobName.PUBLISH_MQTT, JobName.CLEAN_UP})
"""Jobs that keep the engine itself in order."""


class SyncopateEntity(CoordinatorEntity[SyncopateCoordinator]):
    """An entity of the engine."""

    _attr_has_entity_name = True

    def __init__(self, coordinator: SyncopateCoordinator, key: str) -> None:
        super().__init__(coordinator)
        info = coordinator.data.info
        self._attr_translation_key = key
        self._attr_unique_id = f"{coordinator.engine_id}_{key}"
        self._attr_device_info = DeviceInfo(
            identifiers={(DOMAIN, coordinator.engine_id)},
            # The engine's MQTT bridge has the same one, so the pages of the two devices link to each other.
            connections={(DOMAIN, coordinator.engine_id)},
            entry_type=DeviceEntryType.SERVICE,
            name=info.name,
            manufacturer="Syncopate",
            model="Media engine",
            sw_version=info.version,
            configuration_url=info.configuration_url or str(coordinator.client.url),
        )


class JobEntity(SyncopateEntity):
    """An entity of one of the engine's jobs; `kind` tells entities of a job apart."""

    def __init__(self, coordinator: SyncopateCoordinator, job: JobName, kind: str) -> None:
        super().__init__(coordinator, f"{job.value}_{kind}")
        self._job = job

    @property
    @override
    def available(self) -> bool:
        """Whether the engine is there and has the job."""
        return super().available and self.job is not None

    @property
    def job(self) -> JobView | None:
        """What is known of the job."""
        return self.coordinator.job(self._job)


@callback
def async_add_job_entities(
    entry: SyncopateConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    create: Callable[[SyncopateCoordinator, JobName], Iterable[Entity]],
) -> None:
    """Add entities for the jobs there are, and for those that an update of the engine brings."""
    coordinator = entry.runtime_data
    known = {JobName.UNKNOWN}

    @callback
    def add_new() -> None:
        new = [job.name for job in coordinator.data.jobs if job.name not in known]
        known.update(new)
        async_add_entities([entity for name in new for entity in create(coordinator, name)])

    add_new()
    entry.async_on_unload(coordinator.async_add_listener(add_new))
