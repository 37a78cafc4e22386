"""Tautulli, as far as the history of users goes, written from its documentation and source; it keeps state."""

from fakes.tautulli.model import Item, Play, User
from fakes.tautulli.server import FakeTautulli

__all__ = ["FakeTautulli", "Item", "Play", "User"]
