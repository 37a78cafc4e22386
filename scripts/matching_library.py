"""A made-up library of any size, the same every time, and what is looked for in it.

Few artists have many tracks and many have few; some titles everybody has; a part is not in Latin letters.
Tracks come one after another, as a store hands them out, and none is kept.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.media import AudioFormat, Track
from syncopate.domain.playlist import Entry

_SEED = 71
_WORDS = 24_000
_NEW_WORDS = 3_000
_FOREIGN_SHARE = 0.15
_EVERYBODY_HAS = 0.05
_VERSION_SHARE = 0.05
_AGAIN_SHARE = 0.03
_ISRC_SHARE = 0.5
_FEATURE_SHARE = 0.06
_FORMAT = AudioFormat(codec="flac", bitrate=920, sample_rate=44_100, bit_depth=16, lossless=True)
_COMMON_TITLES = (
    "Intro", "Love", "Home", "Untitled", "Interlude", "Outro", "Hello", "Stay", "Angel", "Fire", "Time",
    "Alone", "Dreams", "Rain", "Runaway", "Hold On", "Without You", "Summer", "Heaven", "Forever", "Gone",
    "Prelude", "Believe", "Crazy", "Happy", "Paradise", "Breathe", "Lost", "Shine", "You", "Silent Night",
)  # fmt: skip
_VERSIONS = (
    "Live",
    "Acoustic",
    "Instrumental",
    "Demo",
    "Extended Mix",
    "Live in Paris",
    "Orchestral Version",
)
_SUFFIXES = (
    " - Remastered 2011", " (Remastered)", " - 2009 Remaster", " (Album Version)", " [Explicit]",
    " (Deluxe Edition)", " - Remastered", " (Bonus Track)",
)  # fmt: skip
_SYLLABLES = (
    "ba", "be", "bi", "bo", "bu", "da", "de", "di", "do", "du", "fa", "fe", "fi", "fo",
    "ga", "ge", "go", "gra", "ha", "he", "hi", "ho", "ja", "jo", "ka", "ke", "ki", "ko",
    "la", "le", "li", "lo", "lu", "ma", "me", "mi", "mo", "mu", "na", "ne", "ni", "no",
    "nu", "pa", "pe", "pi", "po", "ra", "re", "ri", "ro", "ru", "sa", "se", "si", "so",
    "su", "ta", "te", "ti", "to", "tu", "va", "ve", "vi", "vo", "wa", "we", "wi", "ya",
    "zo",
)  # fmt: skip
_NEW_SYLLABLES = (
    "xyl",
    "quoz",
    "brym",
    "thwak",
    "plonx",
    "skrev",
    "vorb",
    "zwyg",
    "fjold",
    "glomp",
    "drusk",
    "krilb",
)
_SCRIPTS = (
    "абвгдежзиклмнопрстуфхцчшэюя",
    "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわ",
    "가나다라마바사아자차카타파하고노도로모보소오조초구누두루무부수우주추기니디리미비시이지",
    "αβγδεζηθικλμνξοπρστυφχψω",
    "山水火風月花雪星海空春夏秋冬東西南北心夢愛光影雨雲天地人生時夜朝",
    "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
)
_ALBUM_TRACKS = (8, 14)
_MOST_ALBUMS = 90
_SKEW = 1.3
"""The exponent of the distribution of albums by artist (Pareto): few have many, most have one or two."""


class Kind(StrEnum):
    """What is asked of a library."""

    EXACT = "exact"
    SUFFIX = "suffix"
    MISSPELT = "misspelt"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Query:
    """An entry, and the track that it was made from (None where the library has nothing for it)."""

    kind: Kind
    entry: Entry
    track: Track | None


@dataclass(frozen=True, slots=True)
class _Words:
    latin: tuple[str, ...]
    foreign: tuple[tuple[str, ...], ...]
    new: tuple[str, ...]


def _vocabulary() -> _Words:
    chance = random.Random(_SEED)  # noqa: S311 -- repeatable names
    latin = tuple(
        dict.fromkeys("".join(chance.choices(_SYLLABLES, k=chance.randint(1, 4))) for _ in range(_WORDS))
    )
    foreign = tuple(
        tuple(
            dict.fromkeys(
                "".join(chance.choices(letters, k=chance.randint(2, 6))) for _ in range(_WORDS // 8)
            )
        )
        for letters in _SCRIPTS
    )
    new = ("".join(chance.choices(_NEW_SYLLABLES, k=chance.randint(2, 3))) for _ in range(_NEW_WORDS))
    return _Words(latin, foreign, tuple(dict.fromkeys(new)))


VOCABULARY = _vocabulary()


def tracks(count: int) -> Iterator[Track]:
    """Give the first `count` tracks."""
    given, place = 0, 0
    while given < count:
        for track in _by_artist(place):
            yield track
            given += 1
            if given == count:
                return
        place += 1


def queries(count: int, among: int) -> list[Query]:
    """Return entries to look for: 60 % exact, 20 % with suffix or feature, 10 % misspelt, 10 % missing."""
    step = max(1, among // count)
    chance = random.Random(_SEED + 1)  # noqa: S311 -- repeatable queries
    picked = [track for row, track in enumerate(tracks(among)) if row % step == 0][:count]
    chance.shuffle(picked)
    kinds = (Kind.EXACT,) * 6 + (Kind.SUFFIX,) * 2 + (Kind.MISSPELT, Kind.MISSING)
    return [_query(kinds[place % len(kinds)], track, chance) for place, track in enumerate(picked)]


def _by_artist(place: int) -> Iterator[Track]:
    chance = random.Random(_SEED * 1_000_003 + place)  # noqa: S311 -- repeatable tracks
    foreign = chance.choice(VOCABULARY.foreign) if chance.random() < _FOREIGN_SHARE else None
    artist = (
        f"{_name(chance, foreign, 1, 2)} {place % 977}" if place % 50 == 0 else _name(chance, foreign, 2, 3)
    )
    albums = min(_MOST_ALBUMS, int(chance.paretovariate(_SKEW)))
    earlier: list[Track] = []
    for album in range(albums):
        title = _name(chance, foreign, 1, 4)
        for number in range(1, chance.randint(*_ALBUM_TRACKS) + 1):
            key = f"{artist}/{title} {album}/{number:02} "
            if earlier and chance.random() < _AGAIN_SHARE:
                again = chance.choice(earlier)
                yield replace(again, key=f"{key}{again.title}.flac", album=title, number=number)
                continue
            made = _track(chance, foreign, artist, title, number, key)
            if len(earlier) < _MOST_ALBUMS:
                earlier.append(made)
            yield made


def _track(
    chance: random.Random, foreign: tuple[str, ...] | None, artist: str, album: str, number: int, key: str
) -> Track:
    common = chance.random() < _EVERYBODY_HAS
    title = chance.choice(_COMMON_TITLES) if common else _name(chance, foreign, 1, 5)
    if chance.random() < _VERSION_SHARE:
        title += f" ({chance.choice(_VERSIONS)})"
    featured = (_name(chance, None, 2, 2),) if chance.random() < _FEATURE_SHARE else ()
    isrc = (
        f"QZ{chance.randrange(10**3):03}{chance.randrange(10**7):07}"
        if chance.random() < _ISRC_SHARE
        else None
    )
    return Track(
        key=f"{key}{title}.flac",
        title=title,
        artists=(artist, *featured),
        album=album,
        album_artist=artist,
        duration=timedelta(seconds=chance.randint(90, 420), milliseconds=chance.randrange(1000)),
        number=number,
        year=chance.randint(1960, 2025),
        ids=frozenset({ExternalId(IdKind.ISRC, isrc)} if isrc else ()),
        size=chance.randint(4_000_000, 60_000_000),
        format=_FORMAT,
    )


def _name(chance: random.Random, foreign: tuple[str, ...] | None, least: int, most: int) -> str:
    """Return some words; the first of the vocabulary are said most often."""
    words = foreign or VOCABULARY.latin
    picked = (words[int(len(words) * chance.random() ** 2)] for _ in range(chance.randint(least, most)))
    return " ".join(picked).title()


def _query(kind: Kind, track: Track, chance: random.Random) -> Query:
    near = track.duration + timedelta(milliseconds=chance.randint(-900, 900)) if track.duration else None
    entry = Entry(
        position=0,
        title=track.title,
        artists=track.artists,
        album=track.album if chance.random() < 0.5 else None,  # noqa: PLR2004 -- one half
        duration=near,
    )
    if kind is Kind.SUFFIX:
        return Query(kind, _suffixed(entry, chance), track)
    if kind is Kind.MISSPELT:
        return Query(kind, replace(entry, title=_misspelt(track.title, chance)), track)
    return Query(kind, entry, track) if kind is Kind.EXACT else Query(kind, _missing(entry, chance), None)


def _suffixed(entry: Entry, chance: random.Random) -> Entry:
    if len(entry.artists) > 1:  # the guest moves into the title
        return replace(entry, title=f"{entry.title} (feat. {entry.artists[1]})", artists=entry.artists[:1])
    if chance.random() < _FEATURE_SHARE * 4:
        return replace(entry, title=f"{entry.title} (feat. {_name(chance, None, 2, 2)})")
    return replace(entry, title=entry.title + chance.choice(_SUFFIXES))


def _misspelt(title: str, chance: random.Random) -> str:
    """One letter dropped, doubled or changed with its neighbour, in the longest word."""
    word = max(title.split(" (", maxsplit=1)[0].split(), key=len)
    at = chance.randrange(len(word) - 1) if len(word) > 1 else 0
    changed = (
        word[:at] + word[at + 1 :],
        word[: at + 1] + word[at:],
        word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :],
    )
    return title.replace(word, chance.choice(changed) or word, 1)


def _missing(entry: Entry, chance: random.Random) -> Entry:
    """Another song of that artist, a title everybody has by somebody new, or a version nobody has."""
    new = " ".join(chance.choices(VOCABULARY.new, k=chance.randint(1, 3))).title()
    which = chance.randrange(3)
    if which == 0:
        return replace(entry, title=new, album=None)
    if which == 1:
        return replace(entry, title=chance.choice(_COMMON_TITLES), artists=(new,), album=None)
    return replace(entry, title=f"{entry.title.split(' (', maxsplit=1)[0]} ({new} Remix)", album=None)
