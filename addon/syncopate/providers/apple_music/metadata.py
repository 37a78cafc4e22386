"""Capability METADATA: what a recording or album may be by the shop of one country. It knows no ISRCs."""

from collections.abc import Awaitable, Mapping

from syncopate.domain.album import SourceAlbum
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry
from syncopate.domain.snapshot import Snapshot
from syncopate.errors import SyncopateError
from syncopate.providers.apple_music import parse
from syncopate.providers.apple_music.client import MOST, Client, client_of
from syncopate.providers.apple_music.raw import Raw
from syncopate.providers.apple_music.references import read_country
from syncopate.providers.capability import Context, Health
from syncopate.providers.catalogue import Found, FoundKind
from syncopate.providers.snapshots import complete, failed

_ENTITIES = {FoundKind.TRACK: "song", FoundKind.ALBUM: "album", FoundKind.ARTIST: "musicArtist"}
_UPC, _EAN = 12, 13
"""Digits of barcodes: they are found as they were printed, with the zeros in front."""


def create(context: Context) -> AppleCatalogue:
    """Make what searches the shop of the country that is set."""
    return AppleCatalogue(client_of(context), read_country(context.settings.get("country", "us")))


class AppleCatalogue:
    """Searches the catalogue; fulfils Catalogue."""

    def __init__(self, client: Client, country: str) -> None:
        self._client = client
        self._country = country

    async def check(self) -> Health:
        """Tell whether Apple answers."""
        return await self._client.health()

    async def find_tracks(self, entry: Entry, limit: int) -> Snapshot[Track]:
        """Return recordings that may be it: by its own id, else by text."""
        return await _known(self._tracks(entry, limit))

    async def find_albums(self, album: SourceAlbum, limit: int) -> Snapshot[SourceAlbum]:
        """Return albums that may be it: by its own id or its barcode, else by text."""
        return await _known(self._albums(album, limit))

    async def search(self, text: str, kind: FoundKind, limit: int) -> Snapshot[Found]:
        """Return what is found by words that somebody typed."""
        return await _known(self._hits(text, kind, limit))

    async def _tracks(self, entry: Entry, limit: int) -> tuple[Track, ...]:
        for key in _numbers(entry.ids, IdKind.APPLE):
            named = _tracks(await self._client.lookup(self._country, id=key))
            if named:
                return named
        found = await self._words(" ".join((*entry.artists[:1], entry.title)), FoundKind.TRACK, limit)
        return _tracks(found)

    async def _albums(self, album: SourceAlbum, limit: int) -> tuple[SourceAlbum, ...]:
        for key in _numbers(album.ids, IdKind.APPLE):
            named = await self._whole({"id": key})
            if named:
                return named
        for upc in _numbers(album.ids, IdKind.UPC):
            for printed in dict.fromkeys((upc.zfill(_UPC), upc.zfill(_EAN))):
                named = await self._whole({"upc": printed}, ExternalId(IdKind.UPC, upc))
                if named:
                    return named
        found = await self._words(" ".join((*album.artists[:1], album.title)), FoundKind.ALBUM, limit)
        return tuple(made for raw in found if (made := parse.source_album(raw, [])) is not None)

    async def _whole(
        self, asked: Mapping[str, str], upc: ExternalId | None = None
    ) -> tuple[SourceAlbum, ...]:
        """Return an album by a name of it, with its tracks."""
        found = await self._client.lookup(self._country, **asked, entity="song", limit=str(MOST))
        albums = (one for one in found if parse.is_album(one))
        return tuple(made for raw in albums if (made := parse.source_album(raw, found, upc)) is not None)[:1]

    async def _hits(self, text: str, kind: FoundKind, limit: int) -> tuple[Found, ...]:
        found = await self._words(text, kind, limit)
        return tuple(hit for raw in found if (hit := parse.found(raw, kind, self._country)) is not None)

    async def _words(self, said: str, kind: FoundKind, limit: int) -> list[Raw]:
        words = " ".join(said.split())
        return await self._client.search(self._country, words, _ENTITIES[kind], limit) if words else []


async def _known[T](asking: Awaitable[tuple[T, ...]]) -> Snapshot[T]:
    """Return all that was found, or why nothing is known."""
    try:
        return complete(await asking)
    except SyncopateError as error:
        return failed(error)


def _tracks(found: list[Raw]) -> tuple[Track, ...]:
    return tuple(made for raw in found if (made := parse.track(raw)) is not None)


def _numbers(ids: frozenset[ExternalId], kind: IdKind) -> list[str]:
    """Return the ids that can be numbers: what stands in files is not always what it is said to be."""
    values = sorted(one.value for one in ids if one.kind is kind)
    return [value for value in values if value.isascii() and value.isdecimal()]
