"""What both servers understand the same way of a request for a list."""

import base64
import binascii

from fakes.mediabrowser.asking import Ask, Refusal
from fakes.mediabrowser.shapes import ALL_FIELDS
from fakes.serving import FAULT, Fault


def order(ask: Ask) -> tuple[tuple[str, bool], ...]:
    """Return the order asked for; orders beyond those named count as the first one."""
    names = ask.listed("SortBy")
    down = [one.casefold() == "descending" for one in ask.listed("SortOrder")]
    first = down[0] if down else False
    return tuple((name, down[at] if at < len(down) else first) for at, name in enumerate(names))


def part[One](ask: Ask, found: list[One]) -> tuple[int, list[One]]:
    """Return where the part that was asked for begins, and the part."""
    start, limit = max(0, ask.number("StartIndex") or 0), ask.number("Limit")
    return start, found[start:] if limit is None else found[start : start + max(0, limit)]


def spoilt[One](ask: Ask, shown: list[One]) -> list[One]:
    """Return a part as it is answered: without anything in it when that fault is on."""
    return [] if ask.request.get(FAULT) is Fault.EMPTY_PAGE else shown


def fields(ask: Ask) -> frozenset[str]:
    """Return the fields asked for, by lower-case name; never all of them."""
    return frozenset(one.casefold() for one in ask.listed("Fields")) - ALL_FIELDS


def only_favorites(ask: Ask) -> bool | None:
    """Return whether items have to be favourites, None when that does not matter."""
    return True if "isfavorite" in map(str.casefold, ask.listed("Filters")) else ask.flag("IsFavorite")


def played(ask: Ask) -> bool | None:
    """Return whether items have to be played, None when that does not matter."""
    filters = {one.casefold() for one in ask.listed("Filters")}
    if filters & {"isplayed", "isunplayed"}:
        return "isplayed" in filters
    return ask.flag("IsPlayed")


def resumable(ask: Ask) -> bool | None:
    """Return whether items have to be left somewhere in between, None when that does not matter."""
    return True if "isresumable" in map(str.casefold, ask.listed("Filters")) else None


def picture(ask: Ask) -> bytes:
    """Return an uploaded picture, which comes as text of base 64; 500 when it is none, as the servers do."""
    try:
        data = base64.b64decode(ask.body, validate=True)
    except binascii.Error:
        raise Refusal(500, thrown=True) from None
    if not data:
        raise Refusal(400, "There is no picture.")
    return data
