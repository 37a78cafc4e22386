"""Asks TMDB: version 4 for what an account holds, version 3 for all else and for what is written."""

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from typing import cast

from syncopate.errors import (
    InvalidInput,
    LoginRejected,
    NotConfigured,
    NotFound,
    OddAnswer,
    RateLimited,
    SyncopateError,
    Unreachable,
)
from syncopate.providers._tracker.raw import Raw, rows, text, thing, whole
from syncopate.providers.capability import Context
from syncopate.providers.connections import fingerprint
from syncopate.providers.http import HttpClient
from syncopate.providers.tmdb.manifest import LIMIT

WHAT = "TMDB"
API = "https://api.themoviedb.org"
TIMEOUT = timedelta(seconds=30)
NOT_APPROVED = 41
"""The status code of a request token that nobody has said yes to yet, never one of HTTP."""
_NOWHERE = frozenset({6, 21, 34, 44})
_LOGIN = frozenset({3, 7, 10, 14, 16, 17, 26, 30, 31, 32, 33, 35, 36, 39, 45})
_INPUT = frozenset({5, 18, 19, 20, 22, 23, 27, 28, 29, 47})
_TOO_MANY = 25
"""Status codes of bodies, by what they mean (developer.themoviedb.org/docs/errors)."""
_KEY = re.compile(r"[0-9a-f]{32}")
_MOST_PAGES = 500
"""Further than that no list is given."""


class Client:
    """Asks as one account, or as the application alone.

    Its methods raise LoginRejected, LoginLacksRights, Unreachable, NotFound for what is not there,
    InvalidInput for what the service takes for wrong.
    """

    def __init__(self, context: Context) -> None:
        settings = context.settings
        token = settings.get("access_token", "").strip() or settings.get("token", "").strip()
        if not token:
            raise NotConfigured("A token of TMDB is needed.", what="tmdb.token")
        self.account = settings.get("account_object_id", "").strip()
        self._account_id = settings.get("account_id", "").strip()
        self._session = settings.get("session_id", "").strip()
        self.by_key = is_key(token)
        self._query = {"api_key": token} if self.by_key else {}
        self._http = HttpClient(
            context.endpoint(API),
            what=WHAT,
            limit=LIMIT,
            headers={"Accept": "application/json"}
            | ({} if self.by_key else {"Authorization": f"Bearer {token}"}),
            timeout=TIMEOUT,
            pace=context.connections.paces.of(context.account_id, LIMIT, WHAT),
            told=_told,
        )

    @property
    def requests(self) -> int:
        """How many requests were sent."""
        return self._http.requests

    async def get(self, path: str, query: Mapping[str, str] | None = None) -> Raw:
        """Return what is answered to a question."""
        return await self._asked("GET", path, query or {}, None)

    async def post(self, path: str, body: object) -> Raw:
        """Ask for something to be made, of no account: that is not repeated."""
        return await self._asked("POST", path, {}, body, again=False)

    async def write(self, method: str, path: str, body: object = None) -> int:
        """Write for the account, and return the code of what was said to it; sent twice, it does the same."""
        answer = await self._asked(method, path, self._owned(), body, again=True)
        code = whole(answer, "status_code")
        if code is None:
            raise OddAnswer(account=WHAT)
        return code

    async def watchlist(self, kind: str, title: int, *, listed: bool) -> int:
        """Put a film ("movie") or show ("tv") on the watchlist or take it off."""
        body = {"media_type": kind, "media_id": title, "watchlist": listed}
        return await self.write("POST", f"/3/account/{self._account_id}/watchlist", body)

    async def listing(self, name: str) -> list[Raw]:
        """Return all of a list of the account, e.g. "movie/rated", of episodes "rated/tv/episodes".

        Raises OddAnswer where it is not as long as it says: it changed amid, or something is kept back.
        """
        if not (self.account and self._session):
            raise NotConfigured("Sign in to TMDB first.", what="tmdb.session_id")
        episodes = name.startswith("rated/")
        path = f"/3/account/{self._account_id}/{name}" if episodes else f"/4/account/{self.account}/{name}"
        query = self._owned() if episodes else {}
        found: dict[int, Raw] = {}
        number, pages, total = 1, 1, 0
        while number <= pages:
            asked = {"page": str(number), "sort_by": "created_at.asc"}
            answer = await self.get(path, {**query, **asked})
            if not isinstance(answer.get("results"), list) or whole(answer, "page") != number:
                raise OddAnswer(account=WHAT)
            told = whole(answer, "total_pages"), whole(answer, "total_results")
            if None in told or (number > 1 and told != (pages, total)):
                raise OddAnswer(f"{WHAT} gives a list that changes while it is read.", account=WHAT)
            pages, total = cast("tuple[int, int]", told)
            for each in rows(answer, "results", WHAT):
                title = whole(each, "id")
                if not title:
                    raise OddAnswer(account=WHAT)
                found[title] = each
            if number == _MOST_PAGES:
                break
            number += 1
        if len(found) != total:
            raise OddAnswer(f"{WHAT} gives {len(found)} of a list of {total}.", account=WHAT)
        return list(found.values())

    async def user(self) -> tuple[int, str]:
        """Return the number and the name of the account."""
        answer = await self._asked("GET", "/3/account", self._owned(), None)
        number = whole(answer, "id")
        if not number:
            raise OddAnswer(account=WHAT)
        return number, text(answer, "username")

    async def ping(self) -> None:
        """Find out whether the token is taken, and the login where there is one."""
        if self._session:
            await self.user()
        else:
            await self.get("/3/authentication")

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()

    def _owned(self) -> dict[str, str]:
        if not self._session:
            raise NotConfigured("Sign in to TMDB first.", what="tmdb.session_id")
        return {"session_id": self._session}

    async def _asked(
        self, method: str, path: str, query: Mapping[str, str], body: object, *, again: bool = True
    ) -> Raw:
        every = {**self._query, **query}
        if body is None:
            answer = await self._http.json(method, path, query=every, idempotent=again)
        else:
            answer = await self._http.json(method, path, query=every, body=body, idempotent=again)
        raw = thing(answer, WHAT)
        # A refusal can come with a good status.
        if raw.get("success") is False:
            raise meaning(raw) or _refused(whole(raw, "status_code") or 0)
        return raw


def is_key(token: str) -> bool:
    """Tell whether it is an API key of version 3: that one goes into the query, and speaks for no user."""
    return _KEY.fullmatch(token) is not None


def client_of(context: Context) -> Client:
    """Return the account's client, the same one as long as its settings are. Raises NotConfigured."""
    names = ("token", "access_token", "session_id", "account_id", "account_object_id")
    mark = fingerprint(
        {"address": context.endpoint(API)} | {each: context.settings.get(each, "") for each in names}
    )
    return context.connections.shared(context.account_id, mark, lambda: Client(context))


def meaning(raw: Raw) -> SyncopateError | None:
    """Return what a refusal means by its code, None where that tells nothing."""
    code = whole(raw, "status_code")
    if code in _NOWHERE:
        return NotFound(f"{WHAT} has no such title.", what="title", id="")
    if code in _LOGIN:
        return LoginRejected(account=WHAT)
    if code == _TOO_MANY:
        return RateLimited(account=WHAT)
    if code in _INPUT:
        return InvalidInput(f"{WHAT} does not take it (code {code}).")
    return _refused(code) if code == NOT_APPROVED else None


def is_not_approved(error: Unreachable) -> bool:
    """Tell whether the user has not said yes to a request token yet."""
    return error.placeholders.get("status") == str(NOT_APPROVED)


def _refused(code: int) -> Unreachable:
    """Return a refusal for a reason that has a number and no other meaning here."""
    return Unreachable(f"{WHAT} refuses it (code {code}).", what=WHAT, status=str(code))


def _told(status: int, body: bytes) -> SyncopateError | None:
    """Return what the body of a bad status means; too many and unanswered ones are as HTTP has them."""
    del status
    with suppress(ValueError, RecursionError):
        raw = json.loads(body)
        if isinstance(raw, dict):
            found = meaning(raw)
            return None if isinstance(found, LoginRejected | RateLimited) else found
    return None
