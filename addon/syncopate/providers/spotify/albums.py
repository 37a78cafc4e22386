"""Albums by the API: all tracks of one, with their ISRCs where Spotify still gives them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import batched

from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.playlist import Entry
from syncopate.errors import LoginLacksRights, NotFound, SourceGone
from syncopate.providers.capability import ReadPlaylist
from syncopate.providers.spotify import answers, parse
from syncopate.providers.spotify.api import TRACKS_AT_ONCE, Api
from syncopate.providers.spotify.client import Client
from syncopate.providers.spotify.listing import every
from syncopate.providers.spotify.reads import completed


async def read_album(client: Client, key: str) -> ReadPlaylist:
    """Return an album. Raises SourceGone and as `Client`."""
    try:
        album = await client.ask(lambda api: parse.album(api.album(key)))
        title = album.source.name
        tracks = await every(
            client,
            lambda start, api: answers.page(
                api.album_tracks(key, start), lambda one: parse.entry(one, album=title), parse.GONE
            ),
            first=album.first,
        )
    except NotFound:
        raise SourceGone(name=key) from None
    keys = [one.value for track in tracks if isinstance(track, Entry) for one in _own_ids(track)]
    found = await _isrcs(client, keys)
    listed = [_with_isrc(track, found) if isinstance(track, Entry) else track for track in tracks]
    return completed(album.source, listed)


async def _isrcs(client: Client, keys: Sequence[str]) -> Mapping[str, ExternalId]:
    """Return what ISRCs are told by the tracks' ids; new apps get none, then nobody is asked again."""
    found: dict[str, ExternalId] = {}
    for some in batched(keys, TRACKS_AT_ONCE, strict=False):
        if client.lacks_batches:
            break
        try:
            found |= await client.ask(partial(_told, some))
        except LoginLacksRights, NotFound:
            client.lacks_batches = True
    return found


def _told(keys: Sequence[str], api: Api) -> Mapping[str, ExternalId]:
    return parse.isrcs(api.tracks(keys))


def _with_isrc(track: Entry, found: Mapping[str, ExternalId]) -> Entry:
    isrcs = {found[one.value] for one in _own_ids(track) if one.value in found}
    return replace(track, ids=track.ids | isrcs) if isrcs else track


def _own_ids(track: Entry) -> list[ExternalId]:
    return [one for one in track.ids if one.kind is IdKind.SPOTIFY]
