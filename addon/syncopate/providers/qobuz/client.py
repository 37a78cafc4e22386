"""Talks to Qobuz: to its web API with an app ID, or to the shop's pages."""

from collections.abc import Mapping
from datetime import timedelta

from syncopate.errors import (
    LoginLacksRights,
    LoginRejected,
    NotConfigured,
    OddAnswer,
    SyncopateError,
    Unreachable,
)
from syncopate.providers.capability import Context, Health
from syncopate.providers.connections import Remembered, fingerprint
from syncopate.providers.http import HttpClient
from syncopate.providers.qobuz import parse
from syncopate.providers.qobuz.manifest import LIMIT
from syncopate.providers.qobuz.parse import WHAT, Raw

SITE = "https://www.qobuz.com"
API = f"{SITE}/api.json/0.2"
STORE = "us-en"
"""The shop whose pages are read: what they say is looked for in its language."""
TIMEOUT = timedelta(seconds=30)
PAGE = 500
_BAD_REQUEST = "400"
_HEALTHY_SECONDS = 300.0

type Query = Mapping[str, str]


class Client:
    """Asks as one account, or as nobody. Its methods raise what `HttpClient` raises, and NotConfigured."""

    def __init__(self, context: Context) -> None:
        app, token = context.settings.get("app_id", ""), context.settings.get("user_auth_token", "")
        self.has_app, self.has_user = bool(app), bool(app and token)
        pace = context.connections.paces.of(context.account_id, LIMIT, WHAT)
        given = {"X-App-Id": app, **({"X-User-Auth-Token": token} if token else {})} if app else {}
        self._api = HttpClient(
            context.endpoint(API), what=WHAT, limit=LIMIT, headers=given, timeout=TIMEOUT, pace=pace
        )
        self._site = HttpClient(context.endpoint(SITE), what=WHAT, limit=LIMIT, timeout=TIMEOUT, pace=pace)
        self._health = Remembered[Health](_HEALTHY_SECONDS, keep=lambda health: health.ok)

    async def get(self, method: str, query: Query, gone: SyncopateError | None = None) -> Raw:
        """Return what a method answers; `gone` is raised where the API has no such thing."""
        if not self.has_app:
            raise NotConfigured("Qobuz tells that only to an account with an app ID.", what="qobuz.app_id")
        try:
            if gone is None:
                return parse.raw_of(await self._api.json("GET", method, query=query))
            return parse.raw_of(await self._api.json("GET", method, query=query, gone=gone))
        except LoginRejected:
            wanting = "the token" if self.has_user else "the app ID, or wants the token of a user too"
            raise LoginRejected(f"Qobuz refuses {wanting}.", account=WHAT) from None
        except Unreachable as error:
            if error.placeholders.get("status") != _BAD_REQUEST:
                raise
            raise LoginRejected("Qobuz refuses the app ID.", account=WHAT) from None

    async def listed(
        self, method: str, query: Query, name: str, gone: SyncopateError | None = None
    ) -> tuple[Raw, tuple[Raw, ...]]:
        """Return the first answer, and all things of the list in it, page by page.

        Raises OddAnswer where there are fewer than the service says.
        """
        first: Raw = {}
        items: list[Raw] = []
        while True:
            raw = await self.get(method, {**query, "limit": str(PAGE), "offset": str(len(items))}, gone)
            page = parse.page(raw, name)
            first = first or raw
            items += page.items
            if len(items) >= page.total:
                return first, tuple(items)
            if not page.items:
                raise OddAnswer(account=WHAT)

    async def page(self, path: str, query: Query | None = None) -> bytes:
        """Return a page of the shop."""
        return (await self._site.bytes("GET", path, query=query or {})).content

    def need_user(self) -> None:
        """Raise LoginLacksRights where it asks for nobody."""
        if not self.has_user:
            said = "Your own playlists and favourites are told to an account with a user token only."
            raise LoginLacksRights(said, account=WHAT)

    async def health(self) -> Health:
        """Tell whether the account is taken; a good answer is remembered for some minutes."""
        return await self._health.get(self._checked)

    async def close(self) -> None:
        """Close the connections."""
        await self._api.close()
        await self._site.close()

    async def _checked(self) -> Health:
        if not self.has_app:
            return Health(ok=True)
        try:
            if self.has_user:
                await self.get("playlist/getUserPlaylists", {"limit": "1", "offset": "0"})
            else:
                await self.get("album/search", {"query": WHAT, "limit": "1", "offset": "0"})
        except SyncopateError as error:
            return Health(ok=False, reason=error.key, detail=error.detail)
        return Health(ok=True)


def client_of(context: Context) -> Client:
    """Return the account's client, or nobody's; the same one as long as the settings are."""
    names = ("app_id", "user_auth_token")
    same = fingerprint({name: context.settings.get(name, "") for name in names})
    return context.connections.shared(context.account_id, same, lambda: Client(context))
