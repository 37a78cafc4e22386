"""Capability WATCHING: what the account's own user has seen, begun, rated, wants to see; collections."""

from collections.abc import AsyncIterator, Mapping, Sequence

from syncopate.domain.link import Action, WatchOperation
from syncopate.domain.problem import Problem
from syncopate.domain.watch import Feature
from syncopate.errors import SyncopateError
from syncopate.providers.capability import Context, Health
from syncopate.providers.plex.client import Client, client_of
from syncopate.providers.plex.history import UnwatchWriter, WatchWriter
from syncopate.providers.plex.list_reading import ListReader
from syncopate.providers.plex.list_writing import ListWriter
from syncopate.providers.plex.progress import PlaceWriter, UnplaceWriter
from syncopate.providers.plex.ratings import RateWriter, UnrateWriter
from syncopate.providers.plex.reading import StateReader
from syncopate.providers.plex.reading_cursor import Cursor, cursor_in
from syncopate.providers.plex.sessions import playing
from syncopate.providers.plex.watchlist import Watchlist
from syncopate.providers.plex.writing import Writer
from syncopate.providers.watching import ReadEnd, ReadPart, Unread, Wanted, WatchOutcome

_ON_SERVER = frozenset({Feature.HISTORY, Feature.PROGRESS, Feature.RATINGS})
_WRITERS: Mapping[Action, type[Writer]] = {
    Action.WATCH: WatchWriter,
    Action.UNWATCH: UnwatchWriter,
    Action.PLACE: PlaceWriter,
    Action.UNPLACE: UnplaceWriter,
    Action.RATE: RateWriter,
    Action.UNRATE: UnrateWriter,
}


def create(context: Context) -> PlexWatching:
    """Make what reads and writes an account's watch state. Raises NotConfigured."""
    return PlexWatching(client_of(context))


class PlexWatching:
    """The watch state of an account's own user on one server, and at Plex; fulfils WatchAccount."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def check(self) -> Health:
        """Tell whether the server answers and takes the login, and that it is the user's."""
        health = await self._client.check()
        if not health.ok:
            return health
        try:
            await self._client.people.certain()
        except SyncopateError as error:
            return Health(ok=False, reason=error.key, detail=error.detail)
        return health

    async def read(self, wanted: Wanted) -> AsyncIterator[ReadPart | ReadEnd]:
        """Yield what was seen on the server, the watchlist and lists as a part each, and a ReadEnd last."""
        end, problems = ReadEnd(), list[Problem]()
        if features := wanted.features & _ON_SERVER:
            part, end = await self._on_server(features, wanted)
            problems += end.problems
            yield part
        if Feature.WATCHLIST in wanted.features:
            cursor = None if wanted.whole else wanted.cursors.get(Feature.WATCHLIST)
            listed, odd = await Watchlist(self._client).read(cursor)
            problems += odd
            yield listed
        if Feature.LISTS in wanted.features:
            cursor = None if wanted.whole else wanted.cursors.get(Feature.LISTS)
            collected, odd = await ListReader(self._client).read(cursor)
            problems += odd
            yield collected
        yield ReadEnd(playing=end.playing, skew=end.skew, problems=tuple(problems))

    async def write(self, operations: Sequence[WatchOperation]) -> Sequence[WatchOutcome]:
        """Write operations of one action, and return what became of each."""
        if not operations:
            return []
        action = operations[0].action
        if (writer := _WRITERS.get(action)) is not None:
            return await writer(self._client).write(operations)
        if action in {Action.ENLIST, Action.DELIST}:
            return await ListWriter(self._client).write(operations)
        return await Watchlist(self._client).write(operations)

    async def _on_server(self, features: frozenset[Feature], wanted: Wanted) -> tuple[ReadPart, ReadEnd]:
        try:
            found = await StateReader(self._client, features).read(_cursor(features, wanted))
        except SyncopateError as error:
            unread = Unread(error.key, error.detail, error.placeholders)
            return ReadPart(features=features, missing=unread), ReadEnd()
        part = ReadPart(
            features=features,
            records=found.records,
            whole=found.whole,
            gone=found.gone,
            cursor=found.cursor,
        )
        now = await playing(self._client) if features & {Feature.HISTORY, Feature.PROGRESS} else frozenset()
        return part, ReadEnd(playing=now, skew=found.skew, problems=found.problems)


def _cursor(features: frozenset[Feature], wanted: Wanted) -> Cursor | None:
    """Return where to go on: where all that is wanted was read together."""
    told = {wanted.cursors.get(feature) for feature in features}
    if wanted.whole or len(told) != 1:
        return None
    return cursor_in(told.pop())
