"""What the server holds: music, users, playlists, and what users starred."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from uuid import NAMESPACE_OID, uuid5

START = datetime(2026, 1, 1, tzinfo=UTC)


def new_id(*what: object) -> str:
    """Return an id that is the same for the same thing, of the length that servers use."""
    return uuid5(NAMESPACE_OID, "/".join(map(str, what))).hex[:22]


@cache
def artist_id(name: str) -> str:
    """Return the id of an artist."""
    return new_id("artist", name)


def new_mbid(*what: object) -> str:
    """Return a MusicBrainz id that is the same for the same thing."""
    return str(uuid5(NAMESPACE_OID, "mb/" + "/".join(map(str, what))))


@dataclass(slots=True, kw_only=True)
class Song:
    """A song; size in bytes, duration in seconds, rates as the API has them."""

    id: str
    title: str
    artists: tuple[str, ...]
    album_id: str
    folder: int
    path: str
    disc: int = 1
    track: int = 1
    year: int | None = 2001
    genres: tuple[str, ...] = ("Rock",)
    isrc: tuple[str, ...] = ()
    mbid: str = ""
    size: int = 30_000_000
    suffix: str = "flac"
    content_type: str = "audio/flac"
    bit_rate: int = 900
    sampling_rate: int = 44_100
    bit_depth: int = 16
    duration: int = 200
    created: datetime = START
    cover: bool = True


@dataclass(slots=True, kw_only=True)
class Album:
    """An album and the ids of its songs, in order."""

    id: str
    name: str
    artists: tuple[str, ...]
    folder: int
    created: datetime = START
    mbid: str = ""
    release_types: tuple[str, ...] = ("album",)
    songs: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Playlist:
    """A playlist of a user. `readonly`: a smart one. `songs` are ids, in order."""

    id: str
    name: str
    owner: str
    comment: str = ""
    public: bool = False
    readonly: bool = False
    songs: list[str] = field(default_factory=list)
    created: datetime = START
    changed: datetime = START


@dataclass(slots=True, kw_only=True)
class User:
    """Somebody with an account; `tokens` False: kept elsewhere (LDAP), so that only the password itself does."""

    name: str
    password: str
    admin: bool = False
    tokens: bool = True
    api_key: str = ""
    starred: dict[str, datetime] = field(default_factory=dict)


class Music:
    """The songs by folder, and when the server last looked at them."""

    def __init__(self) -> None:
        self.folders: dict[int, str] = {}
        self.songs: dict[str, Song] = {}
        self.albums: dict[str, Album] = {}
        self.last_scan = START
        self._ordered: dict[int | None, list[Song]] = {}

    def add_folder(self, name: str) -> int:
        """Add a music folder and return its id."""
        number = len(self.folders) + 1
        self.folders[number] = name
        return number

    def add_album(
        self,
        folder: int,
        artist: str,
        name: str,
        titles: Sequence[str],
        *,
        created: datetime | None = None,
    ) -> Album:
        """Add an album with its songs, each at the path ARTIST/ALBUM/01 TITLE.flac."""
        album = Album(
            id=new_id("album", folder, artist, name),
            name=name,
            artists=(artist,),
            folder=folder,
            created=created or self.last_scan,
            mbid=new_mbid("release", artist, name),
        )
        self.albums[album.id] = album
        for title in titles:
            self.add_song(album, title)
        return album

    def add_song(self, album: Album, title: str, *, artists: tuple[str, ...] = ()) -> Song:
        """Add a song at the end of an album."""
        number = len(album.songs) + 1
        song = Song(
            id=new_id("song", album.id, number, title),
            title=title,
            artists=artists or album.artists,
            album_id=album.id,
            folder=album.folder,
            path=f"{album.artists[0]}/{album.name}/{number:02} {title}.flac",
            track=number,
            mbid=new_mbid("recording", album.id, title),
            created=self.last_scan,
        )
        self.songs[song.id] = song
        album.songs.append(song.id)
        self._ordered.clear()
        return song

    def remove_song(self, song_id: str) -> None:
        """Remove a song, and its album with the last one."""
        song = self.songs.pop(song_id)
        album = self.albums[song.album_id]
        album.songs.remove(song_id)
        if not album.songs:
            del self.albums[album.id]
        self._ordered.clear()

    def fill(self, folder: int, count: int) -> None:
        """Add so many songs, ten to an album, five albums to an artist."""
        for first in range(0, count, 10):
            number = first // 10
            titles = [f"Song {first + at:06}" for at in range(min(10, count - first))]
            self.add_album(folder, f"Band {number // 5:05}", f"Record {number:06}", titles)

    def scanned(self, at: datetime | None = None) -> None:
        """Say that the server has looked at its files: now, or a minute after the last time."""
        self.last_scan = at or self.last_scan + timedelta(minutes=1)

    def ordered(self, folder: int | None) -> list[Song]:
        """Return all songs of a folder, None: of all, in the order of their ids."""
        if folder not in self._ordered:
            songs = (song for song in self.songs.values() if folder in {None, song.folder})
            self._ordered[folder] = sorted(songs, key=lambda song: song.id)
        return self._ordered[folder]

    def albums_of(self, folder: int | None) -> Iterable[Album]:
        """Return all albums of a folder, None: of all."""
        return (album for album in self.albums.values() if folder in {None, album.folder})
