"""Capability DOWNLOADS: finds files that are missing and fetches them, or has somebody else do so.

Nothing here raises for an outside service that fails: a search ends by saying so, a transfer too. What was
asked for is named by a ticket, which is enough to ask for it after a restart.
"""

from collections.abc import AsyncGenerator, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

from syncopate.domain.download import HandOver, Offer, Transfer, Wanted
from syncopate.domain.snapshot import Maybe
from syncopate.providers.capability import Checks

__all__ = ["DownloadSource", "HandOff", "Offers", "SearchEnd"]


@dataclass(frozen=True, slots=True)
class Offers:
    """Some of what a search found; more may follow."""

    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchEnd:
    """That a search is over. Not `complete`: the source failed; `reason` is an error key, `detail` a text.

    That nobody has it follows from a complete search alone. `asked` is how many searches were made.
    """

    complete: bool
    reason: str | None = None
    detail: str = ""
    asked: int = 1


@runtime_checkable
class DownloadSource(Checks, Protocol):
    """Searches for files, and fetches one of them."""

    def search(self, wanted: Wanted) -> AsyncGenerator[Offers | SearchEnd]:
        """Yield what is offered as it comes in, and one SearchEnd last.

        Who has enough closes the iterator: the search is then ended at the source, too.
        """
        ...

    def search_raw(self, text: str) -> AsyncGenerator[Offers | SearchEnd]:
        """Search for the words themselves; else as `search`."""
        ...

    async def begin(self, offer: str, place: Path) -> Maybe[str]:
        """Ask for the file of an offer by its key; return the transfer's ticket, Unknown where it failed.

        `place` is an empty folder for it, for sources that fetch themselves; others have one of their own.
        Asking twice for what is under way gives the same ticket.
        """
        ...

    async def look(self, tickets: Collection[str]) -> Maybe[Mapping[str, Transfer]]:
        """Return how far these are, all of them; Unknown where the source does not answer."""
        ...

    async def cancel(self, ticket: str) -> None:
        """End a transfer and forget it; that it is not there is fine. Raises Unreachable."""
        ...

    async def clean_up(self, tickets: Collection[str]) -> int:
        """Forget transfers of ours that have ended, and our searches; return how many. Raises Unreachable."""
        ...


@runtime_checkable
class HandOff(Checks, Protocol):
    """Is told what is wanted, and finds it by itself."""

    async def hand_over(self, wanted: Wanted) -> Maybe[HandOver | None]:
        """Have an album looked for, once; Known(None) where nobody knows such an album.

        What was handed over before is found again, and not searched for anew.
        """
        ...

    async def state_of(self, tickets: Collection[str]) -> Maybe[Mapping[str, HandOver]]:
        """Return what became of those that were handed over."""
        ...
