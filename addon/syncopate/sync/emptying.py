"""Taking away an index of a million tracks without keeping everybody else from writing."""

import asyncio

from syncopate.store import libraries, shelves, tracks
from syncopate.store.libraries import Library
from syncopate.sync.kit import Kit

_AT_ONCE = 5_000
"""Rows that one transaction takes away: about a third of a second."""

_PAUSE_SECONDS = 0.12
"""What waits for SQLite in another process looks every tenth of a second whether it may write."""


async def empty_library(kit: Kit, library: Library) -> None:
    """Take an index away in parts, so that others may write in between, before its library is removed.

    From the first part on it counts as one that cannot be read, for what is still there is not all of it:
    where this is cut short, whoever needs it reads it anew.
    """
    async with kit.turns[library.id]:
        await kit.database.write(libraries.let_go, library.id)
        for drop in (tracks.drop_some, shelves.drop_some_albums, shelves.drop_some_artists):
            dropped = _AT_ONCE
            while dropped == _AT_ONCE:
                dropped = await kit.database.write(drop, library.id, _AT_ONCE)
                await asyncio.sleep(_PAUSE_SECONDS if dropped == _AT_ONCE else 0)
