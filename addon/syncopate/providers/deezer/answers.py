"""Answers of Deezer as they come: JSON, and HTTP 200 also for errors, which have a code inside."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import cast

from syncopate.errors import (
    LoginLacksRights,
    LoginRejected,
    NotFound,
    OddAnswer,
    RateLimited,
    SyncopateError,
    Unreachable,
)

type Raw = Mapping[str, object]

WHAT = "Deezer"
QUOTA_SECONDS = 5.0
"""What the quota is counted by: after that long there is a new one."""


class Code(IntEnum):
    """What errors mean that can be met without a login."""

    QUOTA = 4
    """Too many requests."""
    PERMISSION = 200
    """It is for its owner only."""
    TOKEN = 300
    BUSY = 700
    NO_DATA = 800
    """There is no such thing."""


class Refused(Exception):
    """An answer that is an error."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list. `total` is how many there are, None where that is not told."""

    data: tuple[Raw, ...]
    total: int | None
    more: bool


def read(answer: object) -> Raw:
    """Return an answer. Raises Refused for an error, OddAnswer for something else than Deezer's API gives."""
    if not isinstance(answer, dict):
        raise OddAnswer(account=WHAT)
    raw = cast("Raw", answer)
    if "error" not in raw:
        return raw
    code = inside(raw, "error").get("code")
    if not isinstance(code, int):
        raise OddAnswer(account=WHAT)
    raise Refused(code)


def page(raw: Raw) -> Page:
    """Return a part of a list. Raises OddAnswer for what is none, or lacks what it says it has."""
    data = raw.get("data")
    if not isinstance(data, list):
        raise OddAnswer(account=WHAT)
    total = raw.get("total")
    return Page(
        data=tuple(cast("Raw", one) for one in data if isinstance(one, dict)),
        total=total if isinstance(total, int) else None,
        more=text(raw, "next") is not None,
    )


def error_of(code: int, gone: SyncopateError | None) -> SyncopateError:
    """Return what an error means; `gone` is it where there is no such thing."""
    match code:
        case Code.QUOTA:
            return RateLimited(account=WHAT, retry_after=f"{QUOTA_SECONDS:.0f}")
        case Code.PERMISSION:
            said = f"{WHAT} shows this to its owner only: make it public there to have it read."
            return LoginLacksRights(said, account=WHAT)
        case Code.TOKEN:
            return LoginRejected(account=WHAT)
        case Code.BUSY:
            return Unreachable(f"{WHAT} is too busy to answer.", what=WHAT)
        case Code.NO_DATA:
            return gone or NotFound(f"{WHAT} has no such thing.", what=WHAT, id="")
        case _:
            return Unreachable(f"{WHAT} refuses this with its code {code}.", what=WHAT)


def inside(raw: Raw, name: str) -> Raw:
    """Return a thing in a thing, an empty one where there is none."""
    value = raw.get(name)
    return cast("Raw", value) if isinstance(value, dict) else {}


def many(raw: Raw, name: str) -> list[Raw]:
    """Return the things of a list, of one with "data" around it too."""
    value = raw.get(name)
    listed = value.get("data") if isinstance(value, dict) else value
    return [cast("Raw", one) for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def text(raw: Raw, name: str) -> str | None:
    """Return a text that says something."""
    value = raw.get(name)
    return value.strip() or None if isinstance(value, str) else None


def whole(raw: Raw, name: str) -> int | None:
    """Return a whole number over 0, else None."""
    value = raw.get(name)
    if isinstance(value, str) and value.isascii() and value.isdecimal():
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None
