"""Capability WATCHING, as far as both servers are alike."""

from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing

from syncopate.domain.link import WatchOperation, WatchOutcome
from syncopate.domain.reading import ReadEnd, ReadPart
from syncopate.domain.watch import WatchRules
from syncopate.providers._mediabrowser.marking import Marking
from syncopate.providers._mediabrowser.talk import Talk
from syncopate.providers._mediabrowser.watch_reading import Reading
from syncopate.providers._mediabrowser.watch_writing import Writing
from syncopate.providers.capability import Health
from syncopate.providers.watching import Wanted


class Watching[T: Talk]:
    """One user's films and shows; fulfils WatchAccount."""

    def __init__(self, marking: Marking[T], rules: WatchRules) -> None:
        self._marking = marking
        self._talk = marking.talk
        self._rules = rules

    async def check(self) -> Health:
        """Tell whether the account works."""
        return await self._talk.health()

    async def read(self, wanted: Wanted) -> AsyncIterator[ReadPart | ReadEnd]:
        """Yield what the user has seen, is in the middle of, likes and rates."""
        ours = Wanted(
            features=wanted.features & self._rules.features, cursors=wanted.cursors, whole=wanted.whole
        )
        if not ours.features:
            yield ReadEnd()
            return
        reading = Reading(self._talk, self._marking.listing, ours)
        async with aclosing(reading.run()) as parts:
            async for part in parts:
                yield part

    async def write(self, operations: Sequence[WatchOperation]) -> Sequence[WatchOutcome]:
        """Write, item by item."""
        return await Writing(self._marking).write(operations)
