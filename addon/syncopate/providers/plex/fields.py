"""Reading the fields of an answer, whatever it is about. They raise OddAnswer for what is none."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from syncopate.errors import OddAnswer

type Raw = Mapping[str, object]

WHAT = "Plex"
"""What the server is called in errors."""


def listed(raw: Raw, name: str) -> Iterator[Raw]:
    """Give the elements of a list, which is left out when it is empty."""
    value = raw.get(name, ())
    if not isinstance(value, list | tuple) or not all(isinstance(one, Mapping) for one in value):
        raise OddAnswer(account=WHAT)
    yield from value


def text(raw: Raw, name: str) -> str | None:
    """Return a text, also where it is written as a number; None when it is empty."""
    value = raw.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return str(value).replace("\0", "").strip() or None


def needed(raw: Raw, name: str) -> str:
    """Return a text that every such answer has."""
    value = text(raw, name)
    if value is None:
        raise OddAnswer(account=WHAT)
    return value


def number(raw: Raw, name: str) -> int | None:
    """Return a whole number, also where it is written as a text."""
    value = raw.get(name)
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else None


def positive(raw: Raw, name: str) -> int | None:
    """Return a number above zero, None for others."""
    value = number(raw, name)
    return value if value is not None and value > 0 else None


def flag(raw: Raw, name: str) -> bool:
    """Tell whether something is said to be so."""
    return raw.get(name) in (True, 1, "1", "true")


def moment(raw: Raw, name: str) -> datetime | None:
    """Return a moment told in seconds, None where it is none."""
    seconds = positive(raw, name)
    try:
        return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
    except ValueError, OverflowError, OSError:
        return None
