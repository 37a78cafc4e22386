"""Where ytmusicapi ends: it is asked in threads, in the account's pace, and its answers are parsed there."""

import asyncio
import locale
from collections.abc import Callable, Mapping
from threading import Lock

from ytmusicapi import YTMusic
from ytmusicapi.exceptions import YTMusicError

from syncopate.errors import NotConfigured, OddAnswer, SourceClosed, SourceGone, SyncopateError
from syncopate.providers.answering import Failure, slow_down
from syncopate.providers.blocking import RefusedError
from syncopate.providers.capability import Context, Health
from syncopate.providers.connections import Remembered, fingerprint
from syncopate.providers.http import tried
from syncopate.providers.pace import Pace
from syncopate.providers.threaded import Threads
from syncopate.providers.youtube import headers, parse_found
from syncopate.providers.youtube.manifest import LIMIT, MANIFEST
from syncopate.providers.youtube.reading import READING, WHAT, Reading
from syncopate.providers.youtube.session import ORIGIN, Session

_HEALTHY_SECONDS = 300.0
_ODD = (YTMusicError, LookupError, TypeError, ValueError, AttributeError, RecursionError, StopIteration)
"""What the library raises where an answer is not what it expects; its texts hold whole answers."""
_RESOLVE = "navigation/resolve_url"


class Client:
    """Asks YouTube Music. Its methods raise Unreachable and what is below it, SourceGone, NotConfigured."""

    def __init__(self, base: str, login: str, pace: Pace) -> None:
        """Take where it is, and the headers that sign in, "" for none."""
        self.has_account = bool(login)
        self._login = login
        self._session = Session(base, account=bool(login))
        self._threads = Threads("youtube", WHAT)
        self._slots = asyncio.Semaphore(LIMIT.concurrency)
        self._pace = pace
        self._making = Lock()
        self._made: YTMusic | None = None
        self._health = Remembered[Health](_HEALTHY_SECONDS, keep=lambda health: health.ok)

    async def read[T](self, work: Callable[[YTMusic], T], *, whole: bool = False) -> T:
        """Return what `work` makes of answers; nothing of the library may be in it.

        `whole`: it reads a list, of which nothing may be left when it ends.
        """
        try:
            return await self._read(work, whole=whole)
        except SourceGone, SourceClosed:
            if self.has_account:
                # To somebody whom it has signed out it shows nothing private either: this tells that apart.
                await self.account()
            raise

    async def account(self) -> tuple[str, str]:
        """Return what tells the account from others, and its name. Raises LoginRejected."""
        return await self._read(lambda library: parse_found.account(library.get_account_info()))

    async def _read[T](self, work: Callable[[YTMusic], T], *, whole: bool = False) -> T:
        reading = Reading(asyncio.get_running_loop(), self._pace)

        def once() -> T:
            reading.pending = None
            try:
                result = work(self._library())
            except _ODD:
                pass
            else:
                if whole and reading.pending is not None:
                    raise OddAnswer(f"{WHAT} ends a list in its middle.", account=WHAT)
                return result
            # Not in the block: what the library raises holds whole answers, and shall not come along.
            raise OddAnswer(f"{WHAT} answers with something else than expected.", account=WHAT)

        async def run() -> T:
            try:
                answer = await reading.run(self._threads, once)
            except RefusedError as refused:
                slow_down(self._pace, refused.failure)
                raise
            self._pace.well()
            return answer

        async with self._slots:
            try:
                return await tried(run, _failure_of)
            except RefusedError as refused:
                error = refused.failure.error
        raise error

    async def library[T](self, work: Callable[[YTMusic], tuple[T, ...]]) -> tuple[T, ...]:
        """Return a list of the account's own. Raises NotConfigured without an account."""
        if not self.has_account:
            raise NotConfigured("Sign in to YouTube Music to see your own library.", what="youtube.headers")

        def seen(library: YTMusic) -> tuple[T, ...]:
            listed = work(library)
            if not listed and not READING.get().signed_in:
                # The page that asks for a sign-in looks to the library like one with nothing on it.
                raise OddAnswer(f"{WHAT} does not say whether the account is signed in.", account=WHAT)
            return listed

        return await self.read(seen, whole=True)

    async def channel_of(self, handle: str) -> str:
        """Return the id of the channel that is called @so. Raises SourceGone."""

        def resolved(library: YTMusic) -> str:
            answer = library._send_request(_RESOLVE, {"url": f"{ORIGIN}/{handle}"})  # noqa: SLF001 -- no other way
            return parse_found.resolved(answer)

        return await self.read(resolved)

    async def health(self) -> Health:
        """Tell whether it answers, and takes the login; a good answer is remembered for some minutes."""
        return await self._health.get(self._checked)

    async def close(self) -> None:
        """Close the connections; what waits in a thread ends by its time-out, and nobody waits for it."""
        self._threads.close()
        self._session.close()

    async def _checked(self) -> Health:
        try:
            if self.has_account:
                await self.account()
            else:
                await self.read(lambda library: bool(library.get_search_suggestions("a")))
        except SyncopateError as error:
            return Health(ok=False, reason=error.key, detail=error.detail)
        return Health(ok=True)

    def _library(self) -> YTMusic:
        """Return the library's object, which asks for the first page once when it is made."""
        with self._making:
            if self._made is None:
                self._made = _made(self._session, headers.opened(self._login) if self._login else None)
            return self._made


def _failure_of(error: Exception) -> Failure | None:
    return error.failure if isinstance(error, RefusedError) else None


def _made(session: Session, login: Mapping[str, str] | None) -> YTMusic:
    """Make it; it sets the locale of the whole process, which is set back."""
    before = locale.setlocale(locale.LC_ALL)
    try:
        return YTMusic(auth=None if login is None else dict(login), requests_session=session)
    finally:
        locale.setlocale(locale.LC_ALL, before)


def client_of(context: Context) -> Client:
    """Return the account's client, the same one as long as its settings are."""
    settings = context.settings

    def make() -> Client:
        pace = context.connections.paces.of(MANIFEST.domain, LIMIT, WHAT)
        return Client(context.endpoint(ORIGIN), settings.get("headers", ""), pace)

    return context.connections.shared(context.account_id, fingerprint(settings), make)
