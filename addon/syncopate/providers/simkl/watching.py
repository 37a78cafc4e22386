"""Capability WATCHING: what a user watched, rated and plans to watch."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime

from syncopate.domain.link import WatchOperation
from syncopate.domain.watch import Feature
from syncopate.errors import SyncopateError
from syncopate.providers._tracker.cursors import shared_by
from syncopate.providers._tracker.notes import Notes
from syncopate.providers._tracker.outcomes import failed, unread
from syncopate.providers.capability import Context, Health
from syncopate.providers.simkl.client import WHAT, Client, client_of
from syncopate.providers.simkl.reading import read_library
from syncopate.providers.simkl.writing import write_all
from syncopate.providers.watching import ReadEnd, ReadPart, Wanted, WatchOutcome

FEATURES = frozenset({Feature.HISTORY, Feature.RATINGS, Feature.WATCHLIST})


def create(context: Context) -> SimklWatching:
    """Make the reader and writer of an account."""
    return SimklWatching(context)


class SimklWatching:
    """An account; fulfils WatchAccount."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def check(self) -> Health:
        """Tell whether the login is taken."""
        try:
            return await self._client().health()
        except SyncopateError as error:
            return Health(ok=False, reason=error.key, detail=error.detail)

    async def read(self, wanted: Wanted) -> AsyncIterator[ReadPart | ReadEnd]:
        """Yield one part for all that is wanted, which lies in one library, and the end."""
        features = wanted.features & FEATURES
        if not features:
            yield ReadEnd()
            return
        cursor = None if wanted.whole else shared_by(features, wanted.cursors)
        try:
            client = self._client()
        except SyncopateError as error:
            yield ReadPart(features=features, whole=False, missing=unread(error))
            yield ReadEnd()
            return
        notes = Notes(WHAT, datetime.now(UTC) + client.skew)
        yield await read_library(client, features, cursor, notes)
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
