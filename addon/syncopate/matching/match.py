"""From an entry to a verdict."""

from datetime import timedelta

from rapidfuzz.fuzz import partial_ratio

from syncopate.domain.match import Aspect, Candidate, Evidence, Match, Says, Verdict
from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry
from syncopate.matching import score as weights
from syncopate.matching.decisions import Decisions, Ruled, chosen_row
from syncopate.matching.evidence import compare
from syncopate.matching.index import LibraryIndex
from syncopate.matching.keys import compact, key
from syncopate.matching.paths import components
from syncopate.matching.reading import Reading, read_entry
from syncopate.matching.retrieve import by_exact_name, by_likeness
from syncopate.matching.score import GAP, REVIEW_FLOOR, SURE, THRESHOLD, score

UNKNOWN_LIBRARY = Match(Verdict.UNKNOWN, "library_unknown")
"""The verdict on every entry while its library cannot be read."""

_SHOWN = 5
_SAME_SOUND = timedelta(seconds=3)


def match_entry(entry: Entry, index: LibraryIndex, decisions: Decisions) -> Match:
    """Find the track of an entry, or say why there is none. About 100 µs."""
    ruled = decisions.on(entry)
    if ruled.never:
        return Match(Verdict.MISSING, "never")
    chosen = chosen_row(ruled, index)
    if chosen is not None:
        said = Candidate(chosen.key, 1.0, (Evidence(Aspect.DECISION, Says.AGREES, "you chose it"),))
        return Match(Verdict.MATCH, "decision", chosen.key, (said,))
    reading = read_entry(entry)
    found = _same_path(entry, reading, index, ruled)
    if found is not None:
        return found
    by_id = _same_id(reading, index, ruled)
    if by_id is not None and by_id.verdict is Verdict.MATCH:
        return by_id
    by_text = _by_text(reading, index, ruled)
    return by_text if by_id is None or by_text.verdict is Verdict.MATCH else by_id


class _Weighed:
    """A row with its evidence and score."""

    __slots__ = ("candidate", "reading", "row", "track")

    def __init__(self, entry: Reading, row: int, index: LibraryIndex) -> None:
        self.row = row
        self.track = index.at(row)
        self.reading = index.reading(row)
        evidence = compare(entry, self.reading, index.knows_artist)
        self.candidate = Candidate(self.track.key, score(evidence), evidence)

    def says(self, aspect: Aspect) -> Evidence | None:
        """Return the evidence of one aspect."""
        return next((item for item in self.candidate.evidence if item.aspect is aspect), None)


def _same_path(entry: Entry, reading: Reading, index: LibraryIndex, ruled: Ruled) -> Match | None:
    """Take a path that ends at exactly one track, where nothing speaks against it."""
    if not entry.path:
        return None
    rows, length = index.by_path(entry.path)
    rows = [row for row in rows if not ruled.refuses(index.at(row))]
    if len(rows) != 1:
        return None
    weighed = _Weighed(reading, rows[0], index)
    full = length == len(components(entry.path)) or length > 1
    if not _title_goes_with(reading, weighed, entry.path, strictly=not full):
        return None
    said = Evidence(Aspect.PATH, Says.AGREES, "the same file")
    return Match(Verdict.MATCH, "same_path", weighed.track.key, (Candidate(weighed.track.key, 1.0, (said,)),))


def _title_goes_with(entry: Reading, weighed: _Weighed, path: str, *, strictly: bool) -> bool:
    """Return False when the title beside a path is another song's; `strictly` asks for agreement."""
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
    alike = shorter == longer or (
        len(shorter) >= weights.WORD and partial_ratio(shorter, longer) >= weights.CONTAINED
    )
    return alike or (not strictly and partial_ratio(wanted, stem) >= weights.CONTAINED)


def _same_id(entry: Reading, index: LibraryIndex, ruled: Ruled) -> Match | None:
    """Take a shared id, where version and part do not speak against it."""
    if not entry.ids:
        return None
    weighed = [
        _Weighed(entry, row, index) for row in index.by_ids(entry.ids) if not ruled.refuses(index.at(row))
    ]
    good = [each for each in weighed if not _contradicts_id(each)]
    if good:
        best = _placed(entry, good)
        return Match(Verdict.MATCH, "same_id", best.track.key, (best.candidate,))
    if weighed:
        return Match(Verdict.REVIEW, "not_sure", candidates=_shown(weighed))
    return None


def _contradicts_id(weighed: _Weighed) -> bool:
    """Return True where an id may be wrong: another version or part, or neither title nor artist agree."""
    gates = {item.aspect for item in weighed.candidate.evidence if item.gate}
    return bool(gates & {Aspect.VERSION, Aspect.PART}) or {Aspect.TITLE, Aspect.ARTISTS} <= gates


def _by_text(entry: Reading, index: LibraryIndex, ruled: Ruled) -> Match:
    """Compare names: first what has the same keys, then what is like it."""
    if not entry.title.base:
        return Match(Verdict.MISSING, "nothing_similar")
    weighed = _weigh(entry, by_exact_name(entry, index), index, ruled)
    if not any(each.candidate.score >= SURE and not each.candidate.barred for each in weighed):
        seen = {each.row for each in weighed}
        weighed += _weigh(entry, [row for row in by_likeness(entry, index) if row not in seen], index, ruled)
    return _verdict(entry, weighed)


def _weigh(entry: Reading, rows: list[int], index: LibraryIndex, ruled: Ruled) -> list[_Weighed]:
    return [_Weighed(entry, row, index) for row in rows if not ruled.refuses(index.at(row))]


def _verdict(entry: Reading, weighed: list[_Weighed]) -> Match:
    """Draw the line: threshold, then the gap to the next different recording."""
    open_ones = sorted((each for each in weighed if not each.candidate.barred), key=_order)
    if not open_ones:
        shown = _shown([each for each in weighed if each.candidate.score > weights.MENTION_FLOOR])
        return Match(Verdict.MISSING, "conflict" if shown else "nothing_similar", candidates=shown)
    best = open_ones[0]
    if best.candidate.score < THRESHOLD:
        worth = best.candidate.score >= REVIEW_FLOOR
        verdict, reason = (Verdict.REVIEW, "not_sure") if worth else (Verdict.MISSING, "conflict")
        return Match(verdict, reason, candidates=_shown(weighed))
    near = [each for each in open_ones if each.candidate.score > best.candidate.score - GAP]
    if not all(_same_recording(best.reading, each.reading) for each in near):
        return Match(Verdict.REVIEW, "no_gap", candidates=_shown(weighed))
    placed = _placed(entry, near)
    others = tuple(each for each in _shown(weighed) if each.track_key != placed.track.key)
    return Match(Verdict.MATCH, "agrees", placed.track.key, (placed.candidate, *others)[:_SHOWN])


def _same_recording(one: Reading, other: Reading) -> bool:
    """Two tracks of a library that are one recording as far as anyone can tell."""
    if one is other or one.ids & other.ids:
        return True
    if compact(one.title.base) != compact(other.title.base) or one.title.part != other.title.part:
        return False
    if one.title.versions != other.title.versions or not (
        one.artists & other.artists or one.artists == other.artists
    ):
        return False
    if one.duration is None or other.duration is None:
        return one.duration is other.duration and one.implied == other.implied
    return abs(one.duration - other.duration) <= _SAME_SOUND and one.implied == other.implied


def _placed(entry: Reading, equal: list[_Weighed]) -> _Weighed:
    """Choose among equal recordings: same album, better sound, then the lowest key."""
    return min(
        equal, key=lambda each: (each.reading.album != entry.album, *_sound(each.track), each.track.key)
    )


def _sound(track: Track) -> tuple[bool, int]:
    """Sort key for quality, best first."""
    if track.format is None:
        return True, 0
    return not track.format.lossless, -(track.format.bitrate or 0)


def _order(weighed: _Weighed) -> tuple[float, str]:
    return -weighed.candidate.score, weighed.track.key


def _shown(weighed: list[_Weighed]) -> tuple[Candidate, ...]:
    """Return the best few, barred ones last."""
    ranked = sorted(weighed, key=lambda each: (each.candidate.barred, *_order(each)))
    return tuple(each.candidate for each in ranked[:_SHOWN])
