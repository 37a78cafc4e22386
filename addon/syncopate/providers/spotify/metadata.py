"""Capability METADATA: Spotify's catalogue, for an account."""

from collections.abc import Callable, Iterable
from functools import partial

from syncopate.domain.album import SourceAlbum
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry
from syncopate.domain.snapshot import Snapshot
from syncopate.errors import NotConfigured, SyncopateError
from syncopate.providers.capability import Context, Health
from syncopate.providers.catalogue import Found, FoundKind
from syncopate.providers.snapshots import complete, failed
from syncopate.providers.spotify import answers, parse
from syncopate.providers.spotify.answers import Page, Raw
from syncopate.providers.spotify.api import SMALL_PAGE, Api
from syncopate.providers.spotify.client import Client, client_of
from syncopate.providers.spotify.listing import beginning

_MOST = 1000
"""Beyond that a search goes nowhere."""
_UPC_LENGTHS = (12, 13, 14)
"""Spotify finds a barcode with as many leading zeros as the label gave it, and no other."""


def create(context: Context) -> SpotifyCatalogue:
    """Make what searches the catalogue."""
    return SpotifyCatalogue(client_of(context))


class SpotifyCatalogue:
    """Searches recordings, albums and artists; fulfils Catalogue."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def check(self) -> Health:
        """Tell whether Spotify takes the login; without one it tells nothing."""
        if self._client.tokens is None:
            error = NotConfigured("Spotify's catalogue needs an account.", what="spotify.account")
            return Health(ok=False, reason=error.key, detail=error.detail)
        return await self._client.health()

    async def find_tracks(self, entry: Entry, limit: int) -> Snapshot[Track]:
        """Return recordings that may be it: by its ISRCs, else by title and artist."""
        isrcs = sorted(one.value for one in entry.ids if one.kind is IdKind.ISRC)
        queries = [*(f"isrc:{isrc}" for isrc in isrcs), *_texts("track", entry.title, entry.artists)]
        try:
            return complete(await self._first(queries, "track", parse.track, limit))
        except SyncopateError as error:
            return failed(error)

    async def find_albums(self, album: SourceAlbum, limit: int) -> Snapshot[SourceAlbum]:
        """Return albums that may be it: by its barcode, else by title and artist."""
        upcs = sorted(one.value for one in album.ids if one.kind is IdKind.UPC)
        try:
            for upc in upcs:
                asked = (f"upc:{form}" for form in dict.fromkeys(upc.zfill(size) for size in _UPC_LENGTHS))
                by = partial(_album, known=ExternalId(IdKind.UPC, upc))
                found = await self._first(asked, "album", by, limit)
                if found:
                    return complete(found)
            queries = _texts("album", album.title, album.artists)
            return complete(await self._first(queries, "album", _album, limit))
        except SyncopateError as error:
            return failed(error)

    async def search(self, text: str, kind: FoundKind, limit: int) -> Snapshot[Found]:
        """Return what is found by words."""
        made: Callable[[Raw], Found | None] = _MADE[kind]
        try:
            return complete(await self._first([text.strip()], kind.value, made, limit))
        except SyncopateError as error:
            return failed(error)

    async def _first[T](
        self, queries: Iterable[str], kind: str, each: Callable[[Raw], T | None], limit: int
    ) -> tuple[T, ...]:
        """Return what the first query finds that finds anything."""
        for query in queries:
            if not query:
                continue

            ask = partial(_hits, query, kind, each)
            found = await beginning(self._client, ask, min(limit, _MOST), SMALL_PAGE)
            if found:
                return found
        return ()


def _hits[T](
    query: str, kind: str, each: Callable[[Raw], T | None], size: int, start: int, api: Api
) -> Page[T]:
    """Ask for a page of hits."""
    return answers.page(answers.thing(api.search(query, kind, size, start)).get(f"{kind}s"), each)


def _texts(field: str, title: str, artists: tuple[str, ...]) -> list[str]:
    """Return searches by title and first artist: in their fields, then anywhere."""
    plain = " ".join(title.replace('"', " ").split())
    artist = " ".join(artists[0].replace('"', " ").split()) if artists else ""
    fields = f'{field}:"{plain}"' + (f' artist:"{artist}"' if artist else "")
    return [fields, f"{plain} {artist}".strip()] if plain else []


def _album(raw: Raw, known: ExternalId | None = None) -> SourceAlbum | None:
    """Return a hit; a search does not tell barcodes, but by which one it was found."""
    title = answers.text(raw, "name")
    if title is None:
        return None
    return SourceAlbum(
        title=title,
        artists=parse.names(raw),
        year=parse.year(raw),
        count=answers.whole(raw, "total_tracks") or None,
        ids=parse.album_ids(raw) | ({known} if known else set()),
    )


def _found_track(raw: Raw) -> Found | None:
    track = parse.track(raw)
    if track is None:
        return None
    return Found(
        kind=FoundKind.TRACK,
        title=track.title,
        artists=track.artists,
        album=track.album,
        year=track.year,
        duration=track.duration,
        cover_url=parse.cover(answers.inside(raw, "album")),
        url=_url(raw),
        ids=track.ids,
    )


def _found_album(raw: Raw) -> Found | None:
    offered = parse.offered_album(raw)
    if offered is None or offered.album is None:
        return None
    return Found(
        kind=FoundKind.ALBUM,
        title=offered.name,
        artists=offered.album.artists,
        year=offered.album.year,
        count=offered.count,
        cover_url=offered.cover_url,
        url=_url(raw),
        reference=offered.reference,
        ids=offered.album.ids,
    )


def _found_artist(raw: Raw) -> Found | None:
    key, name = answers.text(raw, "id"), answers.text(raw, "name")
    if key is None or name is None:
        return None
    return Found(
        kind=FoundKind.ARTIST,
        title=name,
        cover_url=parse.cover(raw),
        url=_url(raw),
        reference=f"artist:{key}",
    )


def _url(raw: Raw) -> str | None:
    return answers.text(answers.inside(raw, "external_urls"), "spotify")


_MADE: dict[FoundKind, Callable[[Raw], Found | None]] = {
    FoundKind.TRACK: _found_track,
    FoundKind.ALBUM: _found_album,
    FoundKind.ARTIST: _found_artist,
}
