"""What is read at Spotify: playlist:ID, album:ID, liked; and the shelves artist:ID and user:NAME."""

import re

from syncopate.errors import InvalidInput
from syncopate.providers.links import take_apart
from syncopate.providers.spotify.links import LIKED, read_link

_ID = re.compile(r"[0-9A-Za-z]{22}", re.ASCII)
_LONGEST_NAME = 200


def wanted(reference: str) -> tuple[str, str]:
    """Return kind and id of what a reference or pasted link names; ("liked", "") for liked songs.

    Raises InvalidInput.
    """
    kind, _, key = reference.partition(":")
    if reference == LIKED:
        return LIKED, ""
    if kind in {"playlist", "album"} and _ID.fullmatch(key):
        return kind, key
    link = take_apart(reference)
    found = None if link is None else read_link(link)
    if found is None or found.reference == reference:
        raise InvalidInput("That is no playlist or album of Spotify.", field="reference")
    return wanted(found.reference)


def shelf(key: str) -> tuple[str, str] | None:
    """Return kind and id of the shelf of an artist or user, None for what is neither."""
    kind, _, name = key.partition(":")
    if kind == "artist" and _ID.fullmatch(name):
        return kind, name
    return (kind, name) if kind == "user" and 0 < len(name) <= _LONGEST_NAME else None
