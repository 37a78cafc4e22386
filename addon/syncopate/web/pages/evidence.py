"""Everything about one entry: the choice, what else there is, what a search found."""

from collections.abc import Sequence
from dataclasses import dataclass

from syncopate.domain.ids import track_link
from syncopate.domain.match import Candidate, Ruling
from syncopate.domain.media import Track
from syncopate.store import identities, tracks
from syncopate.store.database import Connection
from syncopate.store.identities import Identity
from syncopate.store.matches import MatchRow

_FOUND = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A track that might be it, with the evidence when it was a candidate."""

    track: Track
    candidate: Candidate | None = None

    @property
    def barred(self) -> bool:
        """True when the evidence forbids it."""
        return self.candidate is not None and self.candidate.barred


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One entry with all that can be said of it. `more`: a search found others than those shown.

    `catalogues` is what is known of it in each.
    """

    row: MatchRow
    chosen: Option | None
    others: Sequence[Option]
    refused: Sequence[Track]
    find: str
    found: Sequence[Track]
    more: bool
    links: Sequence[str]
    catalogues: Sequence[Identity]
    audible: bool = False

    @property
    def best(self) -> Option | None:
        """What is chosen, else what most likely is it."""
        return self.chosen or next(iter(self.others), None)

    @property
    def rest(self) -> Sequence[Option]:
        """All that might be it, but the best."""
        return [option for option in self.others if option is not self.best and not option.barred]

    @property
    def barred(self) -> Sequence[Option]:
        """What is alike but ruled out by the evidence; where all of it is, the nearest stands as the best."""
        return [option for option in self.others if option is not self.best and option.barred]


def evidence_of(connection: Connection, row: MatchRow, find: str, *, audible: bool) -> Evidence:
    """Gather it; `find` are words to look for in the library."""
    keys = {candidate.track_key for candidate in row.match.candidates}
    known = tracks.many(connection, row.library_id, keys)
    options = [
        Option(track=known[candidate.track_key], candidate=candidate)
        for candidate in row.match.candidates
        if candidate.track_key in known
    ]
    chosen = next((item for item in options if item.track.key == row.match.track_key), None)
    if chosen is None and row.track is not None:
        chosen = Option(track=row.track)
    found = tracks.first_found(connection, row.library_id, find, _FOUND + 1) if find else ()
    return Evidence(
        row=row,
        chosen=chosen,
        others=[item for item in options if item is not chosen],
        refused=_refused(connection, row),
        find=find,
        found=found[:_FOUND],
        more=len(found) > _FOUND,
        links=[link for item in sorted(row.entry.ids) if (link := track_link(item))],
        catalogues=identities.of_entry(connection, row.identity),
        audible=audible,
    )


def _refused(connection: Connection, row: MatchRow) -> list[Track]:
    """Return the tracks that the user said the entry is not, as far as they are still there."""
    denied = [item for item in row.rulings if item.ruling is Ruling.IS_NOT]
    keys = {item.track_key for item in denied if item.track_key is not None}
    return list(tracks.many(connection, row.library_id, keys).values())
