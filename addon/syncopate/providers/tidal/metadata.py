"""Searches the catalogue for recordings and albums."""

from syncopate.domain.album import SourceAlbum
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry
from syncopate.domain.snapshot import Complete, Snapshot
from syncopate.errors import SyncopateError
from syncopate.providers.capability import Context, Health
from syncopate.providers.catalogue import Found, FoundKind
from syncopate.providers.snapshots import complete, failed
from syncopate.providers.tidal import parse
from syncopate.providers.tidal.client import Client, client_of
from syncopate.providers.tidal.document import Document, Raw

_LONGEST_QUERY = 256
_WITH_TRACKS = "tracks,tracks.artists,tracks.albums"
_WITH_ALBUMS = "albums,albums.artists,albums.coverArt"
_WITH_ARTISTS = "artists,artists.profileArt"
_BARCODES = (12, 13, 14)
"""Digits of UPC-A, of EAN-13, and of what many labels send in: the API knows an album by one of them."""


def create(context: Context) -> TidalCatalogue:
    """Make what searches the catalogue."""
    return TidalCatalogue(context)


class TidalCatalogue:
    """Searches the catalogue of the account's country; fulfils Catalogue."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def check(self) -> Health:
        """Tell whether the login is taken."""
        try:
            return await client_of(self._context).health()
        except SyncopateError as error:
            return Health(ok=False, reason=error.key, detail=error.detail)

    async def find_tracks(self, entry: Entry, limit: int) -> Snapshot[Track]:
        """Return recordings by TIDAL's own id or the ISRC, or else by artist and title."""
        try:
            client = client_of(self._context)
            found: tuple[Track, ...] = ()
            for name, value in _ways(entry):
                found = await _by(client, name, value)
                if found:
                    return _complete(found, limit)
            words = " ".join([*entry.artists[:1], entry.title])
            document, raws = await _searched(client, words, "tracks", _WITH_TRACKS)
            return _complete(tuple(parse.tracks(document, raws)), limit)
        except SyncopateError as error:
            return failed(error)

    async def find_albums(self, album: SourceAlbum, limit: int) -> Snapshot[SourceAlbum]:
        """Return albums by the barcode, or else by artist and title."""
        try:
            client = client_of(self._context)
            for barcode in _barcodes(album):
                query = {"filter[barcodeId]": barcode, "include": "artists", **client.in_country}
                document = await client.get("albums", query)
                if document.data:
                    return _complete(_albums(document, document.data), limit)
            words = " ".join([*album.artists[:1], album.title])
            document, raws = await _searched(client, words, "albums", _WITH_ALBUMS)
            return _complete(_albums(document, raws), limit)
        except SyncopateError as error:
            return failed(error)

    async def search(self, text: str, kind: FoundKind, limit: int) -> Snapshot[Found]:
        """Return what is found by words."""
        try:
            client = client_of(self._context)
            match kind:
                case FoundKind.TRACK:
                    document, raws = await _searched(client, text, "tracks", _WITH_TRACKS)
                    found = tuple(map(parse.found_track, parse.tracks(document, raws)))
                case FoundKind.ALBUM:
                    document, raws = await _searched(client, text, "albums", _WITH_ALBUMS)
                    found = tuple(parse.found_album(document, raw) for raw in raws)
                case FoundKind.ARTIST:
                    document, raws = await _searched(client, text, "artists", _WITH_ARTISTS)
                    found = tuple(parse.found_artist(document, raw) for raw in raws)
            return _complete(found, limit)
        except SyncopateError as error:
            return failed(error)


async def _by(client: Client, name: str, value: str) -> tuple[Track, ...]:
    query = {f"filter[{name}]": value, "include": "artists,albums", **client.in_country}
    document = await client.get("tracks", query)
    return tuple(parse.tracks(document, document.data))


async def _searched(client: Client, words: str, what: str, include: str) -> tuple[Document, list[Raw]]:
    """Return what the first page of a search tells; nothing is looked for by no words."""
    words = " ".join(words.split())[:_LONGEST_QUERY].strip()
    if not words:
        return Document(()), []
    query = {"filter[query]": words, "include": include, **client.in_country}
    document = await client.get("searchResults", query)
    return document, document.related(document.first, what)


def _ways(entry: Entry) -> list[tuple[str, str]]:
    """Return the filters that may name a recording, the surest first."""
    names = {IdKind.TIDAL: "id", IdKind.ISRC: "isrc"}
    return [(name, each.value) for kind, name in names.items() for each in _of_kind(entry.ids, kind)]


def _barcodes(album: SourceAlbum) -> list[str]:
    """Return a barcode as the catalogue may have it, with more or fewer zeros before it."""
    upcs = [each.value for each in _of_kind(album.ids, IdKind.UPC)]
    return list(dict.fromkeys(upc.zfill(digits) for upc in upcs for digits in _BARCODES))


def _of_kind(ids: frozenset[ExternalId], kind: IdKind) -> list[ExternalId]:
    return sorted(each for each in ids if each.kind is kind)


def _albums(document: Document, raws: list[Raw] | tuple[Raw, ...]) -> tuple[SourceAlbum, ...]:
    return tuple(parse.source_album(document, raw) for raw in raws)


def _complete[T](found: tuple[T, ...], limit: int) -> Complete[T]:
    return complete(found[:limit])
