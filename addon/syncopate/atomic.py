"""Writing a file whole or not at all."""

import errno
import hashlib
import os
import stat
from contextlib import ExitStack
from pathlib import Path

from syncopate.errors import DiskFull, FolderNotWritable, WriteFailed

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_FORBIDDEN = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


def write_failure(error: OSError, path: Path) -> WriteFailed:
    """Return the error that says why a file could not be written."""
    if error.errno in _FULL:
        return DiskFull(path=str(path))
    if error.errno in _FORBIDDEN:
        return FolderNotWritable(path=str(path.parent))
    return WriteFailed(f"{path} cannot be written: {error.strerror}.", path=str(path))


def name_beside(path: Path) -> Path:
    """Return where a file is written before it takes its place.

    It is named by its target: what a crash left behind is taken over by the next try.
    """
    mark = hashlib.sha256(os.fsencode(path.name)).hexdigest()[:16]
    return path.with_name(f".syncopate-{mark}.tmp")


def replace_file(path: Path, data: bytes) -> None:
    """Put `data` in the place of a file; until it is whole and on the disk the old one stays.

    Raises DiskFull, FolderNotWritable, WriteFailed.
    """
    beside = name_beside(path)
    try:
        beside.unlink(missing_ok=True)
        with ExitStack() as undo:
            undo.callback(beside.unlink, missing_ok=True)
            _write(beside, data, _mode(path))
            _verify(beside, data, path)
            beside.replace(path)
            undo.pop_all()
        sync_folder(path.parent)
    except OSError as error:
        raise write_failure(error, path) from error


def _write(path: Path, data: bytes, mode: int | None) -> None:
    with path.open("xb") as file:
        if mode is not None:
            os.fchmod(file.fileno(), mode)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _verify(beside: Path, data: bytes, path: Path) -> None:
    if beside.read_bytes() != data:
        raise WriteFailed(f"{path} reads back otherwise than written.", path=str(path))


def _mode(path: Path) -> int | None:
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except FileNotFoundError:
        return None


def sync_folder(folder: Path) -> None:
    """Have the disk keep what was named, renamed or removed in a folder. Raises OSError."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        # Some network file systems cannot sync a folder; the file itself is safe.
        if error.errno not in {errno.EINVAL, errno.ENOTSUP}:
            raise
    finally:
        os.close(handle)
