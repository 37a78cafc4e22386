"""Record linkage: how likely two records are one recording where any of their fields may be wrong.

Each field is compared by itself and gives a finding ("title 7", "length 0", ...). A finding has a weight:
what it adds to the log-odds that both are one recording, as the agreement weights of Fellegi and Sunter do
("A Theory for Record Linkage", JASA 64, 1969). They are learnt by logistic regression, so that fields that
depend on each other are not counted twice. No field is a gate.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from anyascii import anyascii
from rapidfuzz.fuzz import partial_ratio, ratio, token_sort_ratio

from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry
from syncopate.matching.keys import LONGEST, compact, key
from syncopate.matching.records_weights import WEIGHTS

type Findings = tuple[str, ...]

BIAS = "bias"
"""The name of the weight that every pair has: the log-odds before anything is found."""
UNKNOWN = "?"
"""How a finding ends that says nothing: a field is not known on one side. It has no weight."""
_ALIKE = (40, 55, 65, 75, 82, 88, 93, 97, 100)
_APART = (1.01, 2.01, 4.0, 8.0, 20.0)
_NUMBERS_ALIKE = 60.0
_SHORT = 4
_MOST_ARTISTS = 32
_MOST_ODDS = 30.0
_DIGITS = re.compile(r"\d+")
_JOINED = re.compile(r"[_-]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record as it is compared: names as keys in Latin letters, "" and None where nothing is known.

    `whole` is artist, title and album in one line; `year` its last two digits.
    """

    title: str
    artist: str
    album: str
    whole: str
    number: str
    seconds: float | None
    year: str
    language: str = ""


def record_of(item: Entry | Track) -> Record:
    """Return an entry or a track as a record."""
    title, album = plain(item.title), plain(item.album or "")
    names = item.artists or ((item.album_artist or "",) if isinstance(item, Track) else ())
    some = sorted(names, key=str.casefold)[:_MOST_ARTISTS]
    artist = " ".join(sorted(plain(name).removeprefix("the ") for name in some))[:LONGEST]
    year = item.year if isinstance(item, Track) else None
    return Record(
        title=title,
        artist=artist,
        album=album,
        whole=whole_of(artist, title, album),
        number=str(item.number or ""),
        seconds=item.duration.total_seconds() or None if item.duration else None,
        year=f"{year % 100:02}" if year else "",
    )


def plain(name: str) -> str:
    """Return the key of a name in Latin letters, of the beginning of a very long one."""
    return key(anyascii(_JOINED.sub(" ", name[:LONGEST]))) if name else ""


def whole_of(artist: str, title: str, album: str) -> str:
    """Return all names of a record in one line."""
    return " ".join(filter(None, (artist, title, album)))


def findings(one: Record, other: Record, *, one_source: bool = False) -> Findings:
    """Return what each field of two records says; `one_source` where one list holds both."""
    return (
        f"title {_step(_likeness(one.title, other.title))}",
        f"artist {_step(_likeness(one.artist, other.artist))}",
        f"album {_step(_likeness(one.album, other.album))}",
        f"whole {_step(_likeness(one.whole, other.whole))}",
        f"title within {_step(title_within(one, other))}",
        f"length {_length(one, other)}",
        f"number {_number(one.number, other.number)}",
        f"year {_equal(one.year, other.year)}",
        f"language {_equal(one.language, other.language)}",
        f"source {'same' if one_source else 'differs'}",
        f"digits {_digits(one, other)}",
    )


def probability(found: Findings, weights: Mapping[str, float] = WEIGHTS) -> float:
    """How likely two records are one recording, 0..1; a finding never learnt weighs nothing."""
    odds = weights[BIAS] + sum(weights.get(each, 0.0) for each in found)
    return 1 / (1 + math.exp(-max(-_MOST_ODDS, min(_MOST_ODDS, odds))))


def title_within(one: Record, other: Record) -> float | None:
    """How much (0..100) of one title is found in all that the other record says; None without a title."""
    if not one.title or not other.title:
        return None
    found = [
        partial_ratio(compact(title), compact(whole))
        for title, whole in ((one.title, other.whole), (other.title, one.whole))
        if len(compact(title)) >= _SHORT
    ]
    return max(found, default=0.0)


def _likeness(one: str, other: str) -> float | None:
    if not one or not other:
        return None
    return max(ratio(compact(one), compact(other)), token_sort_ratio(one, other))


def _step(value: float | None, steps: tuple[float, ...] = _ALIKE) -> str:
    """Return the number of the step that a value is on, "?" where it is not known."""
    return UNKNOWN if value is None else str(sum(value >= step for step in steps))


def _length(one: Record, other: Record) -> str:
    if one.seconds is None or other.seconds is None:
        return UNKNOWN
    return _step(abs(one.seconds - other.seconds), _APART)


def _number(one: str, other: str) -> str:
    if not one or not other:
        return UNKNOWN
    if one == other:
        return "same"
    return "like" if len(one + other) >= _SHORT and ratio(one, other) >= _NUMBERS_ALIKE else "differs"


def _equal(one: str, other: str) -> str:
    return UNKNOWN if not one or not other else "same" if one == other else "differs"


def _digits(one: Record, other: Record) -> str:
    mine, yours = (sorted(_DIGITS.findall(each.title)) for each in (one, other))
    return "none" if not mine and not yours else "same" if mine == yours else "differ"
