"""How fast and how large the index of a made-up library is, each size measured in a fresh process.

Seconds are of the processor: on a machine that does other things too they tell what one core would need.
"""

import gc
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from itertools import batched
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parent))

import matching_library
from matching_library import Kind, Query
from syncopate.domain.match import Verdict
from syncopate.domain.media import Track
from syncopate.matching import Decisions, LibraryIndex, match_entry

_CHUNK = 1000
_WARM = 200
_SAME_SOUND = timedelta(seconds=3)
_LONGEST_SECONDS = 1800


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """What one size needs. Shares are of the queries of a kind: found is a match with an equal recording."""

    tracks: int
    index_s: float
    index_mb: float
    entries_per_s: float
    p50_ms: float
    p99_ms: float
    exact_found: float
    suffix_found: float
    misspelt_found: float
    wrong: int
    missing_matched: int


def measured_apart(tracks: int, queries: int) -> Speed:
    """Measure in a process of its own."""
    command = [sys.executable, str(Path(__file__).resolve()), str(tracks), str(queries)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, timeout=_LONGEST_SECONDS)
    return Speed(**json.loads(done.stdout))


def measure(tracks: int, queries: int) -> Speed:
    """Build an index and ask it."""
    gc.collect()
    before = _megabytes()
    source = _Timed(tracks)
    began = time.process_time()
    index = LibraryIndex.build(source)
    index_s = time.process_time() - began - source.seconds
    gc.collect()
    index_mb = _megabytes() - before
    asked = matching_library.queries(queries + _WARM, tracks)
    decisions = Decisions()
    for query in asked[:_WARM]:
        match_entry(query.entry, index, decisions)
    lasted: list[float] = []
    ended = Counter[tuple[Kind, str]]()
    for query in asked[_WARM:]:
        began = time.thread_time()
        match = match_entry(query.entry, index, decisions)
        lasted.append(time.thread_time() - began)
        found = None if match.track_key is None else index.track(match.track_key)
        ended[query.kind, _outcome(query, match.verdict, found)] += 1
    lasted.sort()
    return Speed(
        tracks=tracks,
        index_s=round(index_s, 3),
        index_mb=round(index_mb, 1),
        entries_per_s=round(len(lasted) / sum(lasted)),
        p50_ms=round(1000 * lasted[len(lasted) // 2], 3),
        p99_ms=round(1000 * lasted[int(len(lasted) * 0.99)], 3),
        exact_found=_share(ended, Kind.EXACT),
        suffix_found=_share(ended, Kind.SUFFIX),
        misspelt_found=_share(ended, Kind.MISSPELT),
        wrong=sum(count for (_, outcome), count in ended.items() if outcome == "wrong"),
        missing_matched=ended[Kind.MISSING, "wrong"],
    )


class _Timed:
    """Tracks as they are made, and the seconds that making them took."""

    def __init__(self, count: int) -> None:
        self.seconds = 0.0
        self._count = count

    def __iter__(self) -> Iterator[Track]:
        chunks = batched(matching_library.tracks(self._count), _CHUNK, strict=False)
        while True:
            began = time.process_time()
            chunk = next(chunks, None)
            self.seconds += time.process_time() - began
            if chunk is None:
                return
            yield from chunk


def _outcome(query: Query, verdict: Verdict, found: Track | None) -> str:
    if verdict is not Verdict.MATCH or found is None:
        return "not matched"
    wanted = query.track
    return "found" if wanted is not None and _equal(found, wanted) else "wrong"


def _equal(one: Track, other: Track) -> bool:
    """Tell whether nothing but a few seconds tells two tracks apart."""
    near = one.duration is None or other.duration is None or abs(one.duration - other.duration) <= _SAME_SOUND
    return near and (one.title, one.artists) == (other.title, other.artists)


def _share(ended: Counter[tuple[Kind, str]], kind: Kind) -> float:
    all_of_it = sum(count for (each, _), count in ended.items() if each is kind)
    return round(ended[kind, "found"] / all_of_it, 4) if all_of_it else 1.0


def _megabytes() -> float:
    return float(psutil.Process().memory_info().rss) / 1e6


if __name__ == "__main__":
    print(json.dumps(asdict(measure(int(sys.argv[1]), int(sys.argv[2])))))
