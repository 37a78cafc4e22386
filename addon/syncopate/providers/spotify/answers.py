"""Raw answers taken apart: things in things, lists, pages. What is of another kind than told is not there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast
from urllib.parse import parse_qs, urlsplit

from syncopate.errors import OddAnswer
from syncopate.providers.spotify.wire import WHAT

type Raw = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page[T]:
    """A part of a list that begins at `start`; the next one begins at `after`, None: there is none.

    `size` counts what was left out, too; `limit` is how much of the list it covers, which may be more.
    """

    items: tuple[T, ...]
    size: int
    total: int | None
    start: int = 0
    limit: int = 0
    after: int | None = None


def thing(raw: object) -> Raw:
    """Return an object. Raises OddAnswer for something else."""
    if not isinstance(raw, dict):
        raise OddAnswer(account=WHAT)
    return cast("Raw", raw)


def inside(raw: Raw, name: str) -> Raw:
    """Return a thing in a thing, an empty one where there is none."""
    value = raw.get(name)
    return cast("Raw", value) if isinstance(value, dict) else {}


def many(raw: Raw, name: str) -> list[Raw]:
    """Return the things of a list."""
    value = raw.get(name)
    return [cast("Raw", one) for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def text(raw: Raw, name: str) -> str | None:
    """Return a text that says something."""
    value = raw.get(name)
    return value.strip() or None if isinstance(value, str) else None


def whole(raw: Raw, name: str) -> int | None:
    """Return a whole number from 0, else None."""
    value = raw.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def moment(raw: Raw, name: str) -> datetime | None:
    """Return a point in time; very old playlists do not know when something was added."""
    try:
        found = datetime.fromisoformat(text(raw, name) or "")
    except ValueError:
        return None
    return None if found.year <= 1970 else found if found.tzinfo else found.replace(tzinfo=UTC)  # noqa: PLR2004


def page[T](raw: object, each: Callable[[Raw], T | None], nothing: T | None = None) -> Page[T]:
    """Return a page, without what is None; `nothing` is what stands for a place with nothing in it.

    Raises OddAnswer for something else.
    """
    held = thing(raw)
    items = held.get("items")
    if not isinstance(items, list):
        raise OddAnswer(account=WHAT)
    made = (each(cast("Raw", one)) if isinstance(one, dict) else nothing for one in items)
    return Page(
        items=tuple(one for one in made if one is not None),
        size=len(items),
        total=whole(held, "total"),
        start=whole(held, "offset") or 0,
        limit=max(whole(held, "limit") or 0, len(items)),
        after=_after(held),
    )


def _after(held: Raw) -> int | None:
    """Return where the next page begins; of its address only that is taken, the host and path are ours."""
    address = text(held, "next")
    if address is None:
        return None
    said = parse_qs(urlsplit(address).query).get("offset", [""])[-1]
    return int(said) if said.isascii() and said.isdecimal() else -1
