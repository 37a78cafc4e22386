"""SIMKL's API, as far as sync, scrobbling and the PIN login go, written from its documentation; it keeps state."""

from fakes.simkl.model import Library, Title, User
from fakes.simkl.server import FakeSimkl

__all__ = ["FakeSimkl", "Library", "Title", "User"]
