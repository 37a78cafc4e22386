"""Capability LIBRARY."""

from typing import override

from syncopate.domain.snapshot import Known, Maybe, Unknown
from syncopate.errors import SyncopateError
from syncopate.providers._mediabrowser.library import Library
from syncopate.providers.capability import Context
from syncopate.providers.emby.client import Client, client_of


def create(context: Context) -> EmbyLibrary:
    """Make the reader of an account's libraries."""
    return EmbyLibrary(client_of(context))


class EmbyLibrary(Library[Client]):
    """Reads a library; fulfils LibrarySource, Sectioned, Peopled, Refreshing, Pictured and Playable.

    Home Assistant's own integration of Emby plays nothing that is named to it, so none is named here.
    """

    @override
    async def listed(self, section: str, path: str) -> Maybe[str | None]:
        """Return the key of the track with this file: Emby looks up paths."""
        try:
            found = await self._with_path(section, path, {"Path": path})
        except SyncopateError as error:
            return Unknown(error.key, error.detail)
        return await super().listed(section, path) if found is None else Known(found)
