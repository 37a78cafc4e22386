"""A Plex Media Server and plex.tv over real HTTP, with state.

async with FakePlex() as plex:
    plex.library.fill(plex.music, 1000)
    ...  # plex.address, plex.tv_address, plex.token
"""

from fakes.plex.disk import SoundFile
from fakes.plex.fake import FakePlex
from fakes.plex.media import Album, Artist, Collection, Episode, Kind, Season, Section, Track, Video
from fakes.plex.people import Pin, User
from fakes.plex.playlists import Playlist
from fakes.plex.server import Connection, MediaServer

__all__ = [
    "Album",
    "Artist",
    "Collection",
    "Connection",
    "Episode",
    "FakePlex",
    "Kind",
    "MediaServer",
    "Pin",
    "Playlist",
    "Season",
    "Section",
    "SoundFile",
    "Track",
    "User",
    "Video",
]
