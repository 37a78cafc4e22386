"""Pieces of files: texts of any encoding, tables, times, ratings and ids as people's exports have them."""

import csv
import io
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from syncopate.domain.watch import MediaType, Record, Title, TitleId, TitleIdKind, Values
from syncopate.errors import InvalidInput
from syncopate.providers.importing import Imported, OddRow
from syncopate.providers.local.values import clean

type Row = Mapping[str, str]
"""Cells by the names of their columns, in small letters and digits alone: "Your Rating" is "yourrating"."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(days=1)
"""So much may a clock be ahead, or a day have begun elsewhere."""
_NOON = timedelta(hours=12)
"""A day without a time is its noon: that is the same day nearly everywhere."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_NOTHING = frozenset({"", "null", "none"})
_SOME_TIME = frozenset({"unknown", "released"})
"""So a date is told of what was, at a time nobody knows."""
_IMDB = re.compile(r"tt[0-9]{5,}")
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_SEPARATORS = (",", ";", "\t")
_LOWEST, _HIGHEST = 1.0, 10.0
_FIRST_YEAR, _LAST_YEAR = 1850, 2200
_DIGITS = 18
"""So many has the longest id that is a number: databases take no longer ones."""
_MOST = 2**31 - 1
LONGEST = 30 * 86_400.0
"""No title is longer, in seconds."""
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
"""How a cell begins that a spreadsheet would take for a formula, and one that was guarded against that."""


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


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; `table` undoes it."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _unguarded(cell: str) -> str:
    return cell[1:].strip() if cell.startswith("'") and _FORMULA.match(cell) else cell


def columns_of(names: Iterable[str]) -> frozenset[str]:
    """Return columns as `table` names them."""
    return frozenset(_column(each) for each in names)


def table(name: str, text: str, *ours: Iterable[str]) -> tuple[frozenset[str], Iterator[tuple[int, Row]]]:
    """Return the columns of a table, and its rows each with its line. Raises InvalidInput, also later.

    `ours` are the columns of tables that we write, each of one: the cells of such a one are guarded.
    """
    first = text.lstrip().partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    header = [_column(each) for each in next(_rows(name, lines), (1, []))[1]]
    columns = frozenset(header) - {""}
    told = _unguarded if columns in map(columns_of, ours) else str
    return columns, (
        (line, dict(zip(header, (told(cell.strip()) for cell in cells), strict=False)))
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
    """Takes a file apart, row by row. `now` tells what lies in the future.

    What is odd in a row is told once, together, when the row is kept or skipped.
    """

    format: str
    now: datetime
    records: list[Record] = field(default_factory=list)
    odd: list[OddRow] = field(default_factory=list)
    _without: list[str] = field(default_factory=list)
    _told: set[OddRow] = field(default_factory=set)

    @property
    def imported(self) -> Imported:
        """What was read until now."""
        return Imported(format=self.format, records=tuple(self.records), odd=tuple(self.odd))

    def skip(self, line: int, reason: str) -> None:
        """Leave a row out."""
        self._tell(line, [*self._without, reason], kept=False)

    def keep(self, line: int, title: Title, values: Values, length: float | None = None) -> None:
        """Take a row in, unless nobody can tell which title it is."""
        if is_named(title):
            named = replace(title, name=clean(title.name), show_name=clean(title.show_name))
            self.take(line, Record(key=f"{line}", title=named, values=values, length=length))
        else:
            self.skip(line, "It has no id, and no name with a year.")

    def take(self, line: int, record: Record) -> None:
        """Take a record in as it is."""
        self.records.append(record)
        self._tell(line, self._without, kept=True)

    def without(self, what: str) -> None:
        """Say what is odd in the row that is read now: it is read without that."""
        self._without.append(f"{what}.")

    def _tell(self, line: int, reasons: list[str], *, kept: bool) -> None:
        """Tell what is odd in a row; the same is told once."""
        said = OddRow(line, tuple(map(clean, dict.fromkeys(reasons))), kept)
        if reasons and said not in self._told:
            self._told.add(said)
            self.odd.append(said)
        self._without = []

    def moment(self, said: str) -> datetime | None:
        """Return the time that is said, None where none is, or an impossible one. Without zone it is UTC."""
        if said.casefold() in _NOTHING | _SOME_TIME:
            return None
        try:
            at = datetime.fromisoformat(said)
            at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
        except ValueError, OverflowError:
            self.without(f"{said[:40]!r} is no date, as 2026-03-01 is")
            return None
        if _DAY.fullmatch(said):
            at += _NOON
        if at <= _EPOCH:
            self.without(f"The date {said[:40]} lies before 1970")
        elif at > self.now + _AHEAD:
            self.without(f"The date {said[:40]} lies in the future")
        else:
            return at
        return None

    def happened(self, said: str) -> tuple[datetime, ...] | None:
        """Return when something was, () at a time nobody knows; None where it does not say that it was."""
        if said.casefold() in _NOTHING:
            return None
        at = self.moment(said)
        if at is not None:
            return (at,)
        return () if said.casefold() in _SOME_TIME or _is_date(said) else None

    def rating(self, said: str, scale: float = 1.0) -> float | None:
        """Return the rating that is said times `scale`, None where none is, or an impossible one."""
        if said.casefold() in _NOTHING | _SOME_TIME:
            return None
        try:
            value = float(said.replace(",", ".")) * scale
        except ValueError:
            value = math.nan
        if _LOWEST <= value <= _HIGHEST:
            return value
        self.without(f"{said[:40]!r} is no rating")
        return None


def _is_date(said: str) -> bool:
    with suppress(ValueError, OverflowError):
        return bool(datetime.fromisoformat(said))
    return False


def is_named(title: Title) -> bool:
    """Tell whether it can be known which title is meant."""
    if title.type is MediaType.EPISODE:
        counted = title.absolute is not None or title.aired is not None
        placed = counted or (title.number is not None and title.season is not None)
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
    if text.isascii() and text.isdigit() and len(text) <= _DIGITS and int(text) > 0:
        return frozenset({TitleId(kind, str(int(text)))})
    return frozenset()


def year_in(said: object) -> int | None:
    """Return a year, None where none is said."""
    whole = number_in(said)
    return whole if whole is not None and _FIRST_YEAR <= whole <= _LAST_YEAR else None


def number_in(said: object) -> int | None:
    """Return a whole number from 0 on, None where none is said."""
    if isinstance(said, int) and not isinstance(said, bool):
        return said if 0 <= said <= _MOST else None
    text = said.strip() if isinstance(said, str) else ""
    whole = int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else None
    return whole if whole is not None and whole <= _MOST else None


def length_in(minutes: int | None) -> float | None:
    """Return a length in seconds, None where none is told, or an impossible one."""
    return minutes * 60.0 if minutes and minutes * 60.0 <= LONGEST else None
