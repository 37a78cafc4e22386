"""Talks to Spotify: with an account through its API, without one through its public pages."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from http import HTTPStatus

from syncopate.errors import (
    LoginLacksRights,
    LoginRejected,
    NotConfigured,
    NotFound,
    SyncopateError,
)
from syncopate.providers.answering import Failure, slow_down
from syncopate.providers.blocking import RefusedError
from syncopate.providers.capability import Context, Health
from syncopate.providers.connections import Remembered, fingerprint
from syncopate.providers.http import HttpClient, tried
from syncopate.providers.spotify import parse
from syncopate.providers.spotify.api import Api
from syncopate.providers.spotify.grants import grants_of
from syncopate.providers.spotify.manifest import LIMIT, MANIFEST
from syncopate.providers.spotify.tokens import Tokens
from syncopate.providers.spotify.wire import WHAT, GoneError
from syncopate.providers.threaded import Threads

API, PAGES = "https://api.spotify.com", "https://open.spotify.com"
TIMEOUT = timedelta(seconds=30)
_LARGEST_PAGE = 8_000_000
_USER_AGENT = "Mozilla/5.0 (compatible; Syncopate)"
_HEALTHY_SECONDS = 300.0


def client_of(context: Context) -> Client:
    """Return the account's client, the same one as long as it is the same user of the same app."""
    settings = context.settings
    signed_in = bool(settings.get("client_id") and settings.get("refresh_token"))
    who = {name: settings.get(name, "") for name in ("client_id", "user_id")} if signed_in else {}
    client = context.connections.shared(context.account_id, fingerprint(who), lambda: Client(context))
    if client.tokens is not None:
        client.tokens.hear(context)
    return client


class Client:
    """Asks Spotify. Its methods raise Unreachable or what is below it, NotFound for what is not there.

    `user` is who the account belongs to, "" without one.
    """

    def __init__(self, context: Context) -> None:
        client_id = context.settings.get("client_id", "")
        signed_in = bool(client_id and context.settings.get("refresh_token"))
        self.user = context.settings.get("user_id", "") if signed_in else ""
        self.tokens = Tokens(grants_of(context, client_id), context) if signed_in else None
        self.lacks_batches = False
        """Whether tracks were found not to be had by their ids: new apps may not ask so."""
        pace = context.connections.paces.of(context.account_id, LIMIT, WHAT)
        self._pace = pace
        self._slots = asyncio.Semaphore(LIMIT.concurrency)
        self._api = Api(context.endpoint(API))
        self._threads = Threads("spotify", WHAT)
        self._pages = HttpClient(
            context.endpoint(PAGES),
            what=WHAT,
            limit=LIMIT,
            # The API may want a long rest while the pages, which are another server, may be read: at the
            # pace of those who have no account.
            pace=context.connections.paces.of(MANIFEST.domain, LIMIT, WHAT),
            headers={"Accept": "text/html", "Accept-Language": "en", "User-Agent": _USER_AGENT},
            timeout=TIMEOUT,
            told=_told,
        )
        self._health = Remembered[Health](_HEALTHY_SECONDS, keep=lambda health: health.ok)

    async def ask[T](self, work: Callable[[Api], T]) -> T:
        """Return what some of the API answers, in a thread. Raises NotConfigured without an account."""
        if self.tokens is None:
            raise NotConfigured("That needs an account: sign in at Spotify.", what="spotify.account")
        token = await self.tokens.access()
        try:
            return await self._once(partial(self._api.by, token, work))
        except LoginRejected:
            other = await self.tokens.renewed(token)
        return await self._once(partial(self._api.by, other, work))

    async def page(self, path: str) -> str:
        """Return a public page."""
        fetched = await self._pages.bytes("GET", path, most=_LARGEST_PAGE)
        return fetched.content.decode("utf-8", "replace")

    async def health(self) -> Health:
        """Tell whether Spotify takes the login; a good answer is remembered for some minutes."""
        return await self._health.get(self._checked)

    async def hold_to_account(self) -> None:
        """Raise what is wrong with the account as a whole, if anything."""
        await self.ask(lambda api: parse.user(api.me()))

    async def close(self) -> None:
        """Close the connections; what waits in a thread ends by its time-out, and nobody waits for it."""
        self._threads.close()
        self._api.close()
        await self._pages.close()
        if self.tokens is not None:
            await self.tokens.close()

    async def _checked(self) -> Health:
        if self.tokens is None:
            return Health(ok=True)
        try:
            await self.ask(lambda api: parse.user(api.me()))
        except SyncopateError as error:
            return Health(ok=False, reason=error.key, detail=error.detail)
        return Health(ok=True)

    async def _once[T](self, work: Callable[[], T]) -> T:
        """Ask by one token, again as a refusal allows."""

        def failure_of(error: Exception) -> Failure | None:
            return error.failure if isinstance(error, RefusedError) else None

        async with self._slots:
            try:
                return await tried(lambda: self._run(work), failure_of)
            except RefusedError as refused:
                raise refused.failure.error from None
            except GoneError:
                raise NotFound("Spotify has no such thing.", what="item") from None

    async def _run[T](self, work: Callable[[], T]) -> T:
        await self._pace.turn()
        try:
            answer = await self._threads.run(work)
        except RefusedError as refused:
            slow_down(self._pace, refused.failure)
            raise
        self._pace.well()
        return answer


def _told(status: int, body: bytes) -> bytes | None:
    """Take a page that says that there is nothing for a page: it is read what it says."""
    return body if status == HTTPStatus.NOT_FOUND else None


async def is_withheld(client: Client, error: SyncopateError) -> bool:
    """Tell whether an account may not see something that may be public all the same.

    Raises what is wrong with the account as a whole, if that is why.
    """
    if isinstance(error, LoginLacksRights):
        await client.hold_to_account()
        return True
    return isinstance(error, NotFound)
