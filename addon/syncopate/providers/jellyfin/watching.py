"""Capability WATCHING."""

from syncopate.providers._mediabrowser.watching import Watching
from syncopate.providers.capability import Context
from syncopate.providers.jellyfin.client import Client, client_of
from syncopate.providers.jellyfin.manifest import WATCH
from syncopate.providers.jellyfin.marking import JellyfinMarking


def create(context: Context) -> Watching[Client]:
    """Make what reads and writes what an account's user has seen."""
    return Watching(JellyfinMarking(client_of(context)), WATCH)
