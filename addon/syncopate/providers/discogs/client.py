"""Asks Discogs, as slowly as it wants to be asked."""

from collections.abc import Mapping
from datetime import timedelta
from importlib.metadata import version
from typing import cast
from urllib.parse import quote

from syncopate.errors import LoginRejected, NotConfigured, OddAnswer, SourceGone
from syncopate.providers.capability import Context
from syncopate.providers.connections import fingerprint
from syncopate.providers.discogs.manifest import LIMIT, LIMIT_OF_NOBODY
from syncopate.providers.discogs.parse import WHAT, Release, release_of
from syncopate.providers.discogs.raw import Raw, inside, many, text, whole
from syncopate.providers.http import HttpClient

API = "https://api.discogs.com"
TIMEOUT = timedelta(seconds=30)
_PAGE = 100
_MOST_PAGES = 1_000
_MOMENT = 3.0
"""Seconds for which nothing is asked when nothing is left of the last minute's requests: some come back."""


def rest_of(headers: Mapping[str, str]) -> float:
    """Return for how many seconds nothing may be asked, 0.0 while something may."""
    return _MOMENT if headers.get("X-Discogs-Ratelimit-Remaining", "").strip() == "0" else 0.0


class Client:
    """Asks as one user, or as nobody. Its methods raise what `HttpClient` raises, OddAnswer for damage."""

    def __init__(self, http: HttpClient, user: str, *, has_token: bool) -> None:
        self.user = user
        self.has_token = has_token
        self._http = http

    async def identity(self) -> str:
        """Return whose token it is. Raises LoginRejected."""
        name = text(_thing(await self._http.json("GET", "/oauth/identity")), "username")
        if not name:
            raise OddAnswer(account=WHAT)
        return name

    async def ping(self) -> None:
        """Find out whether it answers, and takes the token as that of the user."""
        if not self.has_token:
            if not text(_thing(await self._http.json("GET", "/")), "hello"):
                raise OddAnswer(account=WHAT)
            return
        name = await self.identity()
        if self.user and name.casefold() != self.user.casefold():
            raise LoginRejected(f"The token belongs to {name}, not to {self.user}.", account=WHAT)

    async def release(self, key: str) -> Release:
        """Return a release. Raises SourceGone."""
        gone = SourceGone(name=f"Release {key}")
        release = release_of(_thing(await self._http.json("GET", f"/releases/{key}", gone=gone)))
        if release.id != key:
            raise OddAnswer(f"{WHAT} gives another release than was asked for.", account=WHAT)
        return release

    async def main_release(self, key: str) -> str:
        """Return the release that stands for a master. Raises SourceGone."""
        gone = SourceGone(name=f"Master {key}")
        found = whole(_thing(await self._http.json("GET", f"/masters/{key}", gone=gone)), "main_release")
        if found is None:
            raise OddAnswer(account=WHAT)
        return str(found)

    async def owned(self, path: str, name: str) -> list[Raw]:
        """Return all of a list of the user: `path` below the user, `name` of the list in its answers.

        Raises NotConfigured without a user, OddAnswer when it has not as many as it says.
        """
        if not (self.has_token and self.user):
            raise NotConfigured(what="discogs.token")
        found: list[Raw] = []
        for page in range(1, _MOST_PAGES + 1):
            query = {"page": str(page), "per_page": str(_PAGE), "sort": "added", "sort_order": "desc"}
            answer = _thing(
                await self._http.json("GET", f"/users/{quote(self.user, safe='')}/{path}", query=query)
            )
            told = inside(answer, "pagination")
            if not isinstance(told.get("items"), int) or not isinstance(answer.get(name), list):
                raise OddAnswer(account=WHAT)
            part = many(answer, name)
            found += part
            total = whole(told, "items") or 0
            if len(found) >= total:
                return found
            if not part:
                break
        raise OddAnswer(f"{WHAT} gives {len(found)} of a list of {total}.", account=WHAT)

    async def search(self, limit: int, **wanted: str) -> list[Raw]:
        """Return the hits of a search. Raises NotConfigured without a token: nobody else may search."""
        if not self.has_token:
            raise NotConfigured(what="discogs.token")
        query = {**wanted, "page": "1", "per_page": str(max(1, min(limit, _PAGE)))}
        answer = _thing(await self._http.json("GET", "/database/search", query=query))
        told, hits = whole(inside(answer, "pagination"), "items"), answer.get("results")
        if not isinstance(hits, list) or (told and not hits):
            raise OddAnswer(account=WHAT)
        return many(answer, "results")

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()


def client_of(context: Context) -> Client:
    """Return the account's client, the same one as long as its settings are."""
    user, token = (context.settings.get(name, "").strip() for name in ("user", "token"))
    mark = fingerprint({"address": context.endpoint(API), "user": user, "token": token})
    return context.connections.shared(context.account_id, mark, lambda: new_client(context, user, token))


def new_client(context: Context, user: str, token: str) -> Client:
    """Make a client of its own."""
    limit = LIMIT if token else LIMIT_OF_NOBODY
    headers = {
        "User-Agent": f"Syncopate/{version('syncopate')} +https://github.com/syncopate-media/syncopate",
        "Accept": "application/vnd.discogs.v2.discogs+json",
    }
    if token:
        headers["Authorization"] = f"Discogs token={token}"
    pace = context.connections.paces.of(context.account_id, limit, WHAT)
    http = HttpClient(
        context.endpoint(API),
        what=WHAT,
        limit=limit,
        headers=headers,
        timeout=TIMEOUT,
        pace=pace,
        rest_of=rest_of,
    )
    return Client(http, user, has_token=bool(token))


def _thing(answer: object) -> Raw:
    if isinstance(answer, dict):
        return cast("Raw", answer)
    raise OddAnswer(account=WHAT)
