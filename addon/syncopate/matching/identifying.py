"""Which recording of a catalogue an entry is: the matcher, on what a catalogue offers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from syncopate.domain.match import Aspect, Match, Verdict
from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry
from syncopate.matching.aliases import Aliases
from syncopate.matching.decisions import Decisions
from syncopate.matching.index import LibraryIndex
from syncopate.matching.known_names import KNOWN_ALIASES
from syncopate.matching.match import match_entry

_DASHES = re.compile(r"\s+[-–—]\s+")  # noqa: RUF001 -- people write all of them
_SHOWN = 5

OTHER_LENGTH = "other_length"
"""Why an entry is not surely what it looks like: all agrees but how long it is, as with edits."""


@dataclass(frozen=True, slots=True)
class Identified:
    """The verdict on an entry; `found` exactly for MATCH, else what it might be, the likeliest first."""

    verdict: Verdict
    reason: str
    found: Track | None = None
    candidates: tuple[Track, ...] = ()


def readings(entry: Entry) -> tuple[Entry, ...]:
    """Return the ways in which an entry may be meant, as it says first.

    Who typed it may have put the artist where the title goes, or both into the title.
    """
    found = [entry]
    if len(entry.artists) == 1:
        found.append(replace(entry, title=entry.artists[0], artists=(entry.title,)))
    parts = [part for part in _DASHES.split(entry.title, maxsplit=1) if part.strip()]
    if len(parts) > 1:
        first, second = parts
        found.append(replace(entry, artists=(first,), title=second))
        found.append(replace(entry, artists=(second,), title=first))
    return tuple(found)


def identify(entry: Entry, offered: Sequence[Track]) -> Identified:
    """Return which of the offered recordings an entry is, in whatever way it is read."""
    if not offered:
        return Identified(Verdict.MISSING, "nothing_similar")
    index = LibraryIndex.build(offered)
    first: Match | None = None
    for reading in readings(entry):
        match = match_entry(reading, index, _NO_DECISIONS)
        if match.verdict is Verdict.MATCH and match.track_key is not None:
            return Identified(Verdict.MATCH, match.reason, index.track(match.track_key))
        first = first or match
        if first.verdict is Verdict.MISSING and match.verdict is Verdict.REVIEW:
            first = match
    assert first is not None  # noqa: S101 -- an entry has at least one reading
    known = (index.track(each.track_key) for each in first.candidates[:_SHOWN])
    candidates = tuple(each for each in known if each is not None)
    if first.verdict is Verdict.MISSING and _differs_in_length(first):
        return Identified(Verdict.REVIEW, OTHER_LENGTH, None, candidates)
    return Identified(first.verdict, first.reason, None, candidates)


def _differs_in_length(match: Match) -> bool:
    """Tell whether something was offered that nothing but its length speaks against."""
    return any(
        {item.aspect for item in each.evidence if item.gate} == {Aspect.DURATION}
        for each in match.candidates[:_SHOWN]
    )


def match_known(
    entry: Entry,
    found: Sequence[Track],
    index: LibraryIndex,
    decisions: Decisions,
    aliases: Aliases = KNOWN_ALIASES,
) -> Match:
    """Find the track of an entry that catalogues know as `found`: by its own words, else by theirs.

    What the user said of the entry counts first, and ids of the catalogues as if the source had told them.
    """
    ids = entry.ids.union(*(each.ids for each in found))
    own = match_entry(replace(entry, ids=ids) if ids != entry.ids else entry, index, decisions, aliases)
    if own.verdict is Verdict.MATCH or own.reason in _SAID:
        return own
    for each in found:
        theirs = match_entry(_as_known(entry, each), index, _NO_DECISIONS, aliases)
        if theirs.verdict is Verdict.MATCH:
            return theirs
    return own


_SAID = frozenset({"decision", "never", "refused"})


def _as_known(entry: Entry, track: Track) -> Entry:
    """Return an entry as a catalogue has it."""
    return replace(
        entry,
        title=track.title,
        artists=track.artists or entry.artists,
        album=track.album or entry.album,
        duration=track.duration or entry.duration,
        ids=entry.ids | track.ids,
    )


_NO_DECISIONS = Decisions.of(())
