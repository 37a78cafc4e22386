"""Capability PLAYLISTS: playlists, albums and liked songs; without an account what the public pages show."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import partial

from syncopate.domain.playlist import SourcePlaylist
from syncopate.domain.snapshot import Known, Maybe, Snapshot, Unknown
from syncopate.errors import (
    LoginLacksRights,
    NotFound,
    OddAnswer,
    SourceClosed,
    SourceGone,
    SyncopateError,
)
from syncopate.providers.browsing import Offer
from syncopate.providers.capability import Context, Health, ReadPlaylist
from syncopate.providers.sifting import Listed
from syncopate.providers.snapshots import complete, failed
from syncopate.providers.spotify import answers, embed, parse, shelves
from syncopate.providers.spotify.albums import read_album
from syncopate.providers.spotify.answers import Page
from syncopate.providers.spotify.api import Api
from syncopate.providers.spotify.client import Client, client_of, is_withheld
from syncopate.providers.spotify.links import LIKED
from syncopate.providers.spotify.listing import every
from syncopate.providers.spotify.parse import Playlist
from syncopate.providers.spotify.reads import completed
from syncopate.providers.spotify.references import wanted
from syncopate.providers.spotify.wire import WHAT

_OF_SPOTIFY = "37i9dQZ"
"""How the ids of playlists begin that Spotify makes itself."""
_VERSION = "snapshot_id"
_NOT_YOURS = "Spotify has no such playlist (any more), or it is private to somebody else."


def create(context: Context) -> SpotifyPlaylists:
    """Make the reader of an account's playlists, of public ones where there is no account."""
    return SpotifyPlaylists(client_of(context))


class SpotifyPlaylists:
    """Reads playlists; fulfils PlaylistSource, Glimpsed, Browsable, Versioned and VersionedTogether."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def check(self) -> Health:
        """Tell whether Spotify takes the login; without an account there is nothing to try."""
        return await self._client.health()

    async def list_playlists(self) -> Snapshot[SourcePlaylist]:
        """Return liked songs and the playlists that one owns, follows or works on."""
        if self._client.tokens is None:
            return complete(())
        try:
            liked, _ = await self._client.ask(_liked_one)
            return complete((liked, *await shelves.my_playlists(self._client)))
        except SyncopateError as error:
            return failed(error)

    async def browse(self, shelf: str) -> Snapshot[Offer]:
        """Return what is on a shelf."""
        try:
            return complete(await shelves.offers(self._client, shelf))
        except SyncopateError as error:
            return failed(error)

    async def read_playlist(self, reference: str, options: Mapping[str, str]) -> ReadPlaylist:
        """Return one playlist, album or the liked songs, by reference or link."""
        del options
        return await self._answer(reference, whole=True)

    async def read_glimpse(self, reference: str) -> ReadPlaylist:
        """Return the first page of a playlist or of the liked songs; albums are short, and read whole."""
        return await self._answer(reference, whole=False)

    async def _answer(self, reference: str, *, whole: bool) -> ReadPlaylist:
        known = SourcePlaylist(reference=reference, name=reference)
        try:
            kind, key = wanted(reference)
            if kind == LIKED:
                return await self._liked(whole=whole)
            known = SourcePlaylist(reference=f"{kind}:{key}", name=f"{kind}:{key}")
            if self._client.tokens is None:
                return await self._shown(kind, key)
            if kind == "album":
                return await read_album(self._client, key)
            return await self._playlist(key, whole=whole)
        except SyncopateError as error:
            return ReadPlaylist(playlist=known, entries=failed(error))

    async def read_version(self, reference: str) -> Maybe[str | None]:
        """Return the mark of a playlist or of the liked songs; albums and what is only shown have none."""
        try:
            kind, key = wanted(reference)
            if self._client.tokens is None or kind == "album":
                return Known(None)
            if kind == LIKED:
                return Known((await self._client.ask(_liked_one))[0].version)
            found = await self._client.ask(lambda api: answers.thing(api.playlist(key, _VERSION)))
            return Known(answers.text(found, _VERSION))
        except SyncopateError as error:
            return Unknown(error.key, error.detail)

    async def read_versions(self, references: Collection[str]) -> Maybe[Mapping[str, str]]:
        """Return the marks of playlists that are among the account's own, 50 at a request."""
        if self._client.tokens is None:
            return Known({})
        try:
            return Known(await shelves.versions(self._client, references))
        except SyncopateError as error:
            return Unknown(error.key, error.detail)

    async def _liked(self, *, whole: bool) -> ReadPlaylist:
        """Return the liked songs, the newest first."""
        source, first = await self._client.ask(_liked_page)
        if not whole and first.after is not None:
            return replace(completed(source, first.items), glimpse=True)
        entries = await every(
            self._client,
            lambda start, api: answers.page(api.liked(start), parse.liked_item, parse.GONE),
            first=first,
        )
        return completed(source, entries)

    async def _playlist(self, key: str, *, whole: bool) -> ReadPlaylist:
        """Return a playlist, from its public page where the account may not see what is in it."""
        try:
            found = await self._client.ask(lambda api: parse.playlist(api.playlist(key)))
        except (LoginLacksRights, NotFound) as error:
            if not await is_withheld(self._client, error):
                raise
            return await self._instead(key, None, gone=isinstance(error, NotFound))
        if found.first is not None:
            try:
                if not whole:
                    return await self._beginning(key, found.source, found.first)
                return completed(found.source, await self._entries(key, found.first))
            except LoginLacksRights:
                if found.owner == self._client.user:
                    raise
                await self._client.hold_to_account()
        return await self._instead(key, found, gone=False)

    async def _entries(self, key: str, first: Page[Listed]) -> tuple[Listed, ...]:
        return await every(self._client, partial(_items, key), first=first)

    async def _beginning(self, key: str, source: SourcePlaylist, first: Page[Listed]) -> ReadPlaylist:
        """Return the first page, which new apps have to ask for by itself."""
        page = await self._client.ask(partial(_items, key, 0)) if first.after == 0 else first
        return replace(completed(source, page.items), glimpse=page.after is not None)

    async def _instead(self, key: str, known: Playlist | None, *, gone: bool) -> ReadPlaylist:
        """Return what the public page shows. Raises SourceClosed where it shows nothing, SourceGone."""
        try:
            read = await self._shown("playlist", key)
        except SourceGone:
            if gone and not key.startswith(_OF_SPOTIFY):
                raise SourceGone(_NOT_YOURS, name=f"playlist:{key}") from None
            name = key if known is None else known.source.name
            raise SourceClosed(account=WHAT, name=name) from None
        if known is None:
            return read
        return replace(read, playlist=replace(known.source, count=known.source.count or read.playlist.count))

    async def _shown(self, kind: str, key: str) -> ReadPlaylist:
        """Return what the public page of a playlist or album shows."""
        found = embed.shown(kind, key, await self._client.page(f"embed/{kind}/{key}"))
        return completed(found.source, found.listed, visible=found.visible)


def _items(key: str, start: int, api: Api) -> Page[Listed]:
    """Ask for a page of a playlist's entries."""
    return answers.page(api.playlist_items(key, start), parse.playlist_item, parse.GONE)


def _liked_one(api: Api) -> tuple[SourcePlaylist, Page[Listed]]:
    """Ask for as little as tells how many songs are liked, and since when the newest is."""
    return _liked_source(api.liked(0, limit=1))


def _liked_page(api: Api) -> tuple[SourcePlaylist, Page[Listed]]:
    return _liked_source(api.liked(0))


def _liked_source(raw: object) -> tuple[SourcePlaylist, Page[Listed]]:
    page: Page[Listed] = answers.page(raw, parse.liked_item, parse.GONE)
    newest = next(iter(answers.many(answers.thing(raw), "items")), {})
    if page.total is None:
        raise OddAnswer(account=WHAT)
    version = f"{page.total}:{answers.text(newest, 'added_at') or ''}"
    return SourcePlaylist(reference=LIKED, name="Liked Songs", count=page.total, version=version), page
