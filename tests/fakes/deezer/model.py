"""What the fake Deezer holds: artists, albums, tracks, playlists and the users who made them."""

from dataclasses import dataclass, field
from hashlib import md5

TIME = 1_700_000_000


@dataclass(slots=True)
class Artist:
    id: int
    name: str
    albums: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Track:
    """`position` counts on its disc from 1. `episode`: it is one of a podcast."""

    id: int
    title: str
    artists: tuple[int, ...]
    album: int
    isrc: str
    duration: int = 200
    disc: int = 1
    position: int = 1
    readable: bool = True
    episode: bool = False


@dataclass(slots=True)
class Album:
    id: int
    title: str
    artist: int
    upc: str
    released: str = "2001-03-07"
    record_type: str = "album"
    genre: int = 132
    tracks: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Playlist:
    """`tracks` in order with when they were added; `hidden` are counted, but given to nobody."""

    id: int
    title: str
    user: int
    tracks: list[tuple[int, int]] = field(default_factory=list)
    description: str = ""
    loved: bool = False
    private: bool = False
    hidden: set[int] = field(default_factory=set)

    @property
    def checksum(self) -> str:
        """The mark of its content."""
        return md5(repr(self.tracks).encode()).hexdigest()  # noqa: S324 -- a mark, no secret


@dataclass(slots=True)
class User:
    """`private`: nothing of the profile is shown."""

    id: int
    name: str
    private: bool = False
    playlists: list[int] = field(default_factory=list)
    albums: list[int] = field(default_factory=list)
    artists: list[int] = field(default_factory=list)


class Music:
    """All of it; ids are unlike each other over all kinds."""

    def __init__(self) -> None:
        self.artists: dict[int, Artist] = {}
        self.albums: dict[int, Album] = {}
        self.tracks: dict[int, Track] = {}
        self.playlists: dict[int, Playlist] = {}
        self.users: dict[int, User] = {}
        self.genres: dict[int, str] = {0: "All", 132: "Pop", 152: "Rock"}
        self.charts: dict[int, list[int]] = {0: [], 132: [], 152: []}
        self.chart_playlists: dict[int, list[int]] = {0: [], 132: [], 152: []}
        self._next = 1000

    def artist(self, name: str) -> Artist:
        """Return the artist of this name, a new one where there is none."""
        known = next((one for one in self.artists.values() if one.name == name), None)
        if known is None:
            number = self._number()
            known = self.artists[number] = Artist(number, name)
        return known

    def add_album(
        self, artist: str, title: str, titles: list[str], *, upc: str = "", discs: int = 1
    ) -> Album:
        """Release an album whose tracks go on over so many discs."""
        by = self.artist(artist)
        number = self._number()
        album = Album(number, title, by.id, upc or f"{602_000_000_000 + number}")
        self.albums[number] = album
        by.albums.append(number)
        each = -(-len(titles) // discs) or 1
        for at, name in enumerate(titles):
            key = self._number()
            self.tracks[key] = Track(
                key,
                name,
                (by.id,),
                number,
                f"FRDZ1{24_00000 + key % 100_000:07d}",
                duration=180 + at,
                disc=at // each + 1,
                position=at % each + 1,
            )
            album.tracks.append(key)
        return album

    def add_user(self, name: str) -> User:
        """Make a profile with its favourites, as Deezer does."""
        number = self._number()
        user = User(number, name)
        self.users[number] = user
        self.add_playlist(user, "Loved tracks", [], loved=True)
        return user

    def add_playlist(self, user: User, title: str, tracks: list[int], *, loved: bool = False) -> Playlist:
        """Make a playlist."""
        number = self._number()
        playlist = Playlist(number, title, user.id, loved=loved)
        self.playlists[number] = playlist
        user.playlists.append(number)
        self.put(playlist, tracks)
        return playlist

    def put(self, playlist: Playlist, tracks: list[int]) -> None:
        """Add tracks at its end, an hour after each other."""
        begin = len(playlist.tracks)
        playlist.tracks += [(key, TIME + 3600 * (begin + at)) for at, key in enumerate(tracks)]

    def loved(self, user: User) -> Playlist:
        """Return a user's favourites."""
        return next(self.playlists[key] for key in user.playlists if self.playlists[key].loved)

    def _number(self) -> int:
        self._next += 1
        return self._next
