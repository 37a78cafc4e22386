"""Why a verdict is what it is: how the entry was read, where candidates came from, what each aspect says."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from syncopate.domain.ids import ExternalId
from syncopate.domain.match import Candidate, Decision, Match, Verdict
from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry
from syncopate.matching.aliases import Aliases
from syncopate.matching.decisions import Decisions, Ruled, chosen_row
from syncopate.matching.index import LibraryIndex
from syncopate.matching.known_names import KNOWN_ALIASES
from syncopate.matching.match import match_entry
from syncopate.matching.reading import Reading, read_entry, title_keys
from syncopate.matching.records_lookup import by_words
from syncopate.matching.retrieve import by_exact_name, by_likeness
from syncopate.matching.weighing import Weighed, weigh
from syncopate.matching.weights import DEFAULT, Weights

_SHOWN = 10


class Origin(StrEnum):
    """By what a track became a candidate, from authoritative to textual."""

    DECISION = "decision"
    ID = "id"
    PATH = "path"
    NAME = "name"
    LIKENESS = "likeness"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadName:
    """An entry as it was read. Keys are lower case, without accents, signs and, but in `base`, spaces."""

    base: str
    full: str
    keys: tuple[str, ...]
    versions: tuple[str, ...]
    packaging: tuple[str, ...]
    part: str
    featured: tuple[str, ...]
    artists: tuple[str, ...]
    perhaps_artists: tuple[tuple[str, ...], ...]
    album: str
    duration: timedelta | None
    ids: tuple[ExternalId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighted:
    """A candidate: the track, how it was found, what was found in it; `refused` by the user."""

    track: Track
    origins: tuple[Origin, ...]
    candidate: Candidate
    refused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """All that led to a verdict. `lead` is how far the best is before the next track that no gate forbids."""

    read: ReadName
    decision: Decision | None
    match: Match
    candidates: tuple[Weighted, ...]
    compared: int
    tracks: int
    threshold: float
    gap: float
    lead: float | None


def explain(
    entry: Entry,
    index: LibraryIndex,
    decisions: Decisions,
    aliases: Aliases = KNOWN_ALIASES,
    weights: Weights = DEFAULT,
) -> Explanation:
    """Explain what `match_entry` says of an entry; the verdict is its own."""
    ruled, reading = decisions.on(entry), read_entry(entry, aliases)
    match = match_entry(entry, index, decisions, aliases, weights)
    found = _found(entry, reading, ruled, index)
    asked = {each.track_key: each for each in match.candidates} if match.verdict is Verdict.REVIEW else {}
    for row in by_words(reading, entry.album, index, weights) if asked else ():
        if index.key_at(row) in asked:
            found.setdefault(row, [Origin.LIKENESS])
    weighed = [
        (
            _as_told(weigh(reading, index.at(row), index.reading(row), index.knows_artist, weights), asked),
            origins,
        )
        for row, origins in found.items()
    ]
    weighed.sort(key=lambda pair: _order(pair[0]))
    free = [
        each.candidate.score
        for each, _ in weighed
        if not each.candidate.barred and not ruled.refuses(each.track)
    ]
    return Explanation(
        read=_read(entry, reading),
        decision=ruled.latest,
        match=match,
        candidates=tuple(
            Weighted(
                track=each.track,
                origins=tuple(origins),
                candidate=each.candidate,
                refused=ruled.refuses(each.track),
            )
            for each, origins in weighed[:_SHOWN]
        ),
        compared=len(weighed),
        tracks=len(index),
        threshold=weights.threshold,
        gap=weights.gap,
        lead=round(free[0] - free[1], 4) if len(free) > 1 else None,
    )


def _as_told(weighed: Weighed, asked: Mapping[str, Candidate]) -> Weighed:
    """Return a track with the evidence that a review gives for it, where that differs."""
    told = asked.get(weighed.track.key)
    return weighed if told is None or told == weighed.candidate else replace(weighed, candidate=told)


def _found(entry: Entry, reading: Reading, ruled: Ruled, index: LibraryIndex) -> dict[int, list[Origin]]:
    """Return the rows that are worth comparing, each with all that led to it."""
    found: dict[int, list[Origin]] = {}

    def add(rows: list[int], origin: Origin) -> None:
        for row in rows:
            origins = found.setdefault(row, [])
            if origin not in origins:
                origins.append(origin)

    chosen = chosen_row(ruled, index)
    if chosen is not None:
        rows = index.by_path(chosen.path)[0] if chosen.path else []
        rows = rows or index.by_identities(ruled.chosen.track_identities if ruled.chosen else frozenset())
        add([row for row in rows if index.at(row).key == chosen.key], Origin.DECISION)
    add(index.by_ids(reading.ids), Origin.ID)
    if entry.path:
        add(index.by_path(entry.path)[0], Origin.PATH)
    if reading.title.base:
        add(by_exact_name(reading, index), Origin.NAME)
        add(by_likeness(reading, index), Origin.LIKENESS)
    return found


def _read(entry: Entry, reading: Reading) -> ReadName:
    title = reading.title
    return ReadName(
        base=title.base,
        full=title.full,
        keys=title_keys(reading.raw_title, title) if title.base else (),
        versions=tuple(sorted(map(str, title.versions))),
        packaging=tuple(sorted(title.packaging)),
        part=title.part,
        featured=title.featured,
        artists=tuple(sorted(reading.artists)),
        perhaps_artists=reading.joined,
        album=reading.album,
        duration=entry.duration,
        ids=tuple(sorted(reading.ids)),
    )


def _order(weighed: Weighed) -> tuple[bool, float, str]:
    return weighed.candidate.barred, -weighed.candidate.score, weighed.track.key
