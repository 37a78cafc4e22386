"""How much of an album is there, by what its files say."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise

from syncopate.domain.album import Completeness, Place
from syncopate.domain.media import Track
from syncopate.matching.keys import compact, key

_SANE = 999
"""A tag that says more tracks than this on one disc is not believed."""
_MOST_DISCS = 100


def completeness_of(tracks: Iterable[Track]) -> Completeness:
    """Count what is there, each place once, against what the tags say there should be."""
    places: defaultdict[int, set[int]] = defaultdict(set)
    totals: defaultdict[int, int] = defaultdict(int)
    discs, loose = 0, set[str]()
    for track in tracks:
        disc = track.disc if track.disc and 0 < track.disc <= _MOST_DISCS else 1
        if track.number and 0 < track.number <= _SANE:
            places[disc].add(track.number)
        else:
            places[disc].update(())
            loose.add(compact(key(track.title)))
        if track.track_total and 0 < track.track_total <= _SANE:
            totals[disc] = max(totals[disc], track.track_total)
        if track.disc_total and 0 < track.disc_total <= _MOST_DISCS:
            discs = max(discs, track.disc_total)
    owned = sum(map(len, places.values())) + len(loose)
    whole = _whole_set(places, totals)
    if whole is not None:
        return _counted_through(places, whole, owned)
    return _disc_by_disc(places, totals, discs, owned, certain=not loose)


def _whole_set(places: dict[int, set[int]], totals: dict[int, int]) -> int | None:
    """Return the total where the tags of several discs mean the whole set by it, not their own disc."""
    said = set(totals.values())
    if len(places) < 2 or len(said) != 1 or set(totals) != set(places):  # noqa: PLR2004 -- a set of discs
        return None
    total = said.pop()
    ordered = [places[disc] for disc in sorted(places)]
    if not all(ordered):
        return None
    through = all(max(one) < min(next_one) for one, next_one in pairwise(ordered))
    return total if through or sum(max(one) for one in ordered) == total else None


def _counted_through(places: dict[int, set[int]], total: int, owned: int) -> Completeness:
    """Discs whose numbers count on, or begin anew, with one total for all of them."""
    found = set[int]().union(*places.values())
    begin_anew = sum(map(len, places.values())) > len(found)
    missing = () if begin_anew else tuple(Place(1, n) for n in range(1, total + 1) if n not in found)
    return Completeness(owned=owned, total=max(total, owned), missing=missing)


def _disc_by_disc(
    places: dict[int, set[int]], totals: dict[int, int], discs: int, owned: int, *, certain: bool
) -> Completeness:
    gone = (
        tuple(disc for disc in range(1, max(discs, *places, 0) + 1) if disc not in places) if places else ()
    )
    missing: list[Place] = []
    known = not gone
    total = 0
    for disc in sorted(places):
        last = max(totals.get(disc, 0), max(places[disc], default=0))
        known = known and bool(totals.get(disc))
        total += last
        if certain:
            missing.extend(Place(disc, n) for n in range(1, last + 1) if n not in places[disc])
    return Completeness(
        owned=owned,
        total=max(total, owned) if known else None,
        missing=tuple(missing),
        missing_discs=gone,
    )
