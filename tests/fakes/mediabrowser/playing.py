"""What plays where: sessions, and what becomes of a user's data when something is begun, goes on and is left."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from aiohttp import web

from fakes.mediabrowser.asking import Ask, Body, Refusal, json_answer, json_object
from fakes.mediabrowser.catalog import digest
from fakes.mediabrowser.model import Item, User, UserData
from fakes.mediabrowser.shapes import stamp
from fakes.mediabrowser.videos import Video, begin, leave, playable

if TYPE_CHECKING:
    from fakes.mediabrowser.server import MediaServer


@dataclass(slots=True, kw_only=True)
class Played:
    """Something that plays on a device, and how far it is, in ticks."""

    user: User
    item: Video
    position: int
    paused: bool
    at: datetime
    others: tuple[User, ...] = ()


class Playing:
    """The routes about what plays; `clears`: what was seen is not seen any more once it is begun again."""

    def __init__(self, fake: MediaServer, *, clears: bool) -> None:
        self._fake = fake
        self._clears = clears
        self._on: dict[str, Played] = {}
        add = fake.routes.add
        add("GET", "/Sessions", self._sessions)
        add("POST", "/Sessions/Playing", self._began)
        add("POST", "/Sessions/Playing/Progress", self._goes_on)
        add("POST", "/Sessions/Playing/Stopped", self._left)

    def start(
        self, user: User, item: Video, *, device: str = "tv", position: int = 0, others: tuple[User, ...] = ()
    ) -> None:
        """Let a user begin something on a device, together with others."""
        now = self._fake.now()
        self._on[device] = Played(
            user=user, item=item, position=position, paused=False, at=now, others=others
        )
        for one in (user, *others):
            begin(one.data.setdefault(item, UserData()), now, clears=self._clears)
        self._fake.catalog.touch()

    def reach(self, position: int, *, device: str = "tv", paused: bool = False) -> None:
        """Let what plays be at a place."""
        played = self._on[device]
        played.position, played.paused = position, paused
        self._note(played)

    def stop(self, *, device: str = "tv") -> bool:
        """Let it be left where it is; return whether it was seen to its end."""
        return self._note(self._on.pop(device))

    def _note(self, played: Played) -> bool:
        now, seen = self._fake.now(), False
        for one in (played.user, *played.others):
            seen = leave(played.item, one.data.setdefault(played.item, UserData()), played.position, now)
        self._fake.catalog.touch()
        return seen

    async def _sessions(self, ask: Ask) -> web.Response:
        mine, device = ask.caller.user, ask.text("DeviceId")
        found = [
            self._told(one_device, user)
            for one_device, user in self._all()
            if (ask.caller.admin or user is mine) and device in {None, one_device}
        ]
        return json_answer(found)

    def _all(self) -> list[tuple[str, User]]:
        signed_in = [(device.id, user) for user, device in self._fake.access.sessions.values()]
        return [*signed_in, *((device, one.user) for device, one in self._on.items())]

    def _told(self, device: str, user: User) -> dict[str, Any]:
        fake, played = self._fake, self._on.get(device)
        if played is not None and played.user is not user:
            played = None
        state: dict[str, Any] = {"CanSeek": played is not None, "IsPaused": False, "IsMuted": False}
        state["RepeatMode"] = "RepeatNone"
        told: dict[str, Any] = {
            "Id": digest(user.id, device),
            "UserId": user.id,
            "UserName": user.name,
            "Client": "Test",
            "DeviceName": device,
            "DeviceId": device,
            "ApplicationVersion": "1",
            "LastActivityDate": stamp(fake.now()),
            "ServerId": fake.id,
            "PlayableMediaTypes": [],
            "SupportedCommands": [],
            "SupportsRemoteControl": False,
            "AdditionalUsers": [],
            "PlayState": state,
        }
        if played is not None:
            state |= {"PositionTicks": played.position, "IsPaused": played.paused}
            told["NowPlayingItem"] = fake.shapes.item(played.item)
            told["AdditionalUsers"] = [{"UserId": one.id, "UserName": one.name} for one in played.others]
        return told | fake.more_of_sessions

    async def _began(self, ask: Ask) -> web.Response:
        user, item, body = self._about(ask)
        self.start(user, item, device=ask.caller.device.id, position=body.take("PositionTicks", int) or 0)
        return web.Response(status=204)

    async def _goes_on(self, ask: Ask) -> web.Response:
        user, item, body = self._about(ask)
        position, paused = body.take("PositionTicks", int) or 0, bool(body.take("IsPaused", bool))
        if ask.caller.device.id not in self._on:
            self._on[ask.caller.device.id] = Played(
                user=user, item=item, position=position, paused=paused, at=self._fake.now()
            )
        self.reach(position, device=ask.caller.device.id, paused=paused)
        return web.Response(status=204)

    async def _left(self, ask: Ask) -> web.Response:
        user, item, body = self._about(ask)
        position = body.take("PositionTicks", int)
        self._on[ask.caller.device.id] = Played(
            user=user,
            item=item,
            position=item.ticks if position is None else position,
            paused=False,
            at=self._fake.now(),
        )
        self.stop(device=ask.caller.device.id)
        return web.Response(status=204)

    def _about(self, ask: Ask) -> tuple[User, Video, Body]:
        """Return who plays what; a key is nobody, so nothing is noted for it."""
        body = json_object(ask.body)
        if ask.caller.user is None:
            raise Refusal(400, thrown=True)
        found: Item | None = self._fake.catalog.get(body.take("ItemId", str) or "")
        if not isinstance(found, Video) or not playable(found):
            raise Refusal(404)
        return ask.caller.user, found, body
