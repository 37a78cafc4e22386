"""JSON as trackers answer it: what has to be there and is not makes the whole answer one to be told off.

An entry that is skipped would look as if the user had taken it back.
"""

import json
from collections.abc import Mapping, Sequence
from typing import cast

from syncopate.errors import OddAnswer

type Raw = Mapping[str, object]


def parsed(content: bytes, what: str) -> object:
    """Return what a body holds. Raises OddAnswer where it is no JSON."""
    try:
        found: object = json.loads(content)
    except ValueError, RecursionError:
        raise OddAnswer(account=what) from None
    return found


def thing(value: object, what: str) -> Raw:
    """Return an object. Raises OddAnswer for anything else."""
    if isinstance(value, dict):
        return cast("Raw", value)
    raise OddAnswer(account=what)


def rows(raw: Raw, name: str, what: str) -> Sequence[Raw]:
    """Return the objects of a list, () where it is left out or null. Raises OddAnswer for anything else."""
    value = raw.get(name)
    if value is None:
        return ()
    if isinstance(value, list):
        return [thing(one, what) for one in value]
    raise OddAnswer(account=what)


def inside(raw: Raw, name: str) -> Raw:
    """Return an object in an object, an empty one where there is none."""
    value = raw.get(name)
    return cast("Raw", value) if isinstance(value, dict) else {}


def text(raw: Raw, name: str) -> str:
    """Return a text, "" where there is none."""
    value = raw.get(name)
    return value.strip() if isinstance(value, str) else ""


def whole(raw: Raw, name: str) -> int | None:
    """Return a whole number of 0 or more, told as a number or as its digits, else None."""
    value = raw.get(name)
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def place(raw: Raw, name: str, what: str) -> int:
    """Return a number that has to be there, as that of a season. Raises OddAnswer."""
    value = whole(raw, name)
    if value is None:
        raise OddAnswer(account=what)
    return value


def count(raw: Raw, *names: str) -> int:
    """Return the sum of what an answer counts; what it does not count is 0, of a list its length is."""
    total = 0
    for name in names:
        value = raw.get(name)
        total += len(value) if isinstance(value, list) else whole(raw, name) or 0
    return total
