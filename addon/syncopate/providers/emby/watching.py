"""Capability WATCHING."""

from syncopate.providers._mediabrowser.watching import Watching
from syncopate.providers.capability import Context
from syncopate.providers.emby.client import Client, client_of
from syncopate.providers.emby.manifest import WATCH
from syncopate.providers.emby.marking import EmbyMarking


def create(context: Context) -> Watching[Client]:
    """Make what reads and writes what an account's user has seen."""
    return Watching(EmbyMarking(client_of(context)), WATCH)
