"""Adding several playlists and albums at once: those that fail do not keep the others out."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from syncopate.errors import SyncopateError
from syncopate.store.mirrors import Mirror
from syncopate.sync.kit import Kit
from syncopate.sync.mirrors import NewMirror, add_mirror

_AT_A_TIME = 4
"""How many are read at once; the services' own limits hold besides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What became of one: its mirror, or why there is none."""

    new: NewMirror
    mirror: Mirror | None = None
    error: SyncopateError | None = None


async def add_each(kit: Kit, wanted: Sequence[NewMirror]) -> Sequence[Added]:
    """Add each, and tell of each in the same order; none is named twice."""
    slots = asyncio.Semaphore(_AT_A_TIME)

    async def add(new: NewMirror) -> Added:
        async with slots:
            try:
                return Added(new=new, mirror=await add_mirror(kit, new))
            except SyncopateError as error:
                return Added(new=new, error=error)

    return await asyncio.gather(*(add(new) for new in wanted))
