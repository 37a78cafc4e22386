"""What the user ruled, ready for look-up.

A ruling holds for every entry that shares a name with the one it was made on, in whatever playlist; by words
alone, only where nothing speaks against it. The latest counts.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from syncopate.domain.match import Decision, Ruling
from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry
from syncopate.matching.identity import (
    SOURCE_KINDS,
    entry_identities,
    is_source_id,
    is_text,
    track_identities,
)
from syncopate.matching.index import LibraryIndex
from syncopate.matching.weights import DEFAULT

_SAME_ENTRY = timedelta(seconds=DEFAULT.duration_gate_named)
"""Entries further apart than this are not one recording, whatever they are called."""
_SAME_FILE = timedelta(seconds=3)
"""A file with other tags whose sound is this much alike is still the file that was meant."""


@dataclass(frozen=True, slots=True)
class Ruled:
    """All rulings on one entry: `made` as they were made, the others as far as they stand."""

    chosen: Decision | None = None
    refused: tuple[Decision, ...] = ()
    never: bool = False
    made: tuple[Decision, ...] = ()

    @property
    def latest(self) -> Decision | None:
        """The one that counts: what was chosen or never to be looked for, else the last refusal."""
        if self.chosen is not None:
            return self.chosen
        if self.never:
            return next(each for each in reversed(self.made) if each.ruling is Ruling.NEVER)
        return self.refused[-1] if self.refused else None

    def refuses(self, track: Track) -> bool:
        """Return whether the user said that this track is not it."""
        if not self.refused:
            return False
        if any(track.key == each.track_key and _still(track, each) for each in self.refused):
            return True
        own = track_identities(track)
        return any(own & each.track_identities for each in self.refused)


_NOTHING = Ruled()


@dataclass(frozen=True, slots=True)
class Decisions:
    """The user's rulings by the names of entries, each with its place in the order they were made."""

    by_name: Mapping[str, Sequence[tuple[int, Decision]]] = field(default_factory=dict)

    @classmethod
    def of(cls, decisions: Iterable[Decision], library_id: str | None = None) -> Decisions:
        """Take rulings in the order they were made.

        Those made for another library than this one count where this one has none, and their keys nowhere.
        """
        grouped: defaultdict[str, list[tuple[int, Decision]]] = defaultdict(list)
        own, foreign = list[Decision](), list[Decision]()
        for decision in decisions:
            elsewhere = library_id is not None and decision.library_id not in {None, library_id}
            (foreign if elsewhere else own).append(decision)
        for place, decision in enumerate((*(replace(each, track_key=None) for each in foreign), *own)):
            for name in decision.names:
                grouped[name].append((place, decision))
        return cls(dict(grouped))

    def on(self, entry: Entry) -> Ruled:
        """Return what was ruled on an entry under any of its names."""
        if not self.by_name:
            return _NOTHING
        found: dict[int, Decision] = {}
        for name in entry_identities(entry):
            for place, decision in self.by_name.get(name, ()):
                if place not in found and _meant(entry, name, decision):
                    found[place] = decision
        return _ruled([found[place] for place in sorted(found)]) if found else _NOTHING


def decided(
    entry: Entry, ruling: Ruling, track: Track | None = None, library_id: str | None = None
) -> Decision:
    """Return a ruling with every name that it shall be found by."""
    names = entry_identities(entry)
    return Decision(
        entry_identity=names[0],
        ruling=ruling,
        track_key=None if track is None else track.key,
        track_identities=frozenset() if track is None else track_identities(track),
        entry_names=frozenset(names),
        library_id=library_id,
        entry=entry,
        track=track,
    )


def renamed(decision: Decision) -> Decision:
    """Return a ruling with its names made anew from what was decided on: the rules may have changed."""
    if decision.entry is None:
        return decision
    names = entry_identities(decision.entry)
    own = decision.track_identities if decision.track is None else track_identities(decision.track)
    return replace(decision, entry_identity=names[0], entry_names=frozenset(names), track_identities=own)


def chosen_row(ruled: Ruled, index: LibraryIndex) -> Track | None:
    """Return the chosen track: where it was, or where its recording is now; None when it is gone."""
    chosen = ruled.chosen
    if chosen is None:
        return None
    there = None if chosen.track_key is None else index.track(chosen.track_key)
    if there is not None and (chosen.track is None or track_identities(there) & chosen.track_identities):
        return there
    moved = [index.at(row) for row in index.by_identities(chosen.track_identities)]
    if moved:
        return min(moved, key=lambda track: _nearness(track, chosen.track))
    # Nothing bears its names any more: the same file with other tags, or another file in its place?
    return there if there is not None and _still(there, chosen) else None


def _meant(entry: Entry, name: str, decision: Decision) -> bool:
    """Return False where an entry only bears the name of the one that was decided on."""
    other = decision.entry
    if other is None or is_source_id(name):
        return True
    if entry.duration and other.duration and abs(entry.duration - other.duration) > _SAME_ENTRY:
        return False
    if not is_text(name):
        return True
    own, theirs = _source_ids(entry), _source_ids(other)
    return not any(kind in theirs and theirs[kind].isdisjoint(values) for kind, values in own.items())


def _source_ids(entry: Entry) -> dict[str, set[str]]:
    ids: defaultdict[str, set[str]] = defaultdict(set)
    for each in entry.ids:
        if each.kind in SOURCE_KINDS:
            ids[each.kind].add(each.value)
    return ids


def _still(there: Track, decision: Decision) -> bool:
    """Return whether a track at the key of the one decided on may be that one, whatever it is called now."""
    was = decision.track
    if was is None or track_identities(there) & decision.track_identities:
        return True
    return not was.duration or not there.duration or abs(there.duration - was.duration) <= _SAME_FILE


def _nearness(track: Track, was: Track | None) -> tuple[bool, timedelta, bool, str]:
    """Sort key: the album it was on, then the length, then the sound."""
    if was is None:
        return False, timedelta(), track.format is None or not track.format.lossless, track.key
    apart = abs((track.duration or timedelta()) - (was.duration or timedelta()))
    return track.album != was.album, apart, track.format is None or not track.format.lossless, track.key


def _ruled(made: Sequence[Decision]) -> Ruled:
    standing: list[Decision] = []
    for decision in made:
        standing = [earlier for earlier in standing if not _replaces(decision, earlier)]
        standing.append(decision)
    return Ruled(
        chosen=next((each for each in standing if each.ruling is Ruling.IS), None),
        refused=tuple(each for each in standing if each.ruling is Ruling.IS_NOT),
        never=any(each.ruling is Ruling.NEVER for each in standing),
        made=tuple(made),
    )


def _replaces(new: Decision, old: Decision) -> bool:
    """IS and NEVER replace all earlier rulings on an entry; IS_NOT those that it denies."""
    if new.ruling is not Ruling.IS_NOT:
        return True
    if old.ruling is Ruling.NEVER:
        return False
    same_key = old.track_key is not None and old.track_key == new.track_key
    return same_key or not old.track_identities.isdisjoint(new.track_identities)
