"""Tracks that share rare words with an entry, whichever fields they stand in on either side."""

from collections import Counter
from collections.abc import Iterator
from heapq import nlargest

from syncopate.matching.filing import telling
from syncopate.matching.index import FEW, LibraryIndex
from syncopate.matching.keys import LONGEST, key
from syncopate.matching.reading import Reading

_MOST = 12
_MOST_NAMES = 4
_MOST_WORDS = 16
_LONGEST_RUN = 6
_RAREST = 4
_SHORTEST = 4
_BY_TITLE = 3
_BY_OTHER = 2


def by_words(entry: Reading, album: str | None, index: LibraryIndex) -> list[int]:
    """Return rows whose titles share rare words with the entry's line, and more than one; 12 at most."""
    lines = _lines(entry, album)
    runs = dict.fromkeys(run for line in lines for run in _runs(line))
    shared = Counter[int]()
    for run in runs:
        for row in _titled(run, entry, index):
            shared[row] += _BY_TITLE
    words = dict.fromkeys(word for line in lines for word in line if telling(word))
    counted = sorted((count, word) for word in words if (count := index.tracks_with(word)))
    for count, word in counted[:_RAREST]:
        if count < FEW:
            for row in index.by_word(word):
                shared[row] += 1
    _favour(shared, runs, index)
    lowest = nlargest(_MOST, shared.values())[-1:]
    most = [row for row, count in shared.items() if count > 1 and count >= lowest[0]]
    return sorted(most, key=lambda row: (-shared[row], index.key_at(row)))[:_MOST]


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


def _titled(run: str, entry: Reading, index: LibraryIndex) -> list[int]:
    """Return the rows of a title; of very many, those about as long."""
    rows = index.by_title(run)
    if len(rows) < FEW:
        return rows
    return index.by_length(run, entry.duration) if entry.duration is not None else []


def _favour(shared: Counter[int], runs: dict[str, None], index: LibraryIndex) -> None:
    """Count further what else is named: artists and albums of the rows found."""
    artists = [run for run in runs if index.knows_artist(run)]
    for run in runs:
        for row in index.by_album(run):
            if row in shared:
                shared[row] += _BY_OTHER
    for row in shared:
        shared[row] += _BY_OTHER * sum(index.is_by(row, artist) for artist in artists)
