"""Lists of films, shows and episodes with what a user has to do with them."""

from collections.abc import AsyncGenerator, Collection, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime

from syncopate.errors import OddAnswer
from syncopate.providers._mediabrowser.raw import Raw
from syncopate.providers._mediabrowser.talk import Query, Talk
from syncopate.providers._mediabrowser.titles import key_of, last_played, user_data

PAGE = 1_000
RECENT = 100
_IDS = 100
"""Keys fit into an address of 8 kB, which is what servers and proxies take."""
PLAYED = "Movie,Episode"
LISTED = "Movie,Series"
EVERY = "Movie,Series,Episode"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """How a server is asked for lists: what it wants to be told besides, and what to ask for with an item.

    `since` is the parameter that asks for what was written since a time, where it can be also by a user.
    """

    more: Query
    fields: str
    since: str


@dataclass(frozen=True, slots=True)
class Recent:
    """What was begun since a time, and how many films and episodes there are of all."""

    rows: Sequence[Raw]
    total: int


class VideoLists:
    """Asks for them. Every method raises as `Talk`."""

    def __init__(self, talk: Talk, listing: Listing) -> None:
        self._talk = talk
        self.listing = listing

    async def pages(self, types: str, **asked: str) -> AsyncGenerator[Sequence[Raw]]:
        """Yield all items in pages, those added last at the end, so that what comes meanwhile moves nothing.

        Each page begins with the last item of the one before. Raises OddAnswer where that is not so, and
        where there are more or fewer in the end than were told.
        """
        query = {**self._query(types), "SortBy": "DateCreated,SortName", "SortOrder": "Ascending", **asked}
        start, last = 0, ""
        seen: set[str] = set()
        while True:
            page = await self._talk.page("Items", query, start, PAGE)
            keys = [key_of(one, self._talk.what) for one in page.rows]
            if start and last not in keys:
                raise self._changed()
            yield [one for one, key in zip(page.rows, keys, strict=True) if key not in seen]
            seen.update(keys)
            start += PAGE - 1
            if start + 1 >= page.total:
                break
            last = keys[-1]
        if len(seen) != page.total:
            raise self._changed()

    async def rows(self, types: str, **asked: str) -> Sequence[Raw]:
        """Return all items, however many pages that takes."""
        found: list[Raw] = []
        async with aclosing(self.pages(types, **asked)) as pages:
            async for page in pages:
                found += page
        return found

    async def count(self, types: str, **asked: str) -> int:
        """Return how many there are."""
        # One is asked for, since servers differ in what asking for none means.
        return (await self._talk.page("Items", {**self._query(types), **asked}, limit=1)).total

    async def recent(self, since: datetime | None, now: datetime) -> Recent:
        """Return what was begun since, the last first; nothing without a time, but for how many there are."""
        query = {**self._query(PLAYED), "SortBy": "DatePlayed", "SortOrder": "Descending"}
        found: list[Raw] = []
        start = 0
        while True:
            limit = 1 if since is None else RECENT
            page = await self._talk.page("Items", query, start, limit)
            fresh = [] if since is None else [one for one in page.rows if self._is_after(one, since, now)]
            found += fresh
            start += limit
            if len(fresh) < len(page.rows) or not page.rows or start >= page.total:
                return Recent(found, page.total)

    async def with_keys(self, keys: Collection[str]) -> Sequence[Raw]:
        """Return those of some items that are there. Raises OddAnswer where others are told."""
        found: list[Raw] = []
        ordered = sorted(keys)
        for start in range(0, len(ordered), _IDS):
            asked = {"Ids": ",".join(ordered[start : start + _IDS]), "Fields": self.listing.fields}
            found += await self.rows(EVERY, **asked)
        if {key_of(one, self._talk.what) for one in found} - set(ordered):
            # A server that does not take a key for one lists just anything.
            raise OddAnswer(account=self._talk.what)
        return found

    def _is_after(self, raw: Raw, since: datetime, now: datetime) -> bool:
        at = last_played(user_data(raw, self._talk.what), now)
        return at is not None and at >= since

    def _query(self, types: str) -> Query:
        return {
            "UserId": self._talk.user_id,
            "Recursive": "true",
            "IncludeItemTypes": types,
            "EnableUserData": "true",
            "EnableImages": "false",
            **self.listing.more,
        }

    def _changed(self) -> OddAnswer:
        said = f"{self._talk.what} changed its libraries while they were read."
        return OddAnswer(said, account=self._talk.what)
