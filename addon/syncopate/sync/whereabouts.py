"""Where the recordings that were decided on are now: files are moved, renamed and deleted."""

from collections.abc import Iterable
from datetime import timedelta

from syncopate.domain.match import Decision
from syncopate.domain.media import Track
from syncopate.matching.identity import track_identities
from syncopate.store import libraries, tracks
from syncopate.store.database import Connection
from syncopate.store.decisions import Made

_LOOKED_AT = 50
_SAME_FILE = timedelta(seconds=7)


def whereabouts(connection: Connection, made: Iterable[Made]) -> dict[int, Track | None]:
    """Return the present track of each decision that named one, by number: None when it is gone."""
    known = [library.id for library in libraries.every(connection)]
    return {
        each.id: _present(connection, each.decision, known)
        for each in made
        if each.decision.track_key is not None
    }


def _present(connection: Connection, decision: Decision, known: list[str]) -> Track | None:
    own = decision.library_id if decision.library_id in known else None
    there = tracks.get(connection, own, decision.track_key) if own and decision.track_key else None
    if there is not None and _bears(there, decision):
        return there
    for library_id in [own] if own else known:
        found = _elsewhere(connection, library_id, decision)
        if found is not None:
            return found
    return there if there is not None and _still(there, decision.track) else None


def _elsewhere(connection: Connection, library_id: str, decision: Decision) -> Track | None:
    was = decision.track
    if was is None or not was.title:
        return None
    words = " ".join((was.title, *was.artists[:1]))
    found = tracks.first_found(connection, library_id, words, _LOOKED_AT)
    return next((track for track in found if _bears(track, decision)), None)


def _bears(track: Track, decision: Decision) -> bool:
    """Tell whether a track is the recording that was decided on."""
    return decision.track is None or not decision.track_identities.isdisjoint(track_identities(track))


def _still(there: Track, was: Track | None) -> bool:
    """Tell whether a file may be the same one with other tags, rather than another in its place."""
    if was is None or not was.duration or not there.duration:
        return True
    return abs(there.duration - was.duration) <= _SAME_FILE
