"""AniList, as far as a user's lists of anime go, written from its documentation; it keeps state."""

from fakes.anilist.model import Anime, Entry, Viewer
from fakes.anilist.server import FakeAnilist

__all__ = ["Anime", "Entry", "FakeAnilist", "Viewer"]
