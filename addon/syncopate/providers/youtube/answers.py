"""What every answer says besides: whether one is signed in, what is wrong, whether a list goes on.

The library that reads the answers takes a page without items for the end of a list, and a page that asks for
a sign-in for an empty library: this sees the difference.
"""

import re
from collections.abc import Iterator, Sequence
from typing import cast

from syncopate.errors import OddAnswer, SourceClosed, SourceGone, SyncopateError, Unreachable
from syncopate.providers.youtube.reading import WHAT

type Raw = dict[str, object]

_PRIVATE = re.compile(r"\bprivate\b", re.IGNORECASE)
_GONE = re.compile(
    r"\b(?:does not exist|doesn't exist|not found|unavailable|deleted|removed)\b", re.IGNORECASE
)
_SECTIONS = ("sectionListRenderer", "contents", "*")
_SHELVES = (
    (
        "contents",
        "twoColumnBrowseResultsRenderer",
        "secondaryContents",
        *_SECTIONS,
        "musicPlaylistShelfRenderer",
    ),
    *(
        (
            "contents",
            "singleColumnBrowseResultsRenderer",
            "tabs",
            "*",
            "tabRenderer",
            "content",
            *_SECTIONS,
            *more,
        )
        for more in (
            ("gridRenderer",),
            ("musicShelfRenderer",),
            ("itemSectionRenderer", "contents", "*", "gridRenderer"),
            ("itemSectionRenderer", "contents", "*", "musicShelfRenderer"),
        )
    ),
)
_PARTS = (
    ("onResponseReceivedActions", "*", "appendContinuationItemsAction"),
    ("continuationContents", "gridContinuation"),
    ("continuationContents", "musicShelfContinuation"),
)
_LISTS = ("contents", "items", "continuationItems")


def found(raw: object, path: Sequence[str]) -> Iterator[object]:
    """Yield everything at a path of names, in which "*" is every item of a list."""
    if not path:
        yield raw
    elif path[0] == "*":
        for one in raw if isinstance(raw, list) else ():
            yield from found(one, path[1:])
    elif isinstance(raw, dict) and path[0] in raw:
        yield from found(raw[path[0]], path[1:])


def signed_in(answer: Raw) -> bool | None:
    """Return whether the answer is for somebody who is signed in, None where it does not tell."""
    for one in found(answer, ("responseContext", "serviceTrackingParams", "*", "params", "*")):
        if isinstance(one, dict) and one.get("key") == "logged_in":
            return one.get("value") == "1"
    return None


def trouble(answer: Raw) -> SyncopateError | None:
    """Return what is wrong where an answer has nothing but an alert, None where all is well."""
    if answer.keys() & {"contents", "continuationContents", "onResponseReceivedActions", "header"}:
        return None
    for alert in found(answer, ("alerts", "*", "alertRenderer")):
        if not isinstance(alert, dict) or alert.get("type") != "ERROR":
            continue
        said = "".join(
            text for text in found(alert, ("text", "runs", "*", "text")) if isinstance(text, str)
        ) or next((text for text in found(alert, ("text", "simpleText")) if isinstance(text, str)), "")
        if _PRIVATE.search(said):
            return closed()
        if _GONE.search(said):
            return gone()
        return Unreachable(f"{WHAT} does not show this.", what=WHAT)
    return None


def refused(answer: object, status: int) -> SyncopateError | None:
    """Return what a bad status means by its body, None where that says nothing of its own."""
    said = next(found(answer, ("error", "status")), None)
    match status, said:
        case 404, "NOT_FOUND":
            return gone()
        case 403, "PERMISSION_DENIED":
            return closed()
        case _:
            return None


def gone() -> SourceGone:
    """Return that something is not there."""
    return SourceGone(f"{WHAT} has no such playlist, album or channel (any more).", name="This")


def closed() -> SourceClosed:
    """Return that something is for others."""
    said = f"{WHAT} shows this to its owner alone: sign in as the owner, or make it unlisted or public."
    return SourceClosed(said, account=WHAT, name="this")


def goes_on(answer: Raw, *, asked: bool) -> str | None:
    """Return where a list goes on, None at its end. `asked`: the answer is to be the next part of one.

    Raises OddAnswer for a part without items.
    """
    parts = [part for path in _PARTS for part in found(answer, path) if isinstance(part, dict)]
    shelves = [shelf for path in _SHELVES for shelf in found(answer, path) if isinstance(shelf, dict)]
    if asked and not any(_items(part) for part in parts):
        raise OddAnswer(f"{WHAT} gives nothing where a list goes on.", account=WHAT)
    for part in (*parts, *shelves):
        token = next(
            (
                token
                for path in (
                    ("continuations", "*", "nextContinuationData", "continuation"),
                    ("continuationItemRenderer", "continuationEndpoint", "continuationCommand", "token"),
                )
                for holder in (part, *_items(part)[-1:])
                for token in found(holder, path)
                if isinstance(token, str)
            ),
            None,
        ) or _in_commands(_items(part)[-1:])
        if token:
            return token
    return None


def _items(part: Raw) -> list[object]:
    return next((cast("list[object]", part[name]) for name in _LISTS if isinstance(part.get(name), list)), [])


def _in_commands(items: list[object]) -> str | None:
    """Return the token that stands among other commands."""
    path = (
        "*",
        "continuationItemRenderer",
        "continuationEndpoint",
        "commandExecutorCommand",
        "commands",
        "*",
    )
    for command in found(items, (*path, "continuationCommand")):
        if isinstance(command, dict) and command.get("request") == "CONTINUATION_REQUEST_TYPE_BROWSE":
            token = command.get("token")
            return token if isinstance(token, str) else None
    return None
