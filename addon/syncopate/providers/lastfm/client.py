"""Talks to Last.fm by an API key, which tells the program apart, not the user."""

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from http import HTTPStatus

from syncopate.errors import (
    LoginLacksRights,
    LoginRejected,
    NotConfigured,
    RateLimited,
    SourceGone,
    SyncopateError,
    Unreachable,
)
from syncopate.providers.answering import TRIES, Failure
from syncopate.providers.capability import Context, Health
from syncopate.providers.connections import Remembered, fingerprint
from syncopate.providers.http import HttpClient, tried
from syncopate.providers.lastfm import parse
from syncopate.providers.lastfm.manifest import LIMIT, MANIFEST
from syncopate.providers.lastfm.parse import WHAT, Page, Raw, Refusal
from syncopate.providers.pace import Pace

API = "https://ws.audioscrobbler.com"
TIMEOUT = timedelta(seconds=30)
LARGEST_PAGE = 200
_HEALTHY_SECONDS = 300.0
_SAYS_WHY = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND})

_NOT_THERE = frozenset({6, 7})
_SAYS_GONE = re.compile(r"\b(?:not|be) found\b", re.IGNORECASE)
"""Code 6 stands for a wrong question, too: only the words tell which it is."""
_PRIVATE = 17
_KEY_REFUSED = frozenset({4, 10, 26})
_PASSING = frozenset({8, 11, 16})
_TOO_MANY = 29
_REST_SECONDS = 60.0
"""How long nothing is asked after it said that it was too much: it never says for how long."""


class RefusedError(Exception):
    """An answer of the status 200 says why there is none, and that it may be another time."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.error.detail)
        self.failure = failure


def _told(status: int, body: bytes) -> SyncopateError | None:
    """Return what stands in the body of a bad status: of 403 there are several."""
    said = None
    if status in _SAYS_WHY:
        with suppress(ValueError, RecursionError):
            said = parse.refusal(json.loads(body))
    return None if said is None else error_of(said)


def error_of(said: Refusal) -> SyncopateError:
    """Return what a refusal means."""
    match said.code:
        case code if code in _NOT_THERE and _SAYS_GONE.search(said.message):
            return SourceGone("Last.fm has no such user, tag, artist, track or album.", name="This")
        case code if code in _KEY_REFUSED:
            return LoginRejected("Last.fm refuses the API key.", account=WHAT)
        case code if code == _PRIVATE:
            return LoginLacksRights("The user shows that to nobody else at Last.fm.", account=WHAT)
        case code if code == _TOO_MANY:
            return RateLimited(account=WHAT, retry_after=f"{_REST_SECONDS:g}")
        case code if code in _PASSING:
            return Unreachable(f"{WHAT} has trouble of its own (code {code}).", what=WHAT)
        case code:
            return Unreachable(f"{WHAT} refuses the request (code {code}).", what=WHAT)


class Client:
    """Asks Last.fm. Its methods raise what `HttpClient` raises, SourceGone for what is not there."""

    def __init__(self, base: str, key: str, user: str, pace: Pace | None = None) -> None:
        self.user = user
        self._key = key
        self._pace = Pace(LIMIT, WHAT) if pace is None else pace
        self._http = HttpClient(base, what=WHAT, limit=LIMIT, timeout=TIMEOUT, pace=self._pace, told=_told)
        self._health = Remembered[Health](_HEALTHY_SECONDS, keep=lambda health: health.ok)

    async def ask(self, method: str, values: Mapping[str, str]) -> Raw:
        """Return what a method answers. Raises NotConfigured without a key."""
        if not self._key:
            raise NotConfigured("Last.fm needs an API key.", what="lastfm.api_key")
        query = {"method": method, "api_key": self._key, "format": "json", **values}

        async def once() -> Raw:
            answer = await self._http.json("GET", "2.0/", query=query)
            said = parse.refusal(answer)
            if said is None:
                return parse.inside(answer)
            error = error_of(said)
            if isinstance(error, RateLimited):
                self._pace.hold(_REST_SECONDS)
            elif isinstance(error, Unreachable) and said.code in _PASSING:
                raise RefusedError(Failure(error, TRIES))
            raise error

        try:
            return await tried(once, lambda error: error.failure if isinstance(error, RefusedError) else None)
        except RefusedError as refused:
            error = refused.failure.error
        raise error

    async def page(
        self, method: str, inside: str, values: Mapping[str, str], number: int, size: int = LARGEST_PAGE
    ) -> Page:
        """Return a page of tracks, counted from 1."""
        asked = {**values, "limit": str(size), "page": str(number)}
        return parse.page(parse.inside(await self.ask(method, asked), inside), "track")

    async def health(self) -> Health:
        """Tell whether the key is taken and the user is there; a good answer is remembered for minutes."""
        return await self._health.get(self._checked)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()

    async def _user(self) -> None:
        """See that the user is there. Raises LoginRejected where nobody is called so."""
        try:
            parse.inside(await self.ask("user.getInfo", {"user": self.user}), "user")
        except SourceGone:
            raise LoginRejected(f"{WHAT} has no user {self.user}.", account=WHAT) from None

    async def _checked(self) -> Health:
        try:
            if not self.user:
                raise NotConfigured("The name of the user at Last.fm is missing.", what="lastfm.user")
            await self._user()
        except SyncopateError as error:
            return Health(ok=False, reason=error.key, detail=error.detail)
        return Health(ok=True)


def client_of(context: Context) -> Client:
    """Return the account's client, the same one as long as its settings are."""
    settings = context.settings

    def make() -> Client:
        pace = context.connections.paces.of(MANIFEST.domain, LIMIT, WHAT)
        key, user = settings.get("api_key", "").strip(), settings.get("user", "").strip()
        return Client(context.endpoint(API), key, user, pace)

    return context.connections.shared(context.account_id, fingerprint(settings), make)
