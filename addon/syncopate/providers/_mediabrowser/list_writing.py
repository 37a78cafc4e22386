"""Films and shows put into collections and taken out of them, those of one collection together.

A collection is made with the first titles that are put in; one that is empty stays.
"""

from collections.abc import Mapping, Sequence
from itertools import batched

from syncopate.domain.link import Action, Became, WatchOperation, WatchOutcome
from syncopate.errors import LoginLacksRights, LoginRejected, RateLimited, SyncopateError, WriteNotKept
from syncopate.providers._mediabrowser.box_sets import BoxSet, BoxSets
from syncopate.providers._mediabrowser.talk import Talk
from syncopate.providers._mediabrowser.titles import key_of
from syncopate.providers._mediabrowser.video_lists import Listing, VideoLists
from syncopate.providers.membership import ListWork, failed, outcome_of

_KEYS = 100
"""Keys fit into an address of 8 kB, which is what servers and proxies take."""
_HELD = frozenset({"Movie", "Series"})
_REFUSED = (LoginRejected, LoginLacksRights, RateLimited)
"""What the next write would meet as well."""


type _State = Mapping[BoxSet, frozenset[str]]
"""The collections of one name, each with the keys of what is in it."""


class ListWriting:
    """Writes for one account."""

    def __init__(self, talk: Talk, listing: Listing) -> None:
        self._talk = talk
        self._lists = VideoLists(talk, listing)
        self._box_sets = BoxSets(talk, self._lists)
        self._stop: SyncopateError | None = None

    async def write(self, operations: Sequence[WatchOperation]) -> Sequence[WatchOutcome]:
        """Write operations of one action, of any lists, and return what became of each."""
        puts = operations[0].action is Action.ENLIST
        try:
            # A server takes no title at all where one of them is not there.
            rows = await self._lists.with_keys({key for one in operations for key in one.keys})
            there = frozenset(key_of(one, self._talk.what) for one in rows if one.get("Type") in _HELD)
            every = await self._box_sets.every()
        except SyncopateError as error:
            return [failed(error)] * len(operations)
        found: dict[int, WatchOutcome] = {}
        for name, work in _sorted(operations, there).items():
            of_name = [one for one in every if one.name == name]
            found |= dict(zip(work.keys, await self._done(name, of_name, work, puts=puts), strict=True))
        return [found.get(place, WatchOutcome(Became.UNRESOLVED)) for place in range(len(operations))]

    async def _done(
        self, name: str, of_name: Sequence[BoxSet], work: ListWork, *, puts: bool
    ) -> Sequence[WatchOutcome]:
        """Do what is to be done in one list, and return what became of each operation there."""
        try:
            if self._stop is not None:
                raise self._stop
            before = await self._state(of_name)
        except SyncopateError as refused:
            return [failed(refused)] * len(work.keys)
        if work.is_done(_members(before), puts=puts):
            return [WatchOutcome(Became.UNCHANGED)] * len(work.keys)
        error: SyncopateError | None = None
        try:
            await (self._put(name, before, work) if puts else self._take(before, work))
        except SyncopateError as refused:
            error, self._stop = refused, refused if isinstance(refused, _REFUSED) else None
        after = None
        if self._stop is None:
            after = await self._read_back(name)
        held, now = _members(before), None if after is None else _members(after)
        return [
            outcome_of(held, now, keys, error, puts=puts, not_kept=WriteNotKept(account=self._talk.what))
            for keys in work.keys.values()
        ]

    async def _put(self, name: str, there: _State, work: ListWork) -> None:
        """Put titles into the list, made where there is none."""
        into = next(iter(there), None)
        members = _members(there)
        for some in batched([key for key in work.every if key not in members], _KEYS, strict=False):
            ids = {"Ids": ",".join(some)}
            if into is not None:
                await self._talk.http.nothing("POST", into.items, query=ids, idempotent=True)
                continue
            # Sent again it would be made twice.
            await self._talk.http.json("POST", "Collections", query={"Name": name, **ids})
            into = next(iter(await self._named(name)), None)
            if into is None:
                raise WriteNotKept(account=self._talk.what)

    async def _take(self, there: _State, work: ListWork) -> None:
        """Take titles out of all collections of that name."""
        for one, members in there.items():
            for some in batched([key for key in work.every if key in members], _KEYS, strict=False):
                ids = {"Ids": ",".join(some)}
                await self._talk.http.nothing("DELETE", one.items, query=ids, idempotent=True)

    async def _read_back(self, name: str) -> _State | None:
        """Return the list as it is after it was written, None where that cannot be told."""
        try:
            return await self._state(await self._named(name))
        except SyncopateError:
            return None

    async def _named(self, name: str) -> Sequence[BoxSet]:
        return [one for one in await self._box_sets.every() if one.name == name]

    async def _state(self, of_name: Sequence[BoxSet]) -> _State:
        return {one: await self._box_sets.members(one) for one in of_name}


def _sorted(operations: Sequence[WatchOperation], there: frozenset[str]) -> Mapping[str, ListWork]:
    """Return what is to be done in each list, of titles that are there."""
    found: dict[str, ListWork] = {}
    for place, operation in enumerate(operations):
        if keys := [key for key in operation.keys if key in there]:
            found.setdefault(operation.list_name, ListWork()).keys[place] = keys
    return found


def _members(state: _State) -> frozenset[str]:
    """Return the keys of all that is in any of them."""
    return frozenset[str]().union(*state.values())
