"""The music, the people and what they keep."""

import hashlib
import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


def made_id(seed: str, prefix: str = "") -> str:
    """Return an id of 22 letters and digits, the same for the same seed."""
    number = int.from_bytes(hashlib.sha256(seed.encode()).digest(), "big")
    letters = []
    for _ in range(22 - len(prefix)):
        number, digit = divmod(number, 62)
        letters.append(_DIGITS[digit])
    return prefix + "".join(letters)


@dataclass(slots=True, kw_only=True)
class Artist:
    """Somebody who makes music."""

    id: str
    name: str
    albums: list[Album] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Album:
    """A release; `group` is what it is to its artist."""

    id: str
    name: str
    artists: list[Artist]
    kind: str = "album"
    group: str = "album"
    released: str = "2020-05-01"
    upc: str = ""
    tracks: list[Track] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Track:
    """A track. `played_as`: the one that is played instead of it in the user's country."""

    id: str
    name: str
    artists: list[Artist]
    album: Album
    disc: int
    number: int
    length: int
    isrc: str | None
    played_as: Track | None = None
    playable: bool = True


@dataclass(slots=True, kw_only=True)
class Episode:
    """An episode of a podcast."""

    id: str
    name: str
    show: str


@dataclass(slots=True, kw_only=True)
class Local:
    """A file on somebody's computer, as it is called there."""

    name: str
    artist: str
    album: str
    length: int


type Content = Track | Episode | Local | None
"""None: it is gone from the catalogue, its place is not."""


@dataclass(slots=True, kw_only=True)
class Item:
    """A place in a playlist."""

    content: Content
    added_at: datetime
    added_by: str


@dataclass(slots=True, kw_only=True)
class Playlist:
    """A playlist. `closed`: the API gives it to no app, as those that Spotify makes; pages may show it still."""

    id: str
    name: str
    owner: User
    description: str = ""
    public: bool = True
    collaborators: list[User] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    closed: bool = False
    shown: bool = True
    revision: int = 1

    @property
    def snapshot_id(self) -> str:
        """Another one with every change."""
        return f"AAAA{self.revision:04d}{self.id[:12]}"


@dataclass(slots=True, kw_only=True)
class User:
    """An account. `allowed`: the app names it under User Management."""

    id: str
    name: str
    allowed: bool = True
    playlists: list[Playlist | None] = field(default_factory=list)
    unshown: set[int] = field(default_factory=set)
    """Places of the list of playlists that count, but are never shown."""
    liked: list[tuple[datetime, Track]] = field(default_factory=list)
    albums: list[tuple[datetime, Album]] = field(default_factory=list)
    artists: list[Artist] = field(default_factory=list)
    played: list[tuple[datetime, Track, str | None]] = field(default_factory=list)
    """When, what, and the URI it was played from; the latest first."""


class World:
    """All there is, with ways to make more of it."""

    def __init__(self) -> None:
        self.artists: dict[str, Artist] = {}
        self.albums: dict[str, Album] = {}
        self.tracks: dict[str, Track] = {}
        self.playlists: dict[str, Playlist] = {}
        self.users: dict[str, User] = {}
        self._count = itertools.count(1)
        self._now = _BEGAN
        self.spotify = self.add_user("spotify", "Spotify")

    def now(self) -> datetime:
        """Return a time that is later at every look."""
        self._now += timedelta(minutes=1)
        return self._now

    def add_user(self, key: str, name: str = "") -> User:
        """Make an account."""
        self.users[key] = user = User(id=key, name=name or key.title())
        return user

    def add_artist(self, name: str) -> Artist:
        """Make an artist, or find the one of this name."""
        key = made_id(f"artist {name}")
        return self.artists.setdefault(key, Artist(id=key, name=name))

    def add_album(
        self,
        name: str,
        artist: str = "The Band",
        tracks: int = 10,
        *,
        discs: int = 1,
        group: str = "album",
        upc: str = "",
    ) -> Album:
        """Make an album with its tracks, on so many discs."""
        by = self.add_artist(artist)
        key = made_id(f"album {next(self._count)} {name}")
        kind = group if group in {"album", "single", "compilation"} else "album"
        album = Album(id=key, name=name, artists=[by], group=group, kind=kind, upc=upc)
        by.albums.append(album)
        self.albums[key] = album
        for place in range(tracks):
            disc, number = divmod(place, -(-tracks // discs))
            self.add_track(album, f"{name} {place + 1}", disc=disc + 1, number=number + 1)
        return album

    def add_track(
        self, album: Album, name: str, *, artists: str = "", disc: int = 1, number: int = 1
    ) -> Track:
        """Add a track to an album; its `artists` are named with semicolons between, else the album's."""
        serial = next(self._count)
        by = [self.add_artist(one) for one in artists.split(";")] if artists else [*album.artists]
        track = Track(
            id=made_id(f"track {serial} {name}"),
            name=name,
            artists=by,
            album=album,
            disc=disc,
            number=number,
            length=180_000 + serial * 137 % 60_000,
            isrc=f"DEFAK26{serial:05d}",
        )
        album.tracks.append(track)
        self.tracks[track.id] = track
        return track

    def songs(self, count: int) -> list[Track]:
        """Make so many tracks on albums of their own."""
        made: list[Track] = []
        while len(made) < count:
            made += self.add_album(f"Songs {len(made)}", tracks=min(20, count - len(made))).tracks
        return made

    def add_playlist(
        self, owner: User, name: str, tracks: list[Track] | None = None, *, prefix: str = "", **more: object
    ) -> Playlist:
        """Make a playlist that its owner has among theirs."""
        key = made_id(f"playlist {next(self._count)} {name}", prefix)
        made = Playlist(id=key, name=name, owner=owner, **more)  # type: ignore[arg-type]
        self.playlists[key] = made
        owner.playlists.append(made)
        for track in tracks or []:
            self.put(made, track)
        return made

    def put(self, playlist: Playlist, content: Content, by: User | None = None) -> None:
        """Add something at a playlist's end."""
        added_by = (by or playlist.owner).id
        playlist.items.append(Item(content=content, added_at=self.now(), added_by=added_by))
        playlist.revision += 1

    def like(self, user: User, track: Track) -> None:
        """Let a user like a song."""
        user.liked.insert(0, (self.now(), track))

    def play(self, user: User, track: Track, context: str | None) -> None:
        """Let a user hear a track, from something that a URI names."""
        user.played.insert(0, (self.now(), track, context))

    def remove_playlist(self, playlist: Playlist) -> None:
        """Let a playlist be gone."""
        del self.playlists[playlist.id]
        for user in self.users.values():
            user.playlists = [one for one in user.playlists if one is not playlist]
