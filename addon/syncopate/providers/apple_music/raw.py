"""What is in answers, looked at with care: what is of another kind than told is not there."""

from collections.abc import Mapping
from datetime import timedelta
from typing import cast

type Raw = Mapping[str, object]

WHAT = "Apple Music"


def inside(raw: Raw, *names: str) -> Raw:
    """Return a thing in a thing in a thing, an empty one where there is none."""
    for name in names:
        value = raw.get(name)
        if not isinstance(value, dict):
            return {}
        raw = cast("Raw", value)
    return raw


def many(raw: Raw, name: str) -> list[Raw]:
    """Return the things of a list."""
    value = raw.get(name)
    return [cast("Raw", one) for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def text(raw: Raw, name: str) -> str | None:
    """Return a text that says something; ids are numbers in some answers."""
    value = raw.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value.strip() or None if isinstance(value, str) else None


def whole(raw: Raw, name: str) -> int | None:
    """Return a whole number over 0, else None."""
    value = raw.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def count(raw: Raw, name: str) -> int | None:
    """Return a whole number, 0 too, else None."""
    value = raw.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def milliseconds(raw: Raw, name: str) -> timedelta | None:
    """Return a duration given in milliseconds."""
    value = whole(raw, name)
    return None if value is None else timedelta(milliseconds=value)
