"""How far a media file was seen: from moments of a broadcast to seconds of its files, and back.

The server counts from the beginning of the recording or of the broadcast, whichever is later; others count
from the beginning of the file. Between two files of one recording nothing was recorded, and nothing counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from syncopate.providers.sagetv.raw import MediaFile

SHORTEST_MS = 5_000
"""So little seen is no place: the server forgets it (MIN_WATCH_TIME of google/sagetv)."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One file of a recording, from when to when, in ms since 1970."""

    start: int
    end: int


def seconds_seen(media: MediaFile, segments: Sequence[Segment] = ()) -> float | None:
    """Return how many seconds of its files were seen, None where it is nowhere in it.

    What was seen to its end is at no place any more; on a disc the server counts in some other way.
    """
    if media.complete or media.is_disc:
        return None
    if not media.watched_end:
        return media.watched_ms / 1000 if media.watched_ms > 0 else None
    if media.watched_end <= media.watched_start:
        return None
    seconds = _seconds_at(media, media.watched_end, segments)
    return seconds if seconds > 0 else None


def moment_of(media: MediaFile, seconds: float, segments: Sequence[Segment] = ()) -> int:
    """Return the moment of the broadcast, in ms, at which so many seconds of its files were seen."""
    left = round(seconds * 1000)
    if len(segments) <= 1:
        return _beginning(media) + left
    for segment in segments[:-1]:
        if left <= segment.end - segment.start:
            return segment.start + left
        left -= segment.end - segment.start
    return segments[-1].start + left


def length_of(media: MediaFile, segments: Sequence[Segment] = ()) -> float | None:
    """Return how long it is in seconds, None where nobody knows; amid recording, how long it will be."""
    aired = media.airing_end - media.airing_start
    if media.is_disc:
        return None
    if media.recording:
        found = max(aired, media.length_ms)
    elif len(segments) > 1:
        found = sum(each.end - each.start for each in segments)
    else:
        found = media.length_ms or media.end - media.start or aired
    return found / 1000 if found > 0 else None


def _seconds_at(media: MediaFile, moment: int, segments: Sequence[Segment]) -> float:
    if len(segments) <= 1:
        return (moment - _beginning(media)) / 1000
    seen = sum(min(max(moment - each.start, 0), each.end - each.start) for each in segments)
    return seen / 1000


def _beginning(media: MediaFile) -> int:
    """Return the moment of the broadcast at which the file begins.

    The broadcast of an imported video may be years away from its file: then it is counted from the former.
    """
    after = 0 < media.airing_end <= media.start
    before = 0 < media.end <= media.airing_start
    return media.airing_start if after or before or not media.start else media.start
