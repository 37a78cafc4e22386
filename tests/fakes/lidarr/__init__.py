"""Lidarr with the catalogue behind it, written from its contract and source; it keeps state."""

from fakes.lidarr.model import Album, Artist
from fakes.lidarr.server import FakeLidarr

__all__ = ["Album", "Artist", "FakeLidarr"]
