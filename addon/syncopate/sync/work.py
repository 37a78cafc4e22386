"""Matching a target's entries, done in a worker process: imports only domain, matching and store."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from syncopate.domain.album import SourceAlbum, SourceTrack
from syncopate.domain.match import Match, Verdict
from syncopate.domain.playlist import AlbumFacts, Entry, MirrorKind
from syncopate.matching.albums import match_album
from syncopate.matching.albums_index import AlbumIndex
from syncopate.matching.aliases import Aliases
from syncopate.matching.decisions import Decisions
from syncopate.matching.explain import Explanation, explain
from syncopate.matching.identifying import match_known
from syncopate.matching.index import LibraryIndex
from syncopate.matching.known_names import KNOWN_ALIASES
from syncopate.matching.match import match_ruled
from syncopate.store import (
    album_matches,
    aliases,
    decisions,
    entries,
    identities,
    matches,
    mirrors,
    reviews,
    settings,
    targets,
    tracks,
)
from syncopate.store.album_matches import AlbumRecord
from syncopate.store.database import Connection, Database
from syncopate.store.entries import StoredEntry
from syncopate.store.indexes import Indexes
from syncopate.store.matches import VerdictCounts
from syncopate.store.mirrors import Mirror
from syncopate.sync.worker_database import database_at

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
    """Match all entries of a target, store verdicts and counts, return the counts.

    An album is found as a whole: its tracks on it first, then wherever they are.
    """
    database = database_at(database_url)
    mirror = database.look(mirrors.get, task.mirror_id)
    stored = database.look(entries.load, task.mirror_id)
    if mirror.album is None:
        rulings = _rulings(database, task.library_id)
        found = _matched(database, task.library_id, task.mirror_id, stored, rulings)
        return database.change(_store, task, found, None)
    return database.change(_store, task, *_as_album(database, task.library_id, mirror, stored))


def _matched(
    database: Database, library_id: str, mirror_id: str, stored: list[StoredEntry], rulings: Decisions
) -> list[tuple[int, Match]]:
    """Return a verdict for every entry, by position, with what catalogues know of it."""
    index, aliases = _indexes.current(database, library_id), _aliases(database)
    known = database.look(identities.of_mirror, mirror_id)
    return [
        (item.entry.position, match_known(item.entry, known.get(item.identity, ()), index, rulings, aliases))
        for item in stored
    ]


def source_album(mirror: Mirror, stored: Sequence[StoredEntry]) -> SourceAlbum:
    """Return a mirrored album as it is looked for."""
    facts = mirror.album or AlbumFacts()
    return SourceAlbum(
        title=mirror.source_name,
        artists=facts.artists,
        year=facts.year,
        tracks=tuple(
            SourceTrack(
                title=item.entry.title,
                artists=item.entry.artists,
                disc=item.entry.disc,
                number=item.entry.number,
                duration=item.entry.duration,
                ids=item.entry.ids,
            )
            for item in stored
        ),
        count=facts.count,
        ids=facts.ids,
    )


def _as_album(
    database: Database, library_id: str, mirror: Mirror, stored: Sequence[StoredEntry]
) -> tuple[list[tuple[int, Match]], AlbumRecord]:
    """Return a verdict for every entry, by position, and what became of the album."""
    index, albums = _indexes.with_albums(database, library_id)
    source = source_album(mirror, stored)
    found = match_album(source, albums, index, _rulings(database, library_id), _aliases(database))
    tracks_found = [
        (item.entry.position, track.match) for item, track in zip(stored, found.tracks, strict=True)
    ]
    return tracks_found, AlbumRecord.of(source, found)


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
    connection: Connection, task: MatchTask, found: list[tuple[int, Match]], record: AlbumRecord | None
) -> VerdictCounts:
    counts = counts_of([match for _, match in found])
    matches.replace(connection, task.target_id, found)
    album_matches.replace(connection, task.target_id, record)
    targets.set_counts(
        connection,
        task.target_id,
        matched=counts.matched,
        review=counts.review,
        missing=counts.missing,
        unknown=counts.unknown,
        match_state=task.state,
    )
    return counts


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
        whole = mirrors.get(connection, place.mirror_id).kind is MirrorKind.ALBUM
        if len(found) < len(ruled) or whole:
            # Where the tracks of an album are is told by looking for all of it.
            left.add(place.library_id)
        if found:
            matches.revise(connection, place.target_id, found)
    return frozenset(left)


def settle_many(database_url: str, names: frozenset[str]) -> frozenset[str]:
    """Do `settle` in a worker."""
    return database_at(database_url).change(settle, names)


def rematch(database_url: str, library_id: str, names: frozenset[str]) -> int:
    """Match the entries of these names again after a ruling, in every playlist of one library.

    Return how many there are. Clears the stored state as `settle` does.
    """
    database = database_at(database_url)
    matched = 0
    for place in database.look(reviews.touched, names):
        if place.library_id != library_id:
            continue
        matched += len(place.positions)
        mirror = database.look(mirrors.get, place.mirror_id)
        if mirror.album is not None:
            task = MatchTask(place.target_id, mirror.id, library_id, state="")
            whole = database.look(entries.load, mirror.id)
            database.change(_store, task, *_as_album(database, library_id, mirror, whole))
            continue
        stored = database.look(entries.some, place.mirror_id, place.positions)
        rulings = database.look(decisions.on, [item.entry for item in stored], library_id)
        found = _matched(database, library_id, place.mirror_id, stored, rulings)
        database.change(matches.revise, place.target_id, found)
    return matched


def explain_entry(database_url: str, library_id: str, entry: Entry) -> Explanation:
    """Explain what would become of an entry in a library."""
    database = database_at(database_url)
    index = _indexes.current(database, library_id)
    rulings = database.look(decisions.on, [entry], library_id)
    return explain(entry, index, rulings, _aliases(database))


def albums_now(database_url: str, library_id: str) -> tuple[LibraryIndex, AlbumIndex, Decisions, Aliases]:
    """Return a library as it is now, its albums, what was ruled on it, and artists' other names.

    Raises NotFound.
    """
    database = database_at(database_url)
    index, albums = _indexes.with_albums(database, library_id)
    return index, albums, _rulings(database, library_id), _aliases(database)


def _aliases(database: Database) -> Aliases:
    """Return the artists' other names: those that everybody knows, the user's own, those of catalogues."""
    written = database.look(settings.get, "matching.aliases")
    return _known_aliases(written if isinstance(written, str) else "", database.look(aliases.groups))


@lru_cache(maxsize=1)
def _known_aliases(written: str, learned: tuple[tuple[str, ...], ...]) -> Aliases:
    known = KNOWN_ALIASES.and_also(Aliases.written(written)) if written else KNOWN_ALIASES
    return known.and_also(Aliases.among(learned)) if learned else known


def _rulings(database: Database, library_id: str) -> Decisions:
    """Return what was ruled, as it holds in a library; read again only when something was ruled since."""
    wanted = (str(database.url), library_id)
    revision = database.look(decisions.revision)
    known = _decisions.get(wanted)
    if known is None or known[0] != revision:
        known = _decisions[wanted] = revision, Decisions.of(database.look(decisions.every), library_id)
    return known[1]
