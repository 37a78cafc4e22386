"""What the fake holds, and how its API tells of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Track:
    id: int
    title: str
    album: str
    performer: str | None
    isrc: str
    seconds: int = 200
    version: str | None = None
    disc: int = 1
    number: int = 1
    performers: str = ""


@dataclass(slots=True)
class Album:
    id: str
    title: str
    artist: int
    upc: str
    tracks: list[int] = field(default_factory=list)
    released: str = "2019-05-17"


@dataclass(slots=True)
class Playlist:
    """`owner` is a user's id; `added` are the times at which its tracks came in."""

    id: int
    name: str
    owner: int
    tracks: list[int]
    added: list[int]
    changed: int
    public: bool = True
    description: str = ""


class Music:
    """Everything there is; times go on by a minute at every change."""

    def __init__(self) -> None:
        self.artists: dict[int, str] = {}
        self.albums: dict[str, Album] = {}
        self.tracks: dict[int, Track] = {}
        self.playlists: dict[int, Playlist] = {}
        self.users: dict[int, str] = {}
        self.favourites: dict[str, list[Any]] = {"tracks": [], "albums": [], "artists": []}
        """Those of the only user whose token is good."""
        self._last = 5000
        self._time = 1_740_000_000

    def add_user(self, name: str) -> int:
        self.users[key := self._id()] = name
        return key

    def add_artist(self, name: str) -> int:
        self.artists[key := self._id()] = name
        return key

    def add_album(self, title: str, artist: int, titles: Sequence[str], *, discs: int = 1) -> Album:
        """Make an album, the same number of its tracks on each disc as far as they go."""
        number = self._id()
        album = Album(f"qz{number}abcde", title, artist, f"0060247{number:06}")
        self.albums[album.id] = album
        each = -(-len(titles) // discs)
        for place, name in enumerate(titles):
            key = self._id()
            who, isrc = self.artists[artist], f"FRFAK25{key:05}"
            disc, at = place // each + 1, place % each + 1
            self.tracks[key] = Track(key, name, album.id, who, isrc, disc=disc, number=at)
            album.tracks.append(key)
        return album

    def add_playlist(self, name: str, owner: int, tracks: Sequence[int], **more: object) -> Playlist:
        added = [self._now() for _ in tracks]
        playlist = Playlist(self._id(), name, owner, list(tracks), added, self._now())
        for attribute, value in more.items():
            setattr(playlist, attribute, value)
        self.playlists[playlist.id] = playlist
        return playlist

    def extend(self, playlist: Playlist, track: int) -> None:
        playlist.tracks.append(track)
        playlist.added.append(self._now())
        playlist.changed = self._now()

    def told_artist(self, key: int) -> dict[str, Any]:
        count = sum(one.artist == key for one in self.albums.values())
        return {"id": key, "name": self.artists[key], "albums_count": count, "image": None}

    def told_album(self, album: Album) -> dict[str, Any]:
        address = f"https://static.qobuz.com/images/covers/{album.id}"
        return {
            "id": album.id,
            "qobuz_id": 1,
            "title": album.title,
            "version": None,
            "artist": self.told_artist(album.artist),
            "artists": [
                {"id": album.artist, "name": self.artists[album.artist], "roles": ["main-artist"]},
                {"id": 1, "name": "Somebody", "roles": ["producer"]},
            ],
            "upc": album.upc,
            "tracks_count": len(album.tracks),
            "media_count": max((self.tracks[key].disc for key in album.tracks), default=1),
            "release_date_original": album.released,
            "image": {"small": f"{address}_230.jpg", "large": f"{address}_600.jpg"},
        }

    def told_track(self, key: int, *, with_album: bool = True) -> dict[str, Any]:
        track = self.tracks[key]
        told: dict[str, Any] = {
            "id": key,
            "title": track.title,
            "version": track.version,
            "isrc": track.isrc,
            "duration": track.seconds,
            "track_number": track.number,
            "media_number": track.disc,
            "performers": track.performers,
        }
        if track.performer is not None:
            told["performer"] = {"id": 1, "name": track.performer}
        if with_album:
            told["album"] = self.told_album(self.albums[track.album])
        return told

    def told_playlist(self, playlist: Playlist) -> dict[str, Any]:
        return {
            "id": playlist.id,
            "name": playlist.name,
            "description": playlist.description,
            "owner": {"id": playlist.owner, "name": self.users[playlist.owner]},
            "tracks_count": len(playlist.tracks),
            "is_public": playlist.public,
            "updated_at": playlist.changed,
            "images300": [f"https://static.qobuz.com/images/{playlist.id}.jpg"],
        }

    def _id(self) -> int:
        self._last += 1
        return self._last

    def _now(self) -> int:
        self._time += 60
        return self._time
