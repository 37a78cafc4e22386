"""Verdicts anew after a ruling, at once: from the ruling alone where it settles them."""

from collections.abc import Callable

from syncopate.sync.album_work import match_source_album
from syncopate.sync.kit import Kit
from syncopate.sync.watch.work import plan_link, settle_link
from syncopate.sync.work import explain_entry, match_target, rematch, settle, settle_many

_FEW = 200
"""So many names are looked up here: starting a worker would take longer."""


async def match_again(kit: Kit, names: frozenset[str]) -> None:
    """Match the entries of these names again, in every playlist."""
    if len(names) <= _FEW:
        left = await kit.database.write(settle, names)
    else:
        left = await kit.compute(settle_many, kit.database.address, names)
    for library_id in sorted(left):
        await kit.compute(rematch, kit.database.address, library_id, names)


def topic_of(function: Callable[..., object], args: tuple[object, ...]) -> str | None:
    """Return the library whose index a call to a worker needs, or the link; None when it needs none."""
    named = args[1] if len(args) > 1 else None
    if function in _ABOUT_A_LINK:
        return getattr(args[-1], "link_id", None)
    if function is match_target:
        return getattr(named, "library_id", None)
    return named if function in _ABOUT_A_LIBRARY and isinstance(named, str) else None


_ABOUT_A_LIBRARY = frozenset[Callable[..., object]]({rematch, explain_entry, match_source_album})
_ABOUT_A_LINK = frozenset[Callable[..., object]]({plan_link, settle_link})
"""Settling goes on with what planning has in memory."""
