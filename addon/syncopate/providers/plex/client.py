"""Talks to one account's server: finds it, keeps its tokens, asks in threads. One for each account."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

from syncopate.domain.watch import Title
from syncopate.errors import LoginLacksRights, LoginRejected, NotFound, OddAnswer, SyncopateError
from syncopate.providers.answering import Failure, slow_down
from syncopate.providers.blocking import RefusedError
from syncopate.providers.capability import Context, Health
from syncopate.providers.connections import Remembered, fingerprint
from syncopate.providers.http import tried
from syncopate.providers.manifest import RateLimit
from syncopate.providers.pace import Pace
from syncopate.providers.plex import parse
from syncopate.providers.plex.account import PlexAccount, account_of, headers_of
from syncopate.providers.plex.discover import DISCOVER, Discover
from syncopate.providers.plex.fields import WHAT, Raw
from syncopate.providers.plex.manifest import MANIFEST
from syncopate.providers.plex.parse import Page, SectionState
from syncopate.providers.plex.parse_tv import Reach, Way
from syncopate.providers.plex.people import People
from syncopate.providers.plex.tv import PlexTv
from syncopate.providers.plex.ways import best_way
from syncopate.providers.plex.wire import GoneError, Line, Query, UnansweredError, Wire
from syncopate.providers.threaded import Threads

PAGE = 1000
_LIMIT = MANIFEST.rate_limit or RateLimit(requests=100, seconds=1.0, concurrency=2)
_HEALTH_SECONDS = 300.0
_DAY_SECONDS = 86_400.0


def client_of(context: Context) -> Client:
    """Return the account's client. Raises NotConfigured."""
    account = account_of(context)
    return context.connections.shared(
        context.account_id,
        fingerprint(context.settings),
        lambda: Client(account, context.endpoint(DISCOVER)),
    )


class Client:
    """Asks the server. Every method raises Unreachable or what is below it, NotFound for what is not there.

    `user` is whose eyes it is seen with, None: the account's own.
    """

    def __init__(self, account: PlexAccount, discover: str = DISCOVER) -> None:
        self.account = account
        self.machine = account.server
        self.sought: set[tuple[str, str]] = set()
        """Files looked for in vain in all of a section, by section and path."""
        self.named: dict[str, Title | None] = {}
        """Titles of Plex Discover, by its keys, with what others call them."""
        self.said: set[str] = set()
        """What the log was told once, and need not be told again."""
        self._tv = PlexTv(account.client_identifier)
        self.people = People(account, self._tv)
        self.discover = Discover(account, discover)
        headers = headers_of(account.client_identifier)
        self._wire = Wire(headers, account.server, verify_tls=account.verify_tls)
        self._threads = Threads("plex", WHAT)
        self._slots = asyncio.Semaphore(_LIMIT.concurrency)
        self._pace = Pace(_LIMIT, WHAT)
        self._address: str | None = None
        self._finding = asyncio.Lock()
        self._health = Remembered[Health](_HEALTH_SECONDS, lambda health: health.ok)
        self._rules = Remembered[bool](_DAY_SECONDS)

    async def check(self) -> Health:
        """Tell whether the server answers and takes the login."""
        return await self._health.get(self._look)

    async def read[T](
        self, path: str, made_of: Callable[[object], T], query: Query = (), *, user: str | None = None
    ) -> T:
        """Return what `made_of` makes of an answer; it runs in the thread."""
        return await self._ask(
            user, lambda line: made_of(self._wire.json(line, path, query, {})[0]), reads=True
        )

    async def told[T](
        self, path: str, made_of: Callable[[object, datetime | None], T], query: Query = ()
    ) -> T:
        """Return what `made_of` makes of an answer and of when it was told, by the server's clock."""
        return await self._ask(
            None, lambda line: made_of(*self._wire.json(line, path, query, {})), reads=True
        )

    async def line(self, refused: Line | None = None) -> Line:
        """Return where the server is reached, and the token it takes for the account's own user.

        `refused` is one whose token was: another is asked for once.
        """
        address, _ = await self._reach(None)
        token = await self.people.token(None)
        if refused is not None and token == refused.token:
            token = await self.people.renewed(None, token) or token
        return Line(address=address, token=token)

    def lost(self, line: Line) -> None:
        """Have the server found anew: it is not where it was."""
        if self._address == line.address:
            self._address = None

    async def page[T](
        self,
        path: str,
        each: Callable[[Raw], T],
        query: Query = (),
        *,
        start: int,
        size: int = PAGE,
        user: str | None = None,
    ) -> Page[T]:
        """Return a part of a list. Raises OddAnswer when it is not as long as its total says."""
        part = {"X-Plex-Container-Start": str(start), "X-Plex-Container-Size": str(size)}
        found = await self._ask(
            user, lambda line: parse.page(self._wire.json(line, path, query, part)[0], each), reads=True
        )
        wanted = max(min(size, found.total - start), 0)
        if len(found.items) != wanted or (wanted and found.start != start):
            given = f"{WHAT} gives {len(found.items)} items from place {start} on"
            raise OddAnswer(f"{given}, though it says that there are {found.total}.", account=WHAT)
        return found

    async def every[T](
        self, path: str, each: Callable[[Raw], T], query: Query = (), *, user: str | None = None
    ) -> tuple[T, ...]:
        """Return a whole list. Raises OddAnswer when it changes meanwhile."""
        page = await self.page(path, each, query, start=0, user=user)
        items = [*page.items]
        while len(items) < page.total:
            before = page.total
            page = await self.page(path, each, query, start=len(items), user=user)
            if page.total != before:
                raise OddAnswer(f"{WHAT} changed the list while it was read.", account=WHAT)
            items += page.items
        return tuple(items)

    async def write(
        self,
        method: str,
        path: str,
        query: Query = (),
        *,
        user: str | None = None,
        body: bytes | None = None,
    ) -> Mapping[str, str]:
        """Do something, once, and return the attributes of what the server tells about it."""
        return await self._ask(
            user, lambda line: self._wire.write(line, method, path, query, body), reads=False
        )

    async def picture(self, path: str, query: Query = ()) -> tuple[bytes, str]:
        """Return a picture and its media type."""
        return await self._ask(None, lambda line: self._wire.picture(line, path, query), reads=True)

    async def sections(self) -> tuple[SectionState, ...]:
        """Return the sections that hold music."""
        return await self.told("/library/sections", parse.sections)

    async def video_sections(self) -> tuple[SectionState, ...]:
        """Return the sections that hold films or shows, in the server's order."""
        return await self.told(
            "/library/sections", lambda answer, at: parse.sections(answer, at, parse.VIDEOS)
        )

    async def section(self, key: str) -> SectionState:
        """Return one of them. Raises NotFound."""
        found = next((one for one in await self.sections() if one.key == key), None)
        if found is None:
            raise NotFound(f"There is no music library {key} on this Plex server.", what="section", id=key)
        return found

    @property
    def address(self) -> str | None:
        """The address the server was found at last, None before that."""
        return self._address or self.account.address or None

    async def rules(self) -> bool:
        """Tell whether the server takes the account's own user for its owner: others hear of no accounts."""
        return await self._rules.get(self._look_for_accounts)

    async def close(self) -> None:
        """Close the connections; what waits in a thread ends by its time-out, and nobody waits for it."""
        self._threads.close()
        self._wire.close()
        await self._tv.close()
        await self.discover.close()

    async def _look_for_accounts(self) -> bool:
        try:
            await self.read("/accounts", parse.container)
        except LoginLacksRights, LoginRejected, NotFound:
            return False
        return True

    async def _look(self) -> Health:
        try:
            await self.read("/", parse.machine)
        except SyncopateError as error:
            return Health(ok=False, reason=error.key, detail=error.detail)
        return Health(ok=True, detail=await self.people.trouble())

    async def _ask[T](self, user: str | None, work: Callable[[Line], T], *, reads: bool) -> T:
        """Ask; at most once the server is found anew, and at most once a token is renewed."""
        address, found_now = await self._reach(None)
        token, renewed = await self.people.token(user), False
        while True:
            try:
                return await self._once(partial(work, Line(address=address, token=token)), reads=reads)
            except UnansweredError as lost:
                if found_now or not (reads or lost.unsent):
                    raise lost.error from None
                address, found_now = (await self._reach(address))[0], True
            except LoginRejected:
                other = None if renewed else await self.people.renewed(user, token)
                if other is None:
                    raise
                token, renewed = other, True

    async def _once[T](self, work: Callable[[], T], *, reads: bool) -> T:
        """Ask once; a read that is refused is asked again as the refusal allows."""

        def failure_of(error: Exception) -> Failure | None:
            return error.failure if reads and isinstance(error, RefusedError) else None

        async with self._slots:
            try:
                return await tried(lambda: self._run(work), failure_of)
            except RefusedError as refused:
                raise refused.failure.error from None
            except GoneError:
                raise NotFound(f"{WHAT} has no such thing.", what="item") from None

    async def _run[T](self, work: Callable[[], T]) -> T:
        await self._pace.turn()
        try:
            answer = await self._threads.run(work)
        except RefusedError as refused:
            slow_down(self._pace, refused.failure)
            raise
        self._pace.well()
        return answer

    async def _reach(self, failed: str | None) -> tuple[str, bool]:
        """Return the server's address, and whether it was found just now; `failed` is one not to trust."""
        async with self._finding:
            if self._address is not None and self._address != failed:
                return self._address, False
            self._address = None
            typed = self.account.address
            ways = (Way(Reach.LOCAL, typed),) if typed else (await self.people.server()).ways
            self._address = await best_way(ways, self.machine, verify_tls=self.account.verify_tls)
            return self._address, True
