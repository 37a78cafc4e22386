"""Capability METADATA: what a recording or album may be by Deezer's catalogue."""

from collections.abc import Callable, Sequence

from syncopate.domain.album import SourceAlbum
from syncopate.domain.ids import ExternalId, IdKind, parse_isrc
from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry
from syncopate.domain.snapshot import Snapshot
from syncopate.errors import NotFound, SyncopateError
from syncopate.providers.capability import Context, Health
from syncopate.providers.catalogue import Found, FoundKind
from syncopate.providers.deezer import parse
from syncopate.providers.deezer.answers import WHAT, Raw
from syncopate.providers.deezer.client import Client, client_of
from syncopate.providers.snapshots import complete, failed

_PATHS = {FoundKind.TRACK: "search", FoundKind.ALBUM: "search/album", FoundKind.ARTIST: "search/artist"}
_UPC, _EAN = 12, 13
"""Digits of barcodes: they are found as they were printed, with the zeros in front."""


def create(context: Context) -> DeezerCatalogue:
    """Make what searches Deezer's catalogue."""
    return DeezerCatalogue(client_of(context))


class DeezerCatalogue:
    """Searches the catalogue; fulfils Catalogue."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def check(self) -> Health:
        """Tell whether Deezer answers."""
        return await self._client.health()

    async def find_tracks(self, entry: Entry, limit: int) -> Snapshot[Track]:
        """Return recordings that may be it: by its ISRC or its own id, else by text."""
        isrcs = [isrc.value for value in _values(entry.ids, IdKind.ISRC) if (isrc := parse_isrc(value))]
        named = [f"track/isrc:{isrc}" for isrc in dict.fromkeys(isrcs)]
        named += [f"track/{number}" for number in _numbers(entry.ids, IdKind.DEEZER)]
        words = _words("artist", entry.artists, "track", entry.title)
        return await self._candidates(parse.track, named, "search", words, limit)

    async def find_albums(self, album: SourceAlbum, limit: int) -> Snapshot[SourceAlbum]:
        """Return albums that may be it: by its barcode or its own id, else by text."""
        printed = [value.zfill(size) for value in _numbers(album.ids, IdKind.UPC) for size in (_UPC, _EAN)]
        named = [f"album/upc:{value}" for value in dict.fromkeys(printed)]
        named += [f"album/{number}" for number in _numbers(album.ids, IdKind.DEEZER)]
        words = _words("artist", album.artists, "album", album.title)
        return await self._candidates(parse.source_album, named, "search/album", words, limit)

    async def search(self, text: str, kind: FoundKind, limit: int) -> Snapshot[Found]:
        """Return what is found by words that somebody typed."""
        words = " ".join(text.split())
        if not words:
            return complete(())
        try:
            page = await self._client.page(_PATHS[kind], {"q": words}, limit=limit)
        except SyncopateError as error:
            return failed(error)
        hits = (found for raw in page.data if (found := parse.found(raw, kind)) is not None)
        return complete(tuple(hits))

    async def _candidates[T](
        self,
        read: Callable[[Raw], T | None],
        named: Sequence[str],
        path: str,
        words: Sequence[dict[str, str]],
        limit: int,
    ) -> Snapshot[T]:
        """Return what the first way finds that finds anything: things by their names, then searches."""
        try:
            for one in named:
                found = await self._named(one)
                made = None if found is None else read(found)
                if made is not None:
                    return complete((made,))
            for query in words:
                page = await self._client.page(path, query, limit=limit)
                hits = tuple(made for raw in page.data if (made := read(raw)) is not None)
                if hits:
                    return complete(hits)
        except SyncopateError as error:
            return failed(error)
        return complete(())

    async def _named(self, path: str) -> Raw | None:
        """Return a thing, None where Deezer says that there is none."""
        try:
            return await self._client.ask(path, gone=NotFound(f"{WHAT} has no such thing.", what=path, id=""))
        except NotFound:
            return None


def _values(ids: frozenset[ExternalId], kind: IdKind) -> list[str]:
    return sorted(one.value for one in ids if one.kind is kind)


def _numbers(ids: frozenset[ExternalId], kind: IdKind) -> list[str]:
    """Return the ids that can be numbers: what stands in files is not always what it is said to be."""
    return [value for value in _values(ids, kind) if value.isascii() and value.isdecimal()]


def _words(by: str, artists: Sequence[str], called: str, title: str) -> list[dict[str, str]]:
    """Return queries, the strict one first: by fields, then by words wherever they stand."""
    name, artist = _plain(title), _plain(artists[0]) if artists else ""
    if not name:
        return []
    if not artist:
        return [{"q": f'{called}:"{name}"'}, {"q": name}]
    return [{"q": f'{by}:"{artist}" {called}:"{name}"', "strict": "on"}, {"q": f"{artist} {name}"}]


def _plain(words: str) -> str:
    """Return words that can stand in quotes."""
    return " ".join(words.replace('"', " ").split())
