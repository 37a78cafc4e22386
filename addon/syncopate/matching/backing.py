"""What stands beside the names: album, length and place, where they are the same on both sides.

Names that are only alike are believed sooner where these agree: a different song of the same artist
rarely has a similar title, the same length and the same place on the same album.
"""

import math
from dataclasses import dataclass

from rapidfuzz.fuzz import ratio

from syncopate.matching.reading import Reading
from syncopate.matching.weights import Weights


@dataclass(frozen=True, slots=True)
class Backing:
    """Which of album, length and place (disc and number) are known on both sides and the same.

    `exact_length` is to the second, where `length` allows for what players and tags make of it.
    """

    album: bool
    length: bool
    place: bool
    exact_length: bool = False

    @property
    def well(self) -> bool:
        """True where two of them say the same, one of them the album."""
        return self.album and (self.length or self.place)

    def left_of(self, penalty: float, weights: Weights, *, slip: bool) -> float:
        """Return what is left of a penalty for likeness, to three places; `slip`: see `spelling`."""
        if self.place:
            return round(penalty * weights.backed_by_place, 3)
        if self.well:
            return round(penalty * weights.well_backed, 3)
        return round(penalty * weights.backed, 3) if self.length and slip else round(penalty, 3)

    def floor(self, otherwise: float, weights: Weights) -> float:
        """Return how much alike names must be: `otherwise`, where nothing backs them."""
        if self.place:
            return min(otherwise, weights.floor_by_place)
        return min(otherwise, weights.floor_backed) if self.well else otherwise


def backing(entry: Reading, track: Reading, weights: Weights) -> Backing:
    """Compare what stands beside the names of two readings."""
    apart = math.inf
    if entry.duration is not None and track.duration is not None:
        apart = abs(entry.duration - track.duration).total_seconds()
    album = _same_album(entry, track, weights)
    if album and entry.place is not None and track.place is not None and entry.place != track.place:
        return Backing(album=True, length=False, place=False)  # another track of the same album
    place = album and entry.place is not None and entry.place == track.place
    return Backing(album, apart <= weights.duration_same, place, apart <= 1)


def _same_album(entry: Reading, track: Reading, weights: Weights) -> bool:
    if not entry.album or not track.album:
        return False
    one, other = entry.album.replace(" ", ""), track.album.replace(" ", "")
    if one == other:
        return True
    shortest = min(len(one), len(other))
    if shortest < weights.artist_shortest or entry.album_numbers != track.album_numbers:
        return False
    return ratio(one, other) / 100 >= weights.reads_alike
