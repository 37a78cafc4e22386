"""Which tracks are worth comparing with an entry: few, whatever the library."""

from collections.abc import Collection, Iterator
from itertools import islice

from rapidfuzz.fuzz import ratio
from rapidfuzz.process import extract

from syncopate.matching.artists import artist_keys
from syncopate.matching.filing import handles_of, telling
from syncopate.matching.index import FEW, LibraryIndex
from syncopate.matching.keys import LONGEST, compact, starred
from syncopate.matching.reading import Reading, title_keys

_ENOUGH = 32
_SAME_TITLE = 64
_LIKE = 78.0
_BEST = 8
_RARE = 48
_MOST_WORDS = 12
_MOST_ARTISTS = 8
_MOST_NAMES = 32
_STARRED_ROWS = 2048
_FAR = 30.0
_OTHER_ALBUM = 10.0


def by_exact_name(entry: Reading, index: LibraryIndex) -> list[int]:
    """Rows whose artist and title keys both are the entry's."""
    rows: dict[int, None] = {}
    for reading in _readings(entry):
        for title in _titles(reading):
            for artist in _own_artists(reading):
                rows.update(dict.fromkeys(_titled_by(reading, artist, title, index)))
    return _nearest(entry, list(rows), index)


def by_likeness(entry: Reading, index: LibraryIndex) -> list[int]:
    """Rows that share title, artist or rare words, for what is misspelt or differently filed."""
    rows: dict[int, None] = {}
    for reading in _readings(entry):
        for title in (*_titles(reading), *_as_latin(reading)):
            rows.update(dict.fromkeys(_titled(reading, title, index)))
        by_artist = list(_by_artist(reading, index))
        rows.update(dict.fromkeys(by_artist))
        if not by_artist:
            rows.update(dict.fromkeys(_by_words(reading, index)))
    return _nearest(entry, list(rows), index)


def _readings(entry: Reading) -> tuple[Reading, ...]:
    return (entry,) if entry.otherwise is None else (entry, entry.otherwise)


def _titles(reading: Reading) -> tuple[str, ...]:
    return title_keys(reading.raw_title, reading.title)


def _as_latin(reading: Reading) -> list[str]:
    """Return the title as a foreign one would be filed that sounds like it."""
    latin = compact(reading.title.base)
    return ["~" + latin] if latin.isascii() else []


def _own_artists(reading: Reading) -> dict[str, None]:
    """Return every key of the entry's own artists."""
    pieces = (piece for joined in reading.joined for piece in joined)
    named = (*sorted(reading.artists), *pieces, reading.band, *sorted(reading.aliases))
    return dict.fromkeys(islice(filter(None, named), _MOST_NAMES))


def _titled_by(reading: Reading, artist: str, title: str, index: LibraryIndex) -> list[int]:
    """Return rows of an artist's title; of very many, those of the same length or album."""
    rows = index.by_name(artist, title)
    if len(rows) < FEW:
        return rows
    return [row for row in _about(reading, title, index) if index.is_by(row, artist)] or rows


def _titled(reading: Reading, title: str, index: LibraryIndex) -> list[int]:
    """Return rows of a title by anyone; of many, those of the same length or album."""
    rows = index.by_title(title, limit=_SAME_TITLE + 1)
    return rows if len(rows) <= _SAME_TITLE else _about(reading, title, index) or rows


def _about(reading: Reading, title: str, index: LibraryIndex) -> list[int]:
    """Return rows of a title that are about as long, or on an album of the same name."""
    rows: dict[int, None] = {}
    if reading.album:
        album = index.by_album(compact(reading.album))
        rows.update(dict.fromkeys(row for row in album if index.is_titled(row, title)))
    if reading.duration is not None:
        rows.update(dict.fromkeys(index.by_length(title, reading.duration)))
    return list(rows)


def _by_artist(reading: Reading, index: LibraryIndex) -> Iterator[int]:
    """Give rows of the entry's artists, or of those spelt like them, with titles like the entry's."""
    own = [artist for artist in _own_artists(reading) if index.knows_artist(artist)]
    respelt: list[str] | None = None
    pattern = starred(reading.raw_title)
    for artist in islice((*own, *_spelt_like(reading, index, own)), _MOST_ARTISTS):
        if artist not in own:
            for title in _titles(reading):
                yield from _titled_by(reading, artist, title, index)
        yield from index.starred_by(artist)
        if index.tracks_by(artist) <= FEW:
            rows = index.by_artist(artist)
            yield from _alike(reading.title.base, rows, index)
            yield from _continued(reading.title.base, rows, index)
        else:
            if respelt is None:
                respelt = list(_respelt(reading.title.base, index))
            for title in respelt:
                yield from _titled_by(reading, artist, title, index)
            yield from _alike(reading.title.base, _sharing_words(reading, artist, index), index)
        if pattern is not None:
            rows = index.by_artist(artist, limit=_STARRED_ROWS)
            yield from (row for row in rows if pattern.fullmatch(compact(index.title_at(row))))


def _spelt_like(reading: Reading, index: LibraryIndex, own: list[str]) -> list[str]:
    """Return artists (compact keys) whose names sound or look like the entry's, most alike first."""
    artists = frozenset(sorted(reading.artists)[:_MOST_ARTISTS])
    handles = {
        handle
        for name in reading.names[:_MOST_ARTISTS]
        for handle in sorted(handles_of(name[:LONGEST]))[:_MOST_WORDS]
    }
    heard = {handle[1:] for handle in handles if handle.startswith("~")} | artists
    alike = {each for each in heard - artists if index.knows_artist(each)}
    alike.update(artist for each in heard for artist in index.artists_with("~" + each))
    looking: set[str] = set()
    for artist in artists:
        looking |= index.artists_like(artist)
    for handle in handles:
        looking |= index.artists_with(handle)
    likeness = dict.fromkeys(alike, 100.0)
    for each in looking - alike:
        likeness[each] = max((ratio(each, mine) for mine in artists), default=0.0)
    ranked = sorted(likeness, key=lambda each: (-likeness[each], each))
    return [each for each in ranked if likeness[each] >= _LIKE and each not in own]


def _respelt(title: str, index: LibraryIndex) -> Iterator[str]:
    """Give the title (compact) with one word in place of which the library has one like it."""
    if len(title) > LONGEST:
        return
    words = title.split(" ")
    for place, word in enumerate(words[:_MOST_WORDS]):
        for other in index.words_like(word)[:_BEST]:
            yield "".join((*words[:place], other, *words[place + 1 :]))


def _by_words(reading: Reading, index: LibraryIndex) -> Iterator[int]:
    """Give rows by anyone that share rare words of the title, or its words with one letter put right."""
    title = reading.title.base
    for respelt in _respelt(title, index):
        yield from _titled(reading, respelt, index)
    counted = _by_rarity(title, index)
    rows: dict[int, None] = {}
    for count, word in counted[:3]:
        if count <= _RARE:
            rows.update(dict.fromkeys(index.by_word(word)))
    if not rows and len(counted) > 1 and counted[0][0] < FEW:
        second = counted[1][1]
        rows.update(dict.fromkeys(row for row in index.by_word(counted[0][1]) if index.has_word(row, second)))
    yield from _alike(title, list(rows), index)


def _sharing_words(reading: Reading, artist: str, index: LibraryIndex) -> list[int]:
    """Return rows of an artist of many tracks that share one of the rarest words of the title."""
    rows: dict[int, None] = {}
    for count, word in _by_rarity(reading.title.base, index)[:3]:
        if count < 2 * FEW:
            found = index.by_word(word, limit=2 * FEW)
            rows.update(dict.fromkeys(row for row in found if index.is_by(row, artist)))
    return list(rows)


def _by_rarity(title: str, index: LibraryIndex) -> list[tuple[int, str]]:
    """Return the words of a title that the library has, with how many tracks have them, rarest first."""
    words = islice(dict.fromkeys(filter(telling, title.split(" "))), _MOST_WORDS)
    return sorted((count, word) for word in words if (count := index.tracks_with(word)))


def _alike(title: str, rows: list[int], index: LibraryIndex) -> list[int]:
    """Return the rows whose titles are like this one, best few."""
    if not rows:
        return []
    titles = {row: index.title_at(row)[:LONGEST] for row in rows}
    found = extract(title[:LONGEST], titles, scorer=ratio, score_cutoff=_LIKE, limit=_ENOUGH)
    return [row for _title, _likeness, row in found]


def _continued(title: str, rows: list[int], index: LibraryIndex) -> Iterator[int]:
    """Give the rows whose title goes on where this one ends, or ends earlier; some of them."""
    found = (row for row in rows if _goes_on(title, index.title_at(row)))
    return islice(found, _BEST)


def _goes_on(one: str, other: str) -> bool:
    shorter, longer = (one, other) if len(one) < len(other) else (other, one)
    return telling(shorter) and longer.startswith(shorter + " ")


def _nearest(entry: Reading, rows: list[int], index: LibraryIndex) -> list[int]:
    """Return the rows nearest to the entry: in artist, title, length, album; whatever their order is."""
    if len(rows) <= _ENOUGH:
        return rows
    album = set(index.by_album(compact(entry.album))) if entry.album else set[int]()
    ranked = sorted(rows, key=lambda row: (_distance(entry, row, index, album), index.key_at(row)))
    return ranked[:_ENOUGH]


def _distance(entry: Reading, row: int, index: LibraryIndex, album: Collection[int]) -> float:
    """Return how far a row seems from the entry, from what is told without reading it whole."""
    names = artist_keys(index.artists_at(row))
    artist = 100.0
    if not names.isdisjoint(entry.artists) or not names.isdisjoint(entry.aliases):
        artist = 0.0
    elif names and entry.artists:
        artist -= max(ratio(mine, yours) for mine in entry.artists for yours in names)
    apart = _FAR
    if entry.duration is not None and (duration := index.duration_at(row)) is not None:
        apart = min(abs((duration - entry.duration).total_seconds()), _FAR)
    title = 100.0 - ratio(entry.title.base[:LONGEST], index.title_at(row)[:LONGEST])
    return 2 * artist + 2 * title + apart + (0.0 if row in album else _OTHER_ALBUM)
