"""What is saved of a mirror as files: its format and their names, kept among its options."""

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import Connection, select, update

from syncopate.domain.export import ExportFormat
from syncopate.domain.match import Verdict
from syncopate.errors import NotFound
from syncopate.store.mirrors import Mirror
from syncopate.store.tables import matches, mirrors

_FORMAT = "export"
_FILES = "export.file"
_BETWEEN = "/"
"""Between the names of files: no name has it."""


def format_of(mirror: Mirror) -> ExportFormat | None:
    """Return what it is saved as after each sync, None: as nothing."""
    said = mirror.options.get(_FORMAT)
    return ExportFormat(said) if said in {item.value for item in ExportFormat} else None


def files_of(mirror: Mirror) -> tuple[str, ...]:
    """Return the names of the files that are ours: the one in use, then those that have yet to go."""
    return _names(mirror.options)


def choose(connection: Connection, mirror_id: str, form: ExportFormat | None) -> None:
    """Have it saved as that. Raises NotFound."""
    _change(connection, mirror_id, _FORMAT, None if form is None else form.value)


def set_files(connection: Connection, mirror_id: str, names: Sequence[str]) -> None:
    """Remember which files are ours. Raises NotFound."""
    _change(connection, mirror_id, _FILES, _BETWEEN.join(names) or None)


def claim(
    connection: Connection, mirror_id: str, choosing: Callable[[Sequence[str], frozenset[str]], str]
) -> tuple[str, ...]:
    """Choose a name by the files that are ours and those of the others, make it ours, and return all of ours.

    It is known before the file is there: what a crash leaves behind is found again. Raises NotFound.
    """
    ours: tuple[str, ...] = ()
    others: set[str] = set()
    for row in connection.execute(select(mirrors.c.id, mirrors.c.options)):
        if row.id == mirror_id:
            ours = _names(row.options)
        else:
            others.update(_names(row.options))
    name = choosing(ours, frozenset(others))
    found = tuple(dict.fromkeys((name, *ours)))
    if found != ours:
        set_files(connection, mirror_id, found)
    return found


def found(connection: Connection, target_id: str) -> Mapping[int, tuple[Verdict, str | None]]:
    """Return the verdict about each entry of a target, by position, and the key of its track."""
    rows = connection.execute(
        select(matches.c.position, matches.c.verdict, matches.c.track_key).where(
            matches.c.target_id == target_id
        )
    )
    return {row.position: (Verdict(row.verdict), row.track_key) for row in rows}


def _names(options: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(name for name in options.get(_FILES, "").split(_BETWEEN) if name)


def _change(connection: Connection, mirror_id: str, option: str, value: str | None) -> None:
    asked = select(mirrors.c.options).where(mirrors.c.id == mirror_id).with_for_update()
    row = connection.execute(asked).first()
    if row is None:
        raise NotFound(what="playlist", id=mirror_id)
    options = {name: said for name, said in row.options.items() if name != option}
    if value is not None:
        options[option] = value
    connection.execute(update(mirrors).where(mirrors.c.id == mirror_id).values(options=options))
