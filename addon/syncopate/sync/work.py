"""Matching a target's entries, done in a worker process: imports only domain, matching and store."""

from collections import OrderedDict
from dataclasses import dataclass

from syncopate.domain.match import Match, Verdict
from syncopate.matching.decisions import Decisions
from syncopate.matching.index import LibraryIndex
from syncopate.matching.match import match_entry
from syncopate.store import decisions, entries, matches, targets, tracks
from syncopate.store.database import Connection, Database
from syncopate.store.entries import StoredEntry
from syncopate.store.matches import VerdictCounts

_KEPT_INDEXES = 2
_databases: dict[str, Database] = {}
_indexes: OrderedDict[tuple[str, str, int], LibraryIndex] = OrderedDict()


@dataclass(frozen=True, slots=True)
class MatchTask:
    """What to match: a target's entries against one revision of its library; `state` names the inputs."""

    target_id: str
    mirror_id: str
    library_id: str
    revision: int
    state: str


def match_target(database_url: str, task: MatchTask) -> VerdictCounts:
    """Match all entries of a target, store verdicts and counts, return the counts."""
    database = _database(database_url)
    stored = database.look(entries.load, task.mirror_id)
    found = match_all(database, task.library_id, task.revision, stored)
    counts = counts_of([match for _, match in found])
    database.change(_store, task, found, counts)
    return counts


def match_all(
    database: Database, library_id: str, revision: int, stored: list[StoredEntry]
) -> list[tuple[int, Match]]:
    """Return a verdict for every entry, by position."""
    index = _index(database, library_id, revision)
    rulings = Decisions.of(database.look(decisions.every))
    return [(item.entry.position, match_entry(item.entry, index, rulings)) for item in stored]


def counts_of(found: list[Match]) -> VerdictCounts:
    """Count verdicts."""
    of = {verdict: sum(1 for match in found if match.verdict is verdict) for verdict in Verdict}
    return VerdictCounts(
        matched=of[Verdict.MATCH],
        review=of[Verdict.REVIEW],
        missing=of[Verdict.MISSING],
        unknown=of[Verdict.UNKNOWN],
    )


def _store(
    connection: Connection, task: MatchTask, found: list[tuple[int, Match]], counts: VerdictCounts
) -> None:
    matches.replace(connection, task.target_id, found)
    targets.set_counts(
        connection,
        task.target_id,
        matched=counts.matched,
        review=counts.review,
        missing=counts.missing,
        unknown=counts.unknown,
        match_state=task.state,
    )


def _database(url: str) -> Database:
    if url not in _databases:
        _databases[url] = Database.open(url)
    return _databases[url]


def _index(database: Database, library_id: str, revision: int) -> LibraryIndex:
    """Return the index of one revision; the last few are kept, older revisions of a library are dropped."""
    wanted = (str(database.url), library_id, revision)
    if wanted in _indexes:
        _indexes.move_to_end(wanted)
        return _indexes[wanted]
    for kept in [key for key in _indexes if key[1] == library_id]:
        del _indexes[kept]
    index = LibraryIndex.build(database.look(lambda connection: list(tracks.load(connection, library_id))))
    _indexes[wanted] = index
    while len(_indexes) > _KEPT_INDEXES:
        _indexes.popitem(last=False)
    return index


def rematch_entry(
    database_url: str, target_id: str, mirror_id: str, library_id: str, revision: int, position: int
) -> VerdictCounts:
    """Match one entry again (and those alike in its playlist) after a ruling; store and return the counts.

    The stored state is cleared, so that the next sync matches every entry with the ruling in force.
    """
    database = _database(database_url)
    stored = database.look(entries.load, mirror_id)
    identity = next((item.identity for item in stored if item.entry.position == position), None)
    again = [item for item in stored if item.identity == identity]
    anew = dict(match_all(database, library_id, revision, again))
    found = [(at, anew.get(at, match)) for at, match in database.look(matches.load, target_id)]
    counts = counts_of([match for _, match in found])
    database.change(_store, MatchTask(target_id, mirror_id, library_id, revision, ""), found, counts)
    return counts
