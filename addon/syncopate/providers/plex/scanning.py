"""Reads a section: all of it page by page, or what changed since.

Tracks come sorted by their ids, which are given in the order tracks came in and never change: what is added
meanwhile stands at the end. Each page begins with the last track of the one before, so that a track removed
meanwhile, which moves all after it, is noticed and none is skipped.
"""

import asyncio
import json
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from syncopate.domain.media import IndexedTrack, Track
from syncopate.domain.run import Progress
from syncopate.domain.snapshot import Failed
from syncopate.errors import LibraryUnavailable, SyncopateError
from syncopate.providers.capability import OnlyChanges, ScanBatch, ScanEnd
from syncopate.providers.plex import parse
from syncopate.providers.plex.client import PAGE, Client
from syncopate.providers.plex.parse import Page, SectionState
from syncopate.providers.plex.wire import Query
from syncopate.providers.snapshots import complete

TRACKS = (("type", "10"), ("includeGuids", "1"), ("sort", "id"))
_STAMPS = ("track.updatedAt", "track.addedAt", "album.updatedAt", "artist.updatedAt")
"""A track tells its album's title and its artist's name, but is not stamped anew when those change."""
_OVERLAP_SECONDS = 300
_UNTOLD_OVERLAP_SECONDS = 3600
"""How far our clock may be ahead of the server's, where that tells no time."""
_MOVED = "Tracks were removed while it was read: it is read again next time."

type Part = ScanBatch | ScanEnd


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """How a section was when it was read: its marker, the moment from which on all is new, its tracks."""

    place: str
    """The server and the section it is of."""
    marker: str
    since: int
    total: int

    def __str__(self) -> str:
        return json.dumps(asdict(self))


def cursor_in(text: str | None) -> Cursor | None:
    """Read a cursor, None when it is none of ours."""
    with suppress(ValueError, TypeError, KeyError):
        raw = json.loads(text or "")
        place, marker = str(raw["place"]), str(raw["marker"])
        return Cursor(place=place, marker=marker, since=int(raw["since"]), total=int(raw["total"]))
    return None


class Scan:
    """One look at one section."""

    def __init__(self, client: Client, section: str) -> None:
        self._client = client
        self._section = section
        self._path = f"/library/sections/{section}/all"
        self._place = f"{client.machine}/{section}"
        self._began = int(time.time())
        self._keys: dict[str, None] = {}
        self._doing = ""

    async def run(self, cursor: Cursor | None) -> AsyncGenerator[Part]:
        """Yield what changed since, all there is without a cursor. A failed read removes nothing."""
        try:
            self._doing = "The list of libraries"
            state = await self._client.section(self._section)
            known = cursor if cursor is not None and cursor.place == self._place else None
            parts = self._all(state) if known is None else self._changes(state, known)
            async with aclosing(parts):
                async for part in parts:
                    yield part
        except SyncopateError as error:
            detail = f"{self._doing}: {error.detail}"
            yield ScanEnd(present=Failed(error.key, detail, datetime.now(UTC), error.placeholders))

    async def _all(self, state: SectionState) -> AsyncGenerator[Part]:
        total: int | None = None
        moved = False
        async with aclosing(self._pages()) as pages:
            async for page in pages:
                if total is not None and page.total < total:
                    raise LibraryUnavailable(_MOVED)
                moved = moved or (total is not None and page.total != total)
                total = page.total
                batch = self._batch(page.items, twice_is_fine=moved)
                yield ScanBatch(changed=batch, progress=Progress(len(self._keys), total, state.name))
        if len(self._keys) != total:
            said = f"{len(self._keys)} different tracks were read, but there are {total}"
            raise LibraryUnavailable(f"{said}: it is read again next time.")
        present = complete(tuple(self._keys))
        yield ScanEnd(present=present, opened=total, cursor=str(self._next(state, total)))

    async def _pages(self) -> AsyncGenerator[Page[Track]]:
        """Give the pages without what stood on the one before; the next is asked for meanwhile."""
        number, last = 0, ""
        task = asyncio.create_task(self._page(0))
        try:
            while True:
                page = await task
                items = page.items
                if number:
                    if not items or items[0].key != last:
                        raise LibraryUnavailable(_MOVED)
                    items = items[1:]
                last = items[-1].key if items else last
                number += 1
                more = number * PAGE < page.total
                if more:
                    task = asyncio.create_task(self._page(number))
                yield Page(items=items, start=page.start, total=page.total, section=page.section)
                if not more:
                    return
                self._doing = f"Page {number + 1} of {-(-page.total // PAGE)}"
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _page(self, number: int) -> Page[Track]:
        if not number:
            self._doing = "The first page"
            return await self._part(TRACKS, 0, PAGE)
        return await self._part(TRACKS, number * PAGE - 1, PAGE + 1)

    async def _part(self, query: Query, start: int, size: int) -> Page[Track]:
        page = await self._client.page(self._path, parse.track, query, start=start, size=size)
        if page.section and page.section != self._section:
            raise LibraryUnavailable(f"What came is of the library {page.section}, not {self._section}.")
        return page

    async def _changes(self, state: SectionState, cursor: Cursor) -> AsyncGenerator[Part]:
        """Yield what is stamped later than the cursor; where nothing changed, no track is asked for."""
        if state.marker.strip("/") and state.marker == cursor.marker:
            yield ScanEnd(present=OnlyChanges(cursor.total), cursor=str(cursor))
            return
        for stamp in _STAMPS:
            self._doing = "What changed"
            # The server knows "later than" only.
            query = (*TRACKS, (f"{stamp}>>", str(cursor.since - 1)))
            start, total = 0, 1
            while start < total:
                page = await self._part(query, start, PAGE)
                start, total = start + PAGE, page.total
                batch = self._batch(page.items, twice_is_fine=True)
                if batch:
                    yield ScanBatch(changed=batch, progress=Progress(len(self._keys), 0, state.name))
        self._doing = "The number of tracks"
        total = (await self._part(TRACKS, 0, 0)).total
        after = self._next(state, total)
        yield ScanEnd(present=OnlyChanges(total), opened=len(self._keys), cursor=str(after))

    def _batch(self, found: tuple[Track, ...], *, twice_is_fine: bool) -> tuple[IndexedTrack, ...]:
        """Return what was not seen before."""
        fresh: dict[str, Track] = {}
        for track in found:
            if track.key not in self._keys:
                fresh[track.key] = track
        if len(fresh) != len(found) and not twice_is_fine:
            raise LibraryUnavailable("A track comes twice: it is read again next time.")
        self._keys.update(dict.fromkeys(fresh))
        return tuple(IndexedTrack(track=track) for track in fresh.values())

    def _next(self, state: SectionState, total: int) -> Cursor:
        """Return where the next scan goes on: a little before this one began, by the server's clock."""
        if state.told_at is None:
            since = self._began - _UNTOLD_OVERLAP_SECONDS
        else:
            since = int(state.told_at.timestamp()) - _OVERLAP_SECONDS
        return Cursor(place=self._place, marker=state.marker, since=since, total=total)
