"""Capability PLAYLISTS: playlists, albums, favourites and charts, and shelves of them."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from syncopate.domain.playlist import SourcePlaylist
from syncopate.domain.snapshot import Known, Maybe, Snapshot, Unknown
from syncopate.errors import InvalidInput, SourceGone, SyncopateError
from syncopate.providers.browsing import Offer
from syncopate.providers.capability import Context, Health, ReadPlaylist, marks_of
from syncopate.providers.deezer import parse
from syncopate.providers.deezer.answers import text
from syncopate.providers.deezer.client import PAGE, Client, changing, client_of
from syncopate.providers.deezer.references import EVERYWHERE, Kind, Reference, read_reference, read_user
from syncopate.providers.deezer.shelves import Shelves, chart_of
from syncopate.providers.sifting import Sifted, withheld
from syncopate.providers.snapshots import complete, failed

type _Whole = tuple[SourcePlaylist, Sifted]


def create(context: Context) -> DeezerPlaylists:
    """Make the reader of Deezer's playlists, and of those of an account's profile."""
    return DeezerPlaylists(client_of(context), context.settings.get("user_id", ""))


class DeezerPlaylists:
    """Reads playlists; fulfils PlaylistSource, Glimpsed, Versioned, VersionedTogether and Browsable."""

    def __init__(self, client: Client, profile: str) -> None:
        self._client = client
        self._profile = profile
        self._shelves = Shelves(client)

    async def check(self) -> Health:
        """Tell whether Deezer answers, and whether it has the profile."""
        if not self._profile:
            return await self._client.health()
        try:
            user = self._user()
            gone = SourceGone(f"Deezer has no profile {user}.", name=f"The profile {user}")
            await self._client.ask(f"user/{user}", gone=gone)
        except SyncopateError as error:
            return Health(ok=False, reason=error.key, detail=error.detail)
        return Health(ok=True)

    async def list_playlists(self) -> Snapshot[SourcePlaylist]:
        """Return what the profile shows: favourites, playlists, favourite albums; nothing without one."""
        if not self._profile:
            return complete(())
        try:
            user = self._user()
            playlists = await self._shelves.playlists_of(user)
            albums = await self._shelves.albums_of(user)
        except SyncopateError as error:
            return failed(error)
        return complete((*playlists, *albums))

    async def read_playlist(self, reference: str, options: Mapping[str, str]) -> ReadPlaylist:
        """Return a playlist, album, favourites or chart. What could not be read is a failed snapshot."""
        del options
        try:
            playlist, found = await self._read(read_reference(reference))
        except SyncopateError as error:
            return _failed(reference, error)
        return _told(playlist, found)

    async def read_glimpse(self, reference: str) -> ReadPlaylist:
        """Return the first page of a playlist or of favourites; albums and charts are read whole."""
        try:
            asked = read_reference(reference)
            if asked.kind not in {Kind.PLAYLIST, Kind.LOVED}:
                return await self.read_playlist(reference, {})
            number, playlist = await self._head(asked)
            if (playlist.count or 0) <= PAGE:
                return await self.read_playlist(reference, {})
            page = await self._client.page(f"playlist/{number}/tracks", gone=_gone(asked))
        except SyncopateError as error:
            return _failed(reference, error)
        return replace(_told(playlist, parse.entries(page.data)), glimpse=True)

    async def read_version(self, reference: str) -> Maybe[str | None]:
        """Return the checksum of a playlist; albums and charts have none."""
        try:
            asked = read_reference(reference)
            match asked.kind:
                case Kind.PLAYLIST | Kind.LOVED:
                    return Known((await self._head(asked))[1].version)
                case Kind.ALBUM | Kind.CHART:
                    return Known(None)
        except SyncopateError as error:
            return Unknown(error.key, error.detail)

    async def read_versions(self, references: Collection[str]) -> Maybe[Mapping[str, str]]:
        """Return the checksums of playlists that the profile shows, by one list of them."""
        if not self._profile:
            return Known({})
        try:
            return Known(marks_of(await self._shelves.playlists_of(self._user()), references))
        except SyncopateError as error:
            return Unknown(error.key, error.detail)

    async def browse(self, shelf: str) -> Snapshot[Offer]:
        """Return what is on a shelf; the first has those of the profile, and the charts."""
        try:
            if shelf:
                return complete(await self._shelves.open(shelf))
            user = self._user() if self._profile else None
        except SyncopateError as error:
            return failed(error)
        return complete(self._shelves.first(user))

    async def _read(self, asked: Reference) -> _Whole:
        match asked.kind:
            case Kind.PLAYLIST | Kind.LOVED:
                return await self._tracks(asked)
            case Kind.ALBUM:
                return await self._album(asked)
            case Kind.CHART:
                return await self._chart(asked)

    async def _head(self, asked: Reference) -> tuple[str, SourcePlaylist]:
        """Return the number of a playlist, and what is said of it."""
        if asked.kind is Kind.LOVED:
            return await self._loved(asked.number)
        raw = await self._client.ask(f"playlist/{asked.number}", gone=_gone(asked))
        return asked.number, parse.playlist(raw)

    async def _tracks(self, asked: Reference) -> _Whole:
        """Read a playlist; one of several pages must be the same after the last as before the first."""
        for _ in range(2):
            number, playlist = await self._head(asked)
            tracks = await self._client.all(f"playlist/{number}/tracks", gone=_gone(asked))
            one_page = max(len(tracks), playlist.count or 0) <= PAGE
            if one_page or (await self._head(asked))[1].version == playlist.version:
                # What cannot be played anywhere is counted and not given.
                return playlist, withheld(parse.entries(tracks), playlist.count)
        raise changing()

    async def _loved(self, user: str) -> tuple[str, SourcePlaylist]:
        """Return the number of the playlist that holds a user's favourites, and what is said of it."""
        gone = SourceGone(f"Deezer shows no favourite tracks of the user {user}.", name=f"loved:{user}")
        for raw in await self._client.all(f"user/{user}/playlists", gone=gone):
            found = parse.loved(raw, user)
            if found is not None:
                return parse.key_of(raw), found
        raise gone

    async def _album(self, asked: Reference) -> _Whole:
        gone = _gone(asked)
        album = parse.album(await self._client.ask(f"album/{asked.number}", gone=gone))
        tracks = await self._client.all(f"album/{asked.number}/tracks", gone=gone)
        return album, parse.entries(tracks, album.name)

    async def _chart(self, asked: Reference) -> _Whole:
        name = None
        if asked != EVERYWHERE:
            genre = await self._client.ask(f"genre/{asked.number}", gone=_gone(asked))
            name = text(genre, "name")
        page = await self._client.page(f"chart/{asked.number}/tracks", gone=_gone(asked))
        entries = parse.entries(page.data)
        return replace(chart_of(asked, name), count=len(entries)), entries

    def _user(self) -> str:
        """Return the number of the account's profile. Raises InvalidInput."""
        user = read_user(self._profile)
        if user is None:
            raise InvalidInput("That is no profile of Deezer.", field="user_id")
        return user


def _told(playlist: SourcePlaylist, found: Sifted) -> ReadPlaylist:
    return ReadPlaylist(playlist=playlist, entries=complete(found.entries), left_out=found.left_out)


def _failed(reference: str, error: SyncopateError) -> ReadPlaylist:
    known = SourcePlaylist(reference=reference, name=reference)
    return ReadPlaylist(playlist=known, entries=failed(error))


def _gone(asked: Reference) -> SourceGone:
    return SourceGone(f"Deezer has no {asked} (any more).", name=str(asked))
