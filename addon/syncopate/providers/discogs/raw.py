"""Pieces of raw answers. What is of another kind than told is not there."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import cast

type Raw = Mapping[str, object]

_CLOCK = re.compile(r"(?:([0-9]+):)?([0-9]{1,3}):([0-5][0-9])")
_SAME_NAME = re.compile(r" \([0-9]+\)$")
"""Artists that are called alike are numbered."""
_VARIOUS = "194"
"""The artist that stands for many."""


def text(raw: Raw, name: str) -> str:
    """Return a text on one line, "" where there is none."""
    value = raw.get(name)
    return " ".join(value.split()) if isinstance(value, str) else ""


def whole(raw: Raw, name: str) -> int | None:
    """Return a whole number over 0, also one that is written as text, else None."""
    value = raw.get(name)
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def inside(raw: Raw, name: str) -> Raw:
    """Return a thing in a thing, an empty one where there is none."""
    value = raw.get(name)
    return cast("Raw", value) if isinstance(value, dict) else {}


def many(raw: Raw, name: str) -> list[Raw]:
    """Return the things of a list."""
    value = raw.get(name)
    return [cast("Raw", one) for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def artists_of(raw: Raw) -> tuple[str, ...]:
    """Return the artists as they are credited there, none where it is by various ones."""
    names = (
        plain_name(text(one, "anv") or text(one, "name"))
        for one in many(raw, "artists")
        if str(one.get("id")) != _VARIOUS
    )
    return tuple(dict.fromkeys(name for name in names if name))


def plain_name(name: str) -> str:
    """Return a name without the number that tells it from others, e.g. "Nirvana (2)"."""
    return _SAME_NAME.sub("", name).strip()


def length_of(told: str) -> timedelta | None:
    """Return how long a track is: "5:48", "1:02:03"; None where nobody wrote it."""
    found = _CLOCK.fullmatch(told.strip())
    if found is None:
        return None
    length = timedelta(hours=int(found[1] or 0), minutes=int(found[2]), seconds=int(found[3]))
    return length or None
