"""JSON as Trakt answers it, looked at with care: what is of another kind than told is not there."""

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import cast

WHAT = "Trakt"

type Raw = Mapping[str, object]


def parsed(content: bytes) -> object:
    """Return what a body holds, None where that is no JSON."""
    with suppress(ValueError, RecursionError):
        found: object = json.loads(content)
        return found
    return None


def thing(value: object) -> Raw | None:
    """Return an object, None for anything else."""
    return cast("Raw", value) if isinstance(value, Mapping) else None


def things(value: object) -> list[Raw]:
    """Return the objects of a list; what is no list has none."""
    values = value if isinstance(value, list) else []
    return [raw for one in values if (raw := thing(one)) is not None]


def inside(raw: Raw, name: str) -> Raw:
    """Return an object in an object, an empty one where there is none."""
    return thing(raw.get(name)) or {}


def text(raw: Raw, name: str) -> str | None:
    """Return a text that says something."""
    value = raw.get(name)
    return value.strip() or None if isinstance(value, str) else None


def whole(raw: Raw, name: str) -> int | None:
    """Return a whole number of 0 or more."""
    value = raw.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def moment(raw: Raw, name: str) -> datetime | None:
    """Return a time; one without a zone is meant in UTC, as all of Trakt's are."""
    said = text(raw, name)
    with suppress(ValueError):
        found = datetime.fromisoformat(said or "")
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    return None
