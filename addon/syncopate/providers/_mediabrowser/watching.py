"""Capability WATCHING, as far as both servers are alike."""

from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import replace

from syncopate.domain.link import Action, WatchOperation, WatchOutcome
from syncopate.domain.reading import ReadEnd, ReadPart
from syncopate.domain.watch import Feature, WatchRules
from syncopate.providers._mediabrowser.list_reading import ListReading
from syncopate.providers._mediabrowser.list_writing import ListWriting
from syncopate.providers._mediabrowser.marking import Marking
from syncopate.providers._mediabrowser.talk import Talk
from syncopate.providers._mediabrowser.watch_reading import Reading
from syncopate.providers._mediabrowser.watch_writing import Writing
from syncopate.providers.capability import Health
from syncopate.providers.watching import Wanted

_LISTS = frozenset({Feature.LISTS})


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
        """Yield what the user has seen, is in the middle of, likes and rates as a part, lists as another."""
        features = wanted.features & self._rules.features
        ours = Wanted(features=features - _LISTS, cursors=wanted.cursors, whole=wanted.whole)
        end = ReadEnd()
        if ours.features:
            reading = Reading(self._talk, self._marking.listing, ours)
            async with aclosing(reading.run()) as parts:
                async for part in parts:
                    if isinstance(part, ReadEnd):
                        end = part
                    else:
                        yield part
        if features & _LISTS:
            cursor = None if wanted.whole else wanted.cursors.get(Feature.LISTS)
            collected, told = await ListReading(self._talk, self._marking.listing, cursor).run()
            yield collected
            end = replace(end, skew=end.skew or told.skew, problems=(*end.problems, *told.problems))
        yield end

    async def write(self, operations: Sequence[WatchOperation]) -> Sequence[WatchOutcome]:
        """Write, item by item; what goes into a collection together."""
        if operations and operations[0].action in {Action.ENLIST, Action.DELIST}:
            return await ListWriting(self._talk, self._marking.listing).write(operations)
        return await Writing(self._marking).write(operations)
