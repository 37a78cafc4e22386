"""Which tracks are worth comparing with an entry."""

from itertools import islice

from rapidfuzz.fuzz import ratio
from rapidfuzz.process import extract

from syncopate.matching.index import LibraryIndex
from syncopate.matching.keys import compact, starred
from syncopate.matching.reading import Reading, title_keys

_ENOUGH = 64
_LIKE = 78.0


def by_exact_name(entry: Reading, index: LibraryIndex) -> list[int]:
    """Rows whose artist and title keys both are the entry's."""
    rows: dict[int, None] = {}
    artists = list(entry.artists)
    for pieces in entry.joined:
        artists.extend(pieces)
    if entry.band not in entry.artists:
        artists.append(entry.band)
    for title in title_keys(entry.raw_title, entry.title):
        for artist in artists:
            rows.update(dict.fromkeys(index.by_name(artist, title)))
    return list(rows)


def by_likeness(entry: Reading, index: LibraryIndex) -> list[int]:
    """Rows that share title, artist or rare words, for what is misspelt or differently filed."""
    rows: dict[int, None] = {}
    for title in title_keys(entry.raw_title, entry.title):
        rows.update(dict.fromkeys(index.by_title(title)))
    if (latin := compact(entry.title.base)).isascii():
        rows.update(dict.fromkeys(index.by_title("~" + latin)))
    pattern = starred(entry.raw_title)
    for artist in {*entry.artists, *(piece for pieces in entry.joined for piece in pieces)}:
        own = index.by_artist(artist)
        rows.update(dict.fromkeys(index.starred_by(artist)))
        if own:
            rows.update(dict.fromkeys(_alike(entry.title.base, own, index)))
        if pattern is not None:
            rows.update(dict.fromkeys(row for row in own if pattern.fullmatch(compact(index.title_at(row)))))
    rare = index.by_rare_words(entry.title.base.split())
    rows.update(dict.fromkeys(_alike(entry.title.base, list(islice(rare, 3 * _ENOUGH)), index)))
    return list(rows)


def _alike(title: str, rows: list[int], index: LibraryIndex) -> list[int]:
    """Return the rows whose titles are like this one, best few."""
    found = extract(
        title, {row: index.title_at(row) for row in rows}, scorer=ratio, score_cutoff=_LIKE, limit=8
    )
    return [row for _title, _likeness, row in found]
