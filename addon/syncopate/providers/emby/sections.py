"""Capability SECTIONS."""

from syncopate.providers._mediabrowser.sections import Sections
from syncopate.providers.capability import Context
from syncopate.providers.emby.client import Client, client_of
from syncopate.providers.emby.marking import EmbyMarking


def create(context: Context) -> Sections[Client]:
    """Make what tells an account's libraries of films and shows."""
    return Sections(client_of(context), EmbyMarking.listing)
