"""Talks to MDBList's API, and reads its lists to their end."""

import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

from syncopate.errors import LoginRejected, NotConfigured, NotFound, OddAnswer, SyncopateError
from syncopate.providers._tracker.raw import Raw, inside, parsed, rows, text, thing, whole
from syncopate.providers.capability import Context, Health
from syncopate.providers.clock_skew import clock_skew
from syncopate.providers.connections import Remembered, fingerprint
from syncopate.providers.http import HttpClient
from syncopate.providers.mdblist.manifest import LIMIT, WRITES
from syncopate.providers.pace import Pace

WHAT = "MDBList"
API = "https://api.mdblist.com"
TIMEOUT = timedelta(seconds=60)
PAGE = 1000
LISTS = ("movies", "shows", "seasons", "episodes")
_HEALTHY_SECONDS = 300.0
_MOST_PAGES = 1_000
_DATES_FROM = 1_000_000_000
"""From that on a number is a moment, in seconds since 1970; below, seconds from now."""


class Client:
    """Asks as one account. Its methods raise what `HttpClient` raises, OddAnswer for what is no answer."""

    def __init__(self, context: Context, key: str) -> None:
        self._key = {"apikey": key}
        self._http = HttpClient(
            context.endpoint(API),
            what=WHAT,
            limit=LIMIT,
            headers={"Accept": "application/json"},
            timeout=TIMEOUT,
            pace=context.connections.paces.of(context.account_id, LIMIT, WHAT),
            rest_of=rest_of,
            told=_told,
        )
        self._writing = Pace(WRITES, WHAT)
        self._health = Remembered[Health](_HEALTHY_SECONDS, keep=lambda health: health.ok)
        self.skew = timedelta()
        """How far the service's clock was ahead of ours when activities were read last."""
        self.clock: datetime | None = None
        """What time it was by the service's clock then."""

    async def activities(self) -> Raw:
        """Return when what was changed last."""
        before = datetime.now(UTC)
        fetched = await self._http.bytes("GET", "sync/last_activities", query=self._key)
        self.skew = clock_skew(before, fetched.date, datetime.now(UTC))
        self.clock = fetched.date
        return _answer(parsed(fetched.content, WHAT))

    async def pages(self, path: str, found: dict[str, list[Raw]]) -> None:
        """Read all pages of a path into the lists of `found`, which holds what was read before it failed.

        Raises OddAnswer where there is not as much of a list as the service says.
        """
        place: Mapping[str, str] = {"offset": "0"}
        for _ in range(_MOST_PAGES):
            query = {**self._key, "limit": str(PAGE), **place}
            answer = _answer(await self._http.json("GET", path, query=query))
            page = {name: rows(answer, name, WHAT) for name in LISTS}
            for name, told in page.items():
                found.setdefault(name, []).extend(told)
            pagination = thing(answer.get("pagination"), WHAT)
            onward = _onward(pagination, place)
            if onward is None:
                _hold_to_totals(pagination, found)
                return
            if onward == place or not any(page.values()):
                break
            place = onward
        raise OddAnswer(f"{WHAT} gives a list without an end.", account=WHAT)

    async def write(self, path: str, body: Raw) -> Raw:
        """Write something, and return what the service says of it. Written twice, it is as written once."""
        await self._writing.turn()
        return _answer(await self._http.json("POST", path, query=self._key, body=body, idempotent=True))

    async def scrobble(self, path: str, body: Raw) -> None:
        """Tell what plays. Raises NotFound for a title that the service does not know."""
        await self._writing.turn()
        gone = NotFound(f"{WHAT} knows no such title.", what="title")
        _answer(await self._http.json("POST", path, query=self._key, body=body, gone=gone))

    async def health(self) -> Health:
        """Tell whether the key is taken; a good answer is remembered for some minutes."""
        return await self._health.get(self._checked)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()

    async def _checked(self) -> Health:
        try:
            await self.activities()
        except SyncopateError as error:
            return Health(ok=False, reason=error.key, detail=error.detail)
        return Health(ok=True)


def rest_of(headers: Mapping[str, str]) -> float:
    """Return for how many seconds nothing may be asked: the requests of the day are used up."""
    if headers.get("X-RateLimit-Remaining", "").strip() != "0":
        return 0.0
    with suppress(ValueError):
        reset = float(headers.get("X-RateLimit-Reset", ""))
        return max(reset - time.time() if reset >= _DATES_FROM else reset, 0.0)
    return 0.0


def client_of(context: Context) -> Client:
    """Return the account's client, the same one while it has the same key. Raises NotConfigured."""
    key = context.settings.get("api_key", "").strip()
    if not key:
        raise NotConfigured("Enter the API key of MDBList first.", what="mdblist.api_key")
    same = fingerprint({"key": key, "at": context.endpoint(API)})
    return context.connections.shared(context.account_id, same, lambda: Client(context, key))


def _onward(pagination: Raw, place: Mapping[str, str]) -> Mapping[str, str] | None:
    """Return where the next page begins, None after the last one. Raises OddAnswer where that is not told."""
    if cursor := text(pagination, "next_cursor"):
        return {"cursor": cursor}
    more = pagination.get("has_more")
    if more is False or (more is None and "next_cursor" in pagination):
        return None
    if more is not True:
        raise OddAnswer(account=WHAT)
    step = whole(pagination, "limit") or PAGE
    return {"offset": str(int(place.get("offset", "0")) + step)}


def _hold_to_totals(pagination: Raw, found: Mapping[str, Sequence[Raw]]) -> None:
    for name, told in found.items():
        total = whole(pagination, f"total_{name}")
        if total is not None and total != len(told):
            said = f"{WHAT} gives {len(told)} of a list of {total}."
            raise OddAnswer(said, account=WHAT)


def _answer(value: object) -> Raw:
    """Return an answer. Raises OddAnswer for an error that comes as one."""
    found = thing(value, WHAT)
    if found.get("error") or inside(found, "error"):
        raise OddAnswer(f"{WHAT} answers with an error.", account=WHAT)
    return found


def _told(status: int, body: bytes) -> SyncopateError | bytes | None:
    """Return what a status means that only this service uses so: a wrong key is forbidden."""
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN} and b"api key" in body.lower():
        return LoginRejected(f"{WHAT} does not know this API key.", account=WHAT)
    return None
