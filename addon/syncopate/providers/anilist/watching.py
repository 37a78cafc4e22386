"""Capability WATCHING: scores, and what is on the planning list.

Each read is a whole one, of a request for each 500 entries: nobody tells of entries that are gone.
"""

import re
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime

from syncopate.domain.link import Action, WatchOperation
from syncopate.domain.watch import Feature, MediaType, Rating, Title, TitleId, TitleIdKind
from syncopate.errors import InvalidInput, NotFound, SyncopateError
from syncopate.providers._tracker.notes import Notes
from syncopate.providers._tracker.outcomes import (
    APPLIED,
    UNCHANGED,
    failed,
    in_the_way,
    unread,
    unresolved,
)
from syncopate.providers._tracker.raw import Raw, inside, whole
from syncopate.providers.anilist.client import WHAT, Client, client_of
from syncopate.providers.anilist.parse import PLANNING, Entry, entry_of, kind_of, record_of, score_of
from syncopate.providers.capability import Context, Health
from syncopate.providers.watching import ReadEnd, ReadPart, Wanted, WatchOutcome

_FEATURES = frozenset({Feature.RATINGS, Feature.WATCHLIST})
_KEY = re.compile(r"(?:movie|show):([1-9][0-9]{0,9})")
_NAMES = {TitleIdKind.ANILIST: "id", TitleIdKind.MAL: "idMal"}
_RATED = {MediaType.MOVIE: "COMPLETED", MediaType.SHOW: "CURRENT"}
"""Where an anime is put that is rated and on no list: the least that can be said of it."""


def create(context: Context) -> AnilistWatching:
    """Make what reads and writes a user's lists."""
    return AnilistWatching(context)


class AnilistWatching:
    """A user of AniList; fulfils WatchAccount."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def check(self) -> Health:
        """Try the token."""
        try:
            await client_of(self._context).check()
        except SyncopateError as error:
            return Health(ok=False, reason=error.key, detail=error.detail)
        return Health(ok=True)

    async def read(self, wanted: Wanted) -> AsyncIterator[ReadPart | ReadEnd]:
        """Yield one part for both, and the end."""
        features, notes = wanted.features & _FEATURES, Notes(WHAT, datetime.now(UTC))
        if features:
            yield await self._part(features, notes)
        yield ReadEnd(problems=notes.problems)

    async def _part(self, features: frozenset[Feature], notes: Notes) -> ReadPart:
        try:
            entries = await client_of(self._context).entries()
            records = [record_of(each, features, notes) for each in entries]
        except SyncopateError as error:
            return ReadPart(features=features, missing=unread(error))
        return ReadPart(features=features, records=tuple(each for each in records if each is not None))

    async def write(self, operations: Sequence[WatchOperation]) -> Sequence[WatchOutcome]:
        """Write one after the other; once the service is out of reach the rest is not tried."""
        outcomes: list[WatchOutcome] = []
        try:
            client = client_of(self._context)
            for each in operations:
                outcomes += [await _written(client, each)]
        except SyncopateError as error:
            # Each write sets what shall be, and may be sent again: what is in doubt is written anew.
            outcomes += [failed(error)] * (len(operations) - len(outcomes))
        return outcomes


async def _written(client: Client, operation: WatchOperation) -> WatchOutcome:
    """Write one, and return what became of it. Raises Unreachable, NotConfigured: then others fail too."""
    try:
        media = await _found(client, operation)
        if media is None:
            return unresolved(f"{WHAT} has no anime with these ids.")
        return await _set(client, media, operation)
    except NotFound as error:
        return unresolved(error.detail)
    except InvalidInput as error:
        return failed(error)


async def _found(client: Client, operation: WatchOperation) -> Raw | None:
    """Return the anime that is written to, None where the title's ids name none, or one of another kind."""
    for key in operation.keys:
        found = _KEY.fullmatch(key)
        if found is not None:
            return await client.media("id", int(found[1]))
    for kind, name in _NAMES.items():
        number = _only(operation.title, kind)
        if number is None:
            continue
        media = await client.media(name, number)
        return media if kind_of(media) is operation.title.type else None
    return None


async def _set(client: Client, media: Raw, operation: WatchOperation) -> WatchOutcome:
    """Write to one anime. Raises as `_written`, InvalidInput for what is neither score nor list."""
    entry = entry_of(inside(media, "mediaListEntry"))
    match operation.action, operation.value:
        case Action.RATE, Rating(value=value):
            return await _score(client, media, entry, score_of(value))
        case Action.UNRATE, _:
            return await _score(client, media, entry, 0)
        case Action.LIST, _:
            return await _list(client, media, entry)
        case Action.UNLIST, _:
            return await _unlist(client, entry)
        case _:
            raise InvalidInput(f"{WHAT} cannot keep that.")


async def _score(client: Client, media: Raw, entry: Entry | None, score: int) -> WatchOutcome:
    """Set a score of a hundred, 0: none."""
    if (0 if entry is None else entry.score) == score:
        return UNCHANGED
    status = _RATED[kind_of(media) or MediaType.SHOW] if entry is None else None
    await client.save(whole(media, "id") or 0, status=status, score=score)
    return APPLIED


async def _list(client: Client, media: Raw, entry: Entry | None) -> WatchOutcome:
    """Put it on the planning list, unless it is on another one."""
    if entry is None:
        await client.save(whole(media, "id") or 0, status=PLANNING)
        return APPLIED
    if entry.status == PLANNING:
        return UNCHANGED
    return in_the_way("It is on another list at AniList, which it would be taken off.")


async def _unlist(client: Client, entry: Entry | None) -> WatchOutcome:
    """Take it off the planning list, and with that away, unless more than that is said of it."""
    if entry is None or entry.status != PLANNING:
        return UNCHANGED
    if not entry.bare:
        return in_the_way("It has a score, notes or progress at AniList, which would be lost.")
    await client.delete(entry.number)
    return APPLIED


def _only(title: Title, kind: TitleIdKind) -> int | None:
    """Return the id of a kind, None where there is none, or several."""
    told: set[TitleId] = {each for each in title.ids if each.kind is kind}
    value = told.pop().value if len(told) == 1 else ""
    return int(value) if value.isascii() and value.isdigit() and int(value) else None
