"""Sensors of links: what is left to write, what waits for the user, and how the last run went."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, override

from homeassistant.components.sensor import SensorDeviceClass, SensorEntity, SensorStateClass

from .client.decode import encode
from .coordinator import SyncopateCoordinator
from .entity import LinkEntity


def sensors_of_link(coordinator: SyncopateCoordinator, link_id: str) -> tuple[SensorEntity, ...]:
    """Return all sensors of a link."""
    kinds = (PendingSensor, HeldSensor, LastRunSensor)
    return tuple(kind(coordinator, link_id) for kind in kinds)


class PendingSensor(LinkEntity, SensorEntity):
    """How many writes the last run left, or wait for the user."""

    _attr_state_class = SensorStateClass.MEASUREMENT

    def __init__(self, coordinator: SyncopateCoordinator, link_id: str) -> None:
        super().__init__(coordinator, link_id, "pending")

    @property
    @override
    def native_value(self) -> int:
        """The number."""
        return self.link.pending


class HeldSensor(LinkEntity, SensorEntity):
    """How many writes the plan has that waits for the user, 0 when none waits."""

    _attr_state_class = SensorStateClass.MEASUREMENT

    def __init__(self, coordinator: SyncopateCoordinator, link_id: str) -> None:
        super().__init__(coordinator, link_id, "held")

    @property
    @override
    def native_value(self) -> int:
        """The number."""
        # While a plan waits, what is pending are its writes.
        return 0 if self.link.held_plan_id is None else self.link.pending

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any]:
        """Which plan it is, and why it waits."""
        return {
            "plan_id": self.link.held_plan_id,
            "reasons": [reason.value for reason in self.link.held_reasons or ()],
        }


class LastRunSensor(LinkEntity, SensorEntity):
    """When the link was run last."""

    _attr_device_class = SensorDeviceClass.TIMESTAMP

    def __init__(self, coordinator: SyncopateCoordinator, link_id: str) -> None:
        super().__init__(coordinator, link_id, "last_run")

    @property
    @override
    def native_value(self) -> datetime | None:
        """The time, None as long as it never ran."""
        return self.link.last_run_at

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any]:
        """How it went: what became of the writes that were planned."""
        link = self.link
        return {
            "status": None if link.last_status is None else link.last_status.value,
            "error": link.last_error,
            "detail": link.last_detail,
            **({} if link.last_counts is None else encode(link.last_counts)),
        }
