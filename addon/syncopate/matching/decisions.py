"""What the user ruled, ready for look-up."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from syncopate.domain.match import Decision, Ruling
from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry
from syncopate.matching.identity import entry_identities, track_identities
from syncopate.matching.index import LibraryIndex


@dataclass(frozen=True, slots=True)
class Ruled:
    """All rulings on one entry."""

    chosen: Decision | None = None
    refused: tuple[Decision, ...] = ()
    never: bool = False

    def refuses(self, track: Track) -> bool:
        """Return whether the user said that this track is not it."""
        if not self.refused:
            return False
        if any(track.key == each.track_key for each in self.refused):
            return True
        own = track_identities(track)
        return any(own & each.track_identities for each in self.refused)


_NOTHING = Ruled()


@dataclass(frozen=True, slots=True)
class Decisions:
    """The user's rulings by entry identity. The latest of several choices counts."""

    by_identity: dict[str, Ruled] = field(default_factory=dict)

    @classmethod
    def of(cls, decisions: Iterable[Decision]) -> Decisions:
        """Group rulings by entry; given in the order they were made."""
        grouped: defaultdict[str, list[Decision]] = defaultdict(list)
        for decision in decisions:
            grouped[decision.entry_identity].append(decision)
        return cls({identity: _grouped(rulings) for identity, rulings in grouped.items()})

    def on(self, entry: Entry) -> Ruled:
        """Return what was ruled on an entry under any of its names."""
        if not self.by_identity:
            return _NOTHING
        for identity in entry_identities(entry):
            if (found := self.by_identity.get(identity)) is not None:
                return found
        return _NOTHING


def _grouped(rulings: list[Decision]) -> Ruled:
    positive = [each for each in rulings if each.ruling is not Ruling.IS_NOT]
    last = positive[-1] if positive else None
    return Ruled(
        chosen=last if last is not None and last.ruling is Ruling.IS else None,
        refused=tuple(each for each in rulings if each.ruling is Ruling.IS_NOT),
        never=last is not None and last.ruling is Ruling.NEVER,
    )


def chosen_row(ruled: Ruled, index: LibraryIndex) -> Track | None:
    """Return the chosen track: where it was, or where its recording is now; None when it is gone."""
    if ruled.chosen is None:
        return None
    if ruled.chosen.track_key is not None and (track := index.track(ruled.chosen.track_key)) is not None:
        return track
    rows = index.by_identities(ruled.chosen.track_identities)
    return min((index.at(row) for row in rows), key=lambda track: track.key, default=None)
