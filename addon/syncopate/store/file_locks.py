"""Locks of open files, as Linux and macOS have them or Windows; they end with the process that holds them."""

import errno
from importlib import import_module
from typing import Any


def _module(name: str) -> Any:
    """Return a module that not every system has, None on others."""
    try:
        return import_module(name)
    except ImportError:
        return None


_POSIX, _WINDOWS = _module("fcntl"), _module("msvcrt")


def lock_file(file: int) -> None:
    """Lock an open file for this process alone, by its descriptor.

    Raises BlockingIOError when another holds it, OSError where files cannot be locked.
    """
    if _POSIX is not None:
        _POSIX.flock(file, _POSIX.LOCK_EX | _POSIX.LOCK_NB)
    elif _WINDOWS is not None:
        try:
            _WINDOWS.locking(file, _WINDOWS.LK_NBLCK, 1)
        except PermissionError as error:
            raise BlockingIOError(*error.args) from error
    else:
        raise OSError(errno.ENOTSUP, "this system has no locks")
