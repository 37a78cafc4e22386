"""From an entry to a verdict."""

from collections.abc import Mapping
from dataclasses import replace

from rapidfuzz.fuzz import partial_ratio

from syncopate.domain.match import Aspect, Candidate, Evidence, Match, Says, Verdict
from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry
from syncopate.matching.aliases import Aliases
from syncopate.matching.decisions import Decisions, Ruled, chosen_row
from syncopate.matching.identity import track_identities
from syncopate.matching.index import LibraryIndex
from syncopate.matching.keys import compact, key
from syncopate.matching.known_names import KNOWN_ALIASES
from syncopate.matching.paths import components
from syncopate.matching.reading import Reading, read_entry
from syncopate.matching.records import record_of
from syncopate.matching.records_lookup import by_words
from syncopate.matching.records_review import Alike, alike, reviewed
from syncopate.matching.retrieve import by_exact_name, by_likeness
from syncopate.matching.score import WORD
from syncopate.matching.weighing import Weighed, by_id, by_score, weigh
from syncopate.matching.weights import DEFAULT, Weights

UNKNOWN_LIBRARY = Match(Verdict.UNKNOWN, "library_unknown")
"""The verdict on every entry while its library cannot be read."""
_NEVER = Match(Verdict.MISSING, "never")


def match_entry(
    entry: Entry,
    index: LibraryIndex,
    decisions: Decisions,
    aliases: Aliases = KNOWN_ALIASES,
    weights: Weights = DEFAULT,
) -> Match:
    """Find the track of an entry, or say why there is none. About 100 µs."""
    ruled = decisions.on(entry)
    if ruled.never:
        return _NEVER
    chosen = chosen_row(ruled, index)
    if chosen is not None:
        return _chosen(chosen)
    search = _Search(read_entry(entry, aliases), index, ruled, weights)
    found = _same_path(entry, search) or _searched(entry, search)
    refused = found.verdict is Verdict.MISSING and ruled.refused
    return replace(found, reason="refused") if refused else found


def _searched(entry: Entry, search: _Search) -> Match:
    """Look by ids, by names, by all words: the first that finds a match, else what was nearest to one."""
    ids, index = search.entry.ids, search.index
    shared = by_id(search.entry, search.weigh(index.by_ids(ids))) if ids else None
    if shared is not None and shared.verdict is Verdict.MATCH:
        return shared
    by_text = _by_text(search)
    if shared is not None and by_text.verdict is not Verdict.MATCH:
        return shared
    return _by_words(entry, by_text, search) if by_text.verdict is Verdict.MISSING else by_text


def match_ruled(ruled: Ruled, there: Mapping[str, Track]) -> Match | None:
    """Return what `match_entry` would say where rulings settle it; None when the library must be searched.

    `there` holds the tracks of the library that rulings name, by key.
    """
    if ruled.never:
        return _NEVER
    decision = ruled.chosen
    track = None if decision is None or decision.track_key is None else there.get(decision.track_key)
    if decision is None or track is None:
        return None
    known = decision.track is None or not track_identities(track).isdisjoint(decision.track_identities)
    return _chosen(track) if known else None


def _chosen(track: Track) -> Match:
    said = Candidate(track.key, 1.0, (Evidence(Aspect.DECISION, Says.AGREES, "you chose it"),))
    return Match(Verdict.MATCH, "decision", track.key, (said,))


class _Search:
    """One entry on its way through a library."""

    __slots__ = ("entry", "index", "ruled", "weights")

    def __init__(self, entry: Reading, index: LibraryIndex, ruled: Ruled, weights: Weights) -> None:
        self.entry = entry
        self.index = index
        self.ruled = ruled
        self.weights = weights

    def weigh(self, rows: list[int]) -> list[Weighed]:
        """Compare the tracks of rows, without those that the user refused."""
        index, found = self.index, list[Weighed]()
        for row in rows:
            track = index.at(row)
            if not self.ruled.refuses(track):
                found.append(weigh(self.entry, track, index.reading(row), index.knows_artist, self.weights))
        return found


def _same_path(entry: Entry, search: _Search) -> Match | None:
    """Take a path that ends at exactly one track, where nothing speaks against it."""
    if not entry.path:
        return None
    rows, length = search.index.by_path(entry.path)
    weighed = search.weigh(rows)
    if len(weighed) != 1:
        return None
    full = length == len(components(entry.path)) or length > 1
    if not _title_goes_with(search, weighed[0], entry.path, strictly=not full):
        return None
    key_of = weighed[0].track.key
    said = Evidence(Aspect.PATH, Says.AGREES, "the same file")
    return Match(Verdict.MATCH, "same_path", key_of, (Candidate(key_of, 1.0, (said,)),))


def _title_goes_with(search: _Search, weighed: Weighed, path: str, *, strictly: bool) -> bool:
    """Return False when the title beside a path is another song's; `strictly` asks for agreement."""
    entry, contained = search.entry, search.weights.contained * 100
    version, part = weighed.says(Aspect.VERSION), weighed.says(Aspect.PART)
    wanted = compact(entry.title.base)
    if not wanted:
        return not strictly
    stem = compact(key(path.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]))
    from_name = compact(key(entry.raw_title)) in stem
    if from_name and not strictly:
        return True
    if any(item is not None and item.gate for item in (version, part)) and not from_name:
        return False
    own = compact(weighed.reading.title.base)
    shorter, longer = sorted((wanted, own), key=len)
    alike = shorter == longer or (len(shorter) >= WORD and partial_ratio(shorter, longer) >= contained)
    return alike or (not strictly and partial_ratio(wanted, stem) >= contained)


def _by_text(search: _Search) -> Match:
    """Compare names: first what has the same keys, then what is like it."""
    entry, index, weights = search.entry, search.index, search.weights
    if not entry.title.base:
        return Match(Verdict.MISSING, "nothing_similar")
    rows = dict.fromkeys(by_exact_name(entry, index))
    if entry.otherwise is not None:
        rows.update(dict.fromkeys(by_exact_name(entry.otherwise, index)))
    weighed = search.weigh(list(rows))
    if not any(each.candidate.score >= weights.sure and not each.candidate.barred for each in weighed):
        weighed += search.weigh([row for row in by_likeness(entry, index) if row not in rows])
    return by_score(entry, weighed, weights)


def _by_words(entry: Entry, missing: Match, search: _Search) -> Match:
    """Compare all words, in whichever fields they are: a review at best."""
    if not search.entry.title.base:
        return missing
    index, record = search.index, record_of(entry)
    found: list[tuple[int, Alike]] = []
    for row in by_words(search.entry, entry.album, index, search.weights):
        how = alike(record, record_of(index.at(row)), search.weights)
        if how is not None:
            found.append((row, how))
    if not found:
        return missing
    hows = {index.key_at(row): how for row, how in found}
    weighed = search.weigh([row for row, _ in found])
    return reviewed(missing, ((each, hows[each.track.key]) for each in weighed), search.weights)
