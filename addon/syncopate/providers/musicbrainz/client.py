"""Asks MusicBrainz: once a second, all of the engine together, and never twice the same within a day."""

import math
from collections.abc import Callable, Sequence
from datetime import timedelta
from http import HTTPStatus

from syncopate.errors import NotFound, RateLimited, Unreachable
from syncopate.providers._metabrainz.agent import user_agent
from syncopate.providers._metabrainz.raw import Raw, thing
from syncopate.providers.capability import Context, Health
from syncopate.providers.connections import Remembered, fingerprint
from syncopate.providers.http import HttpClient
from syncopate.providers.musicbrainz.manifest import LIMIT, MANIFEST
from syncopate.providers.musicbrainz.parse import WHAT
from syncopate.providers.pace import Pace
from syncopate.providers.remembering import Remembering

TIMEOUT = timedelta(seconds=30)
_API = "https://musicbrainz.org/ws/2"
_HEALTHY_SECONDS = 300.0
_VARIOUS_ARTISTS = "artist/89ad4ac3-39f7-470e-963a-56509c546377"
"""What is surely there."""


class Client:
    """Asks for things by path. Its methods raise what `HttpClient` raises, OddAnswer for damage."""

    def __init__(self, http: HttpClient, pace: Pace) -> None:
        self._http = http
        self._pace = pace
        self.remembered = Remembering()
        self._health = Remembered[None](_HEALTHY_SECONDS)

    async def ask[T](
        self, path: str, query: Sequence[tuple[str, str]], parse: Callable[[Raw], T], *, doubt: bool = False
    ) -> T | None:
        """Return what `parse` makes of an answer, None where there certainly is no such thing.

        What is made of it is remembered, since it is so much smaller; with `doubt` not that there is nothing.
        """

        async def make() -> T | None:
            raw = await self._json(path, query)
            return None if raw is None else parse(raw)

        def keep(answer: T | None) -> bool:
            return answer is not None or not doubt

        return await self.remembered.get((path, tuple(query), parse), make, keep)

    async def health(self) -> Health:
        """Tell whether it answers; that it does is remembered for some minutes."""
        try:
            await self._health.get(self._ping)
        except Unreachable as error:
            return Health(ok=False, reason=error.key, detail=error.detail)
        return Health(ok=True)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()

    async def _ping(self) -> None:
        if await self._json(_VARIOUS_ARTISTS, ()) is None:
            raise Unreachable(f"{WHAT} does not find what is surely there.", what=WHAT)

    async def _json(self, path: str, query: Sequence[tuple[str, str]]) -> Raw | None:
        gone = NotFound(what="entity", id=path)
        try:
            return thing(await self._http.json("GET", path, query=[*query, ("fmt", "json")], gone=gone), WHAT)
        except NotFound as error:
            if error is gone:
                return None
            raise
        except RateLimited:
            # It rests from now on: for as long as was said, or as is usual where nothing was.
            rests = math.ceil(self._pace.budget().rests)
            raise RateLimited(account=WHAT, retry_after=str(rests)) from None


def _told(status: int, _body: bytes) -> RateLimited | None:
    """Return what an answer means here: busy is what this service calls those who ask too often."""
    return RateLimited(account=WHAT) if status == HTTPStatus.SERVICE_UNAVAILABLE else None


def client_of(context: Context) -> Client:
    """Return the one client that all of the engine has."""
    address = context.endpoint(_API)

    def make() -> Client:
        pace = context.connections.paces.of(MANIFEST.domain, LIMIT, WHAT)
        headers = {"User-Agent": user_agent(), "Accept": "application/json"}
        http = HttpClient(
            address, what=WHAT, limit=LIMIT, headers=headers, timeout=TIMEOUT, pace=pace, told=_told
        )
        return Client(http, pace)

    return context.connections.shared(MANIFEST.domain, fingerprint({"address": address}), make)
