"""How the C library keeps memory: all threads share one heap."""

import ctypes
from contextlib import suppress

_ARENA_MAX = -8
"""M_ARENA_MAX of glibc's malloc.h."""


def share_one_heap() -> None:
    """Keep glibc from giving each thread a heap of its own, of which most stays unused; call before threads.

    Threads of Python take turns anyway, so nothing waits for it. Other C libraries have no such setting.
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_ARENA_MAX, 1)
