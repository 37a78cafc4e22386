"""Reads playlists, albums and the user's favourite tracks."""

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import quote

from syncopate.domain.playlist import SourcePlaylist
from syncopate.domain.snapshot import Known, Maybe, Snapshot, Unknown
from syncopate.errors import InvalidInput, SourceClosed, SourceGone, SyncopateError
from syncopate.providers.browsing import Offer
from syncopate.providers.capability import Context, Health, ReadPlaylist
from syncopate.providers.links import take_apart
from syncopate.providers.snapshots import complete, failed
from syncopate.providers.tidal import parse, shelves
from syncopate.providers.tidal.client import Client, Query, client_of
from syncopate.providers.tidal.document import WHAT
from syncopate.providers.tidal.links import LIKED, read_link
from syncopate.providers.tidal.manifest import MANIFEST

_TRACKS = "items,items.artists,items.albums"
_LIKED_PATH = "userCollectionTracks/me"


def create(context: Context) -> TidalPlaylists:
    """Make the reader of an account's playlists."""
    return TidalPlaylists(context)


class TidalPlaylists:
    """Reads playlists; fulfils PlaylistSource, Browsable and Versioned."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def check(self) -> Health:
        """Tell whether the login is taken."""
        try:
            return await client_of(self._context).health()
        except SyncopateError as error:
            return Health(ok=False, reason=error.key, detail=error.detail)

    async def list_playlists(self) -> Snapshot[SourcePlaylist]:
        """Return the favourite tracks, and the playlists that are the user's own or marked by them."""
        try:
            client = client_of(self._context)
            if not client.for_user:
                return complete(())
            first = parse.liked((await client.get(_LIKED_PATH)).first, LIKED)
            return complete((first, *await shelves.playlists(client)))
        except SyncopateError as error:
            return failed(error)

    async def browse(self, shelf: str) -> Snapshot[Offer]:
        """Return what is on a shelf; the first one has the favourite tracks, and all other shelves."""
        try:
            client = client_of(self._context)
            if shelf:
                return complete(await shelves.opened(client, shelf))
            if not client.for_user:
                return complete(())
            first = parse.liked((await client.get(_LIKED_PATH)).first, LIKED)
            return complete((first, *shelves.OWN))
        except SyncopateError as error:
            return failed(error)

    async def read_version(self, reference: str) -> Maybe[str | None]:
        """Return when a playlist was last changed; albums do not tell."""
        try:
            reference = _meant(reference)
            if reference.startswith("album:"):
                return Known(None)
            head, _, _ = await self._head(client_of(self._context), reference)
            return Known(head.version)
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
            # First: what is changed while it is read has another mark the next time.
            playlist, path, expected = await self._head(client, reference)
            pages = await client.pages(f"{path}/relationships/items", _asked(client, path), expected=expected)
            found = parse.entries(pages, of_album=playlist.name if playlist.album else None)
            entries = complete(found.entries)
            return ReadPlaylist(playlist=playlist, entries=entries, left_out=found.left_out)
        except SyncopateError as error:
            return ReadPlaylist(playlist=playlist, entries=failed(error))

    async def _head(self, client: Client, reference: str) -> tuple[SourcePlaylist, str, int | None]:
        """Return what is said of it, the path of it, and how many things are in it. Raises SourceGone."""
        kind, _, key = reference.partition(":")
        if reference == LIKED:
            client.need_user()
            raw = (await client.get(_LIKED_PATH)).first
            return parse.liked(raw, LIKED), _LIKED_PATH, parse.size(raw)
        gone: SyncopateError = SourceGone(name=reference)
        if kind == "mix":
            # Some mixes are playlists to the API as well, others are nothing.
            gone = SourceClosed(account=WHAT, name=reference)
        of_album = kind == "album"
        path = f"{'albums' if of_album else 'playlists'}/{quote(key, safe='')}"
        include = {"include": "artists,coverArt" if of_album else "coverArt"}
        document = await client.get(path, {**include, **client.in_country}, gone)
        raw = document.first
        head = parse.album(document, raw) if of_album else parse.playlist(document, raw, reference)
        return head, path, parse.size(raw)


def _meant(reference: str) -> str:
    """Return the reference that was meant: itself, or what a link names. Raises InvalidInput."""
    kind, _, key = reference.partition(":")
    if reference == LIKED or (kind in {"playlist", "album", "mix"} and key):
        return reference
    link = take_apart(reference)
    found = read_link(link) if link is not None and link.host in MANIFEST.link_hosts else None
    if found is None or found.reference.partition(":")[0] not in {"playlist", "album", "mix", LIKED}:
        raise InvalidInput("That names no playlist and no album of TIDAL.", field="reference")
    return found.reference


def _asked(client: Client, path: str) -> Query:
    """Return what is asked of a list of tracks: the user's own is in their country anyway."""
    return {"include": _TRACKS} if path == _LIKED_PATH else {"include": _TRACKS, **client.in_country}
