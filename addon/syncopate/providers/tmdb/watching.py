"""Capability WATCHING: ratings and the watchlist of an account.

Each read is a whole one: nobody tells what changed, and neither the length of a list nor its first page would
tell of a rating that was changed further on.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime

from syncopate.domain.link import Action, WatchOperation
from syncopate.domain.watch import Feature, MediaType, Rating, Record
from syncopate.errors import InvalidInput, NotConfigured, NotFound, SyncopateError
from syncopate.providers._tracker.notes import Notes
from syncopate.providers._tracker.outcomes import APPLIED, UNCHANGED, failed, unread, unresolved
from syncopate.providers.capability import Context, Health
from syncopate.providers.tmdb.client import WHAT, Client, client_of
from syncopate.providers.tmdb.finding import Finder
from syncopate.providers.tmdb.parse import PATHS, Target, rated, rating_out, target_of, wanted
from syncopate.providers.watching import ReadEnd, ReadPart, Wanted, WatchOutcome

_RATINGS = {
    MediaType.MOVIE: "movie/rated",
    MediaType.SHOW: "tv/rated",
    MediaType.EPISODE: "rated/tv/episodes",
}
_WATCHLIST = {MediaType.MOVIE: "movie/watchlist", MediaType.SHOW: "tv/watchlist"}
_CHANGED = 12
"""The code of what was there before."""


def create(context: Context) -> TmdbWatching:
    """Make what reads and writes an account's ratings and watchlist."""
    return TmdbWatching(context)


class TmdbWatching:
    """An account of TMDB; fulfils WatchAccount."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def check(self) -> Health:
        """Try the login."""
        try:
            client = client_of(self._context)
            if not client.account:
                raise NotConfigured("Sign in to TMDB first.", what="tmdb.session_id")
            await client.ping()
        except SyncopateError as error:
            return Health(ok=False, reason=error.key, detail=error.detail)
        return Health(ok=True)

    async def read(self, wanted: Wanted) -> AsyncIterator[ReadPart | ReadEnd]:
        """Yield a part for the ratings, one for the watchlist, and the end."""
        notes = Notes(WHAT, datetime.now(UTC))
        for feature in (Feature.RATINGS, Feature.WATCHLIST):
            if feature in wanted.features:
                yield await self._part(feature, notes)
        yield ReadEnd(problems=notes.problems)

    async def _part(self, feature: Feature, notes: Notes) -> ReadPart:
        """Return all of one feature; what was read before it failed is not all."""
        records: list[Record] = []
        try:
            client = client_of(self._context)
            if feature is Feature.RATINGS:
                for kind, name in _RATINGS.items():
                    records += [rated(each, kind, notes) for each in await client.listing(name)]
            else:
                for kind, name in _WATCHLIST.items():
                    records += [wanted(each, kind) for each in await client.listing(name)]
        except SyncopateError as error:
            return ReadPart(features=frozenset({feature}), records=tuple(records), missing=unread(error))
        return ReadPart(features=frozenset({feature}), records=tuple(records))

    async def write(self, operations: Sequence[WatchOperation]) -> Sequence[WatchOutcome]:
        """Write one after the other; once the service is out of reach the rest is not tried."""
        outcomes: list[WatchOutcome] = []
        try:
            client = client_of(self._context)
            finder = Finder(client)
            for each in operations:
                outcomes += [await _written(client, finder, each)]
        except SyncopateError as error:
            # Each write sets what shall be, and may be sent again: what is in doubt is written anew.
            outcomes += [failed(error)] * (len(operations) - len(outcomes))
        return outcomes


async def _written(client: Client, finder: Finder, operation: WatchOperation) -> WatchOutcome:
    """Write one, and return what became of it. Raises Unreachable, NotConfigured: then others fail too."""
    try:
        targets = [found for key in operation.keys if (found := target_of(key)) is not None]
        if not targets:
            found = await finder.find(operation.title)
            if found is None:
                return unresolved(f"{WHAT} has no title with these ids.")
            targets = [found]
        done = [await _set(client, target, operation) for target in targets]
    except NotFound as error:
        return unresolved(error.detail)
    except InvalidInput as error:
        return failed(error)
    return APPLIED if any(done) else UNCHANGED


async def _set(client: Client, target: Target, operation: WatchOperation) -> bool:
    """Write to one title; return whether it was otherwise before, as far as that is told."""
    match operation.action, operation.value:
        case Action.RATE, Rating(value=value):
            await client.write("POST", f"{target.path}/rating", {"value": rating_out(value)})
            return True
        case Action.UNRATE, _:
            await client.write("DELETE", f"{target.path}/rating")
            return True
        case Action.LIST | Action.UNLIST, _ if target.kind in PATHS:
            listed = operation.action is Action.LIST
            return await client.watchlist(PATHS[target.kind], target.number, listed=listed) != _CHANGED
        case _:
            raise InvalidInput(f"{WHAT} cannot keep that.")
