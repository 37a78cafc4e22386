"""Taking away an index of a million tracks without keeping everybody else from writing."""

from syncopate.store import libraries, tracks
from syncopate.store.libraries import Library
from syncopate.sync.kit import Kit

_AT_ONCE = 20_000
"""Tracks that one transaction takes away: about two seconds."""


async def empty_library(kit: Kit, library: Library) -> None:
    """Take a large index away in parts, so that others may write in between, before its library is removed.

    From the first part on it counts as one that cannot be read, for what is still there is not all of it:
    where this is cut short, whoever needs it reads it anew.
    """
    if library.tracks <= _AT_ONCE:
        return
    async with kit.turns[library.id]:
        await kit.database.write(libraries.let_go, library.id)
        while await kit.database.write(tracks.drop_some, library.id, _AT_ONCE):
            pass
