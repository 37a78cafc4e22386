"""Playlists as they were read."""

from collections.abc import Iterable

from syncopate.domain.playlist import SourcePlaylist
from syncopate.providers.capability import ReadPlaylist
from syncopate.providers.sifting import Listed, sift
from syncopate.providers.snapshots import complete


def completed(
    source: SourcePlaylist, listed: Iterable[Listed], *, visible: int | None = None
) -> ReadPlaylist:
    """Return a playlist with its entries, which get their positions by their order."""
    found = sift(listed)
    return ReadPlaylist(
        playlist=source, entries=complete(found.entries), visible=visible, left_out=found.left_out
    )
