"""Asking before something is taken away."""

import asyncio
import sys

from syncopate.command import output
from syncopate.errors import InvalidInput

_YES = frozenset({"y", "yes"})


async def agreed(consequence: str, *, yes: bool) -> bool:
    """Return whether it may be done: `yes` says so, else a terminal is asked.

    Raises InvalidInput, with what would become of it, where there is neither.
    """
    if yes:
        return True
    if not sys.stdin.isatty():
        raise InvalidInput(f"{consequence}: say --yes.", field="yes")
    return await asked(f"{consequence}.")


async def asked(question: str) -> bool:
    """Return whether whoever is at the terminal, or what comes from a pipe, says yes; silence is no."""
    for part in question.splitlines():
        output.complain(part)
    return await asyncio.to_thread(_asked) in _YES


def _asked() -> str:
    sys.stderr.write("Do it? [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower()
