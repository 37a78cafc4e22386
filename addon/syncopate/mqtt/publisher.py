"""Keeps the household on the broker: connects, comes back after every loss, follows the settings."""

import asyncio
import logging
from contextlib import suppress

from aiomqtt import MqttError, ProtocolVersion

from syncopate.domain.event import Event, EventType
from syncopate.errors import BrokerUnreachable, SyncopateError
from syncopate.mqtt.broker import (
    UNUSED,
    BrokerSettings,
    MqttState,
    client_for,
    error_of,
    refuses_protocol,
    state_after,
)
from syncopate.mqtt.context import MqttContext, Pace
from syncopate.mqtt.session import Session

_log = logging.getLogger(__name__)

_CHANGES = frozenset(
    {
        EventType.PLAYLIST_ADDED,
        EventType.PLAYLIST_UPDATED,
        EventType.PLAYLIST_CHANGED,
        EventType.PLAYLIST_REMOVED,
        EventType.PLAYLIST_SYNCED,
        EventType.SYNC_FINISHED,
        EventType.SYNC_FAILED,
        EventType.PLAN_HELD,
        EventType.MATCH_DECIDED,
        EventType.LIBRARY_SCANNED,
        EventType.LIBRARY_REMOVED,
        EventType.SYSTEM_STATUS,
    }
)
"""What may change what is published."""

_GOODBYE_SECONDS = 2.0
_FIRST_SECONDS = 15.0
"""Longer than one attempt to connect takes."""


class MqttService:
    """MQTT as one background task. A broker that is away or refuses us is a state, never an error here."""

    def __init__(self, context: MqttContext, pace: Pace | None = None) -> None:
        self._context = context
        self._pace = pace or Pace()
        self._state = UNUSED
        self._settings: BrokerSettings | None = None
        self._session: Session | None = None
        self._task: asyncio.Task[None] | None = None
        self._again: asyncio.TimerHandle | None = None
        self._leave = asyncio.Event()
        self._tried = asyncio.Event()
        self._stopping = False

    @property
    def state(self) -> MqttState:
        """How it stands now."""
        return self._state

    @property
    def used(self) -> bool:
        """Whether there is a broker to publish to, reachable or not."""
        return self._settings is not None

    async def start(self) -> None:
        """Begin to connect."""
        self._stopping = False
        self._begin()

    def _begin(self) -> None:
        self._task = asyncio.create_task(self._run(), name="mqtt")
        self._task.add_done_callback(self._ended)

    async def stop(self) -> None:
        """Say goodbye and end."""
        self._stopping = True
        self._leave.set()
        self._tried.set()
        if self._again is not None:
            self._again.cancel()
        if self._task is not None:
            _, late = await asyncio.wait({self._task}, timeout=_GOODBYE_SECONDS)
            if late:
                # A broker that took the connection and says nothing holds nobody up.
                self._task.cancel()
                await asyncio.wait(late)
            self._task = None

    async def reconfigure(self) -> None:
        """Take other settings up, or try again at once where there is no connection."""
        try:
            unchanged = await self._context.settings() == self._settings
        except SyncopateError:
            unchanged = False
        if not (unchanged and self._state.connected):
            self._leave.set()

    async def publish_all(self) -> int:
        """Publish everything anew; return the number of messages. Raises what keeps it from that.

        Just after the start nobody knows yet what that is: the first attempt to connect is waited for.
        """
        if self._session is None:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._tried.wait(), _FIRST_SECONDS)
        if self._session is None:
            raise error_of(self._state, self.host)
        return await self._session.published()

    async def heard(self, event: Event) -> None:
        """Take notice of what happened in the engine."""
        if event.type is EventType.SETTINGS_CHANGED:
            await self.reconfigure()
        elif event.type in _CHANGES and self._session is not None:
            self._session.changed()

    @property
    def host(self) -> str:
        """The broker's address, empty when there is none."""
        return self._settings.host if self._settings else ""

    async def _run(self) -> None:
        attempt, protocol = 0, ProtocolVersion.V5
        while not self._stopping:
            self._leave.clear()
            settings = await self._read_settings()
            if settings != self._settings:
                attempt, protocol = 0, ProtocolVersion.V5
                self._settings = settings
            if settings is None:
                await self._pause(self._pace.last_retry)
                continue
            try:
                await self._connected(settings, protocol)
            except (MqttError, OSError, UnicodeError) as error:
                if protocol is ProtocolVersion.V5 and refuses_protocol(error):
                    protocol = ProtocolVersion.V311
                    continue
                attempt = 1 if self._state.connected else attempt + 1
                self._lost(state_after(error, settings))
                await self._pause(self._pace.before(attempt))

    async def _read_settings(self) -> BrokerSettings | None:
        """Return the settings, None (with the reason as state) when there are none to use."""
        try:
            settings = await self._context.settings()
        except SyncopateError as error:
            self._lost(MqttState(key=error.key, detail=error.detail))
            return None
        if settings is None:
            self._state = UNUSED
            self._tried.set()
        return settings

    def _lost(self, state: MqttState) -> None:
        """Note that there is no connection; the log says so once, not at every attempt."""
        if state != self._state:
            _log.warning("MQTT: %s", state.detail)
        self._state = state
        self._tried.set()

    async def _pause(self, seconds: float) -> None:
        """Wait, but no longer than until settings change or we stop."""
        if not self._stopping:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._leave.wait(), seconds)

    async def _connected(self, settings: BrokerSettings, protocol: ProtocolVersion) -> None:
        """Connect and stay until we are to leave. Raises MqttError when the connection fails or is lost."""
        client = await client_for(settings, self._context.bridge.engine_id, protocol)
        async with client:
            _log.info("MQTT: connected to %s:%d", settings.host, settings.port)
            self._state = MqttState(connected=True)
            self._session = Session(client, settings, self._context, self._pace)
            self._tried.set()
            try:
                await self._session.run(self._leave)
                await self._session.leave(for_good=await self._leaves_for_good(settings))
            finally:
                self._session = None
        self._state = MqttState(key=BrokerUnreachable.key, detail="The connection was closed by us.")

    async def _leaves_for_good(self, settings: BrokerSettings) -> bool:
        """Tell whether the user took this broker away: then nothing of ours is to stay on it."""
        if self._stopping:
            return False
        try:
            after = await self._context.settings()
        except SyncopateError:
            return False
        return after is None or not after.same_place(settings)

    def _ended(self, task: asyncio.Task[None]) -> None:
        if task.cancelled() or (error := task.exception()) is None:
            self._state = UNUSED
            return
        # Nothing of what is expected ends up here; telling Home Assistant nothing for ever would be worse.
        _log.error("MQTT ended; it begins anew in a while", exc_info=error)
        self._state = MqttState(key=SyncopateError.key, detail=SyncopateError.message)
        if not self._stopping:
            self._again = asyncio.get_running_loop().call_later(self._pace.last_retry, self._begin)
