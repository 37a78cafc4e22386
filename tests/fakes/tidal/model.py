"""What the fake holds: music, people, playlists and collections, all of it to be changed from outside."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta


@dataclass(slots=True)
class Artist:
    id: str
    name: str


@dataclass(slots=True)
class Track:
    """`kind` is "tracks" or "videos"; `seconds` its duration."""

    id: str
    title: str
    album: str
    artists: tuple[str, ...]
    isrc: str
    seconds: int = 200
    version: str | None = None
    kind: str = "tracks"
    volume: int = 1
    number: int = 1


@dataclass(slots=True)
class Album:
    id: str
    title: str
    artists: tuple[str, ...]
    barcode: str
    released: str = "2019-05-17"
    tracks: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Item:
    """One place in a playlist or collection."""

    kind: str
    id: str
    added_at: datetime
    item_id: str = field(default_factory=lambda: str(uuid.uuid4()))


@dataclass(slots=True)
class Playlist:
    """`owner` is a user's id, None for the service's own."""

    id: str
    name: str
    owner: str | None
    items: list[Item]
    changed_at: datetime
    description: str = ""
    public: bool = True
    kind: str = "USER"


@dataclass(slots=True)
class User:
    """`collections` are "tracks", "albums", "artists" and "playlists" that were marked, the latest last."""

    id: str
    username: str
    country: str
    collections: dict[str, list[Item]] = field(
        default_factory=lambda: {"tracks": [], "albums": [], "artists": [], "playlists": []}
    )
    changed_at: datetime = datetime(2024, 1, 1, tzinfo=UTC)


class Music:
    """Everything there is; ids are counted, times go on by a minute at every change."""

    def __init__(self) -> None:
        self.artists: dict[str, Artist] = {}
        self.albums: dict[str, Album] = {}
        self.tracks: dict[str, Track] = {}
        self.playlists: dict[str, Playlist] = {}
        self.users: dict[str, User] = {}
        self.removed: set[str] = set()
        """Tracks that lists go on naming, but that nothing is told of."""
        self._last = 1000
        self._time = datetime(2025, 3, 1, 12, tzinfo=UTC)

    def add_user(self, username: str, country: str = "DE") -> User:
        user = User(id=self._id(), username=username, country=country)
        self.users[user.id] = user
        return user

    def add_artist(self, name: str) -> Artist:
        artist = Artist(id=self._id(), name=name)
        self.artists[artist.id] = artist
        return artist

    def add_album(
        self, title: str, artist: Artist, titles: Sequence[str], *, volumes: int = 1, barcode: str = ""
    ) -> Album:
        """Make an album with its tracks, the same number on each volume as far as they go."""
        key = self._id()
        album = Album(key, title, (artist.id,), barcode or f"006024{int(key):08}")
        self.albums[key] = album
        each = -(-len(titles) // volumes)
        for place, name in enumerate(titles):
            self.add_track(name, album, volume=place // each + 1, number=place % each + 1)
        return album

    def add_track(self, title: str, album: Album, **more: object) -> Track:
        key = self._id()
        track = Track(key, title, album.id, album.artists, f"QMFAK25{int(key):05}")
        for name, value in more.items():
            setattr(track, name, value)
        self.tracks[key] = track
        album.tracks.append(key)
        return track

    def add_playlist(
        self, name: str, owner: User | None, tracks: Sequence[str], *, key: str = "", **more: object
    ) -> Playlist:
        key = key or str(uuid.uuid5(uuid.NAMESPACE_URL, f"{name}{self._id()}"))
        playlist = Playlist(key, name, owner.id if owner else None, [], self._now())
        for attribute, value in more.items():
            setattr(playlist, attribute, value)
        self.playlists[key] = playlist
        self.extend(playlist, tracks)
        return playlist

    def extend(self, playlist: Playlist, tracks: Sequence[str]) -> None:
        playlist.items += [Item(self.tracks[key].kind, key, self._now()) for key in tracks]
        playlist.changed_at = self._now()

    def mark(self, user: User, collection: str, keys: Sequence[str]) -> None:
        """Put things into a collection."""
        kind = collection
        user.collections[collection] += [Item(kind, key, self._now()) for key in keys]
        user.changed_at = self._now()

    def _id(self) -> str:
        self._last += 1
        return str(self._last)

    def _now(self) -> datetime:
        self._time += timedelta(minutes=1)
        return self._time
