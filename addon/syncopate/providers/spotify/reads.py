"""What comes of a read: all of it, or why nothing is known."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from syncopate.domain.playlist import Entry, SourcePlaylist
from syncopate.domain.snapshot import Complete, Failed
from syncopate.errors import SyncopateError
from syncopate.providers.capability import ReadPlaylist


def completed(
    source: SourcePlaylist, entries: Iterable[Entry], *, visible: int | None = None
) -> ReadPlaylist:
    """Return a playlist with its entries, which get their positions by their order."""
    placed = tuple(replace(entry, position=place) for place, entry in enumerate(entries))
    return ReadPlaylist(playlist=source, entries=complete(placed), visible=visible)


def complete[T](items: tuple[T, ...]) -> Complete[T]:
    """Return all there is, as of now."""
    return Complete(items, datetime.now(UTC))


def failed(error: SyncopateError) -> Failed:
    """Return why nothing is known."""
    return Failed(error.key, error.detail, datetime.now(UTC), error.placeholders)
