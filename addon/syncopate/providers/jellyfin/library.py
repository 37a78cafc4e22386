"""Capability LIBRARY."""

from syncopate.providers._mediabrowser.library import Library
from syncopate.providers.capability import Context
from syncopate.providers.jellyfin.client import Client, client_of


def create(context: Context) -> JellyfinLibrary:
    """Make the reader of an account's libraries."""
    return JellyfinLibrary(client_of(context))


class JellyfinLibrary(Library[Client]):
    """Reads a library; fulfils LibrarySource, Sectioned, Peopled, Refreshing, Pictured and Playable."""

    players = ("jellyfin",)
