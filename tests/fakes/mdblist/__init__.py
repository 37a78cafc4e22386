"""MDBList's API, as far as sync, the watchlist and scrobbling go, written from its contract; it keeps state."""

from fakes.mdblist.model import Account, Title
from fakes.mdblist.server import FakeMdblist

__all__ = ["Account", "FakeMdblist", "Title"]
