"""JSON as both services answer it, looked at with care: what is of another kind than told is not there."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import cast

from syncopate.errors import OddAnswer

type Raw = Mapping[str, object]

_YEAR = re.compile(r"\d{4}")


def thing(value: object, what: str) -> Raw:
    """Return an object. Raises OddAnswer for anything else."""
    if isinstance(value, dict):
        return cast("Raw", value)
    raise OddAnswer(account=what)


def things(raw: Raw, name: str, what: str) -> Sequence[Raw]:
    """Return the objects of a list that has to be there. Raises OddAnswer where it is not."""
    value = raw.get(name)
    if isinstance(value, list):
        return [thing(one, what) for one in value]
    raise OddAnswer(account=what)


def listed(raw: Raw, name: str) -> Sequence[Raw]:
    """Return the objects of a list that may be there."""
    value = raw.get(name)
    return [cast("Raw", one) for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def inside(raw: Raw, name: str) -> Raw:
    """Return an object in an object, an empty one where there is none."""
    value = raw.get(name)
    return cast("Raw", value) if isinstance(value, dict) else {}


def text(raw: Raw, name: str) -> str | None:
    """Return a text that says something, else None."""
    value = raw.get(name)
    return value.strip() or None if isinstance(value, str) else None


def texts(raw: Raw, name: str) -> tuple[str, ...]:
    """Return the texts of a list; a single one may stand without the list around it."""
    value = raw.get(name)
    found = value if isinstance(value, list) else [value]
    return tuple(one.strip() for one in found if isinstance(one, str) and one.strip())


def whole(raw: Raw, name: str) -> int | None:
    """Return a whole number of 0 or more, else None."""
    value = raw.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def millis(raw: Raw, name: str) -> timedelta | None:
    """Return a duration told in milliseconds, None for 0 and what is none."""
    value = whole(raw, name)
    return timedelta(milliseconds=value) if value else None


def moment(raw: Raw, name: str) -> datetime | None:
    """Return a moment, in UTC where no zone is told; some are told in seconds since 1970."""
    seconds = whole(raw, name)
    try:
        if seconds is not None:
            return datetime.fromtimestamp(seconds, UTC)
        found = datetime.fromisoformat(text(raw, name) or "")
    except ValueError, OverflowError, OSError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def year(raw: Raw, name: str) -> int | None:
    """Return the year of a date that may be told in part: "1969", "1969-09-26"."""
    found = _YEAR.match(text(raw, name) or "")
    return int(found[0]) or None if found else None
