"""One connection to the broker while it lasts: publish what changes, hear what is asked."""

import asyncio
import logging
from collections.abc import Coroutine

from aiomqtt import Client, Message

from syncopate.domain.event import Event, EventType
from syncopate.errors import BrokerUnreachable, SyncopateError
from syncopate.mqtt.broker import BrokerSettings
from syncopate.mqtt.context import MqttContext, Pace
from syncopate.mqtt.discovery import OFFLINE, ONLINE, PRESS, messages
from syncopate.mqtt.outbox import Outbox

_log = logging.getLogger(__name__)


class Session:
    """Lives inside `async with client`. Whatever ends the connection is raised by `run`."""

    def __init__(self, client: Client, settings: BrokerSettings, context: MqttContext, pace: Pace) -> None:
        self._client = client
        self._context = context
        self._pace = pace
        self._topics = settings.topics(context.bridge.engine_id)
        self._outbox = Outbox(context.ledger, self._topics, pace.settle)
        self._host = settings.host
        self._wake = asyncio.Event()
        self._everything = False
        self._waiting: list[asyncio.Future[int]] = []
        self._open = True

    async def run(self, leave: asyncio.Event) -> None:
        """Publish and listen until `leave` is set. Raises MqttError when the connection is lost."""
        await self._client.subscribe([(self._topics.birth, 0), (self._topics.commands, 1)])
        self.republish()
        work = [_task(leave.wait()), _task(self._listen()), _task(self._publish())]
        try:
            done, _ = await asyncio.wait(work, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in work:
                task.cancel()
            await asyncio.gather(*work, return_exceptions=True)
            self._open = False
            self._answer(BrokerUnreachable(host=self._host))

    def changed(self) -> None:
        """Publish soon what is different."""
        self._wake.set()

    def republish(self) -> None:
        """Publish everything now."""
        self._everything = True
        self._wake.set()

    async def published(self) -> int:
        """Publish everything and return the number of messages. Raises BrokerUnreachable, DatabaseBusy."""
        if not self._open:
            raise BrokerUnreachable(host=self._host)
        done: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._waiting.append(done)
        self.republish()
        return await done

    async def leave(self, *, for_good: bool) -> None:
        """Say that we are gone; for good, take everything of ours off the broker."""
        if for_good:
            await self._outbox.withdraw(self._client)
        else:
            await self._client.publish(self._topics.status, OFFLINE, qos=1, retain=True)

    async def _publish(self) -> None:
        while True:
            await self._wake.wait()
            if not self._everything:
                await asyncio.sleep(self._pace.debounce)
            self._wake.clear()
            everything, self._everything = self._everything, False
            asked = len(self._waiting)
            try:
                wanted = messages(self._topics, self._context.bridge, await self._context.household())
                count = await self._outbox.publish(self._client, wanted, everything=everything)
            except SyncopateError as error:
                _log.warning("MQTT: nothing was published: %s", error.detail)
                self._everything |= everything
                asyncio.get_running_loop().call_later(self._pace.reading, self._wake.set)
                self._answer(error)
            else:
                self._answer(count, asked)

    def _answer(self, answer: int | SyncopateError, asked: int | None = None) -> None:
        """Answer those who wait; `asked` of them came before the publishing began, None: all."""
        answered, self._waiting = self._waiting[:asked], [] if asked is None else self._waiting[asked:]
        for future in answered:
            if future.done():
                continue
            if isinstance(answer, SyncopateError):
                future.set_exception(answer)
            else:
                future.set_result(answer)

    async def _listen(self) -> None:
        async for message in self._client.messages:
            if message.retain:
                continue
            topic, text = str(message.topic), _text(message)
            if topic == self._topics.birth and text == ONLINE:
                self.republish()
            elif (item_id := self._topics.commanded(topic)) is not None and text == PRESS:
                await self._start_sync(item_id)

    async def _start_sync(self, item_id: str) -> None:
        """Start one playlist's sync; that it could not be started is told, never raised."""
        try:
            await self._context.sync(item_id)
        except SyncopateError as error:
            _log.warning("MQTT: the sync of %s was not started: %s", item_id, error.detail)
            await self._context.tell(
                Event(
                    type=EventType.SYNC_FAILED,
                    at=self._context.now(),
                    name=item_id,
                    status=error.key,
                    data={"playlist_id": item_id, "detail": error.detail},
                )
            )


def _task(work: Coroutine[object, object, object]) -> asyncio.Task[object]:
    return asyncio.get_running_loop().create_task(work)


def _text(message: Message) -> str:
    return bytes(message.payload).decode("utf-8", "replace")
