"""Films and shows put into collections and taken out of them, those of one collection together.

A collection is of one section: where a title is in several, each has one of that name. It is made with the
first title that is put in. With the last one that is taken out the server lets go of it; else it stays.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from syncopate.domain.link import Action, WatchOperation
from syncopate.domain.watch import MediaType
from syncopate.errors import InvalidInput, LoginRejected, NotFound, RateLimited, SyncopateError, Unreachable
from syncopate.providers.membership import ListWork, failed, outcome_of
from syncopate.providers.plex.client import Client
from syncopate.providers.plex.collecting import KINDS, VideoCollection, collections_in, members_of
from syncopate.providers.plex.keeping import uri_of
from syncopate.providers.plex.listing import by_keys
from syncopate.providers.plex.parse_titles import Video
from syncopate.providers.watching import Became, WatchOutcome

_TYPES = {MediaType.MOVIE: "1", MediaType.SHOW: "2"}
_STOPS = (LoginRejected, RateLimited)
"""What the next write would meet as well."""
_SMART = "It is a smart collection: what is in it its filter says, and nobody can put anything into it."
_NOT_KEPT = Unreachable("Plex answered that it was done, and it is not so.")
_UNRESOLVED = WatchOutcome(Became.UNRESOLVED)


@dataclass(frozen=True, slots=True)
class _Spot:
    """A list as it is on the server: collections of one name, of one kind of titles, in one section."""

    section: str
    kind: MediaType
    name: str


@dataclass(frozen=True, slots=True)
class _State:
    """Collections of one name, and what is in any of them."""

    plain: Mapping[VideoCollection, frozenset[str]]
    smart: bool

    @property
    def members(self) -> frozenset[str]:
        """Return the keys of all that is in them."""
        return frozenset[str]().union(*self.plain.values())


class ListWriter:
    """Writes for one account; only the owner of a server may."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._stop: SyncopateError | None = None

    async def write(self, operations: Sequence[WatchOperation]) -> list[WatchOutcome]:
        """Write operations of one action, of any collections, and return what became of each."""
        keys = {key for one in operations for key in one.keys if key.isdecimal()}
        try:
            there = await by_keys(self._client, keys)
        except SyncopateError as error:
            return [failed(error)] * len(operations)
        puts = operations[0].action is Action.ENLIST
        found: dict[int, list[WatchOutcome]] = {}
        for spot, work in _sorted(operations, there).items():
            for place, outcome in zip(work.keys, await self._done(spot, work, puts=puts), strict=True):
                found.setdefault(place, []).append(outcome)
        return [_together(found.get(place, ())) for place in range(len(operations))]

    async def _done(self, spot: _Spot, work: ListWork, *, puts: bool) -> Sequence[WatchOutcome]:
        """Do what is to be done in one place, and return what became of each operation there."""
        try:
            if self._stop is not None:
                raise self._stop
            before = await self._state(spot)
            error = await (self._put if puts else self._take)(spot, before, work)
        except SyncopateError as refused:
            self._noted(refused)
            return [failed(refused)] * len(work.keys)
        if work.is_done(before.members, puts=puts):
            return [WatchOutcome(Became.UNCHANGED)] * len(work.keys)
        try:
            after = await self._state(spot)
        except SyncopateError:
            after = None
        members = None if after is None else after.members
        return [
            outcome_of(before.members, members, keys, error, puts=puts, not_kept=_NOT_KEPT)
            for keys in work.keys.values()
        ]

    async def _put(self, spot: _Spot, there: _State, work: ListWork) -> SyncopateError | None:
        """Put titles into the collection, made where there is none; return what went wrong."""
        if there.smart and not there.plain:
            raise InvalidInput(_SMART, field="list_name")
        keys = [key for key in work.every if key not in there.members]
        uri = ("uri", uri_of(self._client.machine, keys))
        made = (
            ("type", _TYPES[spot.kind]),
            ("title", spot.name),
            ("smart", "0"),
            ("sectionId", spot.section),
        )
        into = next(iter(there.plain), None)
        try:
            if keys and into is not None:
                await self._client.write("PUT", f"{into.path}/items", (uri,))
            elif keys:
                await self._client.write("POST", "/library/collections", (*made, uri))
        except SyncopateError as refused:
            return self._noted(refused)
        return None

    async def _take(self, spot: _Spot, there: _State, work: ListWork) -> SyncopateError | None:
        """Take titles out of all collections of that name, one by one; return what went wrong."""
        del spot
        try:
            for one, members in there.plain.items():
                for key in [each for each in work.every if each in members]:
                    with suppress(NotFound):
                        await self._client.write("DELETE", f"{one.path}/items/{key}")
        except SyncopateError as refused:
            return self._noted(refused)
        return None

    def _noted(self, error: SyncopateError) -> SyncopateError:
        """Remember what the next write would meet as well."""
        if isinstance(error, _STOPS):
            self._stop = error
        return error

    async def _state(self, spot: _Spot) -> _State:
        """Return the collections of a list as they are now."""
        every = [
            one
            for one in await collections_in(self._client, spot.section)
            if one.name == spot.name and KINDS[one.of] is spot.kind
        ]
        plain: dict[VideoCollection, frozenset[str]] = {}
        for one in every:
            if not one.smart:
                with suppress(NotFound):
                    plain[one] = await members_of(self._client, one)
        return _State(plain, any(one.smart for one in every))


def _sorted(operations: Sequence[WatchOperation], there: Mapping[str, Video]) -> Mapping[_Spot, ListWork]:
    """Return what is to be done where; what is no film or show of a section is nowhere."""
    found: dict[_Spot, ListWork] = {}
    for place, operation in enumerate(operations):
        for key in operation.keys:
            record = there[key].record if key in there else None
            if record is not None and record.section is not None and record.title.type in _TYPES:
                spot = _Spot(record.section, record.title.type, operation.list_name)
                found.setdefault(spot, ListWork()).keys.setdefault(place, []).append(key)
    return found


def _together(outcomes: Sequence[WatchOutcome]) -> WatchOutcome:
    """Return what is told of an operation that was done in several places: the worst, if any was."""
    worst = (Became.FAILED, Became.APPLIED, Became.UNCHANGED)
    return next((one for became in worst for one in outcomes if one.became is became), _UNRESOLVED)
