"""Capability METADATA: the search of the site, which takes an ISRC or a barcode for a word like any other."""

from collections.abc import Callable

from syncopate.domain.album import SourceAlbum
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry
from syncopate.domain.snapshot import Snapshot
from syncopate.errors import OddAnswer, SyncopateError
from syncopate.providers.beatport.client import SITE, Client, client_of
from syncopate.providers.beatport.entries import release_ids, track_ids
from syncopate.providers.beatport.page import WHAT
from syncopate.providers.beatport.rows import ArtistRow, ReleaseRow, Row, TrackRow
from syncopate.providers.beatport.shelves import artist_key
from syncopate.providers.capability import Context, Health
from syncopate.providers.catalogue import Found, FoundKind
from syncopate.providers.snapshots import complete, failed


def create(context: Context) -> BeatportCatalogue:
    """Make what searches; it needs no settings."""
    return BeatportCatalogue(client_of(context))


class BeatportCatalogue:
    """Searches Beatport; fulfils Catalogue."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def check(self) -> Health:
        """Tell whether the site can be read."""
        try:
            await self._client.read("/")
        except SyncopateError as error:
            return Health(ok=False, reason=error.key, detail=error.detail)
        return Health(ok=True)

    async def find_tracks(self, entry: Entry, limit: int) -> Snapshot[Track]:
        """Return tracks that may be it: those with its ISRC, else what its text finds."""
        code = _of_kind(entry.ids, IdKind.ISRC)
        words = " ".join([*entry.artists[:2], entry.title])
        try:
            rows = await self._found("tracks", TrackRow, code, words, lambda row: row.isrc)
        except SyncopateError as error:
            return failed(error)
        return complete(tuple(_track(row) for row in rows[:limit]))

    async def find_albums(self, album: SourceAlbum, limit: int) -> Snapshot[SourceAlbum]:
        """Return releases that may be it: those with its barcode, else what its text finds."""
        code = _of_kind(album.ids, IdKind.UPC)
        words = " ".join([*album.artists[:2], album.title])
        try:
            rows = await self._found("releases", ReleaseRow, code, words, lambda row: row.upc)
        except SyncopateError as error:
            return failed(error)
        return complete(tuple(_album(row) for row in rows[:limit]))

    async def search(self, text: str, kind: FoundKind, limit: int) -> Snapshot[Found]:
        """Return what is found by words."""
        try:
            match kind:
                case FoundKind.TRACK:
                    hits = [_found_track(row) for row in await self._asked("tracks", TrackRow, text)]
                case FoundKind.ALBUM:
                    hits = [_found_album(row) for row in await self._asked("releases", ReleaseRow, text)]
                case FoundKind.ARTIST:
                    hits = [_found_artist(row) for row in await self._asked("artists", ArtistRow, text)]
        except SyncopateError as error:
            return failed(error)
        return complete(tuple(hits[:limit]))

    async def _found[R: Row](
        self,
        what: str,
        kind: type[R],
        code: ExternalId | None,
        words: str,
        code_of: Callable[[R], ExternalId | None],
    ) -> tuple[R, ...]:
        if code is not None:
            rows = await self._asked(what, kind, code.value)
            if same := tuple(row for row in rows if code_of(row) == code):
                return same
        return await self._asked(what, kind, words)

    async def _asked[R: Row](self, what: str, kind: type[R], words: str) -> tuple[R, ...]:
        """Return the hits; a search that found none shows an empty list. Raises OddAnswer without any."""
        if not words.strip():
            return ()
        page = await self._client.read(f"/search/{what}", {"q": words.strip()})
        for listing in page.listings:
            if (rows := listing.only(kind)) is not None:
                return rows
        if not any(not listing.size for listing in page.listings):
            raise OddAnswer(account=WHAT)
        return ()


def _track(row: TrackRow) -> Track:
    return Track(
        key=row.id,
        title=row.title,
        artists=row.artists,
        album=row.release,
        duration=row.duration,
        number=row.number,
        year=row.year,
        album_key=row.release_id or None,
        ids=track_ids(row),
    )


def _album(row: ReleaseRow) -> SourceAlbum:
    return SourceAlbum(
        title=row.name, artists=row.artists, year=row.year, count=row.count, ids=release_ids(row)
    )


def _found_track(row: TrackRow) -> Found:
    return Found(
        kind=FoundKind.TRACK,
        title=row.title,
        artists=row.artists,
        album=row.release,
        year=row.year,
        duration=row.duration,
        cover_url=row.cover_url,
        url=f"{SITE}/track/{row.slug}/{row.id}",
        ids=track_ids(row),
    )


def _found_album(row: ReleaseRow) -> Found:
    return Found(
        kind=FoundKind.ALBUM,
        title=row.name,
        artists=row.artists,
        year=row.year,
        count=row.count,
        cover_url=row.cover_url,
        url=f"{SITE}/release/{row.slug}/{row.id}",
        reference=f"album:{row.slug}/{row.id}",
        ids=release_ids(row),
    )


def _found_artist(row: ArtistRow) -> Found:
    return Found(
        kind=FoundKind.ARTIST,
        title=row.name,
        cover_url=row.cover_url,
        url=f"{SITE}/artist/{row.slug}/{row.id}",
        reference=artist_key(row),
    )


def _of_kind(ids: frozenset[ExternalId], kind: IdKind) -> ExternalId | None:
    return min((one for one in ids if one.kind is kind), default=None)
