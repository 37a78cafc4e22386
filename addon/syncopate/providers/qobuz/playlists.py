"""Reads playlists, albums and the user's favourite tracks."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from syncopate.domain.playlist import SourcePlaylist
from syncopate.domain.snapshot import Known, Maybe, Snapshot, Unknown
from syncopate.errors import InvalidInput, NotFound, OddAnswer, SourceGone, SyncopateError
from syncopate.providers.browsing import Offer, Shelf, ShelfKind
from syncopate.providers.capability import Context, Health, ReadPlaylist, marks_of
from syncopate.providers.links import take_apart
from syncopate.providers.qobuz import album_page, parse
from syncopate.providers.qobuz.client import STORE, Client, client_of
from syncopate.providers.qobuz.links import LIKED, read_link
from syncopate.providers.qobuz.manifest import MANIFEST
from syncopate.providers.qobuz.parse import WHAT
from syncopate.providers.sifting import Sifted
from syncopate.providers.snapshots import complete, failed

_FAVOURITES = "favorite/getUserFavorites"
_SHELVES = (
    Shelf(key="playlists", name="Playlists", kind=ShelfKind.PLAYLISTS),
    Shelf(key="albums", name="Albums", kind=ShelfKind.ALBUMS),
    Shelf(key="artists", name="Artists", kind=ShelfKind.ARTISTS),
)
_LIKED = SourcePlaylist(reference=LIKED, name="Liked tracks")
_READABLE = frozenset({"playlist", "album", LIKED})
_ON_PAGE = 50
"""So many tracks of an album are on its page itself; the rest is loaded into it."""


def create(context: Context) -> QobuzPlaylists:
    """Make the reader of playlists, of an account or of nobody."""
    return QobuzPlaylists(context)


class QobuzPlaylists:
    """Reads playlists; fulfils PlaylistSource, Browsable, Versioned and VersionedTogether."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def check(self) -> Health:
        """Tell whether the account is taken; without one there is nothing to be taken."""
        try:
            return await client_of(self._context).health()
        except SyncopateError as error:
            return Health(ok=False, reason=error.key, detail=error.detail)

    async def list_playlists(self) -> Snapshot[SourcePlaylist]:
        """Return the favourite tracks and the playlists of the user, nothing where there is no user."""
        try:
            client = client_of(self._context)
            return complete((_LIKED, *await _playlists(client)) if client.has_user else ())
        except SyncopateError as error:
            return failed(error)

    async def browse(self, shelf: str) -> Snapshot[Offer]:
        """Return what is on a shelf; the first one has the favourite tracks, and all other shelves."""
        try:
            client = client_of(self._context)
            if shelf:
                return complete(await _opened(client, shelf))
            return complete((_LIKED, *_SHELVES) if client.has_user else ())
        except SyncopateError as error:
            return failed(error)

    async def read_version(self, reference: str) -> Maybe[str | None]:
        """Return when a playlist was last changed; nothing else tells."""
        try:
            kind, _, key = _meant(reference).partition(":")
            if kind != "playlist":
                return Known(None)
            gone = SourceGone(name=reference)
            raw = await client_of(self._context).get("playlist/get", {"playlist_id": key}, gone)
            return Known(parse.playlist(raw).version)
        except SyncopateError as error:
            return Unknown(error.key, error.detail)

    async def read_versions(self, references: Collection[str]) -> Maybe[Mapping[str, str]]:
        """Return when the user's playlists were last changed, by one list of them."""
        try:
            client = client_of(self._context)
            return Known(marks_of(await _playlists(client), references) if client.has_user else {})
        except SyncopateError as error:
            return Unknown(error.key, error.detail)

    async def read_playlist(self, reference: str, options: Mapping[str, str]) -> ReadPlaylist:
        """Return one by its reference, or by a link to it."""
        del options
        playlist = SourcePlaylist(reference=reference, name=reference)
        try:
            reference = _meant(reference)
            playlist = replace(playlist, reference=reference)
            client = client_of(self._context)
            playlist, found = await _read(client, reference)
            entries = complete(found.entries)
            return ReadPlaylist(playlist=playlist, entries=entries, left_out=found.left_out)
        except SyncopateError as error:
            return ReadPlaylist(playlist=playlist, entries=failed(error))


async def _read(client: Client, reference: str) -> tuple[SourcePlaylist, Sifted]:
    kind, _, key = reference.partition(":")
    gone = SourceGone(name=reference)
    if kind == LIKED:
        client.need_user()
        _, raws = await client.listed(_FAVOURITES, {"type": "tracks"}, "tracks")
        entries = parse.entries(raws)
        return replace(_LIKED, count=len(entries)), entries
    if kind == "playlist":
        query = {"playlist_id": key, "extra": "tracks"}
        first, raws = await client.listed("playlist/get", query, "tracks", gone)
        return parse.playlist(first), parse.entries(raws)
    if not client.has_app:
        return await _by_page(client, key)
    first, raws = await client.listed("album/get", {"album_id": key}, "tracks", gone)
    album = parse.album(first)
    return album, parse.entries(raws, album)


async def _by_page(client: Client, key: str) -> tuple[SourcePlaylist, Sifted]:
    """Read an album by its public page. Raises OddAnswer where that does not have all of it."""
    page = album_page.read(await client.page(f"{STORE}/album/-/{key}"), key)
    entries = page.entries
    if page.total > len(entries) >= _ON_PAGE:
        query = {"albumId": key, "offset": str(len(entries)), "limit": "999", "store": STORE}
        entries += album_page.more(await client.page("v4/ajax/album/load-tracks", query), page)
    if len(entries) != page.total:
        raise OddAnswer("The page of the album does not show all of its tracks.", account=WHAT)
    return page.playlist, Sifted(entries)


async def _playlists(client: Client) -> tuple[SourcePlaylist, ...]:
    client.need_user()
    _, raws = await client.listed("playlist/getUserPlaylists", {}, "playlists")
    return tuple(map(parse.playlist, raws))


async def _opened(client: Client, shelf: str) -> tuple[Offer, ...]:
    """Return what is on a shelf. Raises NotFound where there is none."""
    kind, _, key = shelf.partition(":")
    match kind:
        case "playlists":
            return await _playlists(client)
        case "albums":
            client.need_user()
            _, raws = await client.listed(_FAVOURITES, {"type": "albums"}, "albums")
            return tuple(map(parse.album, raws))
        case "artists":
            client.need_user()
            _, raws = await client.listed(_FAVOURITES, {"type": "artists"}, "artists")
            return tuple(map(parse.artist, raws))
        case "artist" if key:
            gone = NotFound(what="artist", id=key)
            _, raws = await client.listed("artist/get", {"artist_id": key, "extra": "albums"}, "albums", gone)
            return tuple(map(parse.album, raws))
        case _:
            raise NotFound(what="shelf", id=shelf)


def _meant(reference: str) -> str:
    """Return the reference that was meant: itself, or what a link names. Raises InvalidInput."""
    kind, _, key = reference.partition(":")
    if reference == LIKED or (kind in {"playlist", "album"} and key.isalnum() and key.isascii()):
        return reference
    link = take_apart(reference)
    found = read_link(link) if link is not None and link.host in MANIFEST.link_hosts else None
    if found is None or found.reference.partition(":")[0] not in _READABLE:
        raise InvalidInput("That names no playlist and no album of Qobuz.", field="reference")
    return found.reference
