"""Last.fm's API: users, what they love and play, charts, tags, artists, albums, searches."""

from fakes.lastfm.model import LastfmTrack, Refusal
from fakes.lastfm.server import KEY, FakeLastfm

__all__ = ["KEY", "FakeLastfm", "LastfmTrack", "Refusal"]
