"""What accounts told of the marks of their playlists, remembered as long as a run asks for them."""

from collections.abc import Awaitable, Callable, Mapping

from syncopate.domain.snapshot import Maybe
from syncopate.providers.connections import Remembered

type Marks = Maybe[Mapping[str, str]]
"""Marks by reference."""

_SECONDS = 600.0
"""A run may take hours: what changed meanwhile is then seen by itself, not only by the next run."""


class Versions:
    """The marks of each account's playlists, asked for once a run.

    Another run asks anew: what was changed right before it was started has to be seen. A failure is an
    answer too; what it was about is then asked for one by one.
    """

    def __init__(self) -> None:
        self._held: dict[str, tuple[str, Remembered[Marks]]] = {}

    async def told(self, account_id: str, run_id: str, ask: Callable[[], Awaitable[Marks]]) -> Marks:
        """Return what an account told in this run, asking when it has not yet. Raises what `ask` raises."""
        held = self._held.get(account_id)
        if held is None or held[0] != run_id:
            held = self._held[account_id] = (run_id, Remembered(_SECONDS))
        return await held[1].get(ask)
