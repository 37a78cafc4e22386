"""What YouTube Music holds."""

from dataclasses import dataclass, field
from itertools import count

_NUMBERS = count(1)

ATV, OMV, UGC = "MUSIC_VIDEO_TYPE_ATV", "MUSIC_VIDEO_TYPE_OMV", "MUSIC_VIDEO_TYPE_UGC"
EPISODE = "MUSIC_VIDEO_TYPE_PODCAST_EPISODE"


def new_id(beginning: str, length: int) -> str:
    """Return an id as YouTube makes them."""
    return beginning + f"{next(_NUMBERS):0{length - len(beginning)}d}"


@dataclass(slots=True)
class Video:
    """A song or a video. `artists` are names; of a UGC video the channel's. `album` is its title and id."""

    title: str
    artists: list[str]
    kind: str = ATV
    seconds: int = 200
    album: tuple[str, str] | None = None
    available: bool = True
    id: str = field(default_factory=lambda: new_id("v", 11))


@dataclass(slots=True)
class Playlist:
    """A playlist; `privacy` is PUBLIC, UNLISTED or PRIVATE, `owner` a name."""

    title: str
    videos: list[Video]
    owner: str = "Anna"
    privacy: str = "PUBLIC"
    description: str = ""
    id: str = field(default_factory=lambda: new_id("PL", 34))


@dataclass(slots=True)
class Album:
    """An album; what is shared of it is the playlist `audio_id`."""

    title: str
    artist: str
    year: int
    songs: list[Video]
    kind: str = "Album"
    id: str = field(default_factory=lambda: new_id("MPREb_", 17))
    audio_id: str = field(default_factory=lambda: new_id("OLAK5uy_", 41))


@dataclass(slots=True)
class Artist:
    """An artist, or where `user` a channel of somebody, who has playlists."""

    name: str
    albums: list[Album] = field(default_factory=list)
    singles: list[Album] = field(default_factory=list)
    songs: Playlist | None = None
    user: bool = False
    playlists: list[Playlist] = field(default_factory=list)
    handle: str = ""
    id: str = field(default_factory=lambda: new_id("UC", 24))


@dataclass(slots=True)
class Account:
    """Somebody who signs in by the cookie `proof`. `signed_in` False: the cookie has expired."""

    name: str
    handle: str | None
    proof: str
    playlists: list[Playlist] = field(default_factory=list)
    albums: list[Album] = field(default_factory=list)
    artists: list[Artist] = field(default_factory=list)
    liked: list[Video] = field(default_factory=list)
    signed_in: bool = True


def video(number: int, artist: str = "Cher") -> Video:
    """Make a song of an artist."""
    return Video(f"Song {number}", [artist], seconds=180 + number)


def upload(title: str, channel: str, kind: str = UGC) -> Video:
    """Make a video that somebody has put there."""
    return Video(title, [channel], kind)


def album_song(album: Album, title: str, seconds: int = 200) -> Video:
    """Make a song and put it on an album."""
    song = Video(title, [album.artist], seconds=seconds, album=(album.title, album.id))
    album.songs.append(song)
    return song
