"""Tables for spreadsheets: cells that they would run as formulas are quoted."""

import csv
import io
from collections.abc import Iterable, Sequence

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def table_of(columns: Sequence[str], rows: Iterable[Sequence[str | int | None]]) -> str:
    """Return CSV with a row of headings; None is an empty cell, numbers stand as they are."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_safe(cell) if isinstance(cell, str) else cell for cell in row])
    return text.getvalue()


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
