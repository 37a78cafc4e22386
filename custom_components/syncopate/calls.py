"""What actions share: which engine is meant and what of it, and how a run is answered."""

from collections.abc import Callable, Coroutine
from typing import Any

import voluptuous as vol
from homeassistant.const import ATTR_CONFIG_ENTRY_ID, ATTR_ENTITY_ID
from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv, entity_registry as er, service

from .client.decode import encode
from .client.jobs import ended
from .client.models import RunView
from .const import DOMAIN
from .coordinator import SyncopateConfigEntry, SyncopateCoordinator
from .naming import library_called, playlist_called

type Action = Callable[[SyncopateCoordinator, ServiceCall], Coroutine[Any, Any, ServiceResponse]]

ENTRY = {vol.Optional(ATTR_CONFIG_ENTRY_ID): cv.string}
LIMIT_OF_TIME = {vol.Optional("timeout", default=600): vol.All(vol.Coerce(int), vol.Range(min=1, max=7200))}
WAIT = {vol.Optional("wait", default=False): cv.boolean, **LIMIT_OF_TIME}


def engine_of(call: ServiceCall) -> SyncopateCoordinator:
    """Return the engine that is meant: of the entity or the entry that is named, else the only one there is.

    Raises ServiceValidationError.
    """
    entry_id = call.data.get(ATTR_CONFIG_ENTRY_ID)
    if ATTR_ENTITY_ID in call.data:
        entity = er.async_get(call.hass).async_get(call.data[ATTR_ENTITY_ID])
        if entity is None or entity.platform != DOMAIN:
            raise misuse("entity_of_no_link", entity=call.data[ATTR_ENTITY_ID])
        entry_id = entity.config_entry_id
    entry: SyncopateConfigEntry = service.async_get_config_entry(call.hass, DOMAIN, entry_id)
    return entry.runtime_data


async def playlist_id(coordinator: SyncopateCoordinator, call: ServiceCall) -> str | None:
    """Return the playlist that is named, None where none is. Raises ServiceValidationError."""
    if "playlist" not in call.data:
        return None
    return playlist_called(await coordinator.client.playlists.all(), call.data["playlist"]).id


async def library_id(coordinator: SyncopateCoordinator, call: ServiceCall) -> str | None:
    """Return the library that is named, None where none is. Raises ServiceValidationError."""
    if "library" not in call.data:
        return None
    return library_called(await coordinator.client.libraries(), call.data["library"]).id


async def answer(coordinator: SyncopateCoordinator, call: ServiceCall, run: RunView) -> ServiceResponse:
    """Return the run and whether it has ended, with what became of its items where that was waited for."""
    told: dict[str, Any] = {"finished": ended(run), "run": encode(run), "items": []}
    if call.data["wait"]:
        detail = await coordinator.async_wait(run.id, call.data["timeout"])
        told = {
            "finished": ended(detail.run),
            "run": encode(detail.run),
            "items": [encode(item) for item in detail.items],
        }
    await coordinator.async_request_refresh()
    return told if call.return_response else None


def misuse(key: str, **placeholders: str) -> ServiceValidationError:
    """Return the error that says what is wrong with a call, in the user's language."""
    return ServiceValidationError(
        translation_domain=DOMAIN, translation_key=key, translation_placeholders=placeholders
    )
