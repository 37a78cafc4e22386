"""TMDB, as far as accounts, ratings, the watchlist and ids go, written from its documentation; it keeps state."""

from fakes.tmdb.model import Episode, Member, Movie, Show
from fakes.tmdb.server import FakeTmdb

__all__ = ["Episode", "FakeTmdb", "Member", "Movie", "Show"]
