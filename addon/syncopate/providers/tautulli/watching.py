"""Capability WATCHING: the history of one user, read whole when anything in it is new."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta

from syncopate.domain.link import WatchOperation
from syncopate.domain.watch import Feature
from syncopate.errors import LoginRejected, MethodNotAllowed, NotConfigured, SyncopateError
from syncopate.providers._tracker.cursors import pack, unpack
from syncopate.providers._tracker.notes import Notes
from syncopate.providers._tracker.outcomes import failed, unread
from syncopate.providers._tracker.raw import Raw, whole
from syncopate.providers.capability import Context, Health
from syncopate.providers.tautulli.client import WHAT, Client, Page, client_of
from syncopate.providers.tautulli.naming import named
from syncopate.providers.tautulli.parse import KINDS, Seen, seen
from syncopate.providers.watching import ReadEnd, ReadPart, Wanted, WatchOutcome

_HISTORY = frozenset({Feature.HISTORY})


def create(context: Context) -> TautulliWatching:
    """Make what reads a user's history."""
    return TautulliWatching(context)


class TautulliWatching:
    """The history of a user of Plex; fulfils WatchAccount, but for writing."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._user = context.settings.get("user_id", "").strip()

    async def check(self) -> Health:
        """Try the key, and whether it knows the user."""
        try:
            await self._hold_to_user(client_of(self._context))
        except SyncopateError as error:
            return Health(ok=False, reason=error.key, detail=error.detail)
        return Health(ok=True)

    async def read(self, wanted: Wanted) -> AsyncIterator[ReadPart | ReadEnd]:
        """Yield one part, and the end."""
        if Feature.HISTORY not in wanted.features:
            yield ReadEnd()
            return
        reading = _Reading(self._context, wanted)
        try:
            client = client_of(self._context)
            await self._hold_to_user(client)
            part = await reading.part(client, self._user)
        except SyncopateError as error:
            part = ReadPart(features=_HISTORY, missing=unread(error))
        yield part
        yield ReadEnd(skew=reading.skew, problems=reading.notes.problems)

    async def write(self, operations: Sequence[WatchOperation]) -> Sequence[WatchOutcome]:
        """Write nothing: it only notes what was watched by Plex."""
        error = MethodNotAllowed("Tautulli tells what was watched, and takes nothing in.", method="Writing")
        return [failed(error)] * len(operations)

    async def _hold_to_user(self, client: Client) -> None:
        """Find out whether the user is known: of others it tells an empty history. Raises LoginRejected."""
        if not self._user:
            raise NotConfigured("Choose whose history it is.", what="tautulli.user_id")
        if self._user not in {each.number for each in await client.users()}:
            raise LoginRejected("Tautulli no longer knows the user of this account.", account=WHAT)


class _Reading:
    """One read; `notes` and `skew` are what came up in it."""

    def __init__(self, context: Context, wanted: Wanted) -> None:
        self._storage = context.storage
        self._whole = wanted.whole
        self._before = None if wanted.whole else unpack(wanted.cursors.get(Feature.HISTORY))
        self.skew = timedelta()
        self.notes = Notes(WHAT, datetime.now(UTC))

    async def part(self, client: Client, user: str) -> ReadPart:
        """Return all of a history, or that it is as long as it was, with the same end. Raises Unreachable."""
        if self._before is not None and await self._state(client, user) == dict(self._before):
            return ReadPart(features=_HISTORY, whole=False, cursor=pack(self._before))
        state: dict[str, object] = {"user": user}
        found: list[Seen] = []
        for kind, name in KINDS.items():
            page = await client.history(user, name)
            self.skew = page.skew
            state[name] = _mark(page)
            found += seen(page.rows, kind, self.notes)
        ids = await named(client, self._storage, {each.asked for each in found}, anew=self._whole)
        return ReadPart(
            features=_HISTORY, records=tuple(each.record(ids) for each in found), cursor=pack(state)
        )

    async def _state(self, client: Client, user: str) -> Raw:
        """Return how long the history is, and how it ends. Raises Unreachable."""
        state: dict[str, object] = {"user": user}
        for name in KINDS.values():
            page = await client.page(user, name, 0, 1)
            self.skew = page.skew
            state[name] = _mark(page)
        return state


def _mark(page: Page) -> list[int]:
    """Return how many rows there are, and which of them ended last."""
    last = page.rows[0] if page.rows else {}
    return [page.total, whole(last, "row_id") or whole(last, "id") or 0, whole(last, "stopped") or 0]
