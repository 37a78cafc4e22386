"""The tracks of one album that are called the same: of a crowd, the few that may be the wanted one."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import chain, islice

from syncopate.domain.ids import ExternalId
from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry

CROWD = 24
"""So many tracks of one title are compared with a wanted one at most."""


class Namesakes:
    """Tracks of one title, in the album's order. What is asked for takes no longer however many they are."""

    __slots__ = ("_by_id", "_by_length", "_by_number", "_lengths", "_unmeasured", "tracks")

    def __init__(self, tracks: Sequence[Track]) -> None:
        self.tracks = tracks
        self._by_id: defaultdict[ExternalId, list[Track]] = defaultdict(list)
        self._by_number: defaultdict[int, list[Track]] = defaultdict(list)
        self._by_length: list[Track] = []
        self._lengths: list[timedelta] = []
        self._unmeasured: list[Track] = []
        if len(tracks) > CROWD:
            self._sort()

    def likely(self, wanted: Entry) -> list[Track]:
        """Return all of few; of many those of one id, number or length: `CROWD` at most."""
        if len(self.tracks) <= CROWD:
            return list(self.tracks)
        shared = (track for each in sorted(wanted.ids & self._by_id.keys()) for track in self._by_id[each])
        numbered = self._by_number.get(wanted.number or 0, ())
        here = (track for track in numbered if (track.disc or 1) == (wanted.disc or 1))
        # Each leaves room for the others, were all of one id or number.
        places = chain(*(islice(some, CROWD // 4) for some in (shared, here, numbered)))
        found: dict[str, Track] = {}
        for track in chain(places, self._as_long(wanted.duration)):
            found[track.key] = track
            if len(found) == CROWD:
                break
        return list(found.values())

    def _sort(self) -> None:
        for track in self.tracks:
            for each in track.ids:
                self._by_id[each].append(track)
            if track.number:
                self._by_number[track.number].append(track)
            (self._unmeasured if track.duration is None else self._by_length).append(track)
        self._by_length.sort(key=_length)
        self._lengths = [_length(track) for track in self._by_length]

    def _as_long(self, length: timedelta | None) -> Iterator[Track]:
        """Give tracks whose length is not known where the wanted one is not, else the nearest first."""
        if length is None:
            yield from self._unmeasured
            yield from self._by_length
            return
        above = bisect_left(self._lengths, length)
        below = above - 1
        while below >= 0 or above < len(self._lengths):
            far = above >= len(self._lengths)
            if far or (below >= 0 and length - self._lengths[below] <= self._lengths[above] - length):
                yield self._by_length[below]
                below -= 1
            else:
                yield self._by_length[above]
                above += 1
        yield from self._unmeasured


def _length(track: Track) -> timedelta:
    return track.duration or timedelta()
