"""Capability METADATA: the search of the database, for those who have a token.

It finds releases only, and knows no ISRC: tracks are those of releases that have one of that name.
"""

from collections.abc import Sequence

from syncopate.domain.album import SourceAlbum
from syncopate.domain.ids import IdKind
from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry
from syncopate.domain.snapshot import Snapshot
from syncopate.errors import NotConfigured, SyncopateError
from syncopate.providers.capability import Context, Health
from syncopate.providers.catalogue import Found, FoundKind
from syncopate.providers.discogs.client import Client, client_of
from syncopate.providers.discogs.parse import Release, album_hit, hit_of
from syncopate.providers.snapshots import complete, failed

_UPC_A = 12
"""Digits of the shortest barcodes there are."""
_OPENED = 3
"""Releases that are opened to find a track."""


def create(context: Context) -> DiscogsCatalogue:
    """Make what searches."""
    return DiscogsCatalogue(client_of(context))


class DiscogsCatalogue:
    """Searches the database; fulfils Catalogue."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def check(self) -> Health:
        """Tell whether it may be searched."""
        try:
            if not self._client.has_token:
                raise NotConfigured("Discogs lets nobody search without an account.", what="discogs.token")
            await self._client.ping()
        except SyncopateError as error:
            return Health(ok=False, reason=error.key, detail=error.detail)
        return Health(ok=True)

    async def find_tracks(self, entry: Entry, limit: int) -> Snapshot[Track]:
        """Return tracks of that name on the likeliest releases; Discogs has no ids for them."""
        wanted = {"track": entry.title, "type": "release"}
        if entry.artists:
            wanted["artist"] = entry.artists[0]
        if entry.album:
            wanted["release_title"] = entry.album
        try:
            hits = await self._hits(_OPENED, **wanted)
            if not hits and entry.album:
                del wanted["release_title"]
                hits = await self._hits(_OPENED, **wanted)
            keys = [one.value for hit in hits for one in hit.ids if one.kind is IdKind.DISCOGS]
            opened = [await self._client.release(key) for key in keys[:_OPENED]]
        except SyncopateError as error:
            return failed(error)
        found = [track for release in opened for track in _named(release, entry.title)]
        return complete(tuple(found[:limit]))

    async def find_albums(self, album: SourceAlbum, limit: int) -> Snapshot[SourceAlbum]:
        """Return releases that may be it: by barcode, else by artist and title."""
        barcode = min((one.value for one in album.ids if one.kind is IdKind.UPC), default=None)
        wanted = {"release_title": album.title, "type": "release"}
        if album.artists:
            wanted["artist"] = album.artists[0]
        try:
            hits: Sequence[Found] = ()
            if barcode is not None:
                # Without its zeros it is shorter than any that is printed.
                hits = await self._hits(limit, barcode=barcode.zfill(_UPC_A), type="release")
            hits = hits or await self._hits(limit, **wanted)
        except SyncopateError as error:
            return failed(error)
        return complete(tuple(album_hit(hit) for hit in hits[:limit]))

    async def search(self, text: str, kind: FoundKind, limit: int) -> Snapshot[Found]:
        """Return what words find; for a track the releases that have one of that name."""
        wanted = {"type": "artist" if kind is FoundKind.ARTIST else "release"}
        wanted["track" if kind is FoundKind.TRACK else "q"] = text.strip()
        try:
            hits = await self._hits(limit, **wanted) if text.strip() else ()
        except SyncopateError as error:
            return failed(error)
        return complete(tuple(hits[:limit]))

    async def _hits(self, limit: int, **wanted: str) -> Sequence[Found]:
        raw = await self._client.search(limit, **wanted)
        return [hit for one in raw if (hit := hit_of(one)) is not None]


def _named(release: Release, title: str) -> list[Track]:
    """Return the tracks of a release whose name holds the title, or is held by it."""
    wanted = title.casefold()
    return [
        Track(
            key=f"{release.id}/{track.position or place}",
            title=track.title,
            artists=track.artists or release.artists,
            album=release.title,
            album_artist=release.artists[0] if release.artists else None,
            duration=track.duration,
            disc=track.spot.disc,
            number=track.spot.number,
            year=release.year,
            album_key=release.id,
        )
        for place, track in enumerate(release.tracks, 1)
        if wanted in track.title.casefold() or track.title.casefold() in wanted
    ]
