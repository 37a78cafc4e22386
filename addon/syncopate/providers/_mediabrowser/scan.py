"""Reads a library in pages: all of it, or what was written down since the last time.

Ordered by when tracks were added, and by their sort names among those of one moment: what comes while we
read comes last and moves nothing, where any order by name would let it in between. Each page begins with the
last track of the one before: were one of those before it removed, that track would stand elsewhere.
"""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from datetime import UTC, datetime, timedelta

from syncopate.domain.media import IndexedTrack
from syncopate.domain.run import Progress, ScanMode
from syncopate.domain.snapshot import Failed, Snapshot
from syncopate.errors import LibraryUnavailable, OddAnswer, SyncopateError
from syncopate.providers._mediabrowser.parse import indexed_track
from syncopate.providers._mediabrowser.product import About
from syncopate.providers._mediabrowser.raw import text
from syncopate.providers._mediabrowser.talk import PAGE, TRACKS, Page, Query, Talk
from syncopate.providers.capability import OnlyChanges, ScanBatch, ScanEnd
from syncopate.providers.snapshots import complete

_OVERLAP = timedelta(minutes=2)
"""A server stamps what it writes before that is there to be read."""


class Scan:
    """One look at one section."""

    def __init__(self, talk: Talk, section: str) -> None:
        self._talk = talk
        self._section = section
        self._query: Query = {
            **TRACKS,
            "ParentId": section,
            "UserId": talk.user_id,
            "Fields": talk.fields,
            "SortBy": "DateCreated,SortName",
            "SortOrder": "Ascending",
            "EnableUserData": "false",
            "EnableImages": "false",
        }
        self._reading = _Reading(self._talk, self._query)

    async def run(self, mode: ScanMode, cursor: str | None) -> AsyncGenerator[ScanBatch | ScanEnd]:
        """Yield what was found, and how it ended; what fails ends in a failed snapshot."""
        try:
            about = await self._begin()
            since = _since(cursor, about) if mode is ScanMode.INCREMENTAL else None
            more = {} if since is None else {"MinDateLastSaved": since.isoformat().replace("+00:00", "Z")}
            self._reading = _Reading(self._talk, {**self._query, **more})
            async with aclosing(self._reading.batches()) as batches:
                async for batch in batches:
                    yield batch
            present = self._reading.present() if since is None else await self._only_changes()
        except SyncopateError as error:
            yield ScanEnd(present=self._failed(error), opened=self._reading.read)
            return
        yield ScanEnd(present=present, opened=self._reading.read, cursor=_cursor(about))

    async def _begin(self) -> About:
        """Return what the server says of itself. Raises LibraryUnavailable when it has no such section.

        One that is not there any more, or not for this user, would look as one that is empty.
        """
        about = await self._talk.about()
        if self._section not in {text(one, "Id") for one in await self._talk.music()}:
            raise LibraryUnavailable(
                f"{self._talk.what} does not show this library any more.", name=about.name
            )
        return about

    async def _only_changes(self) -> OnlyChanges:
        self._reading.assert_whole()
        return OnlyChanges(await self._talk.count({**TRACKS, "ParentId": self._section}))

    def _failed(self, error: SyncopateError) -> Failed:
        return Failed(error.key, self._reading.where + error.detail, datetime.now(UTC), error.placeholders)


class _Reading:
    """A list that is read page by page, and whether it stood still meanwhile."""

    def __init__(self, talk: Talk, query: Query) -> None:
        self._talk = talk
        self._query = query
        self._keys: dict[str, None] = {}
        self._total = 0
        self._last: str | None = None
        self._number = 0
        self.read = 0

    @property
    def where(self) -> str:
        """How far it is, for people: empty before anything was read."""
        pages = max(1, -(-(self._total - 1) // (PAGE - 1)))
        return f"Page {self._number} of {pages}: " if self._number else ""

    async def batches(self) -> AsyncGenerator[ScanBatch]:
        """Yield what the pages hold. Raises OddAnswer where one does not go on from the one before."""
        self._number = 1
        async with aclosing(self._pages()) as pages:
            async for page in pages:
                found = [indexed_track(one, self._talk.what) for one in page.rows]
                fresh = self._fresh(found, page.total)
                if fresh:
                    self.read += len(fresh)
                    progress = Progress(len(self._keys), page.total, fresh[-1].track.title)
                    yield ScanBatch(changed=tuple(fresh), progress=progress)
                self._number += 1
        self._number = 0

    def present(self) -> Snapshot[str]:
        """Return all keys there are. Raises OddAnswer when the list changed while it was read."""
        self.assert_whole()
        return complete(tuple(self._keys))

    def assert_whole(self) -> None:
        """Raise OddAnswer unless as many tracks were seen as there are."""
        if len(self._keys) != self._total:
            raise self._changed()

    def _fresh(self, found: list[IndexedTrack], total: int) -> list[IndexedTrack]:
        """Return what was not seen before, and go on from there."""
        keys = [one.track.key for one in found]
        if len(set(keys)) != len(keys):
            raise OddAnswer(f"{self._talk.what} lists a track twice.", account=self._talk.what)
        if self._last is not None and self._last not in keys:
            raise self._changed()
        fresh = [one for one in found if one.track.key not in self._keys]
        self._keys.update(dict.fromkeys(keys))
        self._total = total
        self._last = keys[-1] if keys else self._last
        return fresh

    def _changed(self) -> OddAnswer:
        said = f"{self._talk.what} lost tracks while they were read."
        return OddAnswer(said, account=self._talk.what)

    async def _pages(self) -> AsyncGenerator[Page]:
        """Yield pages; the next one is asked for while the last is looked at."""
        start = 0
        task = asyncio.create_task(self._page(start))
        try:
            while True:
                page = await task
                start += PAGE - 1
                more = start + 1 < page.total
                if more:
                    task = asyncio.create_task(self._page(start))
                yield page
                if not more:
                    return
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _page(self, start: int) -> Page:
        return await self._talk.page("Items", self._query, start, PAGE)


def _cursor(about: About) -> str | None:
    """Return where the next scan goes on, by the server's own clock; None where it told no time."""
    if about.date is None:
        return None
    return json.dumps({"server": about.server_id, "since": (about.date - _OVERLAP).isoformat()})


def _since(cursor: str | None, about: About) -> datetime | None:
    """Return what to go on from, None when there is nothing: another server, or one set back in time."""
    with suppress(ValueError, KeyError, TypeError):
        said = json.loads(cursor or "")
        since = datetime.fromisoformat(said["since"])
        if said["server"] == about.server_id and about.date is not None and since <= about.date:
            return since
    return None
