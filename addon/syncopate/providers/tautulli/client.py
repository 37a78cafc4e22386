"""Asks Tautulli: one address for everything, and answers that say by themselves whether they are good."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from syncopate.errors import LoginRejected, NotConfigured, OddAnswer, Unreachable
from syncopate.providers._tracker.raw import Raw, inside, parsed, rows, text, thing, whole
from syncopate.providers.capability import Context
from syncopate.providers.clock_skew import clock_skew
from syncopate.providers.connections import fingerprint
from syncopate.providers.http import HttpClient
from syncopate.providers.tautulli.manifest import LIMIT

WHAT = "Tautulli"
TIMEOUT = timedelta(seconds=60)
"""It asks Plex itself for what it does not know."""
PAGE = 1000
_MOST_PAGES = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some rows of a history, and how many it has in all; `skew` is how far Tautulli's clock is ahead."""

    rows: tuple[Raw, ...]
    total: int
    skew: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class User:
    """Somebody whose history it keeps."""

    number: str
    name: str = field(compare=False)


class Client:
    """Asks one Tautulli. Its methods raise LoginRejected, Unreachable."""

    def __init__(self, context: Context) -> None:
        settings = context.settings
        address, self._key = settings.get("url", "").strip(), settings.get("api_key", "").strip()
        if not (address and self._key):
            raise NotConfigured("Address and API key of Tautulli are needed.", what="tautulli.api_key")
        self._http = HttpClient(
            address,
            what=WHAT,
            limit=LIMIT,
            headers={"Accept": "application/json"},
            timeout=TIMEOUT,
            verify_tls=settings.get("verify_tls", "true") != "false",
            pace=context.connections.paces.of(context.account_id, LIMIT, WHAT),
        )

    async def users(self) -> list[User]:
        """Return all whose history it keeps."""
        data, _ = await self._ask("get_users")
        listed = rows({"users": data}, "users", WHAT)
        return [
            User(str(number), text(each, "friendly_name") or text(each, "username"))
            for each in listed
            if (number := whole(each, "user_id")) is not None
        ]

    async def page(self, user: str, kind: str, start: int, length: int) -> Page:
        """Return rows of a user's history of a kind, "movie" or "episode", what ended last first."""
        query = {
            "user_id": user,
            "media_type": kind,
            "grouping": "0",
            "include_activity": "0",
            "order_column": "stopped",
            "order_dir": "desc",
            "start": str(start),
            "length": str(length),
        }
        data, skew = await self._ask("get_history", query)
        told = thing(data, WHAT)
        total = whole(told, "recordsFiltered")
        # Without its database it answers well, and tells of nothing.
        if total is None or told.get("error") or not isinstance(told.get("data"), list):
            raise OddAnswer(account=WHAT)
        return Page(rows=tuple(rows(told, "data", WHAT)), total=total, skew=skew)

    async def history(self, user: str, kind: str) -> Page:
        """Return all rows of a kind. Raises OddAnswer where they are not as many as it says."""
        found: dict[int, Raw] = {}
        page: Page | None = None
        for number in range(_MOST_PAGES):
            before = page
            page = await self.page(user, kind, number * PAGE, PAGE)
            if before is not None and page.total != before.total:
                raise OddAnswer(f"{WHAT} gives a history that changes while it is read.", account=WHAT)
            for each in page.rows:
                row = whole(each, "row_id") or whole(each, "id")
                if not row:
                    raise OddAnswer(account=WHAT)
                found[row] = each
            if (number + 1) * PAGE >= page.total or not page.rows:
                break
        if page is None or len(found) != page.total:
            said = f"{WHAT} gives {len(found)} entries of the history, and has another number of them."
            raise OddAnswer(said, account=WHAT)
        return Page(rows=tuple(found.values()), total=page.total, skew=page.skew)

    async def metadata(self, key: str) -> Raw:
        """Return what Plex says of an item, an empty object of one that is no longer there."""
        data, _ = await self._ask("get_metadata", {"rating_key": key})
        return thing(data, WHAT)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()

    async def _ask(self, command: str, query: Mapping[str, str] | None = None) -> tuple[object, timedelta]:
        asked = {"apikey": self._key, "cmd": command, **(query or {})}
        before = datetime.now(UTC)
        fetched = await self._http.bytes("GET", "/api/v2", query=asked)
        skew = clock_skew(before, fetched.date, datetime.now(UTC))
        answer = inside(thing(parsed(fetched.content, WHAT), WHAT), "response")
        if text(answer, "result") != "success":
            said = text(answer, "message").casefold()
            if "apikey" in said:
                raise LoginRejected(account=WHAT)
            if not answer:
                raise OddAnswer(account=WHAT)
            raise Unreachable(f"{WHAT} cannot do {command}.", what=WHAT, status="error")
        return answer.get("data"), skew


def client_of(context: Context) -> Client:
    """Return the account's client, the same one as long as its settings are. Raises NotConfigured."""
    mark = fingerprint({name: context.settings.get(name, "") for name in ("url", "api_key", "verify_tls")})
    return context.connections.shared(context.account_id, mark, lambda: Client(context))
