"""Memory: one heap for all threads, and no search for garbage while much is made and kept."""

import ctypes
import gc
from collections.abc import Generator
from contextlib import contextmanager, suppress

_ARENA_MAX = -8
"""M_ARENA_MAX of glibc's malloc.h."""


def share_one_heap() -> None:
    """Keep glibc from giving each thread a heap of its own, of which most stays unused; call before threads.

    Threads of Python take turns anyway, so nothing waits for it. Other C libraries have no such setting.
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_ARENA_MAX, 1)


@contextmanager
def collecting_later() -> Generator[None]:
    """Search for no cycles of garbage while a block runs.

    Whoever makes a million objects that all stay has them looked through again and again in vain: a third
    of the time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
