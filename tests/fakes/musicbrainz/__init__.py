"""MusicBrainz's web service, written from its documentation: look-ups, browsing and a small search."""

from fakes.musicbrainz.model import Artist, Medium, Place, Recording, Release, ReleaseGroup
from fakes.musicbrainz.server import FakeMusicBrainz

__all__ = ["Artist", "FakeMusicBrainz", "Medium", "Place", "Recording", "Release", "ReleaseGroup"]
