"""Matching a target's entries, done in a worker process: imports only domain, matching and store."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from syncopate.domain.match import Match, Verdict
from syncopate.domain.playlist import Entry
from syncopate.matching.albums_index import AlbumIndex
from syncopate.matching.aliases import Aliases
from syncopate.matching.decisions import Decisions
from syncopate.matching.explain import Explanation, explain
from syncopate.matching.index import LibraryIndex
from syncopate.matching.known_names import KNOWN_ALIASES
from syncopate.matching.match import match_entry, match_ruled
from syncopate.store import decisions, entries, matches, reviews, settings, targets, tracks
from syncopate.store.database import Connection, Database
from syncopate.store.entries import StoredEntry
from syncopate.store.indexes import Indexes
from syncopate.store.matches import VerdictCounts

_databases: dict[str, Database] = {}
_decisions: dict[tuple[str, str], tuple[int, Decisions]] = {}
_indexes = Indexes()


@dataclass(frozen=True, slots=True)
class MatchTask:
    """What to match: a target's entries against its library as it is now; `state` names the inputs."""

    target_id: str
    mirror_id: str
    library_id: str
    state: str


def match_target(database_url: str, task: MatchTask) -> VerdictCounts:
    """Match all entries of a target, store verdicts and counts, return the counts."""
    database = _database(database_url)
    stored = database.look(entries.load, task.mirror_id)
    found = match_all(database, task.library_id, stored)
    counts = counts_of([match for _, match in found])
    database.change(_store, task, found, counts)
    return counts


def match_all(database: Database, library_id: str, stored: list[StoredEntry]) -> list[tuple[int, Match]]:
    """Return a verdict for every entry, by position."""
    return _matched(database, library_id, stored, _rulings(database, library_id))


def _matched(
    database: Database, library_id: str, stored: list[StoredEntry], rulings: Decisions
) -> list[tuple[int, Match]]:
    index, aliases = _indexes.current(database, library_id), _aliases(database)
    return [(item.entry.position, match_entry(item.entry, index, rulings, aliases)) for item in stored]


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


def settle(connection: Connection, names: Collection[str]) -> frozenset[str]:
    """Store verdicts for the entries of these names, in every playlist, as far as rulings alone give them.

    Return the libraries that have to be searched for the rest. The stored state is cleared, so that the next
    sync matches every entry with the ruling in force.
    """
    left: set[str] = set()
    for place in reviews.touched(connection, names):
        stored = entries.some(connection, place.mirror_id, place.positions)
        rulings = decisions.on(connection, (item.entry for item in stored), place.library_id)
        ruled = [(item.entry.position, rulings.on(item.entry)) for item in stored]
        keys = {each.chosen.track_key for _, each in ruled if each.chosen and each.chosen.track_key}
        there = tracks.many(connection, place.library_id, keys)
        found = [
            (position, match) for position, each in ruled if (match := match_ruled(each, there)) is not None
        ]
        if len(found) < len(ruled):
            left.add(place.library_id)
        if found:
            matches.revise(connection, place.target_id, found)
    return frozenset(left)


def settle_many(database_url: str, names: frozenset[str]) -> frozenset[str]:
    """Do `settle` in a worker."""
    return _database(database_url).change(settle, names)


def rematch(database_url: str, library_id: str, names: frozenset[str]) -> int:
    """Match the entries of these names again after a ruling, in every playlist of one library.

    Return how many there are. Clears the stored state as `settle` does.
    """
    database = _database(database_url)
    matched = 0
    for place in database.look(reviews.touched, names):
        if place.library_id != library_id:
            continue
        stored = database.look(entries.some, place.mirror_id, place.positions)
        rulings = database.look(decisions.on, [item.entry for item in stored], library_id)
        found = _matched(database, library_id, stored, rulings)
        database.change(matches.revise, place.target_id, found)
        matched += len(found)
    return matched


def explain_entry(database_url: str, library_id: str, entry: Entry) -> Explanation:
    """Explain what would become of an entry in a library."""
    database = _database(database_url)
    index = _indexes.current(database, library_id)
    rulings = database.look(decisions.on, [entry], library_id)
    return explain(entry, index, rulings, _aliases(database))


def albums_now(database_url: str, library_id: str) -> tuple[LibraryIndex, AlbumIndex, Decisions, Aliases]:
    """Return a library as it is now, its albums, what was ruled on it, and artists' other names.

    Raises NotFound.
    """
    database = _database(database_url)
    index, albums = _indexes.with_albums(database, library_id)
    return index, albums, _rulings(database, library_id), _aliases(database)


def _aliases(database: Database) -> Aliases:
    """Return the artists' other names: those that everybody knows, and the user's own."""
    written = database.look(settings.get, "matching.aliases")
    return _known_aliases(written if isinstance(written, str) else "")


@lru_cache(maxsize=1)
def _known_aliases(written: str) -> Aliases:
    return KNOWN_ALIASES.and_also(Aliases.written(written)) if written else KNOWN_ALIASES


def _rulings(database: Database, library_id: str) -> Decisions:
    """Return what was ruled, as it holds in a library; read again only when something was ruled since."""
    wanted = (str(database.url), library_id)
    revision = database.look(decisions.revision)
    known = _decisions.get(wanted)
    if known is None or known[0] != revision:
        known = _decisions[wanted] = revision, Decisions.of(database.look(decisions.every), library_id)
    return known[1]
