"""Records of MusicBrainz-20K: five sources that write the same differently and were spoiled on purpose.

What is known of each source is how it writes: 0 "Title (Album)" and m:ss, 1 "Artist - Title" and seconds,
2 "Title - Album" and minutes, 3 "012-Title", "3m 7sec" and "Album (year)", 4 plain fields and milliseconds.
"""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz.fuzz import ratio
from syncopate.matching.records import Record, plain, whole_of

FIELDS = ("recid", "number", "title", "length", "artist", "album", "year", "language")
_NOTHING = frozenset({"", "null", "unknown", "n.a.", "[unknown]", "none", "nan"})
_RECORD_IDS = tuple(
    re.compile(pattern)
    for pattern in (r".?WoM\s*\d", r".?MBox", r".*MB\s*-?\s*\d\d$", r"\d[\d ]*-\s*\w\d+", r"\d{3,}$")
)
_LENGTHS = tuple(
    re.compile(pattern) for pattern in (r"\d+\s*:\s*\d+$", r"\d{1,4}$", r"\d+\.\s*\d+$", r"\d+\s*m\s*\d+\s*s")
)
_PLAIN_SOURCE = 4
_LARGEST_SECONDS = 99_999
_NUMBER = re.compile(r"\s*\w{0,3}\d{1,4}\s*")
_YEAR = re.compile(r"'?\d{1,4}")
_NUMBERED = re.compile(r"\s*(\w{0,3}\d\w?)\s*-\s*(.*)$")
_YEAR_BEHIND = re.compile(r"\s*\((\d[^()]*|unk[^()]*)\)?\s*$")
_ALBUM_LIKE = 70.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRecord(Record):
    """One record of a source; `raw` are title, artist and album as they stand."""

    name: str
    cluster: str
    source: int
    raw: tuple[str, str, str]


def read_records(path: Path) -> list[SourceRecord]:
    """Read the file of one half (columns rid, cid, source and `FIELDS`)."""
    with path.open(encoding="utf-8", newline="") as held:
        return [_record(row) for row in csv.DictReader(held)]


def _record(row: Mapping[str, str]) -> SourceRecord:
    values = _aligned({name: _known(row[name]) for name in FIELDS})
    source = int(row["source"]) if row["source"] in set("01234") else _source_of(values)
    title, artist, album = values["title"], values["artist"], values["album"]
    number, year = values["number"], _year(values["year"])
    if source == 0:
        title = _without_album(title, album)
    elif source == 1 and not artist and " - " in title:
        artist, title = title.split(" - ", 1)
    elif source == 2 and not album and " - " in title:  # noqa: PLR2004 -- the third source
        title, album = title.rsplit(" - ", 1)
    elif source == 3:  # noqa: PLR2004 -- the fourth source
        if numbered := _NUMBERED.match(title):
            number, title = number or numbered[1], numbered[2]
        if behind := _YEAR_BEHIND.search(album):
            album, year = album[: behind.start()], year or _year(behind[1])
    keys = [plain(text) for text in (title, artist, album)]
    keys[1] = keys[1].removeprefix("the ")
    return SourceRecord(
        name=row["rid"],
        cluster=row["cid"],
        source=source,
        raw=(title, artist, album),
        title=keys[0],
        artist=keys[1],
        album=keys[2],
        whole=whole_of(keys[1], keys[0], keys[2]),
        number=number.replace(" ", "").lstrip("0"),
        seconds=_seconds(values["length"], source),
        year=year,
        language=plain(values["language"])[:3],
    )


def _known(text: str) -> str:
    text = text.strip()
    return "" if text.lower() in _NOTHING else text


def _aligned(values: dict[str, str]) -> dict[str, str]:
    """Put fields back that slid one place to either side."""
    held = [values[name] for name in FIELDS]
    moved = [dict(zip(FIELDS, held[by:] + held[:by], strict=True)) for by in (0, 1, -1)]
    return max(moved, key=_sense)  # the first of equals: as it stands


def _sense(values: Mapping[str, str]) -> int:
    """How many fields look like what they are named."""
    return (
        2 * any(pattern.match(values["recid"]) for pattern in _RECORD_IDS)
        + bool(_NUMBER.fullmatch(values["number"]))
        + (not values["length"] or any(pattern.match(values["length"].strip()) for pattern in _LENGTHS))
        + (not values["year"] or bool(_YEAR.fullmatch(values["year"])))
        + (not any(char.isdigit() for char in values["language"]))
    )


def _source_of(values: Mapping[str, str]) -> int:
    """Tell the source by how it writes, where its name is missing."""
    for source, pattern in enumerate(_LENGTHS):
        if pattern.match(values["length"]):
            return source
    if values["recid"]:
        for source, pattern in enumerate(_RECORD_IDS):
            if pattern.match(values["recid"]):
                return source
    return _PLAIN_SOURCE


def _without_album(title: str, album: str) -> str:
    if not title.endswith(")") or not album:
        return title
    wanted = plain(album)
    for bracket in re.finditer(r"\s\(", title):
        if ratio(plain(title[bracket.end() : -1]), wanted) >= _ALBUM_LIKE:
            return title[: bracket.start()]
    return title


def _seconds(text: str, source: int) -> float | None:
    """Read a length: m:ss, 3m 7sec, minutes with a fraction, seconds, milliseconds; 0 is not known."""
    text = text.replace(" ", "")
    parts = re.fullmatch(r"(\d+):(\d+)", text) or re.fullmatch(r"(\d+)m(\d+)s\w*", text)
    if parts:
        return float(int(parts[1]) * 60 + int(parts[2])) or None
    if re.fullmatch(r"\d+\.\d+", text):
        return float(text) * 60 or None
    if re.fullmatch(r"\d+", text, re.ASCII):
        number = int(text)
        return (
            number / 1000 if source == _PLAIN_SOURCE or number > _LARGEST_SECONDS else float(number)
        ) or None
    return None


def _year(text: str) -> str:
    """Return the last two digits of a year; empty when there is none."""
    found = re.search(r"\d+", text.replace(" ", ""))
    return found[0][-2:].zfill(2) if found else ""
