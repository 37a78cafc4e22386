"""Searches the catalogue for recordings and albums."""

from syncopate.domain.album import SourceAlbum
from syncopate.domain.ids import IdKind
from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry
from syncopate.domain.snapshot import Complete, Snapshot
from syncopate.errors import NotConfigured, OddAnswer, SyncopateError
from syncopate.providers.capability import Context, Health
from syncopate.providers.catalogue import Found, FoundKind
from syncopate.providers.qobuz import parse
from syncopate.providers.qobuz.client import Client, client_of
from syncopate.providers.qobuz.parse import WHAT, Raw
from syncopate.providers.snapshots import complete, failed

_FEW = 10
"""How many are looked at where one of them should be it."""


def create(context: Context) -> QobuzCatalogue:
    """Make what searches the catalogue."""
    return QobuzCatalogue(context)


class QobuzCatalogue:
    """Searches the catalogue; fulfils Catalogue. It needs an app ID."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def check(self) -> Health:
        """Tell whether the account is taken."""
        try:
            client = client_of(self._context)
            if not client.has_app:
                error = NotConfigured("Qobuz's search needs an app ID.", what="qobuz.app_id")
                return Health(ok=False, reason=error.key, detail=error.detail)
            return await client.health()
        except SyncopateError as error:
            return Health(ok=False, reason=error.key, detail=error.detail)

    async def find_tracks(self, entry: Entry, limit: int) -> Snapshot[Track]:
        """Return recordings that have the entry's ISRC, or else those found by artist and title."""
        try:
            client = client_of(self._context)
            for isrc in sorted(each for each in entry.ids if each.kind is IdKind.ISRC):
                # It is searched for like any word, so that others may be found too.
                raws = await _searched(client, "track", isrc.value, max(limit, _FEW))
                found = tuple(track for track in parse.tracks(raws) if isrc in track.ids)
                if found:
                    return _complete(found, limit)
            words = " ".join([*entry.artists[:1], entry.title])
            return _complete(tuple(parse.tracks(await _searched(client, "track", words, limit))), limit)
        except SyncopateError as error:
            return failed(error)

    async def find_albums(self, album: SourceAlbum, limit: int) -> Snapshot[SourceAlbum]:
        """Return albums that have its barcode, or else those found by artist and title."""
        try:
            client = client_of(self._context)
            for upc in sorted(each for each in album.ids if each.kind is IdKind.UPC):
                raws = await _searched(client, "album", upc.value, max(limit, _FEW))
                found = tuple(one for one in map(parse.source_album, raws) if upc in one.ids)
                if found:
                    return _complete(found, limit)
            words = " ".join([*album.artists[:1], album.title])
            raws = await _searched(client, "album", words, limit)
            return _complete(tuple(map(parse.source_album, raws)), limit)
        except SyncopateError as error:
            return failed(error)

    async def search(self, text: str, kind: FoundKind, limit: int) -> Snapshot[Found]:
        """Return what is found by words."""
        try:
            raws = await _searched(client_of(self._context), kind.value, text, limit)
            match kind:
                case FoundKind.TRACK:
                    return _complete(tuple(map(parse.found_track, parse.tracks(raws))), limit)
                case FoundKind.ALBUM:
                    return _complete(tuple(map(parse.found_album, raws)), limit)
                case FoundKind.ARTIST:
                    return _complete(tuple(map(parse.found_artist, raws)), limit)
        except SyncopateError as error:
            return failed(error)


async def _searched(client: Client, what: str, words: str, limit: int) -> tuple[Raw, ...]:
    """Return what a search finds; nothing is looked for by no words."""
    words = " ".join(words.split())
    if not words:
        return ()
    query = {"query": words, "limit": str(limit), "offset": "0"}
    page = parse.page(await client.get(f"{what}/search", query), f"{what}s")
    if page.total and not page.items:
        raise OddAnswer(account=WHAT)
    return page.items


def _complete[T](found: tuple[T, ...], limit: int) -> Complete[T]:
    return complete(found[:limit])
