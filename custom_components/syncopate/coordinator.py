"""What is known of the engine: pushed over its event stream, polled beside it."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_API_KEY, CONF_HOST, CONF_PORT, CONF_SSL, CONF_VERIFY_SSL
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryAuthFailed
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.debounce import Debouncer
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator, UpdateFailed
from yarl import URL

from . import issues
from .client import EngineError, EngineIncompatible, EngineRefused, KeyRefused, SyncopateClient
from .client.jobs import ended
from .client.models import EventItem, Info, JobName, JobView, RunDetail, Status, WatchLinkView
from .const import DOMAIN, LOGGER, POLL_ALONE, POLL_BESIDE_STREAM, RUN_ENDED, TRANSIENT
from .errors import text_of

type SyncopateConfigEntry = ConfigEntry[SyncopateCoordinator]

_COOLDOWN = 3.0
"""Seconds between looks while events pour in: a key may allow as few as 60 requests a minute."""

_LOOK_ALONE = 2.0
_LOOK_BESIDE_STREAM = 15.0


def client_of(hass: HomeAssistant, data: Mapping[str, Any]) -> SyncopateClient:
    """Return a client for what a config entry holds."""
    url = URL.build(
        scheme="https" if data[CONF_SSL] else "http", host=str(data[CONF_HOST]), port=int(data[CONF_PORT])
    )
    session = async_get_clientsession(hass, verify_ssl=bool(data[CONF_VERIFY_SSL]))
    return SyncopateClient(session, url, str(data[CONF_API_KEY]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of an engine; `links` by their ids, none of one that is too old to have any."""

    status: Status
    links: Mapping[str, WatchLinkView]


class SyncopateCoordinator(DataUpdateCoordinator[Known]):
    """Keeps what is known of the engine, and hands on its events."""

    config_entry: SyncopateConfigEntry
    device_id: str
    """The engine's device, which is there before any entity."""

    def __init__(self, hass: HomeAssistant, entry: SyncopateConfigEntry) -> None:
        super().__init__(
            hass,
            LOGGER,
            config_entry=entry,
            name=DOMAIN,
            update_interval=POLL_ALONE,
            always_update=False,
            request_refresh_debouncer=Debouncer(hass, LOGGER, cooldown=_COOLDOWN, immediate=True),
        )
        self.client = client_of(hass, entry.data)
        self.stream_open = False
        self._listeners_of_events: list[Callable[[EventItem], None]] = []
        self._held_back: list[EventItem] = []
        self._run_ended = asyncio.Event()

    @property
    def engine_id(self) -> str:
        """The engine's own id, which the entry has for unique id."""
        return self.data.status.info.engine_id

    def job(self, name: JobName) -> JobView | None:
        """Return what is known of a job, None when the engine has none of this name."""
        return next((job for job in self.data.status.jobs if job.name is name), None)

    @callback
    def async_follow(self) -> None:
        """Follow the engine's events until the entry is unloaded."""
        self.config_entry.async_create_background_task(
            self.hass, self.client.events.follow(self), f"{DOMAIN} events"
        )

    @callback
    def async_listen_events(self, listener: Callable[[EventItem], None]) -> CALLBACK_TYPE:
        """Hand each event to the listener; returns what ends it."""
        self._listeners_of_events.append(listener)
        return lambda: self._listeners_of_events.remove(listener)

    async def async_wait(self, run_id: str, seconds: float) -> RunDetail:
        """Return a run when it has ended, or as it is after that time. Raises EngineError."""
        deadline = self.hass.loop.time() + seconds
        while True:
            run_ended = self._run_ended
            detail = await self.client.jobs.read(run_id)
            left = deadline - self.hass.loop.time()
            if ended(detail.run) or left <= 0:
                return detail
            pause = _LOOK_BESIDE_STREAM if self.stream_open else _LOOK_ALONE
            try:
                async with asyncio.timeout(min(pause, left)):
                    await run_ended.wait()
            except TimeoutError:
                continue

    @override
    async def _async_update_data(self) -> Known:
        try:
            status = await self.client.status()
            links = await self._links()
        except KeyRefused as error:
            key, placeholders = text_of(error)
            raise ConfigEntryAuthFailed(
                translation_domain=DOMAIN, translation_key=key, translation_placeholders=placeholders
            ) from error
        except EngineError as error:
            if self.data is not None and _asked_too_often(error):
                # The engine is there and well; what is known of it is a little old until the next look.
                return self.data
            if isinstance(error, EngineIncompatible):
                issues.async_tell_incompatible(self.hass, self.config_entry.entry_id, error)
            key, placeholders = text_of(error)
            raise UpdateFailed(
                translation_domain=DOMAIN, translation_key=key, translation_placeholders=placeholders
            ) from error
        issues.async_tell_problems(self.hass, self.config_entry.entry_id, status)
        self._note_version(status.info)
        return Known(status=status, links=links)

    async def _links(self) -> Mapping[str, WatchLinkView]:
        """Return the links by their ids: as they were, if they cannot be read now. Raises EngineError."""
        try:
            return {link.id: link for link in await self.client.links.all()}
        except EngineError as error:
            if isinstance(error, EngineRefused) and error.status == HTTPStatus.NOT_FOUND:
                return {}
            if self.data is None or isinstance(error, KeyRefused):
                raise
            LOGGER.debug("The links cannot be read: %s", error)
            return self.data.links

    @callback
    def async_take_link(self, link: WatchLinkView) -> None:
        """Show a link as the engine has just answered it."""
        self.async_set_updated_data(replace(self.data, links={**self.data.links, link.id: link}))
        self._refresh_soon()

    @callback
    @override
    def async_update_listeners(self) -> None:
        """Tell the entities; then hand on events that came while these were unavailable."""
        super().async_update_listeners()
        if self.last_update_success and self._held_back:
            held_back, self._held_back = self._held_back, []
            for event in held_back:
                self._hand_on(event)

    @callback
    def stream_opened(self, info: Info) -> None:
        """Poll less, and read what changed meanwhile."""
        LOGGER.debug("Event stream of engine %s is open", info.version)
        self.stream_open = True
        self.update_interval = POLL_BESIDE_STREAM
        self.async_update_listeners()
        self._refresh_soon()

    @callback
    def stream_event(self, event: EventItem) -> None:
        """Hand it on and read anew what it changed."""
        if event.type in TRANSIENT:
            return
        if event.type in RUN_ENDED:
            self._run_ended.set()
            self._run_ended = asyncio.Event()
        if self.last_update_success:
            self._hand_on(event)
        else:
            self._held_back.append(event)
        self._refresh_soon()

    @callback
    def stream_lost(self, error: EngineError) -> None:
        """Poll more, and find out at once whether the engine is gone."""
        if self.stream_open:
            LOGGER.debug("Event stream lost: %s", error)
            self.stream_open = False
            self.update_interval = POLL_ALONE
            self.async_update_listeners()
            self._refresh_soon()

    def _hand_on(self, event: EventItem) -> None:
        for listener in list(self._listeners_of_events):
            listener(event)

    def _refresh_soon(self) -> None:
        self.config_entry.async_create_background_task(
            self.hass, self.async_request_refresh(), f"{DOMAIN} refresh"
        )

    def _note_version(self, info: Info) -> None:
        """Keep the device's version when the engine was updated while we run."""
        if self.data is None or self.data.status.info.version == info.version:
            return
        registry = dr.async_get(self.hass)
        device = registry.async_get_device_by_identifier((DOMAIN, info.engine_id), self.config_entry.entry_id)
        if device is not None:
            registry.async_update_device(device.id, sw_version=info.version)


def _asked_too_often(error: EngineError) -> bool:
    return isinstance(error, EngineRefused) and error.key == "too_many_requests"
