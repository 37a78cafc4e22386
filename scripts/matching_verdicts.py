"""Spoiled records judged by plain verdicts, as entries of one source looked for in another: gates and all."""

from collections.abc import Sequence
from datetime import timedelta

from matching_fit import PairScore, score_pairs
from matching_recorded import entry_of
from matching_records import SourceRecord
from matching_spoiled import Pair, linked, true_pairs
from syncopate.domain.media import Track
from syncopate.matching import Decisions, LibraryIndex, match_entry


def judge_by_verdict(records: Sequence[SourceRecord]) -> PairScore:
    """Match every source's records against every other source's; link what matches."""
    tracks = [track_of(record, str(row)) for row, record in enumerate(records)]
    rows: dict[int, list[int]] = {}
    for row, record in enumerate(records):
        rows.setdefault(record.source, []).append(row)
    likely: dict[Pair, float] = {}
    for source, held in rows.items():
        index = LibraryIndex.build(tracks[row] for row in held)
        for row, record in enumerate(records):
            if record.source == source:
                continue
            match = match_entry(entry_of(tracks[row]), index, Decisions())
            if match.track_key is not None:
                other = int(match.track_key)
                pair = (min(row, other), max(row, other))
                likely[pair] = max(likely.get(pair, 0.0), match.candidates[0].score)
    return score_pairs(linked(records, likely), true_pairs(records))


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
