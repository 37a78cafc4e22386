"""Talks to the API: one document at a time, or all pages of a list."""

from collections.abc import Mapping
from datetime import timedelta

from syncopate.errors import LoginLacksRights, LoginRejected, NotConfigured, OddAnswer, SyncopateError
from syncopate.providers.capability import Context, Health
from syncopate.providers.connections import Remembered, fingerprint
from syncopate.providers.http import HttpClient
from syncopate.providers.tidal import document
from syncopate.providers.tidal.document import CURSOR, WHAT, Document
from syncopate.providers.tidal.manifest import LIMIT
from syncopate.providers.tidal.tokens import Application, Keyring

API = "https://openapi.tidal.com/v2"
TIMEOUT = timedelta(seconds=30)
_JSON_API = "application/vnd.api+json"
_HEALTHY_SECONDS = 300.0
_MOST_PAGES = 5_000
"""Of some twenty things each: more than TIDAL lets anybody collect."""

type Query = Mapping[str, str]


class Client:
    """Asks as one account. Its methods raise LoginRejected and what `HttpClient` raises."""

    def __init__(self, context: Context) -> None:
        settings = context.settings
        application = Application(client_id=settings["client_id"], secret=settings.get("client_secret", ""))
        self.for_user = bool(settings.get("user_id") or settings.get("refresh_token"))
        """Whether it asks for somebody, not only for the application."""
        self.country = settings.get("country") or "US"
        self.keys = Keyring(context, application, for_user=self.for_user)
        self._http = HttpClient(
            context.endpoint(API),
            what=WHAT,
            limit=LIMIT,
            headers={"Accept": _JSON_API},
            timeout=TIMEOUT,
            pace=context.connections.paces.of(context.account_id, LIMIT, WHAT),
        )
        self._health = Remembered[Health](_HEALTHY_SECONDS, keep=lambda health: health.ok)

    @property
    def in_country(self) -> Query:
        """What requests for the catalogue say of the country."""
        return {"countryCode": self.country}

    async def get(
        self, path: str, query: Query | None = None, gone: SyncopateError | None = None
    ) -> Document:
        """Return one document; `gone` is raised where the API has no such thing."""
        token = await self.keys.access()
        try:
            return await self._asked(path, query or {}, token, gone)
        except LoginRejected:
            # It was taken back before its time, or the clock is wrong.
            token = await self.keys.access(refused=token)
            return await self._asked(path, query or {}, token, gone)

    async def pages(self, path: str, query: Query, *, expected: int | None = None) -> tuple[Document, ...]:
        """Return all pages of a list of which the service says that it has `expected` things.

        Raises OddAnswer for one that does not end, or that has an empty page where there should be more.
        """
        pages: list[Document] = []
        cursors: set[str] = set()
        seen, cursor = 0, ""
        while len(pages) < _MOST_PAGES:
            page = await self.get(path, {**query, CURSOR: cursor} if cursor else query)
            pages.append(page)
            seen += len(page.data)
            if not page.data and (page.cursor is not None or seen < (expected or 0)):
                break
            if page.cursor is None:
                return tuple(pages)
            if page.cursor in cursors:
                break
            cursor = page.cursor
            cursors.add(cursor)
        raise OddAnswer(account=WHAT)

    def need_user(self) -> None:
        """Raise LoginLacksRights where it asks for nobody."""
        if not self.for_user:
            raise LoginLacksRights(
                "This account is signed in without a user: it has no playlists of its own.", account=WHAT
            )

    async def health(self) -> Health:
        """Tell whether the login is taken; a good answer is remembered for some minutes."""
        return await self._health.get(self._checked)

    async def close(self) -> None:
        """Close the connections."""
        await self.keys.close()
        await self._http.close()

    async def _checked(self) -> Health:
        try:
            if self.for_user:
                await self.get("users/me")
            else:
                await self.keys.access()
        except SyncopateError as error:
            return Health(ok=False, reason=error.key, detail=error.detail)
        return Health(ok=True)

    async def _asked(self, path: str, query: Query, token: str, gone: SyncopateError | None) -> Document:
        headers = {"Authorization": f"Bearer {token}"}
        if gone is None:
            return document.read(await self._http.json("GET", path, query=query, headers=headers))
        return document.read(await self._http.json("GET", path, query=query, headers=headers, gone=gone))


def client_of(context: Context) -> Client:
    """Return the account's client, the same one while it is the same login. Raises NotConfigured."""
    if not context.settings.get("client_id"):
        raise NotConfigured("Sign in to TIDAL first.", what="tidal.client_id")
    # The tokens are no part of it: they change, and the client is who changes them.
    names = ("client_id", "client_secret", "user_id", "country")
    same = fingerprint({name: context.settings.get(name, "") for name in names})
    client = context.connections.shared(context.account_id, same, lambda: Client(context))
    client.keys.offer(context)
    return client
