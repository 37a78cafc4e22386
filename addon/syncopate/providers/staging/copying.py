"""Taking a copy out of the staging folder: whole and on the disk, or not at all. All of it blocks."""

import os
import shutil
from contextlib import ExitStack
from pathlib import Path

from syncopate.atomic import write_failure
from syncopate.errors import Conflict
from syncopate.providers.staging.places import file_of, size_of


def copy_out(root: Path, offer: str, target: Path) -> None:
    """Copy the file of an offer; what lies at `target` already with its size is taken for it.

    Raises NotFound, AccessDenied, Conflict for a file that is no longer as it was, and WriteFailed.
    """
    wanted = size_of(offer)
    if is_there(target, wanted):
        return
    source = file_of(root, offer)
    if source.stat().st_size != wanted:
        raise Conflict(f"{source.name} is not as it was when it was offered.")
    beside = target.with_name(f".{target.name[-200:]}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        beside.unlink(missing_ok=True)
        with ExitStack() as undo:
            undo.callback(beside.unlink, missing_ok=True)
            _copied(source, beside)
            if beside.stat().st_size != wanted:
                raise Conflict(f"{source.name} changed while it was copied.")
            beside.replace(target)
            undo.pop_all()
        _sync(target.parent)
    except OSError as error:
        raise write_failure(error, target) from error


def is_there(target: Path, size: int | None) -> bool:
    """Tell whether a copy lies where it is to lie, whole."""
    try:
        about = target.lstat()
    except OSError:
        return False
    return size is not None and about.st_size == size


def _copied(source: Path, target: Path) -> None:
    # Between the look and the opening it may have become a link.
    reading = os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(reading, "rb") as file, target.open("xb") as copy:
        shutil.copyfileobj(file, copy, 1 << 20)
        copy.flush()
        os.fsync(copy.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
