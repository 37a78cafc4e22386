"""Finds the track that a file is.

None of the fields that servers filter by is the file. So the tracks that came or changed last are looked
through first, then all.
"""

from syncopate.providers.plex import parse
from syncopate.providers.plex.client import PAGE, Client
from syncopate.providers.plex.fields import Raw
from syncopate.providers.plex.parse import Page

_MOST_SOUGHT = 1000
_NEWEST = (("type", "10"), ("sort", "id:desc"))
_CHANGED = (("type", "10"), ("sort", "updatedAt:desc"))
_IN_ORDER = (("type", "10"), ("sort", "id"))

type _Filed = tuple[str, tuple[str, ...]]


class Finder:
    """Looks for files. Those it looked for everywhere, in vain, it then looks for among what is new only."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def listed(self, section: str, path: str) -> str | None:
        """Return the key of the track with this file, None when there is none.

        What came last stands first by its id; a file that was written anew keeps its id, but is stamped.
        """
        list_path = f"/library/sections/{section}/all"
        for query in (_NEWEST, _CHANGED):
            page = await self._client.page(list_path, _filed, query, start=0)
            if found := _with(page, path):
                return found
            if page.total <= PAGE:
                return None
        if (section, path) in self._client.sought:
            return None
        found = await self._everywhere(list_path, path)
        if found is None:
            if len(self._client.sought) >= _MOST_SOUGHT:
                self._client.sought.clear()
            self._client.sought.add((section, path))
        return found

    async def _everywhere(self, list_path: str, path: str) -> str | None:
        start, total = 0, 1
        while start < total:
            page = await self._client.page(list_path, _filed, _IN_ORDER, start=start)
            if found := _with(page, path):
                return found
            # One again: what is removed meanwhile moves all after it.
            start, total = start + PAGE - 1, page.total
        return None


def _with(page: Page[_Filed], path: str) -> str | None:
    return next((key for key, files in page.items if path in files), None)


def _filed(raw: Raw) -> _Filed:
    return parse.key_of(raw), parse.paths(raw)
