"""Tracks that share rare words with an entry, whichever fields they stand in on either side.

Whatever the library, a bounded number of names is looked up, and few rows of each: what more rows have than
that tells nothing and is left out whole, so that the order of the library does not matter.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import islice

from syncopate.matching.filing import telling
from syncopate.matching.index import FEW, LibraryIndex
from syncopate.matching.keys import LONGEST, compact, key
from syncopate.matching.reading import Reading
from syncopate.matching.weights import DEFAULT, Weights

_MOST = 12
_MOST_SHARED = 96
_MOST_NAMES = 4
_MOST_WORDS = 16
_MOST_RUNS = 128
_MOST_KNOWN = 4
_SOME = 24
_SOME_OF_WORD = 64
_LONGEST_RUN = 6
_RAREST = 4
_SHORTEST = 4
_BY_TITLE = 3
_BY_OTHER = 2


def by_words(entry: Reading, album: str | None, index: LibraryIndex, weights: Weights = DEFAULT) -> list[int]:
    """Return rows whose titles share rare words with the entry's line, and more than one; 12 at most."""
    lines = _lines(entry, album)
    runs = tuple(dict.fromkeys(islice((run for line in lines for run in _runs(line)), _MOST_RUNS)))
    shared = Counter(dict.fromkeys(_titled(runs, entry, index), _BY_TITLE))
    for row, count in _with_words(lines, index).items():
        shared[row] += count
    shared = _as_long(shared, entry, index, weights)
    if not shared:
        return []
    _favour(shared, runs, index)
    telling_rows = (row for row, count in shared.items() if count > 1)
    return sorted(telling_rows, key=lambda row: (-shared[row], index.key_at(row)))[:_MOST]


def _lines(entry: Reading, album: str | None) -> list[list[str]]:
    """Return the words of title, artists and album, each by itself; those of very long names not."""
    names = (entry.raw_title, *entry.names[:_MOST_NAMES], album or "")
    return [key(name).split(" ")[:_MOST_WORDS] for name in names if name and len(name) <= LONGEST]


def _runs(words: list[str]) -> Iterator[str]:
    """Give neighbouring words as one key, every run of them that is long enough to tell something."""
    for start in range(len(words)):
        run = ""
        for word in words[start : start + _LONGEST_RUN]:
            run += word
            if len(run) >= _SHORTEST or not run.isascii():
                yield run


def _titled(runs: Sequence[str], entry: Reading, index: LibraryIndex) -> dict[int, None]:
    """Return the rows that have a run for a title, rarest titles first, while they are not too many."""
    held = ((run, index.by_title(run, limit=_SOME + 1)) for run in runs)
    found = [(run, rows if len(rows) <= _SOME else None) for run, rows in held if rows]
    found.sort(key=lambda item: (item[1] is None, len(item[1] or ()), item[0]))
    taken: dict[int, None] = {}
    for run, few in found[:_MOST_SHARED]:
        rows = _about_as_long(run, entry, index) if few is None else few
        if len(taken) + len(rows) <= _MOST_SHARED:
            taken.update(dict.fromkeys(rows))
    return taken


def _about_as_long(run: str, entry: Reading, index: LibraryIndex) -> list[int]:
    """Return the rows of a title that many have: those about as long, unless these are many again."""
    if entry.duration is None:
        return []
    rows = index.by_length(run, entry.duration, cells=1, limit=_SOME + 1)
    return rows if len(rows) <= _SOME else []


def _with_words(lines: Sequence[Sequence[str]], index: LibraryIndex) -> Counter[int]:
    """Return the rows whose titles have the rarest words, with how many; of many rows, those with several."""
    words = dict.fromkeys(word for line in lines for word in line if telling(word))
    counted = sorted((count, word) for word in words if (count := index.tracks_with(word)))
    rare = [word for count, word in counted[:_RAREST] if count <= _SOME_OF_WORD]
    found = Counter(row for word in rare for row in index.by_word(word, limit=_SOME_OF_WORD))
    if len(found) <= _MOST_SHARED:
        return found
    several = Counter({row: count for row, count in found.items() if count > 1})
    return several if len(several) <= _MOST_SHARED else Counter()


def _as_long(shared: Counter[int], entry: Reading, index: LibraryIndex, weights: Weights) -> Counter[int]:
    """Leave out what is of another length, unless on the same album: only there a length may be wrong."""
    if not entry.duration:
        return shared
    most = timedelta(seconds=weights.record_same_length)
    lengths = {row: index.duration_at(row) for row in shared}
    far = {row for row, held in lengths.items() if held and abs(held - entry.duration) > most}
    if far and entry.album:
        far.difference_update(index.by_album(compact(entry.album)))
    return Counter({row: count for row, count in shared.items() if row not in far})


def _favour(shared: Counter[int], runs: Sequence[str], index: LibraryIndex) -> None:
    """Count further what else is named: artists and albums of the rows found."""
    known = sorted((count, run) for run in runs if (count := index.tracks_by(run)))
    for _, artist in known[:_MOST_KNOWN]:
        for row in shared:
            if index.is_by(row, artist):
                shared[row] += _BY_OTHER
    albums = ((run, index.by_album(run, limit=FEW)) for run in runs)
    for _, rows in islice((item for item in albums if item[1]), _MOST_KNOWN):
        for row in shared.keys() & set(rows):
            shared[row] += _BY_OTHER
