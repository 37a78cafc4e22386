"""Devices: the engine, and below it one for each link, which comes and goes with it."""

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.device_registry import ChildDeviceInfo, DeviceEntryType, DeviceInfo

from .const import DOMAIN
from .coordinator import SyncopateConfigEntry, SyncopateCoordinator


def engine_device(coordinator: SyncopateCoordinator) -> DeviceInfo:
    """Return the engine as a device."""
    info = coordinator.data.status.info
    return DeviceInfo(
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


def link_key(coordinator: SyncopateCoordinator, link_id: str) -> str:
    """Return what the device of a link is known by, and what unique ids of its entities begin with."""
    return f"{coordinator.engine_id}_link_{link_id}"


def link_device(coordinator: SyncopateCoordinator, link_id: str) -> ChildDeviceInfo:
    """Return a link as a part of the engine's device."""
    return ChildDeviceInfo(
        identifiers={(DOMAIN, link_key(coordinator, link_id))},
        name=coordinator.data.links[link_id].name,
        parent_device_id=coordinator.device_id,
    )


@callback
def async_keep_devices(hass: HomeAssistant, entry: SyncopateConfigEntry) -> None:
    """Make the engine's device; from now on give those of links their names, and remove what is no more."""
    coordinator, registry = entry.runtime_data, dr.async_get(hass)
    engine = registry.async_get_or_create(config_entry_id=entry.entry_id, **engine_device(coordinator))
    coordinator.device_id = engine.id

    @callback
    def keep() -> None:
        links = coordinator.data.links.values()
        names = {(DOMAIN, link_key(coordinator, link.id)): link.name for link in links}
        for device in list(dr.async_entries_for_parent_device(registry, engine.id)):
            name = next((names[each] for each in device.identifiers if each in names), None)
            if name is None:
                registry.async_remove_device(device.id)
            elif name != device.name:
                registry.async_update_child_device(device.id, name=name)

    keep()
    entry.async_on_unload(coordinator.async_add_listener(keep))
