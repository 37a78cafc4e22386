"""YouTube Music as its own web page asks it: playlists, albums, artists, libraries, searches."""

from fakes.youtube.model import Account, Album, Artist, Playlist, Video, album_song, upload, video
from fakes.youtube.server import FakeYoutube

__all__ = [
    "Account",
    "Album",
    "Artist",
    "FakeYoutube",
    "Playlist",
    "Video",
    "album_song",
    "upload",
    "video",
]
