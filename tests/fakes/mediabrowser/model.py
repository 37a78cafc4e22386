"""What such a server keeps: users, libraries, tracks with their albums and artists, playlists."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import PurePosixPath


class Kind(StrEnum):
    """The type of an item, as the API names it."""

    AUDIO = "Audio"
    ALBUM = "MusicAlbum"
    ARTIST = "MusicArtist"
    PLAYLIST = "Playlist"
    LIBRARY = "CollectionFolder"
    MOVIE = "Movie"
    SERIES = "Series"
    SEASON = "Season"
    EPISODE = "Episode"
    BOX_SET = "BoxSet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tags:
    """What a music file says of itself; `ids` are MusicBrainz ids by the server's name for them."""

    title: str
    artists: tuple[str, ...] = ("Somebody",)
    album: str = "Something"
    album_artist: str | None = None
    """None: the first artist."""
    track: int | None = 1
    disc: int | None = 1
    year: int | None = None
    seconds: float = 180.0
    genres: tuple[str, ...] = ()
    ids: tuple[tuple[str, str], ...] = ()
    container: str = "flac"
    codec: str = "flac"
    size: int = 24_000_000
    bitrate: int = 1_000_000
    sample_rate: int = 44_100
    bit_depth: int | None = 16
    channels: int = 2

    @property
    def by(self) -> str:
        """Return the artist the album goes under."""
        return self.album_artist or (self.artists[0] if self.artists else "")


@dataclass(slots=True, kw_only=True, eq=False)
class Item:
    """Anything that has an id."""

    id: str
    kind: Kind
    name: str
    created: datetime
    saved: datetime
    """When the server last wrote it down: made, edited, scanned anew; never by a user's favourite."""
    path: str = ""
    overview: str | None = None
    labels: tuple[str, ...] = ()
    genres: tuple[str, ...] = ()
    provider_ids: dict[str, str] = field(default_factory=dict)
    year: int | None = None
    image: bytes | None = None
    image_type: str = "image/png"
    image_tag: str = ""

    @property
    def sort_name(self) -> str:
        """Return what it is sorted by."""
        return self.name.casefold()


@dataclass(slots=True, kw_only=True, eq=False)
class Library(Item):
    """A library with its folders; `collection` None: it says of no kind what it holds."""

    locations: tuple[str, ...]
    collection: str | None = "music"

    def holds(self, path: str) -> bool:
        """Tell whether a path lies in one of its folders."""
        return any(PurePosixPath(path).is_relative_to(one) for one in self.locations)


@dataclass(slots=True, kw_only=True, eq=False)
class Artist(Item):
    """Someone who is named by tracks or albums."""


@dataclass(slots=True, kw_only=True, eq=False)
class Album(Item):
    """A release in one library."""

    library: Library
    artists: tuple[Artist, ...]


@dataclass(slots=True, kw_only=True, eq=False)
class Track(Item):
    """A music file."""

    library: Library
    album: Album
    artists: tuple[Artist, ...]
    tags: Tags
    """What the file said when it was last looked at."""
    track: int | None
    disc: int | None

    @property
    def ticks(self) -> int:
        """Return its length in steps of 100 ns."""
        return round(self.tags.seconds * 10_000_000)

    @property
    def sort_name(self) -> str:
        """Return disc, number and name, as the servers do."""
        return f"{self.disc or 0:04} - {self.track or 0:04} - {self.name}"


@dataclass(slots=True, eq=False)
class Entry:
    """One place in a playlist."""

    id: str
    track: Track


@dataclass(slots=True, kw_only=True, eq=False)
class Playlist(Item):
    """An ordered list of someone's; `shares`: who else sees it, and whether they may edit it."""

    owner: User | None
    public: bool = False
    shares: dict[User, bool] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    media_type: str = "Audio"

    def seen_by(self, user: User | None) -> bool:
        """Tell whether a user gets to see it; None is a key, which sees all."""
        return user is None or self.public or user is self.owner or user in self.shares

    def edited_by(self, user: User | None) -> bool:
        """Tell whether a user may change it."""
        return user is not None and (user is self.owner or self.shares.get(user, False))


@dataclass(slots=True, kw_only=True, eq=False)
class BoxSet(Item):
    """A collection of films and shows, everybody's."""

    members: list[Item] = field(default_factory=list)


@dataclass(slots=True)
class UserData:
    """What one user has to do with one item; `position` is in steps of 100 ns."""

    favorite: bool = False
    plays: int = 0
    played: bool = False
    saved: datetime | None = None
    position: int = 0
    last_played: datetime | None = None
    rating: float | None = None

    @property
    def likes(self) -> bool | None:
        """Tell what the rating comes to, None without one."""
        return None if self.rating is None else self.rating >= 6.5


@dataclass(slots=True, kw_only=True, eq=False)
class User:
    """An account; `libraries` None: it sees all of them."""

    id: str
    name: str
    password: str
    admin: bool = False
    collects: bool = False
    """Whether it may keep collections, where that is not everybody's."""
    hidden: bool = False
    disabled: bool = False
    libraries: set[Library] | None = None
    data: dict[Item, UserData] = field(default_factory=dict)
    created: datetime = field(default_factory=lambda: datetime.now(UTC))

    def may_see(self, library: Library) -> bool:
        """Tell whether it has access to a library."""
        return self.libraries is None or library in self.libraries
