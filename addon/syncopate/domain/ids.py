"""Identifiers that outside catalogues give to recordings, and the links made from them."""

from dataclasses import dataclass
from enum import StrEnum


class IdKind(StrEnum):
    """The catalogue an identifier belongs to."""

    ISRC = "isrc"
    MB_RECORDING = "mb_recording"
    MB_TRACK = "mb_track"
    MB_RELEASE = "mb_release"
    ACOUSTID = "acoustid"
    SPOTIFY = "spotify"
    TIDAL = "tidal"
    DEEZER = "deezer"
    APPLE = "apple"
    YOUTUBE = "youtube"


RECORDING_KINDS = frozenset({IdKind.ISRC, IdKind.MB_RECORDING, IdKind.MB_TRACK, IdKind.ACOUSTID})
"""Kinds that name the sound itself: equal values are the same recording whoever says so."""


@dataclass(frozen=True, slots=True, order=True)
class ExternalId:
    """One identifier in one catalogue, e.g. ISRC GBAYE0601498."""

    kind: IdKind
    value: str


_TRACK_LINKS = {
    IdKind.SPOTIFY: "https://open.spotify.com/track/{}",
    IdKind.TIDAL: "https://tidal.com/browse/track/{}",
    IdKind.DEEZER: "https://www.deezer.com/track/{}",
    IdKind.YOUTUBE: "https://www.youtube.com/watch?v={}",
    IdKind.MB_RECORDING: "https://musicbrainz.org/recording/{}",
}


def track_link(external: ExternalId) -> str | None:
    """Return the public page of a track, None where its catalogue has none."""
    pattern = _TRACK_LINKS.get(external.kind)
    return None if pattern is None else pattern.format(external.value)
