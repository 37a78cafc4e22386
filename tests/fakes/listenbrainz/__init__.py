"""ListenBrainz, as far as playlists and feedback go, written from its documentation; it keeps state."""

from fakes.listenbrainz.model import Feedback, Playlist, Track, User
from fakes.listenbrainz.server import FakeListenBrainz

__all__ = ["FakeListenBrainz", "Feedback", "Playlist", "Track", "User"]
