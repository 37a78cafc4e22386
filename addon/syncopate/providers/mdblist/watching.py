"""Capability WATCHING: what a user watched, rated and wants to watch."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime

from syncopate.domain.link import WatchOperation
from syncopate.errors import SyncopateError
from syncopate.providers._tracker.notes import Notes
from syncopate.providers._tracker.outcomes import failed, unread
from syncopate.providers.capability import Context, Health
from syncopate.providers.mdblist.client import WHAT, Client, client_of
from syncopate.providers.mdblist.reading import PATHS, read_parts
from syncopate.providers.mdblist.writing import write_all
from syncopate.providers.watching import ReadEnd, ReadPart, Wanted, WatchOutcome


def create(context: Context) -> MdblistWatching:
    """Make the reader and writer of an account."""
    return MdblistWatching(context)


class MdblistWatching:
    """An account; fulfils WatchAccount."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def check(self) -> Health:
        """Tell whether the key is taken."""
        try:
            return await self._client().health()
        except SyncopateError as error:
            return Health(ok=False, reason=error.key, detail=error.detail)

    async def read(self, wanted: Wanted) -> AsyncIterator[ReadPart | ReadEnd]:
        """Yield a part for each feature, and the end."""
        features = wanted.features & PATHS.keys()
        if not features:
            yield ReadEnd()
            return
        try:
            client = self._client()
        except SyncopateError as error:
            yield ReadPart(features=features, whole=False, missing=unread(error))
            yield ReadEnd()
            return
        notes = Notes(WHAT, datetime.now(UTC) + client.skew)
        async for part in read_parts(client, wanted, notes):
            yield part
        yield ReadEnd(skew=client.skew, problems=notes.problems)

    async def write(self, operations: Sequence[WatchOperation]) -> Sequence[WatchOutcome]:
        """Write operations of one action; each is safely written again where nobody knows whether it was."""
        try:
            client = self._client()
        except SyncopateError as error:
            return [failed(error)] * len(operations)
        return await write_all(client, operations) if operations else []

    def _client(self) -> Client:
        return client_of(self._context)
