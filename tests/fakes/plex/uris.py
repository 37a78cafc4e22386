"""The uri by which items are named when they go into a playlist or a collection."""

import re
from urllib.parse import parse_qsl

from aiohttp import web

from fakes.plex.asking import USER, RefusedError, found, item_of, section_of, server_of
from fakes.plex.media import Album, Artist, Collection, Episode, Item, Kind, Season, Track, Video, tracks_of

_URI = re.compile(r"server://([^/]+)/com\.plexapp\.plugins\.library(/[^?]*)(?:\?(.*))?")
_METADATA = re.compile(r"/library/metadata/([\d,]+)(/children|/allLeaves)?")
_SECTION = re.compile(r"/library/sections/(\d+)/all")
_COLLECTION = re.compile(r"/library/(?:collections|metadata)/(\d+)/(?:children|items)")
_PLAYLIST = re.compile(r"/playlists/(\d+)/items")


def named(request: web.Request, uri: str) -> list[Item]:
    """Return the items a uri names, in its order and as often as it names them; those not there are left out.

    Refused with 400 when it is no uri of this server or names nothing that is there.
    """
    parts = _URI.fullmatch(uri)
    if parts is None or parts[1] != server_of(request).machine:
        raise RefusedError(400)
    try:
        items = _at(request, parts[2], parts[3] or "")
    except RefusedError as refusal:
        raise RefusedError(400) from refusal
    if not items:
        raise RefusedError(400)
    return items


def asked_for(request: web.Request, uri: str) -> list[Item]:
    """Return what the query of a smart playlist or collection finds now; it may be nothing."""
    parts = _URI.fullmatch(uri)
    if parts is None or parts[1] != server_of(request).machine:
        raise RefusedError(400)
    if (query := _SECTION.fullmatch(parts[2])) is None:
        raise RefusedError(400)
    try:
        section = section_of(request, query[1])
    except RefusedError as refusal:
        raise RefusedError(400) from refusal
    return list(found(request, section, parse_qsl(parts[3] or "", keep_blank_values=True)))


def _at(request: web.Request, path: str, query: str) -> list[Item]:
    if metadata := _METADATA.fullmatch(path):
        items = [item for key in metadata[1].split(",") if key and (item := item_of(request, int(key)))]
        return [child for item in items for child in children(item)] if metadata[2] == "/children" else items
    if section := _SECTION.fullmatch(path):
        pairs = parse_qsl(query, keep_blank_values=True)
        return list(found(request, section_of(request, section[1]), pairs))
    if collection := _COLLECTION.fullmatch(path):
        item = item_of(request, int(collection[1]))
        return list(item.members) if isinstance(item, Collection) else []
    if listed := _PLAYLIST.fullmatch(path):
        playlist = server_of(request).playlists.kept.get(int(listed[1]))
        if playlist is not None and playlist.user == request[USER].id:
            return [entry.item for entry in playlist.entries]
    return []


def children(item: Item) -> list[Item]:
    """Return what lies directly in an item."""
    match item:
        case Artist():
            return list(item.albums)
        case Album():
            return list(item.tracks)
        case Video():
            return list(item.seasons)
        case Season():
            return list(item.episodes)
        case Collection():
            return list(item.members)
        case _:
            return []


def playable(items: list[Item], kind: str) -> list[Track | Video]:
    """Return what a playlist of this kind takes of the items: records become their tracks.

    Refused with 400 when one is of another kind.
    """
    taken: list[Track | Video] = []
    for item in items:
        if isinstance(item, Video):
            if kind != "video" or item.kind is not Kind.MOVIE:
                raise RefusedError(400)
            taken.append(item)
        elif kind != "audio" or isinstance(item, Season | Episode):
            raise RefusedError(400)
        else:
            taken += tracks_of(item)
    return taken
