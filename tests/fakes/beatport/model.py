"""What the shop has, and how tests fill it."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Artist:
    id: int
    name: str

    @property
    def slug(self) -> str:
        return slug_of(self.name)


@dataclass(slots=True)
class Track:
    id: int
    name: str
    release: int
    artists: list[Artist]
    mix: str = "Original Mix"
    ms: int = 300_000
    isrc: str | None = None
    genre: int = 5
    remixers: list[Artist] = field(default_factory=list)


@dataclass(slots=True)
class Release:
    id: int
    name: str
    artists: list[Artist]
    tracks: list[int] = field(default_factory=list)
    upc: str | None = None
    date: str = "2026-01-09"
    hidden: set[int] = field(default_factory=set)
    """Tracks that it names, but does not show here."""

    @property
    def slug(self) -> str:
        return slug_of(self.name)


@dataclass(slots=True)
class Chart:
    id: int
    name: str
    owner: str
    tracks: list[int]

    @property
    def slug(self) -> str:
        return slug_of(self.name)


@dataclass(slots=True)
class Genre:
    id: int
    name: str
    top: list[int] = field(default_factory=list)
    hype: list[int] = field(default_factory=list)
    newest: list[int] = field(default_factory=list)
    staff_picks: list[int] = field(default_factory=list)
    hype_picks: list[int] = field(default_factory=list)
    latest: list[int] = field(default_factory=list)
    charts: list[int] = field(default_factory=list)

    @property
    def slug(self) -> str:
        return slug_of(self.name)


@dataclass(slots=True)
class Playlist:
    id: int
    name: str
    tracks: list[int]


class Shop:
    """All there is. `home` are the lists of the first page, which belong to no genre."""

    def __init__(self) -> None:
        self.artists: dict[int, Artist] = {}
        self.tracks: dict[int, Track] = {}
        self.releases: dict[int, Release] = {}
        self.charts: dict[int, Chart] = {}
        self.genres: dict[int, Genre] = {}
        self.playlists: dict[int, Playlist] = {}
        self.home = Genre(0, "")
        self.top_releases: list[int] = []

    def artist(self, name: str) -> Artist:
        """Return the artist of this name, a new one if there is none."""
        found = next((one for one in self.artists.values() if one.name == name), None)
        if found is None:
            found = Artist(1000 + len(self.artists), name)
            self.artists[found.id] = found
        return found

    def add_release(self, name: str, artist: str, titles: list[str], upc: str | None = None) -> Release:
        """Sell a release; its tracks are of its artist."""
        who = self.artist(artist)
        release = Release(700_000 + len(self.releases), name, [who], upc=upc)
        self.releases[release.id] = release
        for title in titles:
            number = len(self.tracks)
            track = Track(20_000_000 + number, title, release.id, [who], isrc=f"GBAAA26{number:05}")
            self.tracks[track.id] = track
            release.tracks.append(track.id)
        return release

    def fill(self, count: int) -> list[int]:
        """Sell singles; return the ids of their tracks."""
        made: list[int] = []
        for _ in range(count):
            number = len(self.tracks)
            release = self.add_release(f"Single {number}", f"Artist {number % 50}", [f"Track {number}"])
            made += release.tracks
        return made

    def add_chart(self, name: str, owner: str, tracks: list[int]) -> Chart:
        """Publish a chart."""
        chart = Chart(80_000 + len(self.charts), name, owner, tracks)
        self.charts[chart.id] = chart
        return chart

    def add_genre(self, genre_id: int, name: str) -> Genre:
        """Begin to sell a genre."""
        self.genres[genre_id] = Genre(genre_id, name)
        return self.genres[genre_id]

    def add_playlist(self, name: str, tracks: list[int]) -> Playlist:
        """Share a playlist."""
        playlist = Playlist(6_000_000 + len(self.playlists), name, tracks)
        self.playlists[playlist.id] = playlist
        return playlist


def slug_of(name: str) -> str:
    """Return a name as it stands in addresses."""
    plain = "".join(one if one.isalnum() else " " for one in name.casefold())
    return "-".join(plain.split())
