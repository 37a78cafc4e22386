"""Things as the API tells them.

`names`: what it calls the tracks of playlists: "new" (items, item), "old" (tracks, track) or "both".
"""

from datetime import datetime
from typing import Any

from fakes.spotify.model import Album, Artist, Content, Episode, Item, Local, Playlist, Track, User

API = "https://api.spotify.com/v1"
_PICTURE = "https://i.scdn.co/image/ab67616d"


def when(moment: datetime) -> str:
    """Return a time as most of the API writes it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def link(kind: str, key: str) -> dict[str, Any]:
    """Return what everything with an id has."""
    return {
        "external_urls": {"spotify": f"https://open.spotify.com/{kind}/{key}"},
        "href": f"{API}/{kind}s/{key}",
        "id": key,
        "type": kind,
        "uri": f"spotify:{kind}:{key}",
    }


def images(seed: str, *, sized: bool = True) -> list[dict[str, Any]]:
    """Return pictures, the largest first."""
    if not sized:
        return [{"url": f"{_PICTURE}{seed}", "height": None, "width": None}]
    return [{"url": f"{_PICTURE}{side}{seed}", "height": side, "width": side} for side in (640, 300, 64)]


def nobody() -> dict[str, Any]:
    """Return how many follow something."""
    return {"href": None, "total": 0}


def artist(one: Artist) -> dict[str, Any]:
    """Return an artist as others name it."""
    return {**link("artist", one.id), "name": one.name}


def full_artist(one: Artist) -> dict[str, Any]:
    """Return an artist."""
    return {**artist(one), "images": images(one.id), "genres": [], "followers": nobody()}


def album(one: Album) -> dict[str, Any]:
    """Return an album without its tracks."""
    return {
        **link("album", one.id),
        "album_type": one.kind,
        "artists": [artist(by) for by in one.artists],
        "available_markets": [],
        "images": images(one.id),
        "name": one.name,
        "release_date": one.released,
        "release_date_precision": "day",
        "total_tracks": len(one.tracks),
    }


def plain_track(one: Track) -> dict[str, Any]:
    """Return a track as its album lists it."""
    played = one.played_as or one
    told = {
        **link("track", played.id),
        "artists": [artist(by) for by in one.artists],
        "disc_number": one.disc,
        "duration_ms": one.length,
        "explicit": False,
        "is_local": False,
        "name": one.name,
        "preview_url": None,
        "track_number": one.number,
    }
    return told if one.played_as is None else {**told, "linked_from": link("track", one.id)}


def track(one: Track) -> dict[str, Any]:
    """Return a track."""
    ids = {} if one.isrc is None else {"isrc": one.isrc}
    return {**plain_track(one), "album": album(one.album), "external_ids": ids, "popularity": 7}


def episode(one: Episode) -> dict[str, Any]:
    """Return an episode of a podcast."""
    about = {
        "description": "",
        "html_description": "",
        "explicit": False,
        "is_externally_hosted": False,
        "is_playable": True,
        "languages": ["en"],
    }
    show = {
        **link("show", one.id),
        **about,
        "available_markets": [],
        "copyrights": [],
        "images": images(one.id),
        "media_type": "audio",
        "name": one.show,
        "publisher": one.show,
        "total_episodes": 1,
    }
    return {
        **link("episode", one.id),
        **about,
        "audio_preview_url": None,
        "duration_ms": 1_800_000,
        "images": images(one.id),
        "name": one.name,
        "release_date": "2026-01-01",
        "release_date_precision": "day",
        "show": show,
    }


def local(one: Local) -> dict[str, Any]:
    """Return a file on somebody's computer: everything of it is there, without ids."""
    nothing = {"external_urls": {}, "href": None, "id": None}
    return {
        **nothing,
        "album": {**nothing, "album_type": None, "artists": [], "available_markets": [], "images": []}
        | {
            "name": one.album,
            "release_date": None,
            "release_date_precision": None,
            "type": "album",
            "uri": None,
        },
        "artists": [{**nothing, "name": one.artist, "type": "artist", "uri": None}],
        "available_markets": [],
        "disc_number": 0,
        "duration_ms": one.length,
        "explicit": False,
        "external_ids": {},
        "is_local": True,
        "name": one.name,
        "popularity": 0,
        "preview_url": None,
        "track_number": 0,
        "type": "track",
        "uri": f"spotify:local:{one.artist}:{one.album}:{one.name}:{one.length // 1000}",
    }


def content(one: Content) -> dict[str, Any] | None:
    """Return what is at a place of a playlist."""
    match one:
        case Track():
            return track(one)
        case Episode():
            return episode(one)
        case Local():
            return local(one)
        case None:
            return None


def by_names(names: str, new: str, old: str, value: Any) -> dict[str, Any]:
    """Return a value by the name or names it has."""
    wanted = {"new": (new,), "old": (old,), "both": (old, new)}[names]
    return dict.fromkeys(wanted, value)


def item(one: Item, names: str) -> dict[str, Any]:
    """Return a place of a playlist."""
    return {
        "added_at": when(one.added_at),
        "added_by": link("user", one.added_by),
        "is_local": isinstance(one.content, Local),
        "primary_color": None,
        "video_thumbnail": {"url": None},
        **by_names(names, "item", "track", content(one.content)),
    }


def playlist(one: Playlist, names: str) -> dict[str, Any]:
    """Return a playlist without its items, only with their number."""
    counted = {"href": f"{API}/playlists/{one.id}/items", "total": len(one.items)}
    return {
        **link("playlist", one.id),
        "collaborative": bool(one.collaborators),
        "description": one.description,
        "images": images(one.id, sized=False),
        "name": one.name,
        "owner": {**link("user", one.owner.id), "display_name": one.owner.name},
        "primary_color": None,
        "public": one.public,
        "snapshot_id": one.snapshot_id,
        **by_names(names, "items", "tracks", counted),
    }


def me(one: User) -> dict[str, Any]:
    """Return who one is."""
    return {**link("user", one.id), "display_name": one.name, "images": images(one.id), "followers": nobody()}
