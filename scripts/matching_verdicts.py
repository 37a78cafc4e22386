"""Spoiled records judged by plain verdicts, as entries of one source looked for in another: gates and all."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from matching_fit import PairScore, score_pairs
from matching_recorded import entry_of
from matching_records import SourceRecord
from matching_spoiled import Pair, linked, true_pairs
from syncopate.domain.match import Verdict
from syncopate.domain.media import Track
from syncopate.matching import Decisions, LibraryIndex, match_entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdicts:
    """What became of records as entries: pairs by matches alone; of all answers there are, those given.

    `asked` counts reviews of which the best track is the right one, `asked_wrongly` those where it is not.
    """

    pairs: PairScore
    answers: int
    matched: int
    asked: int
    asked_wrongly: int

    @property
    def matched_or_asked(self) -> float:
        """Share of the answers that are matched, or shown first in a review; 1 where there is none."""
        return (self.matched + self.asked) / self.answers if self.answers else 1.0

    @property
    def asked_precision(self) -> float:
        """Share of the reviews that show the right track first; 1 where there is none."""
        reviews = self.asked + self.asked_wrongly
        return self.asked / reviews if reviews else 1.0


def judge_by_verdict(records: Sequence[SourceRecord]) -> Verdicts:
    """Match every source's records against every other source's; link what matches."""
    tracks = [track_of(record, str(row)) for row, record in enumerate(records)]
    rows: dict[int, list[int]] = {}
    for row, record in enumerate(records):
        rows.setdefault(record.source, []).append(row)
    likely: dict[Pair, float] = {}
    ended = Counter[tuple[Verdict, bool]]()
    answers = 0
    for source, held in rows.items():
        index = LibraryIndex.build(tracks[row] for row in held)
        clusters = {records[row].cluster for row in held}
        for row, record in enumerate(records):
            if record.source == source:
                continue
            match = match_entry(entry_of(tracks[row]), index, Decisions())
            answers += record.cluster in clusters
            if not match.candidates:
                continue
            best = match.candidates[0]
            other = int(best.track_key)
            ended[match.verdict, records[other].cluster == record.cluster] += 1
            if match.verdict is Verdict.MATCH:
                pair = (min(row, other), max(row, other))
                likely[pair] = max(likely.get(pair, 0.0), best.score)
    return Verdicts(
        pairs=score_pairs(linked(records, likely), true_pairs(records)),
        answers=answers,
        matched=ended[Verdict.MATCH, True],
        asked=ended[Verdict.REVIEW, True],
        asked_wrongly=ended[Verdict.REVIEW, False],
    )


def track_of(record: SourceRecord, key: str) -> Track:
    """Return a record as a library would hold it."""
    title, artist, album = record.raw
    return Track(
        key=key,
        title=title,
        artists=(artist,) if artist else (),
        album=album or None,
        duration=timedelta(seconds=record.seconds) if record.seconds else None,
    )
