"""What comes of a read: all of it, or why nothing is known."""

from collections.abc import Iterable
from datetime import UTC, datetime

from syncopate.domain.playlist import SourcePlaylist
from syncopate.domain.snapshot import Complete, Failed
from syncopate.errors import SyncopateError
from syncopate.providers.capability import ReadPlaylist
from syncopate.providers.sifting import Listed, sift


def completed(
    source: SourcePlaylist, listed: Iterable[Listed], *, visible: int | None = None
) -> ReadPlaylist:
    """Return a playlist with its entries, which get their positions by their order."""
    found = sift(listed)
    return ReadPlaylist(
        playlist=source, entries=complete(found.entries), visible=visible, left_out=found.left_out
    )


def complete[T](items: tuple[T, ...]) -> Complete[T]:
    """Return all there is, as of now."""
    return Complete(items, datetime.now(UTC))


def failed(error: SyncopateError) -> Failed:
    """Return why nothing is known."""
    return Failed(error.key, error.detail, datetime.now(UTC), error.placeholders)
