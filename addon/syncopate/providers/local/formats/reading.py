"""Pieces of files: texts of any encoding, tables, times, ratings and ids as people's exports have them."""

import csv
import io
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from syncopate.domain.watch import MediaType, Record, Title, TitleId, TitleIdKind, Values
from syncopate.errors import InvalidInput
from syncopate.providers.importing import Imported, OddRow

type Row = Mapping[str, str]
"""Cells by the names of their columns, in small letters and digits alone: "Your Rating" is "yourrating"."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(days=1)
"""So much may a clock be ahead, or a day have begun elsewhere."""
_NOON = timedelta(hours=12)
"""A day without a time is its noon: that is the same day nearly everywhere."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_UNTOLD = frozenset({"", "unknown", "released", "null", "none"})
_IMDB = re.compile(r"tt[0-9]{5,}")
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_SEPARATORS = (",", ";", "\t")
_LOWEST, _HIGHEST = 1.0, 10.0
_FIRST_YEAR, _LAST_YEAR = 1850, 2200


def decoded(name: str, content: bytes) -> str:
    """Return the text of a file: with a byte order mark or without, UTF-8 or of an old Windows.

    Raises InvalidInput for what is no text.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            text = content[len(mark) :].decode(encoding, "replace")
            break
    else:
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError:
            text = content.decode("cp1252", "replace")
    if "\0" in text:
        raise InvalidInput(f"{name} is no text.")
    return text


def table(name: str, text: str) -> tuple[frozenset[str], Iterator[tuple[int, Row]]]:
    """Return the columns of a table, and its rows each with its line. Raises InvalidInput, also later."""
    first = text.lstrip().partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    header = [_column(each) for each in next(_rows(name, lines), (1, []))[1]]
    return frozenset(header) - {""}, (
        (line, dict(zip(header, (cell.strip() for cell in cells), strict=False)))
        for line, cells in _rows(name, lines)
    )


def _rows(name: str, lines: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Yield what is in the lines that hold something, with the first line of each."""
    while True:
        line = lines.line_num + 1  # type: ignore[attr-defined] # a reader of the csv module
        try:
            cells = next(lines)
        except StopIteration:
            return
        except csv.Error as error:
            raise InvalidInput(f"{name} is no table from line {line} on.") from error
        if any(cell.strip() for cell in cells):
            yield line, cells


def _column(said: str) -> str:
    return re.sub(r"[^a-z0-9]", "", said.casefold())


@dataclass(slots=True)
class Reading:
    """Takes a file apart, row by row. `now` tells what lies in the future."""

    format: str
    now: datetime
    records: list[Record] = field(default_factory=list)
    odd: list[OddRow] = field(default_factory=list)

    @property
    def imported(self) -> Imported:
        """What was read until now."""
        return Imported(format=self.format, records=tuple(self.records), odd=tuple(self.odd))

    def skip(self, line: int, reason: str) -> None:
        """Leave a row out."""
        self.odd.append(OddRow(line, reason))

    def keep(self, line: int, title: Title, values: Values, length: float | None = None) -> None:
        """Take a row in, unless nobody can tell which title it is."""
        if is_named(title):
            key = f"{line}"
            self.records.append(Record(key=key, title=title, values=values, length=length))
        else:
            self.skip(line, "It has no id, and no name with a year.")

    def moment(self, line: int, said: str) -> datetime | None:
        """Return the time that is said, None where none is, or an impossible one. Without zone it is UTC."""
        if said.casefold() in _UNTOLD:
            return None
        try:
            at = datetime.fromisoformat(said)
            at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
        except ValueError, OverflowError:
            self._without(line, f"{said[:40]!r} is no date")
            return None
        if _DAY.fullmatch(said):
            at += _NOON
        if at <= _EPOCH:
            self._without(line, f"The date {said[:40]} lies before 1970")
        elif at > self.now + _AHEAD:
            self._without(line, f"The date {said[:40]} lies in the future")
        else:
            return at
        return None

    def rating(self, line: int, said: str, scale: float = 1.0) -> float | None:
        """Return the rating that is said times `scale`, None where none is, or an impossible one."""
        if said.casefold() in _UNTOLD:
            return None
        try:
            value = float(said.replace(",", ".")) * scale
        except ValueError:
            value = math.nan
        if _LOWEST <= value <= _HIGHEST:
            return value
        self._without(line, f"{said[:40]!r} is no rating")
        return None

    def _without(self, line: int, what: str) -> None:
        self.odd.append(OddRow(line, f"{what}: the row is read without it.", kept=True))


def is_named(title: Title) -> bool:
    """Tell whether it can be known which title is meant."""
    if title.type is MediaType.EPISODE:
        placed = title.number is not None and title.season is not None
        return bool(title.ids) or (bool(title.show_ids or title.show_name) and placed)
    if title.type is MediaType.SEASON:
        return bool(title.ids) or (bool(title.show_ids or title.show_name) and title.season is not None)
    return bool(title.ids) or (bool(title.name) and title.year is not None)


def title_id(kind: TitleIdKind, said: object) -> frozenset[TitleId]:
    """Return the id that is said, none where it cannot be one of its kind."""
    if isinstance(said, bool) or not isinstance(said, str | int):
        return frozenset()
    text = str(said).strip()
    if kind is TitleIdKind.IMDB:
        return frozenset({TitleId(kind, text)}) if _IMDB.fullmatch(text) else frozenset()
    if text.isascii() and text.isdigit() and int(text) > 0:
        return frozenset({TitleId(kind, str(int(text)))})
    return frozenset()


def year_in(said: object) -> int | None:
    """Return a year, None where none is said."""
    whole = number_in(said)
    return whole if whole is not None and _FIRST_YEAR <= whole <= _LAST_YEAR else None


def number_in(said: object) -> int | None:
    """Return a whole number from 0 on, None where none is said."""
    if isinstance(said, int) and not isinstance(said, bool):
        return said if said >= 0 else None
    text = said.strip() if isinstance(said, str) else ""
    return int(text) if text.isascii() and text.isdigit() else None
