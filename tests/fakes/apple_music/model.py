"""What the fake Apple Music holds."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Song:
    """A track of an album; `video`: it is a music video. `artist` is who plays it."""

    id: int
    title: str
    artist: str
    album: int
    milliseconds: int
    disc: int
    number: int
    video: bool = False


@dataclass(slots=True)
class Album:
    """`countries` are the shops that sell it. `withheld` are songs that no shop sells alone."""

    id: int
    title: str
    artist: str
    upc: str
    released: str = "1975-11-21T08:00:00Z"
    songs: list[int] = field(default_factory=list)
    countries: frozenset[str] = frozenset({"us", "de"})
    withheld: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Playlist:
    """`shown` is how many tracks its page has at most; `tells_count`: whether the page says how many it has."""

    id: str
    title: str
    curator: str
    songs: list[int]
    description: str = ""
    shown: int = 100
    tells_count: bool = True


class Music:
    """All of it."""

    def __init__(self) -> None:
        self.artists: dict[str, int] = {}
        self.albums: dict[int, Album] = {}
        self.songs: dict[int, Song] = {}
        self.playlists: dict[str, Playlist] = {}
        self._next = 1_440_000_000

    def add_album(
        self, artist: str, title: str, titles: list[str], *, upc: str = "", by: str | None = None
    ) -> Album:
        """Release an album; `by` is whom the songs are by where that is somebody else."""
        self.artists.setdefault(artist, self._number())
        self.artists.setdefault(by or artist, self._number())
        number = self._number()
        album = self.albums[number] = Album(number, title, artist, upc or f"{602_000_000_000 + number}")
        for at, name in enumerate(titles, 1):
            key = self._number()
            self.songs[key] = Song(key, name, by or artist, number, 180_123 + at, 1, at)
            album.songs.append(key)
        return album

    def add_playlist(
        self, key: str, title: str, songs: list[int], curator: str = "Apple Music Pop"
    ) -> Playlist:
        """Make a playlist that everybody may see."""
        playlist = self.playlists[key] = Playlist(key, title, curator, songs)
        return playlist

    def _number(self) -> int:
        self._next += 1
        return self._next
