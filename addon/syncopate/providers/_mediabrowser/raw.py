"""JSON as such servers answer it, looked at with care: what is of another kind than told is not there."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import cast

from syncopate.errors import OddAnswer

type Raw = Mapping[str, object]


def thing(value: object, what: str) -> Raw:
    """Return an object. Raises OddAnswer for anything else."""
    if isinstance(value, dict):
        return cast("Raw", value)
    raise OddAnswer(account=what)


def things(value: object, what: str) -> Sequence[Raw]:
    """Return a list of objects. Raises OddAnswer for anything else."""
    if isinstance(value, list):
        return [thing(one, what) for one in value]
    raise OddAnswer(account=what)


def text(raw: Raw, name: str) -> str | None:
    """Return a text that says something, else None."""
    value = raw.get(name)
    return value.strip() or None if isinstance(value, str) else None


def texts(raw: Raw, name: str) -> tuple[str, ...]:
    """Return the texts of a list."""
    value = raw.get(name)
    found = value if isinstance(value, list) else []
    return tuple(one.strip() for one in found if isinstance(one, str) and one.strip())


def whole(raw: Raw, name: str) -> int | None:
    """Return a whole number of 0 or more, else None."""
    value = raw.get(name)
    good = isinstance(value, int) and not isinstance(value, bool) and value >= 0
    return value if good and isinstance(value, int) else None


def inside(raw: Raw, name: str) -> Raw:
    """Return an object in an object, an empty one where there is none."""
    value = raw.get(name)
    return cast("Raw", value) if isinstance(value, dict) else {}


def listed(raw: Raw, name: str) -> Sequence[Raw]:
    """Return the objects of a list in an object."""
    value = raw.get(name)
    return [cast("Raw", one) for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def moment(raw: Raw, name: str) -> datetime | None:
    """Return a moment as .NET writes it, with seven digits after the point."""
    value = text(raw, name)
    if value is None:
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
