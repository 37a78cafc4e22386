"""Capability DOWNLOADS: hands albums over to Lidarr, each once, and sees what came."""

import asyncio
from collections.abc import Collection, Mapping
from datetime import datetime
from http import HTTPStatus

from syncopate.domain.download import Handed, HandOver, Wanted
from syncopate.domain.snapshot import Known, Maybe, Unknown
from syncopate.errors import NotFound, OddAnswer, SyncopateError, Unreachable
from syncopate.providers._tracker.raw import Raw, inside, text, whole
from syncopate.providers.capability import Context, Health
from syncopate.providers.lidarr import parse
from syncopate.providers.lidarr.choices import choices
from syncopate.providers.lidarr.client import WHAT, Client, client_of
from syncopate.providers.lidarr.remembering import forget, handed_over, note


def create(context: Context) -> LidarrDownloads:
    """Make what hands albums over."""
    return LidarrDownloads(context)


class LidarrDownloads:
    """Hands albums over; fulfils HandOff."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def check(self) -> Health:
        """Try the key, and whether Lidarr has what the settings name."""
        try:
            client = client_of(self._context)
            await client.status()
            await choices(client, self._context.settings, make_tags=False)
        except SyncopateError as error:
            return Health(ok=False, reason=error.key, detail=error.detail)
        return Health(ok=True)

    async def hand_over(self, wanted: Wanted) -> Maybe[HandOver | None]:
        """Have an album looked for that Lidarr was not told of before; of a track it is the one it is on."""
        try:
            client = client_of(self._context)
            async with client.turn:
                album = await _found(client, wanted)
                return Known(None if album is None else await self._taken(client, album))
        except SyncopateError as error:
            return Unknown(error.key, error.detail)

    async def _taken(self, client: Client, album: Raw) -> HandOver:
        """Return how far an album is that Lidarr has now. Raises SyncopateError."""
        group = text(album, "foreignAlbumId")
        since = (await asyncio.to_thread(handed_over, self._context.storage)).get(group)
        if not whole(album, "id"):
            return await self._added(client, album)
        told = parse.handed(album, since)
        if told.state is Handed.HERE or (since is not None and album.get("monitored") is True):
            return told
        if album.get("monitored") is not True:
            await client.monitor(parse.ticket_in(album).number)
        if since is None:
            since = await asyncio.to_thread(note, self._context.storage, group)
            await self._asked(client, parse.ticket_in(album).number, group)
        return parse.handed(album, since)

    async def _asked(self, client: Client, number: int, group: str) -> None:
        """Have Lidarr search. Raises Unreachable, where it did not take it as if nothing had been said."""
        try:
            await client.search(number)
        except Unreachable as error:
            await self._not_taken(error, group)
            raise

    async def _added(self, client: Client, album: Raw) -> HandOver:
        """Add an album that Lidarr does not have, and have it searched for once. Raises SyncopateError."""
        chosen = await choices(client, self._context.settings, make_tags=True)
        group = text(album, "foreignAlbumId")
        artist = dict(inside(album, "artist"))
        artist |= {
            "qualityProfileId": chosen.quality,
            "metadataProfileId": chosen.metadata,
            "rootFolderPath": chosen.folder,
            "monitored": False,
            "monitorNewItems": "none",
            "tags": list(chosen.tags),
            "addOptions": {"monitor": "none", "searchForMissingAlbums": False},
        }
        body = dict(album) | {
            "monitored": True,
            "anyReleaseOk": True,
            "artist": artist,
            "addOptions": {"searchForNewAlbum": True},
        }
        since = await asyncio.to_thread(note, self._context.storage, group)
        try:
            return parse.handed(await client.add(body), since)
        except Unreachable as error:
            return await self._added_unheard(client, group, since, error)

    async def _added_unheard(
        self, client: Client, group: str, since: datetime, error: Unreachable
    ) -> HandOver:
        """Return how far an album is whose adding gave no good answer; it may be there all the same."""
        for each in await client.albums(group):
            return parse.handed(each, since)
        await self._not_taken(error, group)
        raise error

    async def _not_taken(self, error: Unreachable, group: str) -> None:
        """Note that an album was not handed over, where that is certain."""
        status = error.placeholders.get("status", "")
        refused = status.isdigit() and int(status) < HTTPStatus.INTERNAL_SERVER_ERROR
        if error.unsent or refused or type(error) not in {Unreachable, OddAnswer}:
            await asyncio.to_thread(forget, self._context.storage, group)

    async def state_of(self, tickets: Collection[str]) -> Maybe[Mapping[str, HandOver]]:
        """Return what became of albums, each asked for by itself: one that is gone spoils no other."""
        try:
            client = client_of(self._context)
            known = await asyncio.to_thread(handed_over, self._context.storage)
            found = {ticket: await _state(client, ticket, known) for ticket in tickets}
        except SyncopateError as error:
            return Unknown(error.key, error.detail)
        return Known(found)


async def _state(client: Client, said: str, known: Mapping[str, datetime]) -> HandOver:
    ticket = parse.ticket_of(said)
    if ticket is None:
        return parse.gone(said)
    try:
        album = await client.album(ticket.number)
    except NotFound:
        return parse.gone(said)
    if text(album, "foreignAlbumId") != ticket.release_group:
        return parse.gone(said)
    return parse.handed(album, known.get(ticket.release_group))


async def _found(client: Client, wanted: Wanted) -> Raw | None:
    """Return the album as Lidarr has it, or as its catalogue does; None where nobody knows it."""
    group = parse.release_group_of(wanted)
    if group is not None:
        for each in await client.albums(group):
            return each
        for each in await client.look_up(f"lidarr:{group}"):
            if text(each, "foreignAlbumId") == group:
                return await _whole(client, each)
    if parse.album_title(wanted) is None:
        return None
    found = parse.chosen(await client.look_up(parse.term_of(wanted)), wanted)
    return None if found is None else await _whole(client, found)


async def _whole(client: Client, album: Raw) -> Raw:
    """Return an album of the catalogue as Lidarr has it, where it does: with its numbers."""
    if not text(inside(album, "artist"), "foreignArtistId"):
        raise OddAnswer(f"{WHAT} does not say whose album {text(album, 'title')} is.", account=WHAT)
    for each in await client.albums(text(album, "foreignAlbumId")):
        return each
    return album
