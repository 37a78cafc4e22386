"""What of a secret may come to light in a text: itself, and those parts of it that are one alone."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import parse_qsl, unquote, urlsplit

SHORTEST = 8
"""What is shorter may be any word: masked it would blank what has nothing to do with it."""

_COOKIE = re.compile(r"[\w!#$%&'*+.^`|~-]+=([^\s;,\"]+)")
_PLAIN = re.compile(r"true|false|[\d.:+TZ-]+")
"""Switches, numbers and times lie among secrets, and are none."""


def parts_of(secret: str) -> Iterator[str]:
    """Yield what is to be masked of it.

    An address is shown for what it is, without the password and what is asked in it. Of JSON and of cookies
    each value counts by itself: no text has the whole of a browser's headers.
    """
    text = secret.strip()
    if _PLAIN.fullmatch(text):
        return
    if "://" in text and not any(letter.isspace() for letter in text):
        yield from _of_address(text)
        return
    if text.startswith("{"):
        with suppress(ValueError, RecursionError):
            inside = json.loads(text)
            if isinstance(inside, dict):
                for value in inside.values():
                    yield from parts_of(value) if isinstance(value, str) else ()
    if "; " in text or "\n" in text:
        yield from (value for value in _COOKIE.findall(text) if _counts(value))
    if _counts(text):
        yield text


def _of_address(text: str) -> Iterator[str]:
    with suppress(ValueError):
        parts = urlsplit(text)
        values = [parts.password or "", *(value for _, value in parse_qsl(parts.query))]
        for value in values:
            if _counts(value):
                yield value
                yield unquote(value)


def _counts(value: str) -> bool:
    return len(value) >= SHORTEST and _PLAIN.fullmatch(value) is None
