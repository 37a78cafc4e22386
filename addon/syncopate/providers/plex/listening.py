"""Capability LISTENING: hears over an open connection what happens on the server."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import urlsplit

from aiohttp import (
    ClientError,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    WSMsgType,
    WSServerHandshakeError,
)
from yarl import URL

from syncopate.domain.live import PlayEvent, PlayState
from syncopate.errors import LoginRejected, OddAnswer, Unreachable
from syncopate.providers.answering import CONNECT_SECONDS, Peer, without_login
from syncopate.providers.capability import Context, Health
from syncopate.providers.http import login_in
from syncopate.providers.plex.account import headers_of
from syncopate.providers.plex.client import Client, client_of
from syncopate.providers.plex.fields import WHAT
from syncopate.providers.plex.listing import by_keys
from syncopate.providers.plex.parse_live import PLAYED, Note, notes_in
from syncopate.providers.plex.parse_titles import Video, of_show
from syncopate.providers.plex.sessions import own_users, sessions
from syncopate.providers.plex.wire import Line
from syncopate.providers.watching import OwnUsers, nobody_waits

_PATH = "/:/websockets/notifications"
_HEARTBEAT_SECONDS = 30.0
_AGAIN_SECONDS = 5.0
"""A change is told once in so long: the server tells each of its steps."""
_OWNERS_ID = "1"


@dataclass(frozen=True, slots=True)
class _Who:
    """Who plays something, and what it is; None where it is nothing that can be told of."""

    user: str | None
    user_name: str | None
    video: Video | None


def create(context: Context) -> PlexListener:
    """Make what listens to a server. Raises NotConfigured."""
    return PlexListener(client_of(context))


class PlexListener:
    """Listens to one server; fulfils Listener."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def check(self) -> Health:
        """Tell whether the server answers and takes the login."""
        return await self._client.check()

    async def own_users(self) -> OwnUsers:
        """Return whose events are the account's. Raises Unreachable."""
        return await own_users(self._client)

    async def listen(self, opened: Callable[[], None] = nobody_waits) -> AsyncIterator[PlayEvent]:
        """Yield what happens; where a play is only further on, nothing is told. Raises as `Listener` says."""
        hearing = _Hearing(self._client)
        line = await self._client.line()
        try:
            async for event in self._heard(hearing, line, opened):
                yield event
        except LoginRejected:
            other = await self._client.line(refused=line)
            if other.token == line.token:
                raise
        else:
            return
        async for event in self._heard(hearing, other, opened):
            yield event

    async def _heard(
        self, hearing: _Hearing, line: Line, opened: Callable[[], None]
    ) -> AsyncGenerator[PlayEvent]:
        async with aclosing(_messages(self._client, line, opened)) as messages:
            async for message in messages:
                for event in await hearing.heard(message):
                    yield event


async def _messages(client: Client, line: Line, opened: Callable[[], None]) -> AsyncGenerator[str]:
    """Give what the server sends, until it closes. Raises Unreachable, LoginRejected, OddAnswer."""
    plain = without_login(line.address)
    peer = Peer(what=WHAT, host=urlsplit(plain).netloc, seconds=CONNECT_SECONDS)
    own = {**headers_of(client.account.client_identifier), **login_in(URL(line.address))}
    headers = {**own, "X-Plex-Token": line.token}
    timeout = ClientTimeout(total=None, sock_connect=CONNECT_SECONDS, sock_read=CONNECT_SECONDS)
    try:
        async with (
            ClientSession(timeout=timeout, cookie_jar=DummyCookieJar()) as session,
            session.ws_connect(
                f"{plain}{_PATH}",
                headers=headers,
                heartbeat=_HEARTBEAT_SECONDS,
                ssl=client.account.verify_tls,
            ) as socket,
        ):
            opened()
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    yield message.data
            broken = socket.exception()
    except WSServerHandshakeError as error:
        raise _refused(error, peer) from None
    except (ClientError, OSError, TimeoutError) as error:
        client.lost(line)
        raise peer.unanswered(error).error from None
    if broken is not None:
        raise Unreachable(f"{WHAT} broke off in the middle.", what=WHAT, host=peer.host)


def _refused(error: WSServerHandshakeError, peer: Peer) -> Unreachable:
    """Return what it means that a server does not open a connection to listen at."""
    if error.status < HTTPStatus.BAD_REQUEST:
        return OddAnswer(account=WHAT)
    return peer.refused(error.status, error.headers or {}, reading=True).error


class _Hearing:
    """What was heard in one connection: who plays what, and what was told of that last."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._who: dict[str, _Who] = {}
        self._last: dict[str, tuple[str, PlayState]] = {}
        self._changed: dict[str, float] = {}

    async def heard(self, message: str) -> list[PlayEvent]:
        """Return what a message tells that was not told before."""
        events: list[PlayEvent] = []
        for note in notes_in(message):
            if not isinstance(note, Note):
                if self._is_news(note.key):
                    events.append(
                        PlayEvent(
                            state=PlayState.CHANGED,
                            key=note.key,
                            at=datetime.now(UTC),
                            server=self._client.machine,
                        )
                    )
            elif self._last.get(note.session) != (note.key, note.state):
                events += await self._played(note)
        return events

    async def _played(self, note: Note) -> list[PlayEvent]:
        before = self._last.get(note.session)
        self._last[note.session] = (note.key, note.state)
        who = self._who.get(note.session)
        if who is None or who.user is None or before is None or before[0] != note.key:
            who = self._who[note.session] = await self._asked(note)
        if note.state is PlayState.STOPPED:
            self._who.pop(note.session, None)
        if who.video is None:
            return []
        event = PlayEvent(
            state=note.state,
            key=note.key,
            at=datetime.now(UTC),
            title=who.video.record.title,
            user=who.user,
            user_name=who.user_name,
            position=note.position,
            length=who.video.record.length,
            session=note.session,
            server=self._client.machine,
        )
        return [event]

    async def _asked(self, note: Note) -> _Who:
        """Return who plays it: the server tells that of what is being played, not along with it."""
        user = user_name = None
        with suppress(Unreachable):
            found = next((one for one in await sessions(self._client) if one.session == note.session), None)
            if found is not None:
                user, user_name = found.user, found.user_name
        if user == _OWNERS_ID:
            # What plex.tv and webhooks call them.
            with suppress(Unreachable):
                if await self._client.people.owns():
                    user = (await self._client.people.whom()).id or user
        return _Who(user, user_name, await self._video(note.key))

    async def _video(self, key: str) -> Video | None:
        try:
            video = (await by_keys(self._client, [key])).get(key)
            if video is None or video.record.title.type not in PLAYED:
                return None
            shows = await by_keys(self._client, [video.show] if video.show else [])
        except Unreachable:
            return None
        return of_show(video, shows[video.show]) if video.show in shows else video

    def _is_news(self, key: str) -> bool:
        now = asyncio.get_running_loop().time()
        self._changed = {one: at for one, at in self._changed.items() if now - at < _AGAIN_SECONDS}
        if key in self._changed:
            return False
        self._changed[key] = now
        return True
