"""Capability PLAYLISTS: charts, lists of genres, picks, shared playlists, and releases as albums."""

from collections.abc import Mapping
from dataclasses import replace

from syncopate.domain.playlist import AlbumFacts, SourcePlaylist
from syncopate.domain.snapshot import Snapshot
from syncopate.errors import InvalidInput, SourceGone, SyncopateError
from syncopate.providers.beatport.client import Client, client_of
from syncopate.providers.beatport.entries import entries_of, release_ids
from syncopate.providers.beatport.links import reference_in
from syncopate.providers.beatport.places import PAGE, Kind, Place, place_of, spelt
from syncopate.providers.beatport.rows import ChartRow, Page, TrackRow
from syncopate.providers.beatport.shelves import genre_name, picks_on, shelf_of
from syncopate.providers.browsing import Offer
from syncopate.providers.capability import Context, Health, ReadPlaylist
from syncopate.providers.snapshots import complete, failed


def create(context: Context) -> BeatportPlaylists:
    """Make the reader; it needs no settings."""
    return BeatportPlaylists(client_of(context))


class BeatportPlaylists:
    """Reads what Beatport shows to anybody; fulfils PlaylistSource, Browsable and Refreshable."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def check(self) -> Health:
        """Tell whether the site can be read."""
        try:
            await self._client.read("/")
        except SyncopateError as error:
            return Health(ok=False, reason=error.key, detail=error.detail)
        return Health(ok=True)

    async def list_playlists(self) -> Snapshot[SourcePlaylist]:
        """Return nothing: there is no account whose they could be."""
        return complete(())

    async def read_playlist(self, reference: str, options: Mapping[str, str]) -> ReadPlaylist:
        """Read a list; what is wrong with it is the reason of a failed snapshot."""
        del options
        known = reference_in(reference)
        place = place_of(known)
        try:
            if place is None:
                raise InvalidInput(f"{reference} is no list of Beatport.", field="reference")
            return await self._read(known, place)
        except SyncopateError as error:
            name = reference if place is None else place.name
            return ReadPlaylist(playlist=SourcePlaylist(reference=known, name=name), entries=failed(error))

    async def browse(self, shelf: str) -> Snapshot[Offer]:
        """Return what is on a shelf; of charts and releases the newest hundred."""
        try:
            return complete(await shelf_of(self._client, shelf))
        except SyncopateError as error:
            return failed(error)

    async def refresh(self) -> int:
        """Forget the pages of today; return how many there were."""
        return self._client.remembered.forget()

    def remembered(self) -> int:
        """Return how many pages of today are remembered."""
        return len(self._client.remembered)

    async def _read(self, reference: str, place: Place) -> ReadPlaylist:
        match place.kind:
            case Kind.ALBUM:
                return await self._album(reference, place)
            case Kind.PICKS:
                page = await self._client.page(place.path)
                rows = await self._picked(page, place)
                told = _told(reference, place, page)
            case _:
                page, all_rows = await self._client.tracks(place)
                rows = all_rows[: place.first]
                told = _told(reference, place, page)
        count = None if place.open_end else len(rows)
        return ReadPlaylist(
            playlist=replace(told, count=count),
            entries=complete(entries_of((None, row) for row in rows)),
            visible=PAGE if place.open_end else None,
        )

    async def _picked(self, page: Page, place: Place) -> tuple[TrackRow, ...]:
        """Return the tracks of all releases that are picked, each track once."""
        found: dict[str, TrackRow] = {}
        for card in picks_on(page, place.words[0]):
            album = place_of(f"album:{card.slug}/{card.id}")
            try:
                _, rows = await self._client.release(album) if album is not None else (None, ())
            except SourceGone:
                # Withdrawn since the page was made: that is no word about the list itself.
                continue
            found.update((row.id, row) for _, row in rows if row.id not in found)
        return tuple(found.values())

    async def _album(self, reference: str, place: Place) -> ReadPlaylist:
        release, rows = await self._client.release(place)
        facts = AlbumFacts(
            artists=release.artists,
            year=release.year,
            count=release.count or len(rows),
            ids=release_ids(release),
        )
        playlist = SourcePlaylist(
            reference=reference,
            name=release.name,
            cover_url=release.cover_url,
            album=facts,
            count=len(rows),
        )
        return ReadPlaylist(playlist=playlist, entries=complete(entries_of(rows, album=True)))


def _told(reference: str, place: Place, page: Page) -> SourcePlaylist:
    """Return what the page says of a list."""
    if chart := page.subject(ChartRow, place.id):
        return SourcePlaylist(
            reference=reference,
            name=chart.name,
            description=chart.description,
            cover_url=chart.cover_url,
            owner=chart.owner,
        )
    if not place.genre:
        return SourcePlaylist(reference=reference, name=place.name)
    slug = reference.partition(":")[2].partition("/")[0]
    name = f"{genre_name(page, place.genre, slug)}{place.name.removeprefix(spelt(slug))}"
    return SourcePlaylist(reference=reference, name=name)
