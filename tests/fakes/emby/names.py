"""Ids as Emby gives them: items are counted, so whatever comes back later comes under another id."""

from itertools import count

from fakes.mediabrowser.asking import Refusal
from fakes.mediabrowser.catalog import Names
from fakes.mediabrowser.model import Kind, Track

PLAYLISTS_FOLDER = "3"
"""The folder of all playlists, made when the server was set up."""


class EmbyNames(Names):
    """Numbers from 4 on."""

    def __init__(self) -> None:
        self._numbers = count(4)

    def item(self, kind: Kind, key: str) -> str:  # noqa: ARG002 -- only counted
        """Return the id of an item."""
        return str(next(self._numbers))

    def entry(self, track: Track) -> str:  # noqa: ARG002 -- only counted
        """Return the id of a place in a playlist: each has its own."""
        return str(next(self._numbers))

    def renew(self) -> None:
        """Count on, as always."""


def number(text: str) -> str:
    """Return the id of an item; 400 when it is no number."""
    if not text.isascii() or not text.isdigit():
        raise Refusal(400, "Input string was not in a correct format.")
    return text
