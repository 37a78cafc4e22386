"""Real tracks as another service would list them, looked for in a library that lacks some of them.

The tracks are recorded ones; how the other service writes them is made up after what services are known to
do: guests stand in the title or in the list of artists, remarks in brackets or after a dash, albums have an
edition or a kind behind their titles, several artists are one text, lengths differ by up to two seconds. So
this tells whether writing alone leads astray, not how services differ beyond that.
"""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from matching_recorded import Found, Listed, entry_of
from syncopate.domain.match import Verdict
from syncopate.domain.media import Track
from syncopate.matching import Decisions, LibraryIndex, match_entry
from syncopate.matching.artists import artist_keys
from syncopate.matching.keys import compact, key

_TAKEN_OUT = 0.3
_SEED = 11
_APART = timedelta(seconds=2)
_DRIFT_MS = 2000
_GUESTS = re.compile(r"\s*[(\[](?:feat\.?|ft\.?|featuring)\s+([^)\]]+)[)\]]", re.IGNORECASE)
_REMARK = re.compile(r"^([^(\[]+?)\s+[(\[]([^)\]]+)[)\]]$")
_DASHED = re.compile(r"^(.+?) - (.+)$")

type Writing = Callable[[Track], Track]


def _guests_in_title(track: Track) -> Track:
    if len(track.artists) < 2 or _GUESTS.search(track.title):  # noqa: PLR2004 -- one and a guest
        return track
    title = f"{track.title} (feat. {' & '.join(track.artists[1:])})"
    return replace(track, title=title, artists=track.artists[:1])


def _guests_in_list(track: Track) -> Track:
    found = _GUESTS.search(track.title)
    if found is None:
        return track
    known = artist_keys(track.artists)
    guests = tuple(name for name in re.split(r"\s*(?:,|&)\s*", found[1]) if not artist_keys((name,)) & known)
    return replace(track, title=_GUESTS.sub("", track.title), artists=(*track.artists, *guests))


def _after_a_dash(track: Track) -> Track:
    turned = _REMARK.sub(r"\1 - \2", track.title)
    return replace(track, title=turned if turned != track.title else f"{track.title} - Remastered 2015")


def _in_brackets(track: Track) -> Track:
    album = f"{track.album} (Deluxe Edition)" if track.album else None
    return replace(track, title=_DASHED.sub(r"\1 (\2)", track.title), album=album)


def _artists_joined(track: Track) -> Track:
    album = f"{track.album} - Single" if track.album else None
    return replace(track, artists=(", ".join(track.artists),) if track.artists else (), album=album)


WRITINGS: tuple[Writing, ...] = (
    _guests_in_title,
    _guests_in_list,
    _after_a_dash,
    _in_brackets,
    _artists_joined,
)


def match_listings(listed: Sequence[Listed]) -> Found:
    """Look each track up as every writing has it; three of ten recordings are not in the library."""
    chance = random.Random(_SEED)  # noqa: S311 -- a repeatable choice
    alike = {one.track.key: [other for other in listed if _one_recording(one, other)] for one in listed}
    there: dict[str, bool] = {}
    for each in listed:
        is_there = there.get(each.track.key, chance.random() >= _TAKEN_OUT)
        for other in alike[each.track.key]:
            there.setdefault(other.track.key, is_there)
    library = {each.track.key: each.track for each in listed if there[each.track.key]}
    index = LibraryIndex.build(replace(track, ids=frozenset(), path=None) for track in library.values())
    right, wrong, missed = 0, list[str](), list[str]()
    for each in listed:
        answers = {other.track.key for other in alike[each.track.key]} & library.keys()
        for writing in WRITINGS:
            entry = entry_of(_drifted(writing(each.track), chance))
            match = match_entry(entry, index, Decisions())
            said = f"{entry.artists} - {entry.title} ({entry.duration})"
            if match.track_key in answers:
                right += 1
            elif match.verdict is Verdict.MATCH and match.track_key is not None:
                taken = library[match.track_key]
                wrong.append(f"{said} -> {taken.artists} - {taken.title} ({taken.duration})")
            if answers and match.track_key not in answers:
                missed.append(f"{said}: {match.verdict} {match.reason}")
    return Found(right=right, wrong=tuple(wrong), missed=tuple(missed), asked=len(listed) * len(WRITINGS))


def _drifted(track: Track, chance: random.Random) -> Track:
    by = timedelta(milliseconds=chance.randint(-_DRIFT_MS, _DRIFT_MS))
    return replace(track, duration=track.duration + by if track.duration else None)


def _one_recording(one: Listed, other: Listed) -> bool:
    """Tell whether ids say so, or nothing but writing tells two listings apart."""
    if one.track.key == other.track.key or one.same & other.same:
        return True
    mine, yours = one.track, other.track
    near = mine.duration and yours.duration and abs(mine.duration - yours.duration) <= _APART
    names = compact(key(mine.title)) == compact(key(yours.title))
    return bool(near) and names and not artist_keys(mine.artists).isdisjoint(artist_keys(yours.artists))
