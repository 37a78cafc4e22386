"""Lists of a section's films, shows and episodes: all of them, those of some state, those that are named.

Whole lists come sorted by their ids, which never change, and each page begins with the last item of the one
before: what is removed meanwhile moves all after it, and is noticed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import batched

from syncopate.domain.watch import MediaType
from syncopate.errors import LibraryUnavailable, NotFound, OddAnswer
from syncopate.providers.plex.client import PAGE, Client
from syncopate.providers.plex.fields import WHAT
from syncopate.providers.plex.parse import Page, key_of
from syncopate.providers.plex.parse_titles import Video, in_section, video, video_or_none
from syncopate.providers.plex.wire import Query

MOST_KEYS = 200
"""How many items are asked for by their keys at once: more make the address too long for some proxies."""
_STAMPS = ("addedAt", "updatedAt")
_FEW = 50
"""How many of the newest are looked at first: mostly there is not one that is new."""
_TYPES = {MediaType.MOVIE: "1", MediaType.SHOW: "2", MediaType.SEASON: "3", MediaType.EPISODE: "4"}
_MOVED = "Titles were removed while they were read: they are read again next time."


class Lens(Enum):
    """Which items are looked at: a filter that lets them pass, and what they are sorted by.

    A server knows "later than" and "more than" only, and 0 lets all pass that have the field at all.
    """

    VIEWED = ("lastViewedAt", "lastViewedAt")
    """All that was ever begun: that it was not is what taking it back leaves."""
    RATED = ("userRating", "lastRatedAt")

    def when(self, one: Video) -> int:
        """Return when an item was given what it is looked at for."""
        return one.viewed if self is Lens.VIEWED else one.rated


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest items of a list, and how many there are in all."""

    videos: Mapping[str, Video]
    total: int


class Listing:
    """The lists of one section. Every method raises Unreachable or what is below it."""

    def __init__(self, client: Client, section: str) -> None:
        self._client = client
        self._section = section
        self._path = f"/library/sections/{section}/all"

    async def everything(self, kind: MediaType) -> Mapping[str, Video]:
        """Return all items of a kind by their keys."""
        query = (*_asked(kind), ("sort", "id"))
        page = await self._page(query, 0, PAGE)
        found, total = _by_key(page.items), page.total
        while len(found) < total:
            last = page.items[-1].key
            page = await self._page(query, len(found) - 1, PAGE + 1)
            if page.total != total or not page.items or page.items[0].key != last:
                raise LibraryUnavailable(_MOVED)
            before = len(found)
            found.update(_by_key(page.items))
            if len(found) == before:
                raise LibraryUnavailable(_MOVED)
        return found

    async def changed(self, kind: MediaType, since: int) -> Mapping[str, Video]:
        """Return the items that came or were changed since a time, in the server's seconds."""
        found: dict[str, Video] = {}
        for stamp in _STAMPS:
            found |= await self.stamped(kind, stamp, since)
        return found

    async def total(self, kind: MediaType) -> int:
        """Return how many items of a kind there are."""
        path, query = self._path, (("type", _TYPES[kind]),)
        return (await self._client.page(path, key_of, query, start=0, size=0)).total

    async def stamped(self, kind: MediaType, stamp: str, since: int) -> Mapping[str, Video]:
        """Return the items whose stamp, e.g. addedAt, is not before a time, in the server's seconds."""
        return await self._all((*_asked(kind), (f"{_prefix(kind)}{stamp}>>", str(since - 1)), ("sort", "id")))

    async def having(self, kind: MediaType, lens: Lens) -> Mapping[str, Video]:
        """Return all items that have what is looked for."""
        return await self._all((*_seen(kind, lens), ("sort", "id")))

    async def newest(self, kind: MediaType, lens: Lens, since: int) -> Newest:
        """Return those items that got what is looked for since a time, the newest first."""
        query = (*_seen(kind, lens), ("sort", f"{_prefix(kind)}{lens.value[1]}:desc"))
        page = await self._page(query, 0, _FEW)
        found, total, start = _by_key(page.items), page.total, len(page.items)
        while start < total and lens.when(page.items[-1]) >= since:
            page = await self._page(query, start, PAGE)
            found.update(_by_key(page.items))
            start += len(page.items)
        return Newest({key: one for key, one in found.items() if lens.when(one) >= since}, total)

    async def _all(self, query: Query) -> Mapping[str, Video]:
        page = await self._page(query, 0, PAGE)
        found, start = _by_key(page.items), len(page.items)
        while start < page.total:
            page = await self._page(query, start, PAGE)
            found.update(_by_key(page.items))
            start += len(page.items)
        if len(found) != page.total:
            raise LibraryUnavailable(_MOVED)
        return found

    async def _page(self, query: Query, start: int, size: int) -> Page[Video]:
        page = await self._client.page(self._path, video, query, start=start, size=size)
        if page.section and page.section != self._section:
            said = f"What came is of the library {page.section}, not {self._section}."
            raise LibraryUnavailable(said)
        items = tuple(in_section(one, self._section) for one in page.items)
        return Page(items=items, start=page.start, total=page.total, section=page.section)


async def by_keys(client: Client, keys: Iterable[str]) -> dict[str, Video]:
    """Return the items of these keys, as far as they are there."""
    found: dict[str, Video] = {}
    for some in batched(sorted(set(keys)), MOST_KEYS, strict=False):
        if not all(key.isdecimal() for key in some):
            raise OddAnswer(account=WHAT)
        try:
            told = await client.every(f"/library/metadata/{','.join(some)}", video_or_none)
        except NotFound:
            continue
        found.update(_by_key(one for one in told if one is not None))
    return found


def _asked(kind: MediaType) -> Query:
    return (("type", _TYPES[kind]), ("includeGuids", "1"))


def _seen(kind: MediaType, lens: Lens) -> Query:
    return (*_asked(kind), (f"{_prefix(kind)}{lens.value[0]}>>", "0"))


def _prefix(kind: MediaType) -> str:
    """Return what says whose field is meant, where a section holds several kinds."""
    return "" if kind is MediaType.MOVIE else f"{kind}."


def _by_key(videos: Iterable[Video]) -> dict[str, Video]:
    return {one.key: one for one in videos}
