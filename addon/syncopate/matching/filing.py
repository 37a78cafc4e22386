"""Under which names a track is filed, so that entries find it."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from enum import IntEnum

from syncopate.domain.media import Track
from syncopate.matching.artists import artist_key, name_keys
from syncopate.matching.identity import track_identities
from syncopate.matching.keys import compact, key, latin_key
from syncopate.matching.paths import components, path_of
from syncopate.matching.reading import normal_ids, split_artist, title_keys, without_artist
from syncopate.matching.score import WORD
from syncopate.matching.versions import Title, read_title
from syncopate.matching.vocabulary import VocabularyWriter

CELL = timedelta(seconds=4)
"""Lengths are filed by whole cells of this; text identities use the same."""
_LONG_NAME = 150
_SILENT_WORDS = frozenset({"the", "and"})


class By(IntEnum):
    """Kinds of names."""

    KEY = 0
    WHOLE_PATH = 1
    LAST_NAME = 2
    LAST_TWO = 3
    LAST_THREE = 4
    ID = 5
    IDENTITY = 6
    TITLE = 7
    ARTIST = 8
    ARTIST_AND_TITLE = 9
    TITLE_AND_LENGTH = 10
    WORD = 11
    ALBUM = 12
    STARRED = 13


# As plain numbers: a name is hashed a dozen times for each track.
_KEY, _WHOLE, _ONE, _TWO, _THREE, _ID, _IDENTITY = map(int, list(By)[:7])
_TITLE, _ARTIST, _BOTH, _LENGTH, _WORD, _ALBUM, _STARRED = map(int, list(By)[7:])

type Add = Callable[..., None]


def file_track(row: int, track: Track, add: Add, words: VocabularyWriter, artists: VocabularyWriter) -> str:
    """File one track under all its names; return its base title key."""
    _file_place(row, track, add)
    raw = without_artist(track.title, track.artists)
    title = read_title(raw)
    named = _artists((*track.artists, track.album_artist or "", *title.featured), artists)
    if len(track.artists) > 1:
        named.add("".join(map(artist_key, track.artists)))
    _file_named(row, title_keys(raw, title), named, raw, add)
    if not any(map(name_keys, track.artists)) and (split := split_artist(raw)) is not None:
        _file_named(row, title_keys(split[1], read_title(split[1])), _artists(split[:1], artists), raw, add)
    _file_words(row, title, add, words)
    _file_length(row, track, title, add)
    if track.album:
        add(row, _ALBUM, compact(read_title(track.album).base))
    return title.base


def telling(word: str) -> bool:
    """Return whether a word of a title is long enough to be looked up."""
    return len(word) >= WORD or not word.isascii()


def cell_of(duration: timedelta | None) -> int | None:
    """Return the cell that a length is filed under."""
    return None if duration is None else duration // CELL


def handles_of(name: str) -> set[str]:
    """Return what an artist's name is found by when it is spelt in another way: words, sound in Latin."""
    words = {word for word in key(name).split(" ") if telling(word) and word not in _SILENT_WORDS}
    if latin := latin_key(name):
        words.add("~" + compact(latin))
    return words


def _file_named(row: int, titles: Iterable[str], artists: Iterable[str], raw: str, add: Add) -> None:
    """File a track under title and artists, alone and together."""
    for each in titles:
        add(row, _TITLE, each)
        for artist in artists:
            add(row, _BOTH, artist, each)
    starred = "*" in raw
    for artist in artists:
        add(row, _ARTIST, artist)
        if starred:
            add(row, _STARRED, artist)


def _artists(names: Iterable[str], vocabulary: VocabularyWriter) -> set[str]:
    """Return every key that these artists may be looked up by, and remember new names."""
    artists: set[str] = set()
    for name in names:
        for each in name_keys(name):
            artists.add(each)
            if each not in vocabulary:
                vocabulary.add(each, handles_of(name))
    return artists


def _file_words(row: int, title: Title, add: Add, vocabulary: VocabularyWriter) -> None:
    for word in set(title.base.split(" ")):
        if telling(word):
            add(row, _WORD, word)
            if word not in vocabulary and word.isalpha():
                vocabulary.add(word)


def _file_length(row: int, track: Track, title: Title, add: Add) -> None:
    """File a track under title and length: as it is read, and as text identities have it."""
    cell = cell_of(track.duration)
    base = compact(title.base)
    written = compact(key(track.title))
    add(row, _LENGTH, base, cell)
    if written != base:
        add(row, _LENGTH, written, cell)
    if len(track.title) + sum(map(len, track.artists)) > _LONG_NAME:
        for identity in track_identities(track):
            add(row, _IDENTITY, identity)


def _file_place(row: int, track: Track, add: Add) -> None:
    """File a track under what finds it without its name: key, ids, path."""
    if track.ids:
        for each in normal_ids(track.ids):
            add(row, _ID, each.kind, each.value)
    path = path_of(track)
    names = components(path) if path is not None else ()
    if not names or path != track.key:
        add(row, _KEY, track.key)
    if names:
        add(row, _WHOLE, names)
        add(row, _ONE, names[-1])
        if len(names) > 1:
            add(row, _TWO, names[-2:])
        if len(names) > 2:  # noqa: PLR2004 -- see LAST_THREE
            add(row, _THREE, names[-3:])
