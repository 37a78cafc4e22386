"""Writes to the server: what is there is read first, and what became of it after, together for all.

So nothing is written that is so already, and a write whose answer was lost is found done, or is in doubt.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from syncopate.domain.link import WatchOperation
from syncopate.errors import LoginRejected, NotFound, RateLimited, SyncopateError, Unreachable
from syncopate.providers.answering import silence
from syncopate.providers.plex.client import Client
from syncopate.providers.plex.listing import by_keys
from syncopate.providers.plex.parse_titles import Video
from syncopate.providers.plex.wire import Query
from syncopate.providers.watching import Became, WatchOutcome

LIBRARY: Query = (("identifier", "com.plexapp.plugins.library"),)
_STOPS = (LoginRejected, RateLimited)
"""What the next write would meet as well."""


@dataclass(slots=True)
class _Writing:
    """One operation: the items it is written to, those that got it, and the first thing that went wrong."""

    operation: WatchOperation
    items: list[Video]
    wrote: list[Video] = field(default_factory=list)
    error: SyncopateError | None = None


class Writer(ABC):
    """Writes operations of one action."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def write(self, operations: Sequence[WatchOperation]) -> list[WatchOutcome]:
        """Write them, and return what became of each."""
        keys = {key for one in operations for key in one.keys if key.isdecimal()}
        try:
            await self._client.people.certain()
            before = await by_keys(self._client, keys)
        except SyncopateError as error:
            return [_failed(error)] * len(operations)
        writings = [_Writing(one, list(_placements(one, before))) for one in operations]
        stop: SyncopateError | None = None
        for one in writings:
            if stop is None:
                await self._put(one)
                stop = one.error if isinstance(one.error, _STOPS) else None
            elif one.items and not all(self.holds(each, one.operation) for each in one.items):
                one.error = stop
        return await self._outcomes(writings)

    @abstractmethod
    def holds(self, video: Video, operation: WatchOperation) -> bool:
        """Tell whether an item says already what is to be written."""

    @abstractmethod
    async def put(self, video: Video, operation: WatchOperation) -> None:
        """Write to one item."""

    async def _put(self, writing: _Writing) -> None:
        for item in tuple(writing.items):
            if self.holds(item, writing.operation):
                continue
            try:
                await self.put(item, writing.operation)
            except NotFound:
                writing.items.remove(item)
                continue
            except SyncopateError as error:
                writing.error = error
            writing.wrote.append(item)
            if writing.error is not None:
                return

    async def _outcomes(self, writings: Sequence[_Writing]) -> list[WatchOutcome]:
        keys = {item.key for one in writings for item in one.wrote}
        after: Mapping[str, Video] | None = {}
        if keys:
            try:
                after = await by_keys(self._client, keys)
            except SyncopateError:
                after = None
        return [self._outcome(one, after) for one in writings]

    def _outcome(self, one: _Writing, after: Mapping[str, Video] | None) -> WatchOutcome:
        if not one.items:
            return WatchOutcome(Became.UNRESOLVED)
        if not one.wrote:
            return WatchOutcome(Became.UNCHANGED) if one.error is None else _failed(one.error)
        if after is None:
            return WatchOutcome(Became.APPLIED) if one.error is None else _lost(one.error)
        if self._is_kept(one, after):
            return WatchOutcome(Became.APPLIED)
        if one.error is not None:
            return _lost(one.error)
        return WatchOutcome(
            Became.FAILED, Unreachable.key, "Plex answered that it was done, and it is not so."
        )

    def _is_kept(self, one: _Writing, after: Mapping[str, Video]) -> bool:
        """Tell whether all items say what was to be written; what is gone meanwhile says nothing."""
        now = [after.get(item.key) if item in one.wrote else item for item in one.items]
        there = [item for item in now if item is not None]
        return bool(there) and all(self.holds(item, one.operation) for item in there)


def _placements(operation: WatchOperation, there: Mapping[str, Video]) -> Iterator[Video]:
    """Give the items of an operation, one of those that are the same to the server.

    What is said of one film is said of it in all libraries: written twice, it would count as seen twice.
    """
    seen: set[str] = set()
    for key in operation.keys:
        found = there.get(key)
        if found is not None and found.guid not in seen:
            seen.add(found.guid)
            yield found


def _failed(error: SyncopateError) -> WatchOutcome:
    return WatchOutcome(Became.FAILED, error.key, error.detail)


def _lost(error: SyncopateError) -> WatchOutcome:
    """Return what became of a write that went wrong, and is not seen to be done."""
    if silence(error):
        return WatchOutcome(Became.IN_DOUBT, error.key, error.detail)
    return _failed(error)
