"""CSV and TSV: any of the usual delimiters, with headings or without, cells always kept as text."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from syncopate.domain.ids import ExternalId, IdKind, parse_isrc
from syncopate.errors import UnreadablePlaylist
from syncopate.providers.playlist_file.columns import Field, guess_columns, place_of, said_columns, unknown
from syncopate.providers.playlist_file.parsed import ParsedPlaylist
from syncopate.providers.playlist_file.values import (
    Collector,
    clean,
    read_count,
    read_duration,
    read_identifier,
)

_DELIMITERS = (",", ";", "\t", "|")
_NAMED_DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
_SAMPLE_LINES = 20
# A cell with more lines than this is a quote that was never closed, and rows are lost in it.
_CELL_LINES = 5
_BARE_IDS: Mapping[Field, tuple[IdKind, re.Pattern[str]]] = {
    Field.SPOTIFY: (IdKind.SPOTIFY, re.compile(r"[0-9A-Za-z]{22}")),
    Field.TIDAL: (IdKind.TIDAL, re.compile(r"\d{1,15}", re.ASCII)),
    Field.DEEZER: (IdKind.DEEZER, re.compile(r"\d{1,15}", re.ASCII)),
    Field.APPLE: (IdKind.APPLE, re.compile(r"\d{1,15}", re.ASCII)),
    Field.YOUTUBE: (IdKind.YOUTUBE, re.compile(r"[\w-]{11}", re.ASCII)),
}
_LINKS = (Field.LINK, Field.MB_RECORDING, *_BARE_IDS)
# Exportify joins the names of artists; a comma inside one is escaped, or has a space behind it, or a digit.
_ESCAPED_COMMA = re.compile(r"(?<!\\),\s*")
_BARE_COMMA = re.compile(r"(?<!\d),(?=\S)|,(?=[^\s\d])")


@dataclass(frozen=True, slots=True)
class _Layout:
    """How the rows are read: where which field is, and whether the first row is headings."""

    places: Mapping[Field, int]
    header: tuple[str, ...]


def looks_like_table(text: str) -> bool:
    """Tell whether the first line has headings that name a title."""
    return any(Field.TITLE in guess_columns(row) for _, row in _first_rows(text))


def is_one_column(text: str) -> bool:
    """Tell whether no line of the beginning has a delimiter."""
    return not any(delimiter in text[:65_536] for delimiter in _DELIMITERS)


def parse_table(name: str, text: str, options: Mapping[str, str], *, tabs: bool = False) -> ParsedPlaylist:
    """Read a whole table. Raises UnknownColumns, UnreadablePlaylist, InvalidInput."""
    rows = _rows(name, text, options, tabs=tabs)
    layout = _layout(name, rows, options)
    body = rows[1:] if layout.header else rows
    wanted = options.get("playlist", "").strip()
    collector, names = Collector(), Counter[str]()
    for row in body:
        cells = {kind: row[place] for kind, place in layout.places.items() if place < len(row)}
        playlist = clean(cells.get(Field.PLAYLIST, ""))
        if wanted and playlist != wanted:
            continue
        names[playlist] += 1
        _add(collector, cells, layout.header)
    called = [playlist for playlist in names if playlist]
    several = (f"The file holds {len(called)} playlists; all were taken.",) if len(called) > 1 else ()
    return ParsedPlaylist(
        name=called[0] if len(called) == 1 else "",
        found=collector.found(),
        columns={
            kind.value: clean(layout.header[place]) if layout.header else str(place + 1)
            for kind, place in layout.places.items()
        },
        header=tuple(clean(cell) for cell in layout.header),
        odd=several,
    )


def _first_rows(text: str) -> Iterable[tuple[str, list[str]]]:
    line = next((line for line in text[:65_536].splitlines() if line.strip()), "")
    for delimiter in _DELIMITERS:
        try:
            yield delimiter, next(csv.reader([line], delimiter=delimiter), [])
        except csv.Error:
            continue


def _rows(name: str, text: str, options: Mapping[str, str], *, tabs: bool) -> list[list[str]]:
    told = text[:6].lower()
    if told.startswith("sep=") and len(told) > 4 and told[4] in _DELIMITERS:  # noqa: PLR2004 -- Excel's first line
        delimiter, text = told[4], text[5:]
    else:
        delimiter = "\t" if tabs and "\t" in text[:65_536] else _sniff(text)
    asked = options.get("delimiter", "").strip(" ")
    asked = _NAMED_DELIMITERS.get(asked, asked)
    if asked:
        if asked not in _DELIMITERS:
            raise UnreadablePlaylist(f"{name}: {asked[:10]!r} is not a delimiter.", name=name)
        delimiter = asked
    try:
        source = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
        rows = [row for row in source if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise UnreadablePlaylist(f"{name} is not a table: {error}.", name=name) from error
    if any(cell.count("\n") > _CELL_LINES for row in rows for cell in row):
        raise UnreadablePlaylist(f"{name} has a quote that is never closed.", name=name)
    if not rows:
        raise UnreadablePlaylist(f"{name} is empty.", name=name)
    return rows


def _sniff(text: str) -> str:
    for delimiter, row in _first_rows(text):
        if Field.TITLE in guess_columns(row):
            if len(row) > 1:
                return delimiter
            break
    lines = [line for line in text[:65_536].splitlines()[:_SAMPLE_LINES] if line.strip()]
    counts = {delimiter: [line.count(delimiter) for line in lines] for delimiter in _DELIMITERS}
    # The one that stands in every line, as often as in the others; then the one that stands there most.
    return max(_DELIMITERS, key=lambda one: (min(counts[one]) > 0, -len(set(counts[one])), sum(counts[one])))


def _layout(name: str, rows: Sequence[Sequence[str]], options: Mapping[str, str]) -> _Layout:
    first, width = rows[0], max(len(row) for row in rows[:_SAMPLE_LINES])
    said, guessed = said_columns(options), guess_columns(first)
    has_header = _has_header(said, guessed, options.get("header", ""))
    header = tuple(first) if has_header else ()
    places = dict(guessed) if has_header else {}
    places |= {kind: place_of(name, value, header, width) for kind, value in said.items()}
    if not has_header and not said:
        places = {Field.ARTIST: 0, Field.TITLE: 1} if width > 1 else {Field.TITLE: 0}
    if Field.TITLE not in places:
        raise unknown(name, first)
    return _Layout(places, header)


def _has_header(said: Mapping[Field, str], guessed: Mapping[Field, int], option: str) -> bool:
    if option.strip().lower() in {"no", "false", "off", "0"}:
        return False
    if option.strip() or guessed:
        return True
    # Nothing in the first row is known: it is data when the user gave numbers for columns.
    return not (said and all(value.isdigit() for value in said.values()))


def _add(collector: Collector, cells: Mapping[Field, str], header: Sequence[str]) -> None:
    milliseconds = cells.get(Field.DURATION_MS, "")
    collector.add(
        title=cells.get(Field.TITLE, ""),
        artists=_artists(cells.get(Field.ARTIST, ""), cells.get(Field.ARTIST_LINKS), header),
        album=cells.get(Field.ALBUM, ""),
        duration=read_duration(milliseconds, milliseconds=True)
        or read_duration(cells.get(Field.DURATION, "")),
        disc=read_count(cells.get(Field.DISC, "")),
        number=read_count(cells.get(Field.NUMBER, "")),
        ids=frozenset(_ids(cells)),
        path=cells.get(Field.PATH),
    )


def _ids(cells: Mapping[Field, str]) -> Iterable[ExternalId]:
    isrc = parse_isrc(cells.get(Field.ISRC, ""))
    if isrc:
        yield isrc
    for kind in _LINKS:
        value = cells.get(kind, "").strip()
        if not value:
            continue
        external = read_identifier(value)
        if external:
            yield external
        elif kind in _BARE_IDS and _BARE_IDS[kind][1].fullmatch(value):
            yield ExternalId(_BARE_IDS[kind][0], value)


def _artists(said: str, links: str | None, header: Sequence[str]) -> tuple[str, ...]:
    """Split only where Exportify joined: one comma may be part of a name, as many links as names tell."""
    if "Artist Name(s)" not in header or not ("," in said or ";" in said):
        return (said,)
    pieces = said.split(";") if ";" in said else _ESCAPED_COMMA.split(said)
    if links is not None:
        if len(pieces) != len(links.split(",")) and len(pieces) != len(links.split(";")):
            pieces = [said]
    elif ";" not in said and "\\," not in said and "Track Duration (ms)" not in header:
        pieces = _BARE_COMMA.split(said)
    return tuple(piece.replace("\\,", ",").strip() for piece in pieces)
