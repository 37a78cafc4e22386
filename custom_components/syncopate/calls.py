"""What actions share: which engine is meant and what of it, and how a run is answered."""

from collections.abc import Callable, Coroutine
from typing import Any

import voluptuous as vol
from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv

from .client.decode import encode
from .client.jobs import ended
from .client.models import RunView
from .const import DOMAIN
from .coordinator import SyncopateCoordinator
from .naming import library_called, playlist_called

type Action = Callable[[SyncopateCoordinator, ServiceCall], Coroutine[Any, Any, ServiceResponse]]

ENTRY = {vol.Optional(ATTR_CONFIG_ENTRY_ID): cv.string}
WAIT = {
    vol.Optional("wait", default=False): cv.boolean,
    vol.Optional("timeout", default=600): vol.All(vol.Coerce(int), vol.Range(min=1, max=7200)),
}


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
