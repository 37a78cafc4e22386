"""Spotify with state: its API as of 2026 for new and for old apps, its accounts service, its embedded player."""

from fakes.spotify.model import Album, Artist, Episode, Item, Playlist, Track, User
from fakes.spotify.server import FakeSpotify

__all__ = ["Album", "Artist", "Episode", "FakeSpotify", "Item", "Playlist", "Track", "User"]
