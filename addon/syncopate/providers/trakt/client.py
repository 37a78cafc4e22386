"""Asks Trakt as one account: reads by pages, writes one by one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

from syncopate.errors import (
    LoginLacksRights,
    LoginRejected,
    NotConfigured,
    OddAnswer,
    SyncopateError,
    Unreachable,
)
from syncopate.providers.capability import Context, Health
from syncopate.providers.clock_skew import clock_skew
from syncopate.providers.connections import Remembered, fingerprint
from syncopate.providers.http import Fetched, HttpClient
from syncopate.providers.manifest import RateLimit
from syncopate.providers.trakt.manifest import LIMIT, WRITES
from syncopate.providers.trakt.raw import WHAT, Raw, parsed, thing
from syncopate.providers.trakt.tokens import AGENT, API, Application, Keyring

TIMEOUT = timedelta(seconds=30)
WRITE_TIMEOUT = timedelta(seconds=90)
"""A hundred plays take the service a while."""
PAGE = 250
"""Rows of a page: more are never given."""
_HEALTHY_SECONDS = 300.0
"""A server tells its time in whole seconds."""
_TOLD = frozenset({403, 404, 409, 420, 422, 423, 426})
"""Statuses that say something of their own."""
_ENHANCE_CALM = 420
_UPGRADE = 426


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of a list: `pages` and `total` are how many pages and rows the whole list has."""

    rows: tuple[object, ...]
    pages: int
    total: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What a write was answered: its status, and what stands in the body."""

    status: int
    raw: Raw


class Client:
    """Asks as one account. Its methods raise LoginRejected, LoginLacksRights, Unreachable."""

    def __init__(self, context: Context) -> None:
        settings = context.settings
        application = Application(client_id=settings["client_id"], secret=settings.get("client_secret", ""))
        self.keys = Keyring(context, application)
        headers = {
            **AGENT,
            "Content-Type": "application/json",
            "trakt-api-version": "2",
            "trakt-api-key": application.client_id,
        }
        address, paces, owner = context.endpoint(API), context.connections.paces, context.account_id

        def asks(owner: str, limit: RateLimit, timeout: timedelta) -> HttpClient:
            pace = paces.of(owner, limit, WHAT)
            return HttpClient(
                address, what=WHAT, limit=limit, headers=headers, timeout=timeout, pace=pace, told=_told
            )

        self._reads = asks(owner, LIMIT, TIMEOUT)
        self._writes = asks(f"{owner} writes", WRITES, WRITE_TIMEOUT)
        self._health = Remembered[Health](_HEALTHY_SECONDS, keep=lambda health: health.ok)

    async def activities(self) -> tuple[Raw, timedelta]:
        """Return when what changed last, and how far the service's clock is ahead of ours."""
        before = datetime.now(UTC)
        fetched = await self._get("sync/last_activities", {})
        raw = thing(parsed(fetched.content))
        if raw is None or not isinstance(raw.get("all"), str):
            raise OddAnswer(account=WHAT)
        return raw, clock_skew(before, fetched.date, datetime.now(UTC))

    async def page(self, path: str, number: int, *, limit: int = PAGE, counted: bool = True) -> Page:
        """Return a page of a list, the first is number 1. Raises OddAnswer where it is none.

        `counted` False: what comes without being counted is all of it, unless it fills the page.
        """
        fetched = await self._get(path, {"page": str(number), "limit": str(limit)})
        rows = parsed(fetched.content)
        pages, total = _count(fetched, "X-Pagination-Page-Count"), _count(fetched, "X-Pagination-Item-Count")
        if not counted and pages is total is None and isinstance(rows, list) and len(rows) < limit:
            return Page(rows=tuple(rows), pages=1, total=len(rows))
        if not isinstance(rows, list) or pages is None or total is None or (total and not pages):
            raise OddAnswer(account=WHAT)
        return Page(rows=tuple(rows), pages=pages, total=total)

    async def post(
        self, path: str, body: object, *, repeatable: bool, takes: frozenset[int] = frozenset()
    ) -> Answer:
        """Write, and return what is said to that; `takes` are bad statuses that are an answer as well."""
        fetched = await self._asked(self._writes, "POST", path, body=body, repeatable=repeatable)
        if fetched.status not in takes:
            _refuse(fetched)
        raw = thing(parsed(fetched.content))
        if raw is None and fetched.status not in takes:
            raise OddAnswer(account=WHAT)
        return Answer(fetched.status, raw or {})

    async def health(self) -> Health:
        """Tell whether the login is taken; a good answer is remembered for some minutes."""
        return await self._health.get(self._checked)

    async def close(self) -> None:
        """Close the connections."""
        await self.keys.close()
        await self._reads.close()
        await self._writes.close()

    async def _checked(self) -> Health:
        try:
            fetched = await self._get("users/settings", {})
            if thing(parsed(fetched.content)) is None:
                raise OddAnswer(account=WHAT)
        except SyncopateError as error:
            return Health(ok=False, reason=error.key, detail=error.detail)
        return Health(ok=True)

    async def _get(self, path: str, query: Mapping[str, str]) -> Fetched:
        fetched = await self._asked(self._reads, "GET", path, query=query)
        _refuse(fetched)
        return fetched

    async def _asked(
        self,
        http: HttpClient,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: object = None,
        repeatable: bool = True,
    ) -> Fetched:
        async def once(token: str) -> Fetched:
            headers = {"Authorization": f"Bearer {token}"}
            if body is None:
                return await http.bytes(method, path, query=query or {}, headers=headers)
            return await http.bytes(method, path, body=body, headers=headers, idempotent=repeatable)

        token = await self.keys.access()
        try:
            return await once(token)
        except LoginRejected:
            # It was taken back before its time, or the clock is wrong: nothing was done by it.
            return await once(await self.keys.access(refused=token))


def client_of(context: Context) -> Client:
    """Return the account's client, the same one while it is the same login. Raises NotConfigured."""
    if not context.settings.get("client_id"):
        raise NotConfigured("Sign in to Trakt first.", what="trakt.client_id")
    # The tokens are no part of it: they change, and the client is who changes them.
    names = ("client_id", "client_secret", "user_id")
    same = fingerprint({name: context.settings.get(name, "") for name in names})
    client = context.connections.shared(context.account_id, same, lambda: Client(context))
    client.keys.offer(context)
    return client


async def health_of(context: Context) -> Health:
    """Tell whether an account's login is taken, and that it is one."""
    try:
        return await client_of(context).health()
    except SyncopateError as error:
        return Health(ok=False, reason=error.key, detail=error.detail)


def _told(status: int, body: bytes) -> bytes | None:
    """Take a refusal that means something here for an answer."""
    return body if status in _TOLD else None


def _refuse(fetched: Fetched) -> None:
    """Raise what a bad status means."""
    match fetched.status:
        case HTTPStatus.FORBIDDEN:
            said = "Trakt refuses the application: is the client ID right, is the application approved?"
            raise LoginRejected(said, account=WHAT)
        case code if code == _ENHANCE_CALM:
            raise LoginLacksRights(_limit_reached(fetched.headers), account=WHAT)
        case HTTPStatus.LOCKED:
            said = "Trakt has locked or closed this account: its support can say why."
            raise LoginLacksRights(said, account=WHAT)
        case code if code == _UPGRADE:
            raise LoginLacksRights("Trakt lets only VIP members do this.", account=WHAT)
        case status if status >= HTTPStatus.BAD_REQUEST:
            said = f"Trakt answers with the status {status}."
            raise Unreachable(said, what=WHAT, status=str(status))


def _limit_reached(headers: Mapping[str, str]) -> str:
    limit = headers.get("X-Account-Limit", "").strip()
    held = f"the {limit} that" if limit.isascii() and limit.isdecimal() else "all that"
    said = f"Trakt takes no more for this account: it has {held} it may hold"
    vip = headers.get("X-VIP-User", "").strip().casefold() == "true"
    return f"{said}." if vip else f"{said}; Trakt VIP raises that limit."


def _count(fetched: Fetched, name: str) -> int | None:
    said = fetched.headers.get(name, "").strip()
    return int(said) if said.isascii() and said.isdecimal() else None
