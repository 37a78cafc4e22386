"""Values out of the library's dictionaries. What is of another kind than expected is not there."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import cast

from syncopate.domain.ids import ExternalId, IdKind

type Raw = Mapping[str, object]


def video_ids(video: object) -> frozenset[ExternalId]:
    """Return the id of a video as one of its recording."""
    key = text(video)
    return frozenset({ExternalId(IdKind.YOUTUBE, key)} if key else ())


def inside(raw: Raw, name: str) -> Raw:
    """Return a thing in a thing, an empty one where there is none."""
    value = raw.get(name)
    return cast("Raw", value) if isinstance(value, dict) else {}


def many(value: object) -> Sequence[Raw]:
    """Return the things of a list."""
    return [cast("Raw", one) for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def names(value: object) -> tuple[str, ...]:
    """Return the names of things, each once."""
    return tuple(dict.fromkeys(name for one in many(value) if (name := text(one.get("name")))))


def text(value: object) -> str | None:
    """Return a text that says something."""
    return value.strip() or None if isinstance(value, str) else None


def number(value: object) -> int | None:
    """Return a whole number, which may be a text."""
    if isinstance(value, str) and value.replace(",", "").isdecimal():
        return int(value.replace(",", ""))
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def year(raw: Raw) -> int | None:
    """Return the year of an album."""
    return number(raw.get("year")) or None


def duration(raw: Raw) -> timedelta | None:
    """Return how long something is."""
    seconds = number(raw.get("duration_seconds"))
    return timedelta(seconds=seconds) if seconds else None


def picture(raw: Raw) -> str | None:
    """Return the largest picture, which stands last."""
    return next((url for one in reversed(many(raw.get("thumbnails"))) if (url := text(one.get("url")))), None)
