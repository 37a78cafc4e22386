"""Reads a section whole, and proves that it was whole: the protocol tells no total of its own.

The albums are read first, for what only they say and because their songs add up to a total. Then all songs:
by an empty search, which most servers answer with everything, else album by album.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from enum import StrEnum

from syncopate.domain.media import IndexedTrack
from syncopate.errors import OddAnswer
from syncopate.providers.subsonic.answers import LOGIN, Raw, Refusal
from syncopate.providers.subsonic.client import WHAT, Client
from syncopate.providers.subsonic.marker import Marker, read_marker
from syncopate.providers.subsonic.parse import AlbumFacts, album_facts, indexed_track, inside, many, text

PAGE, _ALBUMS = 1_000, 500
_AT_ONCE = 2
"""Albums that are read at a time."""

type Ask = Callable[[int], Awaitable[list[Raw]]]


class Way(StrEnum):
    """How all songs are got: by a search for nothing, for two quotes, or from one album after the other."""

    EMPTY = "empty"
    QUOTES = "quotes"
    ALBUMS = "albums"


_QUERIES = {Way.EMPTY: "", Way.QUOTES: '""'}


class Reading:
    """One reading of a section; `way` is what was right the last time. Its methods raise SyncopateError."""

    def __init__(self, client: Client, section: str, way: Way | None) -> None:
        self._client = client
        self._section = section
        self._ways = list(dict.fromkeys([way, *Way] if way else Way))
        self._seen: dict[str, None] = {}
        self._seen_albums: set[str] = set()
        self._twice = 0
        self.albums: dict[str, AlbumFacts] = {}
        self.way = self._ways[0]
        self.before = Marker()
        self.received = 0
        """How many songs were answered so far."""

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the keys of all tracks read so far."""
        return tuple(self._seen)

    @property
    def total(self) -> int:
        """Return how many songs the albums have together."""
        return sum(album.count for album in self.albums.values())

    async def begin(self) -> None:
        """Read the marker of changes, and all albums."""
        self.before = await read_marker(self._client, self._section)
        self.albums = await self._listed()

    async def songs(self) -> AsyncGenerator[list[IndexedTrack]]:
        """Yield all songs, part by part; the next is asked for while the last is taken."""
        async with aclosing(self._parts()) as parts:
            async for part in parts:
                self.received += len(part)
                yield [track for song in part if (track := self._taken(song)) is not None]

    async def prove(self) -> bool:
        """Return False when music came or went meanwhile, so that what was read is no whole.

        Places in lists move then, and counts alone would not tell what was skipped. Raises OddAnswer where
        nothing changed, and what was read is not all there is either.
        """
        after = await read_marker(self._client, self._section, self.before)
        moved = after.value != self.before.value or after.scanning or self.before.scanning
        if moved and (self._twice or await self._listed() != self.albums):
            return False
        if self._twice:
            raise OddAnswer(f"{WHAT} gives {self._twice} tracks twice.", account=WHAT)
        if self._seen_albums - self.albums.keys():
            raise OddAnswer(f"{WHAT} gives tracks of albums that it does not list.", account=WHAT)
        if len(self._seen) < self.total and not self._explained(after):
            said = f"{WHAT} has {self.total} tracks in its albums, but gives only {len(self._seen)}."
            raise OddAnswer(said, account=WHAT)
        if not self._seen and (after.count or self.before.holds):
            raise OddAnswer(f"{WHAT} has music, but gives no track.", account=WHAT)
        return True

    def _explained(self, after: Marker) -> bool:
        """Tell whether fewer tracks than the albums have are all the same.

        The server may count otherwise; an album that lies in two folders counts with all its songs in each.
        """
        if self.way is Way.ALBUMS:
            return False
        if not self._section:
            return after.count is not None and len(self._seen) >= after.count
        with_songs = {album.key for album in self.albums.values() if album.count}
        return bool(with_songs) and with_songs <= self._seen_albums

    def _taken(self, song: Raw) -> IndexedTrack | None:
        """Return a song as ours, None for what is none or was there before."""
        track = indexed_track(song, self.albums.get(text(song, "albumId") or ""), WHAT)
        if track is None:
            return None
        if track.track.key in self._seen:
            self._twice += 1
            return None
        self._seen[track.track.key] = None
        if track.track.album_key is not None:
            self._seen_albums.add(track.track.album_key)
        return track

    async def _listed(self) -> dict[str, AlbumFacts]:
        async def page(offset: int) -> list[Raw]:
            given = [("type", "alphabeticalByName"), ("size", str(_ALBUMS)), ("offset", str(offset))]
            answer = await self._client.ask("getAlbumList2", [*given, *self._folder()])
            return many(inside(answer, "albumList2"), "album")

        found: dict[str, AlbumFacts] = {}
        async with aclosing(_pages(page)) as pages:
            async for albums in pages:
                known = [album_facts(album, WHAT) for album in albums]
                if all(album.key in found for album in known):
                    # The offset is not heeded, or somebody adds albums at the front all the time.
                    raise OddAnswer(f"{WHAT} gives the same albums again and again.", account=WHAT)
                found.update((album.key, album) for album in known)
        return found

    async def _parts(self) -> AsyncGenerator[list[Raw]]:
        for way in self._ways:
            self.way = way
            if way is Way.ALBUMS:
                break
            first = await self._search(way, 0)
            if first:
                async with aclosing(_pages(self._asking(way), first)) as pages:
                    async for page in pages:
                        yield page
                return
        async with aclosing(self._by_album()) as parts:
            async for part in parts:
                yield part

    def _asking(self, way: Way) -> Ask:
        async def page(offset: int) -> list[Raw]:
            found = await self._search(way, offset)
            if found is None:
                raise OddAnswer(f"{WHAT} does not answer a search that it answered before.", account=WHAT)
            if found and all(text(song, "id") in self._seen for song in found):
                raise OddAnswer(f"{WHAT} gives the same tracks again and again.", account=WHAT)
            return found

        return page

    async def _search(self, way: Way, offset: int) -> list[Raw] | None:
        """Return a page, None where the server does not take such a search."""
        counts = {"artistCount": 0, "albumCount": 0, "songCount": PAGE, "songOffset": offset}
        given = [("query", _QUERIES[way]), *((name, str(count)) for name, count in counts.items())]
        answer = await self._client.attempt("search3", [*given, *self._folder()])
        if not isinstance(answer, Refusal):
            return many(inside(answer, "searchResult3"), "song")
        if answer.code in LOGIN:
            raise self._client.error(answer)
        return None

    async def _by_album(self) -> AsyncGenerator[list[Raw]]:
        """Yield the songs of all albums, of many at a time."""
        keys = [album.key for album in self.albums.values()]
        part: list[Raw] = []
        for at in range(0, len(keys), _AT_ONCE):
            try:
                async with asyncio.TaskGroup() as group:
                    asked = [group.create_task(self._album(key)) for key in keys[at : at + _AT_ONCE]]
            except ExceptionGroup as failed:
                raise failed.exceptions[0] from None
            for one in asked:
                part += one.result()
            if len(part) >= PAGE:
                yield part
                part = []
        if part:
            yield part

    async def _album(self, key: str) -> list[Raw]:
        answer = await self._client.ask("getAlbum", [("id", key)])
        return [{**song, "albumId": key} for song in many(inside(answer, "album"), "song")]

    def _folder(self) -> Sequence[tuple[str, str]]:
        return [("musicFolderId", self._section)] if self._section else []


async def _pages(ask: Ask, first: list[Raw] | None = None) -> AsyncGenerator[list[Raw]]:
    """Yield pages until one is empty: how long they are is the server's affair."""
    page = await ask(0) if first is None else first
    offset = 0
    while page:
        offset += len(page)
        following = asyncio.ensure_future(ask(offset))
        try:
            yield page
            page = await following
        finally:
            if not following.done():
                following.cancel()
                await asyncio.wait([following])
            elif not following.cancelled():
                following.exception()
