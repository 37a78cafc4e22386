"""CSV of all entries, for spreadsheets."""

from collections.abc import Iterator

from syncopate.domain.ids import IdKind
from syncopate.sync.formats.exported import Exported, Row, artists_line, one_line, path_bytes
from syncopate.sync.formats.uris import link_of
from syncopate.sync.spreadsheet import table_of

_COLUMNS = (
    *("position", "title", "artists", "album", "duration", "isrc", "link"),
    *("verdict", "path", "added_at"),
)


def write_csv(exported: Exported) -> bytes:
    """Write it in UTF-8, with the mark by which spreadsheets read it so; positions count from 1."""
    rows = (tuple(_cells(row, number, exported.linked_by)) for number, row in enumerate(exported.rows, 1))
    return table_of(_COLUMNS, rows).encode("utf-8-sig")


def _cells(row: Row, number: int, linked_by: IdKind | None) -> Iterator[str | int | None]:
    entry = row.entry
    yield number
    yield one_line(entry.title)
    yield artists_line(entry)
    yield one_line(entry.album or "")
    yield _clock(row)
    yield next((item.value for item in sorted(row.ids) if item.kind is IdKind.ISRC), None)
    yield link_of(row.ids, linked_by)
    yield row.verdict.value
    yield None if row.path is None else one_line(path_bytes(row.path).decode("utf-8", "replace"))
    yield None if entry.added_at is None else entry.added_at.isoformat()


def _clock(row: Row) -> str | None:
    """Return the length as 3:45 or 1:02:03."""
    if row.duration is None:
        return None
    minutes, seconds = divmod(round(row.duration.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
