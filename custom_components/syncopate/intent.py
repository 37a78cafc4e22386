"""Two things to say: have playlists synced, and ask what is missing.

The sentences and the answers lie in custom_sentences, to be copied; these handlers hand them the facts.
"""

from abc import ABC, abstractmethod
from typing import Any, override

import voluptuous as vol
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv, intent

from .client import EngineError, EngineRefused
from .const import DOMAIN
from .coordinator import SyncopateConfigEntry, SyncopateCoordinator
from .naming import playlist_called

SYNC = "SyncopateSync"
MISSING = "SyncopateMissing"

_SPOKEN = 3
"""How many missing tracks are named; more is hard to listen to."""

type _Facts = dict[str, Any]


async def async_setup_intents(hass: HomeAssistant) -> None:
    """Register both."""
    intent.async_register(hass, SyncHandler())
    intent.async_register(hass, MissingHandler())


class _Handler(intent.IntentHandler, ABC):
    """Finds the engine and the playlist, and turns every failure into facts for the answer."""

    slot_schema = {vol.Optional("playlist"): cv.string}  # noqa: RUF012 -- the base class declares it so

    @override
    async def async_handle(self, intent_obj: intent.Intent) -> intent.IntentResponse:
        """Return the facts as slots: `result` says what came of it."""
        spoken = self.async_validate_slots(intent_obj.slots).get("playlist", {}).get("value")
        entries: list[SyncopateConfigEntry] = intent_obj.hass.config_entries.async_loaded_entries(DOMAIN)
        facts: _Facts = {"playlist": spoken or ""}
        if entries:
            facts |= await self._facts(entries[0].runtime_data, spoken)
        else:
            facts["result"] = "no_engine"
        response = intent_obj.create_response()
        response.async_set_speech_slots(facts)
        return response

    async def _facts(self, coordinator: SyncopateCoordinator, spoken: str | None) -> _Facts:
        try:
            if spoken is None:
                return await self._of_all(coordinator)
            playlist = playlist_called(await coordinator.client.playlists.all(), spoken)
            return {"playlist": playlist.name} | await self._of_one(coordinator, playlist.id)
        except ServiceValidationError:
            return {"result": "no_playlist"}
        except EngineRefused as error:
            return {"result": error.key, "detail": error.detail}
        except EngineError:
            return {"result": "unreachable"}

    @abstractmethod
    async def _of_all(self, coordinator: SyncopateCoordinator) -> _Facts:
        """Return the facts about all playlists. Raises EngineError."""

    @abstractmethod
    async def _of_one(self, coordinator: SyncopateCoordinator, playlist_id: str) -> _Facts:
        """Return the facts about one. Raises EngineError."""


class SyncHandler(_Handler):
    """Sync my playlists; sync one playlist."""

    intent_type = SYNC
    description = "Syncs the music playlists to the household's library, or one playlist by its name"

    @override
    async def _of_all(self, coordinator: SyncopateCoordinator) -> _Facts:
        answer = await coordinator.client.jobs.sync("playlists")
        return {"result": answer.result.value, "detail": answer.detail}

    @override
    async def _of_one(self, coordinator: SyncopateCoordinator, playlist_id: str) -> _Facts:
        await coordinator.client.playlists.sync(playlist_id)
        return {"result": "started"}


class MissingHandler(_Handler):
    """What is missing; what is missing from one playlist."""

    intent_type = MISSING
    description = "Tells which tracks of the music playlists the household's library does not have"

    @override
    async def _of_all(self, coordinator: SyncopateCoordinator) -> _Facts:
        return await _missing(coordinator, None)

    @override
    async def _of_one(self, coordinator: SyncopateCoordinator, playlist_id: str) -> _Facts:
        return await _missing(coordinator, playlist_id)


async def _missing(coordinator: SyncopateCoordinator, playlist_id: str | None) -> _Facts:
    items, total = await coordinator.client.playlists.missing(limit=_SPOKEN, playlist_id=playlist_id)
    return {
        "result": "some" if total else "none",
        "count": total,
        "tracks": [{"title": item.title, "artist": item.artist} for item in items],
    }
