"""Sensors: the household's numbers, and how each job and each link fares."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import EntityCategory, UnitOfInformation
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .client.models import Counts, JobName, RunStatus
from .coordinator import SyncopateConfigEntry, SyncopateCoordinator
from .entity import (
    MAINTENANCE,
    JobEntity,
    SyncopateEntity,
    async_add_job_entities,
    async_add_link_entities,
)
from .link_sensor import sensors_of_link

PARALLEL_UPDATES = 0

_RESULTS = (
    RunStatus.SUCCEEDED,
    RunStatus.PARTIAL,
    RunStatus.FAILED,
    RunStatus.CANCELLED,
    RunStatus.STALLED,
)


@dataclass(frozen=True, kw_only=True)
class CountDescription(SensorEntityDescription):
    """A number of the household."""

    value_fn: Callable[[Counts], int]
    state_class: SensorStateClass = SensorStateClass.MEASUREMENT


COUNTS = (
    CountDescription(key="missing", value_fn=lambda counts: counts.missing),
    CountDescription(key="review", value_fn=lambda counts: counts.review),
    CountDescription(key="tracks", value_fn=lambda counts: counts.tracks),
    CountDescription(key="artists", value_fn=lambda counts: counts.artists),
    CountDescription(key="albums", value_fn=lambda counts: counts.albums),
    CountDescription(
        key="size",
        device_class=SensorDeviceClass.DATA_SIZE,
        native_unit_of_measurement=UnitOfInformation.BYTES,
        suggested_unit_of_measurement=UnitOfInformation.GIGABYTES,
        # One unit has to do for a few songs and for terabytes: ten megabytes are still to be seen.
        suggested_display_precision=2,
        value_fn=lambda counts: counts.size_bytes,
    ),
    CountDescription(
        key="unknown",
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        value_fn=lambda counts: counts.unknown,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant, entry: SyncopateConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the numbers, two sensors for each job, and three for each link."""
    coordinator = entry.runtime_data
    async_add_entities(CountSensor(coordinator, description) for description in COUNTS)
    async_add_job_entities(entry, async_add_entities, _of_job)
    async_add_link_entities(entry, async_add_entities, sensors_of_link)


def _of_job(coordinator: SyncopateCoordinator, job: JobName) -> tuple[SensorEntity, ...]:
    return LastResultSensor(coordinator, job), NextRunSensor(coordinator, job)


class CountSensor(SyncopateEntity, SensorEntity):
    """One number of the household."""

    entity_description: CountDescription

    def __init__(self, coordinator: SyncopateCoordinator, description: CountDescription) -> None:
        super().__init__(coordinator, description.key)
        self.entity_description = description

    @property
    @override
    def native_value(self) -> int:
        """The number."""
        return self.entity_description.value_fn(self.coordinator.data.status.counts)


class LastResultSensor(JobEntity, SensorEntity):
    """How the last run of a job ended."""

    _attr_device_class = SensorDeviceClass.ENUM
    _attr_options = [status.value for status in _RESULTS]  # noqa: RUF012 -- the base class declares it so

    def __init__(self, coordinator: SyncopateCoordinator, job: JobName) -> None:
        super().__init__(coordinator, job, "last_result")
        if job in MAINTENANCE:
            self._attr_entity_category = EntityCategory.DIAGNOSTIC

    @property
    @override
    def native_value(self) -> str | None:
        """The result, None as long as there is none."""
        last = self.job.last if self.job else None
        return last.status.value if last and last.status in _RESULTS else None

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any] | None:
        """When it ended, and what went wrong."""
        last = self.job.last if self.job else None
        if last is None:
            return None
        return {
            "ended_at": last.ended_at,
            "items": last.items,
            "failed": last.failed,
            "error": last.error,
            "detail": last.detail,
        }


class NextRunSensor(JobEntity, SensorEntity):
    """When a job runs next."""

    _attr_device_class = SensorDeviceClass.TIMESTAMP

    def __init__(self, coordinator: SyncopateCoordinator, job: JobName) -> None:
        super().__init__(coordinator, job, "next_run")
        if job in MAINTENANCE:
            self._attr_entity_category = EntityCategory.DIAGNOSTIC

    @property
    @override
    def native_value(self) -> datetime | None:
        """The time, None when it has no schedule or this one is off."""
        return self.job.next_run if self.job else None
