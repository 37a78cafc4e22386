"""Talks to the iTunes API, and fetches pages of playlists: no login is sent to either."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from syncopate.errors import LoginLacksRights, OddAnswer, RateLimited, SourceGone, SyncopateError, Unreachable
from syncopate.providers.answering import is_page
from syncopate.providers.apple_music import parse
from syncopate.providers.apple_music.manifest import MANIFEST
from syncopate.providers.apple_music.page import data_in
from syncopate.providers.apple_music.raw import WHAT, Raw
from syncopate.providers.apple_music.references import Reference
from syncopate.providers.capability import Context, Health
from syncopate.providers.connections import Remembered, fingerprint
from syncopate.providers.http import HttpClient
from syncopate.providers.manifest import RateLimit
from syncopate.providers.pace import Pace

API, SITE = "https://itunes.apple.com", "https://music.apple.com"
TIMEOUT = timedelta(seconds=30)
MOST = 200
"""How many things are given for one question at most."""
_LIMIT = MANIFEST.rate_limit or RateLimit(requests=20, seconds=60.0)
_PAGES = RateLimit(requests=20, seconds=60.0, concurrency=1)
_HEADERS = {
    "Accept": "text/html",
    "Accept-Language": "en",
    "User-Agent": "Mozilla/5.0 (compatible; Syncopate)",
}
_LONGEST_PAGE = 20_000_000
_BATCH = 150
_HEALTHY_SECONDS = 300.0
_REST_SECONDS = 60.0
"""What the API counts requests by: who asks too often is answered 403 until it is over."""
_SURELY_THERE = "909253"
"""The artist of the API's own examples."""


class Client:
    """Asks Apple. Its methods raise what `HttpClient` raises."""

    def __init__(self, api: str, site: str, pace: Pace, pages: Pace) -> None:
        self._api = HttpClient(api, what=WHAT, limit=_LIMIT, timeout=TIMEOUT, pace=pace)
        self._site = HttpClient(site, what=WHAT, limit=_PAGES, timeout=TIMEOUT, headers=_HEADERS, pace=pages)
        self._pace = pace
        self._health = Remembered[Health](_HEALTHY_SECONDS, keep=lambda health: health.ok)

    async def lookup(self, country: str, **asked: str) -> list[Raw]:
        """Return things by their ids, e.g. `id`, `upc`; with `entity` what is in them too."""
        return await self._found("lookup", {**asked, "country": country})

    async def songs(self, country: str, keys: Sequence[str]) -> list[Raw]:
        """Return songs by their ids, many at a time; one that is not in this shop is not among them."""
        found: list[Raw] = []
        for at in range(0, len(keys), _BATCH):
            found += await self.lookup(country, id=",".join(keys[at : at + _BATCH]))
        return found

    async def search(self, country: str, term: str, entity: str, limit: int) -> list[Raw]:
        """Return what is found by words, the best first; `limit` things at most (200)."""
        given = {"term": term, "media": "music", "entity": entity, "limit": str(min(max(limit, 1), MOST))}
        return await self._found("search", {**given, "country": country})

    async def page(self, asked: Reference) -> str:
        """Return the page of a playlist. Raises SourceGone where the site has none."""
        # What stands for the name may be anything.
        path = f"{asked.country}/playlist/-/{asked.key}"
        try:
            return await self._html(path)
        except Unreachable as error:
            if error.placeholders.get("status") not in {"404", "410"} or not await self._is_there(
                asked.country
            ):
                raise
        raise SourceGone(f"{WHAT} has no {asked} (any more).", name=str(asked))

    async def health(self) -> Health:
        """Tell whether the API answers; a good answer is remembered for some minutes."""
        return await self._health.get(self._checked)

    async def close(self) -> None:
        """Close the connections."""
        await self._api.close()
        await self._site.close()

    async def _found(self, path: str, query: Mapping[str, str]) -> list[Raw]:
        try:
            return parse.results(await self._api.json("GET", path, query=query))
        except LoginLacksRights:
            # There is no login that could lack rights: that is how it says "too many requests".
            self._pace.hold(_REST_SECONDS)
        raise RateLimited(account=WHAT, retry_after=f"{_REST_SECONDS:.0f}")

    async def _html(self, path: str) -> str:
        try:
            fetched = await self._site.bytes("GET", path, most=_LONGEST_PAGE)
        except LoginLacksRights:
            fetched = None
        if fetched is None:
            raise Unreachable(f"{WHAT} does not show its page to Syncopate now.", what=WHAT, status="403")
        if not is_page(fetched.content_type, fetched.content):
            raise OddAnswer(f"{WHAT} gives something else than a page.", account=WHAT)
        return fetched.content.decode("utf-8", "replace")

    async def _is_there(self, country: str) -> bool:
        """Tell whether it is the site itself that has no such page, and not a proxy in front of it."""
        try:
            return bool(data_in(await self._html(f"{country}/new"))[0])
        except Unreachable:
            return False

    async def _checked(self) -> Health:
        try:
            await self.lookup("us", id=_SURELY_THERE)
        except SyncopateError as error:
            return Health(ok=False, reason=error.key, detail=error.detail)
        return Health(ok=True)


def client_of(context: Context) -> Client:
    """Return the client, the same one for as long as it is kept."""
    api, site = context.endpoint(API), context.endpoint(SITE)
    pace = context.connections.paces.of(MANIFEST.domain, _LIMIT, WHAT)
    pages = context.connections.paces.of(f"{MANIFEST.domain} pages", _PAGES, WHAT)
    made = fingerprint({"api": api, "site": site})
    return context.connections.shared(context.account_id, made, lambda: Client(api, site, pace, pages))
