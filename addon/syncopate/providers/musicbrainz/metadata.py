"""Capability METADATA: what recordings and albums are, and what else they and their artists are called."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from syncopate.domain.album import SourceAlbum
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry
from syncopate.domain.snapshot import Snapshot
from syncopate.errors import InvalidInput, OddAnswer, SyncopateError
from syncopate.providers._metabrainz.raw import Raw
from syncopate.providers.capability import Context, Health
from syncopate.providers.catalogue import Found, FoundKind
from syncopate.providers.musicbrainz.client import Client, client_of
from syncopate.providers.musicbrainz.lucene import all_of, any_of, barcodes, phrase
from syncopate.providers.musicbrainz.manifest import LINKED_PAGES
from syncopate.providers.musicbrainz.parse import (
    WHAT,
    Named,
    albums_found,
    artists_named,
    artists_shown,
    groups_shown,
    ids_of_isrc,
    ids_of_recording,
    recordings_of_page,
    track_alone,
    tracks_found,
    tracks_of_isrc,
    tracks_shown,
)
from syncopate.providers.snapshots import complete, failed

_PAGES = "https://musicbrainz.org"
_MOST = 100
_FULL = (("inc", "artist-credits isrcs releases"),)
_LINKS = (("inc", "isrcs url-rels"),)
_RECORDINGS = (("inc", "recording-rels"),)
_SEARCHES: dict[FoundKind, tuple[str, Callable[[Raw], tuple[Found, ...]]]] = {
    FoundKind.TRACK: ("recording", tracks_shown),
    FoundKind.ALBUM: ("release-group", groups_shown),
    FoundKind.ARTIST: ("artist", artists_shown),
}
_NAMESAKES = 10
"""How many artists of a name are looked at."""


def create(context: Context) -> MusicBrainzCatalogue:
    """Make what searches."""
    return MusicBrainzCatalogue(client_of(context), context.endpoint(_PAGES))


class MusicBrainzCatalogue:
    """Searches; fulfils Catalogue, Linking and Aliasing."""

    def __init__(self, client: Client, pages: str) -> None:
        self._client = client
        self._pages = pages.rstrip("/")

    async def check(self) -> Health:
        """Tell whether the service answers."""
        return await self._client.health()

    async def find_tracks(self, entry: Entry, limit: int) -> Snapshot[Track]:
        """Return recordings that may be it: by its own id, else by its ISRCs, else by title and artist."""

        async def find() -> tuple[Track, ...]:
            for path, parse in _ways_to(entry):
                if found := await self._client.ask(path, _FULL, parse):
                    return found
            if not entry.title.strip():
                return ()
            asked = [phrase("recording", entry.title), *(phrase("artist", one) for one in entry.artists[:1])]
            return await self._found("recording", all_of(*asked), limit, tracks_found)

        return await _answered(find, limit)

    async def find_albums(self, album: SourceAlbum, limit: int) -> Snapshot[SourceAlbum]:
        """Return releases that may be it: by its barcode, else by title and artist."""

        async def find() -> tuple[SourceAlbum, ...]:
            for upc in _values(album.ids, IdKind.UPC):
                if found := await self._found("release", barcodes(upc), limit, albums_found):
                    return found
            if not album.title.strip():
                return ()
            asked = [phrase("release", album.title), *(phrase("artist", one) for one in album.artists[:1])]
            return await self._found("release", all_of(*asked), limit, albums_found)

        return await _answered(find, limit)

    async def search(self, text: str, kind: FoundKind, limit: int) -> Snapshot[Found]:
        """Return what is found by words: recordings, albums once for all their editions, or artists."""

        async def find() -> tuple[Found, ...]:
            if not text.strip():
                return ()
            entity, parse = _SEARCHES[kind]
            found = await self._found(entity, text.strip(), limit, parse, typed=True)
            return tuple(replace(one, url=f"{self._pages}/{one.url or _page_of(one)}") for one in found)

        return await _answered(find, limit)

    async def ids_of(self, external: ExternalId) -> Snapshot[ExternalId]:
        """Return what else a recording is called, by its id, an ISRC or its page; fulfils Linking."""

        async def find() -> tuple[ExternalId, ...]:
            match external.kind:
                case IdKind.MB_RECORDING:
                    found = await self._client.ask(f"recording/{external.value}", _LINKS, ids_of_recording)
                case IdKind.ISRC:
                    found = await self._client.ask(f"isrc/{external.value}", _LINKS, ids_of_isrc)
                case kind if kind in LINKED_PAGES:
                    page = LINKED_PAGES[kind].format(external.value)
                    asked = (("resource", page), *_RECORDINGS)
                    (mbid, *_) = await self._client.ask("url", asked, recordings_of_page) or (None,)
                    path = f"recording/{mbid}"
                    found = None if mbid is None else await self._client.ask(path, _LINKS, ids_of_recording)
                case _:
                    raise InvalidInput(f"MusicBrainz looks nothing up by an id of {external.kind}.")
            return tuple(one for one in found or () if one != external)

        return await _answered(find)

    async def aliases_of(self, artist: str) -> Snapshot[str]:
        """Return the other names of the likeliest artist of this name; fulfils Aliasing."""

        async def find() -> tuple[str, ...]:
            if not artist.strip():
                return ()
            asked = any_of(phrase("artist", artist), phrase("alias", artist))
            named = await self._found("artist", asked, _NAMESAKES, artists_named)
            wanted = artist.strip().casefold()
            meant = _meant(named, wanted)
            names = () if meant is None else (meant.name, *meant.aliases)
            return tuple(name for name in names if name.casefold() != wanted)

        return await _answered(find)

    async def _found[T](
        self,
        entity: str,
        query: str,
        limit: int,
        parse: Callable[[Raw], tuple[T, ...]],
        *,
        typed: bool = False,
    ) -> tuple[T, ...]:
        """Return the hits of a search; `typed`: the query is words, not Lucene's language."""
        most = str(min(max(limit, 1), _MOST))
        plain = (("dismax", "true"),) if typed else ()
        asked = (("query", query), ("limit", most), *plain)
        found = await self._client.ask(entity, asked, parse, doubt=True)
        if found is None:
            # Where there is nothing to be found, a search says so otherwise.
            raise OddAnswer(account=WHAT)
        return found


def _ways_to(entry: Entry) -> list[tuple[str, Callable[[Raw], tuple[Track, ...]]]]:
    """Return where a recording is to be had without searching, the surest way first."""
    recordings = _values(entry.ids, IdKind.MB_RECORDING)
    codes = _values(entry.ids, IdKind.ISRC)
    return [
        *((f"recording/{one}", track_alone) for one in recordings),
        *((f"isrc/{one}", tracks_of_isrc) for one in codes),
    ]


def _meant(named: tuple[Named, ...], wanted: str) -> Named | None:
    """Return the artist that has the name, else one that it is another name of; both in lower case."""
    own = (one for one in named if one.name.casefold() == wanted)
    other = (one for one in named if wanted in {alias.casefold() for alias in one.aliases})
    return next(own, None) or next(other, None)


def _page_of(found: Found) -> str:
    """Return the path of a recording's page."""
    return next((f"recording/{one}" for one in _values(found.ids, IdKind.MB_RECORDING)), "")


def _values(ids: frozenset[ExternalId], kind: IdKind) -> list[str]:
    return sorted(one.value for one in ids if one.kind is kind)


async def _answered[T](find: Callable[[], Awaitable[tuple[T, ...]]], limit: int | None = None) -> Snapshot[T]:
    try:
        return complete((await find())[:limit])
    except SyncopateError as error:
        return failed(error)
