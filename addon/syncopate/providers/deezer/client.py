"""Talks to the public API of Deezer: no login is sent, and nothing is ever written."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from datetime import timedelta

from syncopate.errors import OddAnswer, SyncopateError, Unreachable
from syncopate.providers.answering import TRIES, Failure
from syncopate.providers.capability import Context, Health
from syncopate.providers.connections import Remembered, fingerprint
from syncopate.providers.deezer import answers
from syncopate.providers.deezer.answers import WHAT, Code, Page, Raw, Refused
from syncopate.providers.deezer.manifest import MANIFEST
from syncopate.providers.http import HttpClient, tried
from syncopate.providers.manifest import RateLimit
from syncopate.providers.pace import Pace

ADDRESS = "https://api.deezer.com"
TIMEOUT = timedelta(seconds=30)
PAGE = 100
"""How many things of a list are given at a time at most."""
_LIMIT = MANIFEST.rate_limit or RateLimit(requests=40, seconds=5.0)
_HEALTHY_SECONDS = 300.0
_LONGEST = 100_000
"""Things in a list after which it is taken for one without an end."""


class Client:
    """Asks Deezer. Its methods raise what `HttpClient` raises, and what Deezer's own errors mean."""

    def __init__(self, address: str, pace: Pace) -> None:
        self._http = HttpClient(address, what=WHAT, limit=_LIMIT, timeout=TIMEOUT, pace=pace)
        self._pace = pace
        self._health = Remembered[Health](_HEALTHY_SECONDS, keep=lambda health: health.ok)

    async def ask(
        self, path: str, query: Mapping[str, str] | None = None, *, gone: SyncopateError | None = None
    ) -> Raw:
        """Return one thing; `gone` is raised where Deezer says that there is none."""

        async def once() -> Raw:
            try:
                return answers.read(await self._http.json("GET", path, query=query or {}))
            except Refused as refused:
                if refused.code == Code.QUOTA:
                    self._pace.hold(answers.QUOTA_SECONDS)
                raise

        try:
            return await tried(once, _again)
        except Refused as refused:
            error = answers.error_of(refused.code, gone)
        raise error

    async def page(
        self,
        path: str,
        query: Mapping[str, str] | None = None,
        *,
        limit: int = PAGE,
        gone: SyncopateError | None = None,
    ) -> Page:
        """Return the first things of a list, `limit` of them at most (100)."""
        asked = {**(query or {}), "limit": str(min(max(limit, 1), PAGE))}
        return _checked(answers.page(await self.ask(path, asked, gone=gone)))

    async def all(self, path: str, *, gone: SyncopateError | None = None) -> tuple[Raw, ...]:
        """Return all of a list. Raises OddAnswer where less is given than there is.

        A list whose total changes while it is read is read once more, then Unreachable is raised.
        """
        for _ in range(2):
            found: list[Raw] = []
            totals: set[int | None] = set()
            async with aclosing(self._pages(path, gone)) as pages:
                async for page in pages:
                    found += page.data
                    totals.add(page.total)
            if len(totals) == 1:
                return tuple(found)
        raise changing()

    async def health(self) -> Health:
        """Tell whether Deezer answers; a good answer is remembered for some minutes."""
        return await self._health.get(self._checked_health)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()

    async def _pages(self, path: str, gone: SyncopateError | None) -> AsyncGenerator[Page]:
        """Yield one page after the other. What cannot be played anywhere makes pages shorter, not fewer."""
        for index in range(0, _LONGEST, PAGE):
            asked = {"index": str(index), "limit": str(PAGE)}
            page = _checked(answers.page(await self.ask(path, asked, gone=gone)), index)
            yield page
            if index + PAGE >= page.total if page.total is not None else not page.more:
                return
        raise OddAnswer(f"{WHAT} gives a list without an end.", account=WHAT)

    async def _checked_health(self) -> Health:
        try:
            await self.ask("infos")
        except SyncopateError as error:
            return Health(ok=False, reason=error.key, detail=error.detail)
        return Health(ok=True)


def client_of(context: Context) -> Client:
    """Return the account's client, the same one for as long as it is kept."""
    address = context.endpoint(ADDRESS)
    pace = context.connections.paces.of(MANIFEST.domain, _LIMIT, WHAT)
    made = fingerprint({"address": address})
    return context.connections.shared(context.account_id, made, lambda: Client(address, pace))


def changing() -> Unreachable:
    """Return what it means that a list is never twice the same."""
    return Unreachable(f"{WHAT} changes this list while it is read.", what=WHAT)


def _again(error: Exception) -> Failure | None:
    """Return how often an error of Deezer's own is tried; `HttpClient` has seen to all others."""
    if not isinstance(error, Refused):
        return None
    meant = answers.error_of(error.code, None)
    if error.code == Code.QUOTA and isinstance(meant, Unreachable):
        return Failure(meant, 2)
    return Failure(meant, TRIES) if error.code == Code.BUSY and isinstance(meant, Unreachable) else None


def _checked(page: Page, index: int = 0) -> Page:
    """Return a page that is not empty where there should be something. Raises OddAnswer."""
    if not page.data and page.total is not None and page.total > index:
        raise OddAnswer(f"{WHAT} says that there is more than it gives.", account=WHAT)
    return page
