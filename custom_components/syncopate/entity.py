"""What all entities share: a device, and a place in it."""

from collections.abc import Callable, Iterable
from typing import override

from homeassistant.core import callback
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .client.models import JobName, JobView, WatchLinkView
from .coordinator import SyncopateConfigEntry, SyncopateCoordinator
from .devices import engine_device, link_device, link_key

MAINTENANCE = frozenset({JobName.PUBLISH_MQTT, JobName.CLEAN_UP})
"""Jobs that keep the engine itself in order."""


class SyncopateEntity(CoordinatorEntity[SyncopateCoordinator]):
    """An entity of the engine."""

    _attr_has_entity_name = True

    def __init__(self, coordinator: SyncopateCoordinator, key: str) -> None:
        super().__init__(coordinator)
        self._attr_translation_key = key
        self._attr_unique_id = f"{coordinator.engine_id}_{key}"
        self._attr_device_info = engine_device(coordinator)


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


class LinkEntity(SyncopateEntity):
    """An entity of one link, in a device of its own; `kind` tells entities of a link apart."""

    def __init__(self, coordinator: SyncopateCoordinator, link_id: str, kind: str) -> None:
        super().__init__(coordinator, f"link_{kind}")
        self._link_id = link_id
        self._attr_unique_id = f"{link_key(coordinator, link_id)}_{kind}"
        self._attr_device_info = link_device(coordinator, link_id)

    @property
    @override
    def available(self) -> bool:
        """Whether the engine is there and has the link."""
        return super().available and self._link_id in self.coordinator.data.links

    @property
    def link(self) -> WatchLinkView:
        """What is known of the link, as long as this is available."""
        return self.coordinator.data.links[self._link_id]


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
        new = [job.name for job in coordinator.data.status.jobs if job.name not in known]
        known.update(new)
        async_add_entities([entity for name in new for entity in create(coordinator, name)])

    add_new()
    entry.async_on_unload(coordinator.async_add_listener(add_new))


@callback
def async_add_link_entities(
    entry: SyncopateConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    create: Callable[[SyncopateCoordinator, str], Iterable[Entity]],
) -> None:
    """Add entities for the links there are, and for each that comes; they go with their link's device."""
    coordinator = entry.runtime_data
    known: set[str] = set()

    @callback
    def add_new() -> None:
        new = [link_id for link_id in coordinator.data.links if link_id not in known]
        known.clear()
        known.update(coordinator.data.links)
        async_add_entities([entity for link_id in new for entity in create(coordinator, link_id)])

    add_new()
    entry.async_on_unload(coordinator.async_add_listener(add_new))
