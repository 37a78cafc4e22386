"""Capability PLAYLISTS: public playlists by their pages, albums by the iTunes API."""

from collections.abc import Mapping
from dataclasses import replace

from syncopate.domain.ids import IdKind
from syncopate.domain.playlist import Entry, SourcePlaylist
from syncopate.domain.snapshot import Snapshot
from syncopate.errors import OddAnswer, SourceGone, SyncopateError
from syncopate.providers.apple_music import parse, parse_page
from syncopate.providers.apple_music.client import MOST, Client, client_of
from syncopate.providers.apple_music.raw import WHAT, text
from syncopate.providers.apple_music.references import Reference, read_country, read_reference
from syncopate.providers.capability import Context, Health, ReadPlaylist
from syncopate.providers.links import LinkKind
from syncopate.providers.sifting import Sifted
from syncopate.providers.snapshots import complete, failed

_PAGE = 100


def create(context: Context) -> ApplePlaylists:
    """Make the reader of public playlists and albums."""
    return ApplePlaylists(client_of(context), read_country(context.settings.get("country", "us")))


class ApplePlaylists:
    """Reads playlists; fulfils PlaylistSource."""

    def __init__(self, client: Client, country: str) -> None:
        self._client = client
        self._country = country

    async def check(self) -> Health:
        """Tell whether Apple answers."""
        return await self._client.health()

    async def list_playlists(self) -> Snapshot[SourcePlaylist]:
        """Return nothing: without a login nobody's playlists are offered."""
        return complete(())

    async def read_playlist(self, reference: str, options: Mapping[str, str]) -> ReadPlaylist:
        """Return a playlist or album. What could not be read is a failed snapshot, never an empty one."""
        del options
        try:
            asked = read_reference(reference, self._country)
            if asked.kind is LinkKind.ALBUM:
                return await self._album(asked)
            return await self._playlist(asked)
        except SyncopateError as error:
            return ReadPlaylist(
                playlist=SourcePlaylist(reference=reference, name=reference), entries=failed(error)
            )

    async def _playlist(self, asked: Reference) -> ReadPlaylist:
        """Read a page; it shows only the first some hundred tracks of a long playlist."""
        found = parse_page.playlist(await self._client.page(asked), asked.key)
        entries = await self._with_artists(asked.country, found.found.entries)
        playlist = SourcePlaylist(
            reference=str(asked),
            name=found.name or asked.key,
            description=found.description,
            cover_url=found.cover_url,
            count=found.count,
            owner=found.owner,
        )
        whole = found.count is not None and found.count <= found.shown
        sifted = replace(found.found, entries=entries)
        return _read(playlist, sifted, None if whole else _most_on_page(found.shown))

    async def _album(self, asked: Reference) -> ReadPlaylist:
        """Read an album; songs that this shop does not sell are not told."""
        found = await self._client.lookup(asked.country, id=asked.key, entity="song", limit=str(MOST))
        about = next((one for one in found if parse.is_album(one)), None)
        if about is None:
            raise SourceGone(f"{WHAT} has no {asked} (any more).", name=str(asked))
        tracks = [one for one in found if parse.is_track(one)]
        album = parse.album(about, asked, tracks)
        if album.count and not tracks:
            raise OddAnswer(f"{WHAT} tells of an album without its tracks.", account=WHAT)
        songs = parse.entries(tracks)
        return _read(album, songs, MOST if len(songs) < (album.count or 0) else None)

    async def _with_artists(self, country: str, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        """Return entries with what the API knows of those whose artists the page does not tell."""
        lacking = [key for entry in entries if not entry.artists and (key := _key(entry))]
        if not lacking:
            return entries
        songs = await self._client.songs(country, list(dict.fromkeys(lacking)))
        known = {
            key: entry for raw in songs if (key := text(raw, "trackId")) for entry in parse.entries([raw])
        }
        return tuple(_filled(entry, known.get(_key(entry) or "")) for entry in entries)


def _most_on_page(shown: int) -> int:
    """Return how many tracks a page has at most: whole hundreds, as Apple pages its lists.

    How many this one shows would be another number whenever a single track goes.
    """
    return max(-(-shown // _PAGE), 1) * _PAGE


def _key(entry: Entry) -> str | None:
    return next((one.value for one in entry.ids if one.kind is IdKind.APPLE), None)


def _filled(entry: Entry, known: Entry | None) -> Entry:
    if known is None or entry.artists:
        return entry
    return replace(
        entry,
        artists=known.artists,
        album=entry.album or known.album,
        duration=entry.duration or known.duration,
    )


def _read(playlist: SourcePlaylist, found: Sifted, visible: int | None) -> ReadPlaylist:
    entries = complete(found.entries)
    return ReadPlaylist(playlist=playlist, entries=entries, visible=visible, left_out=found.left_out)
