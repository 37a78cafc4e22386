"""Remembering what was made of texts that come again and again."""

from collections.abc import Callable
from functools import lru_cache, update_wrapper

_LONGEST = 400
"""Texts longer than this are not remembered: few come again, and a thousand of them could fill the memory."""
LONGEST_PATH = 4096
"""The same for paths."""


def remembered[R](most: int, longest: int = _LONGEST) -> Callable[[Callable[[str], R]], Callable[[str], R]]:
    """Remember what a function of a text returns, for the last `most` texts, none longer than `longest`."""

    def decorate(function: Callable[[str], R]) -> Callable[[str], R]:
        known = lru_cache(maxsize=most)(function)

        def recall(text: str) -> R:
            return known(text) if len(text) <= longest else function(text)

        return update_wrapper(recall, function)

    return decorate
