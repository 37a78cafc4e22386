"""The embedded player: a page whose script holds what it shows; what is not there is a page too, and 200."""

import json
from collections.abc import Sequence
from typing import Any

from aiohttp import web

from fakes.serving import FAULT
from fakes.spotify import shapes
from fakes.spotify.model import Album, Episode, Item, Local, Playlist, Track, World

_MOST = 100
_PAGE = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"/><title>Spotify Embed</title>'
    '<script>window.x = "<b>";</script></head><body><div id="__next"></div>'
    '<script id="__NEXT_DATA__" type="application/json">{}</script></body></html>'
)


class Pages:
    """Shows what is public."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        """Return what is answered where."""
        return [web.get("/embed/{kind}/{key}", self._show)]

    async def _show(self, request: web.Request) -> web.Response:
        kind, key = request.match_info["kind"], request.match_info["key"]
        match kind:
            case "playlist":
                playlist = self._world.playlists.get(key)
                shown = None if playlist is None or not _is_shown(playlist) else _playlist(playlist)
            case "album":
                album = self._world.albums.get(key)
                shown = None if album is None else _album(album)
            case _:
                shown = None
        if shown is None:
            return _page({"status": 404, "title": "Page not found", "description": "", "links": []})
        if FAULT in request:
            shown.pop("trackList")
        state = {"data": {"entity": shown, "embeded_entity_uri": shown["uri"]}, "settings": {"rtl": False}}
        return _page({"state": state, "config": {"correlationId": "fake"}})


def _is_shown(playlist: Playlist) -> bool:
    return playlist.public and playlist.shown


def _page(props: dict[str, Any]) -> web.Response:
    data = {"props": {"pageProps": props, "__N_SSP": True}, "page": "/[type]/[id]", "query": {}}
    # As the real one does, so that no title can end the script.
    text = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    return web.Response(text=_PAGE.replace("{}", text), content_type="text/html")


def _entity(
    kind: str, key: str, name: str, subtitle: str, tracks: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    return {
        "type": kind,
        "name": name,
        "uri": f"spotify:{kind}:{key}",
        "id": key,
        "title": name,
        "subtitle": subtitle,
        "coverArt": {"extractedColors": {}, "sources": shapes.images(key, sized=False)},
        "releaseDate": None,
        "duration": 0,
        "isPlayable": True,
        "isExplicit": False,
        "trackList": list(tracks[:_MOST]),
        "visualIdentity": {"image": [{"url": f"https://image/{key}", "maxHeight": 640, "maxWidth": 640}]},
    }


def _playlist(one: Playlist) -> dict[str, Any]:
    tracks = [row for item in one.items if (row := _row(item)) is not None]
    return _entity("playlist", one.id, one.name, one.owner.name, tracks)


def _album(one: Album) -> dict[str, Any]:
    by = ",\u00a0".join(artist.name for artist in one.artists)
    entity = _entity("album", one.id, one.name, by, [_track(track) for track in one.tracks])
    return {**entity, "releaseDate": {"isoString": f"{one.released}T00:00:00Z"}}


def _row(item: Item) -> dict[str, Any] | None:
    match item.content:
        case Track() as track:
            return _track(track)
        case Episode() as episode:
            return _told(f"spotify:episode:{episode.id}", episode.name, episode.show, 1_800_000, "episode")
        case Local() as local:
            uri = f"spotify:local:{local.artist}:{local.album}:{local.name}:{local.length // 1000}"
            return _told(uri, local.name, local.artist, local.length, "track")
        case None:
            return None


def _track(one: Track) -> dict[str, Any]:
    by = ",\u00a0".join(artist.name for artist in one.artists)
    return _told(f"spotify:track:{one.id}", one.name, by, one.length, "track") | {"isPlayable": one.playable}


def _told(uri: str, title: str, subtitle: str, duration: int, kind: str) -> dict[str, Any]:
    return {
        "uri": uri,
        "uid": uri[-8:],
        "title": title,
        "subtitle": subtitle,
        "isExplicit": False,
        "duration": duration,
        "isPlayable": True,
        "audioPreview": None,
        "entityType": kind,
    }
