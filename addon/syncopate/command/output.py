"""What commands print: tables and progress for people, one JSON document for programs."""

import dataclasses
import json
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta, tzinfo
from enum import Enum
from types import TracebackType
from typing import TYPE_CHECKING, Self

from syncopate.domain.run import Progress

if TYPE_CHECKING:
    # Loaded where it is used: what serves prints lines only, and does without its memory.
    from rich.console import Console
    from rich.progress import Progress as Bar, TaskID


def console() -> Console:
    """Return the console for people; wide enough for a table when it is no terminal."""
    from rich.console import Console  # noqa: PLC0415 -- see above

    plain = Console()
    return plain if plain.is_terminal else Console(width=160)


def print_json(value: object) -> None:
    """Print one document, alone on standard output."""
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2, default=_plain)
    sys.stdout.write("\n")


def print_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table; names from outside are text, never markup."""
    from rich.table import Table  # noqa: PLC0415

    table = Table(title=title, title_justify="left", header_style="bold", show_edge=False, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(_printable(cell) for cell in row))
    out = console()
    out.print(table, markup=False)
    out.print()


def say(text: str) -> None:
    """Print a line for people."""
    print(_printable(text))


def complain(text: str) -> None:
    """Print a line of trouble."""
    print(_printable(text), file=sys.stderr)


def words(key: str) -> str:
    """Return a key of ours as words: "no_counterpart" is "no counterpart"."""
    return key.replace("_", " ")


def moment(at: datetime, zone: tzinfo) -> str:
    """Return a moment as the clocks of the household show it, to the minute."""
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"


def _printable(text: str) -> str:
    """Keep names from steering the terminal, or breaking it where they are no UTF-8."""
    clean = "".join(letter if letter.isprintable() else "�" for letter in text)
    return clean.encode("utf-8", "replace").decode("utf-8")


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return int(value.total_seconds() * 1000)
    if isinstance(value, frozenset | set):
        return sorted(str(item) for item in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {item.name: getattr(value, item.name) for item in dataclasses.fields(value)}
    return str(value)


class ProgressBars:
    """Progress on standard error: a bar on a terminal, plain lines elsewhere, nothing when quiet."""

    def __init__(self, *, quiet: bool) -> None:
        from rich.console import Console  # noqa: PLC0415

        self._quiet = quiet
        self._console = Console(stderr=True)
        self._bar: Bar | None = None
        self._task: TaskID | None = None
        self._last = ""

    def __enter__(self) -> Self:
        if not self._quiet and self._console.is_terminal:
            from rich.progress import (  # noqa: PLC0415
                BarColumn,
                MofNCompleteColumn,
                Progress as Bar,
                TextColumn,
            )

            columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
            self._bar = Bar(*columns, console=self._console, transient=True)
            self._bar.start()
            self._task = self._bar.add_task("", total=None)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    async def report(self, progress: Progress) -> None:
        """Show how far it is."""
        if self._quiet:
            return
        if self._bar is not None and self._task is not None:
            self._bar.update(
                self._task,
                description=_printable(progress.current)[:60],
                completed=progress.done,
                total=progress.total or None,
            )
        elif progress.current and progress.current != self._last:
            self._last = progress.current
            count = f"{progress.done}/{progress.total} " if progress.total else ""
            print(f"{count}{_printable(progress.current)}", file=sys.stderr)
