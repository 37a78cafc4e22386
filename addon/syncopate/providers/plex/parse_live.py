"""What a server tells by itself, over an open connection or to a webhook, as values."""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser

from syncopate.domain.live import PlayState
from syncopate.domain.watch import MediaType
from syncopate.errors import InvalidInput
from syncopate.providers.plex.fields import Raw, number, text

_STATES = {"playing": PlayState.STARTED, "paused": PlayState.PAUSED, "stopped": PlayState.STOPPED}
"""Waiting for data is nothing that somebody does."""
_LIBRARY = "com.plexapp.plugins.library"
_VIDEOS = frozenset({1, 4})
"""The numbers of films and episodes among types."""
_PROCESSED = 5
_REFRESHED = "library.refresh.items"
_METADATA = "/library/metadata/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """That something plays, in a session: `position` in seconds."""

    state: PlayState
    key: str
    session: str
    position: float | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """That something is said of an item that was not said before."""

    key: str


def notes_in(message: str) -> tuple[Note | Change, ...]:
    """Return what a message over the open connection says, () for what is of no interest."""
    with suppress(ValueError, RecursionError):
        raw = json.loads(message)
        held = raw.get("NotificationContainer") if isinstance(raw, dict) else None
        if isinstance(held, dict):
            return tuple(_notes(held))
    return ()


def hook_in(content_type: str, body: bytes) -> Raw:
    """Return what a webhook was sent. Raises InvalidInput for what is none of Plex."""
    with suppress(ValueError, RecursionError):
        found: object = json.loads(_payload(content_type, body))
        if isinstance(found, dict) and isinstance(found.get("event"), str):
            return found
    raise InvalidInput("This is nothing that Plex sends to a webhook.", field="body")


def part_of(raw: Raw, name: str) -> Raw:
    """Return a part of what was sent, nothing where it is left out."""
    found = raw.get(name)
    return found if isinstance(found, dict) else {}


def _payload(content_type: str, body: bytes) -> bytes:
    """Return the part of a form that is called payload: beside it may be a picture. Raises ValueError."""
    if "\n" in content_type or "\r" in content_type:
        raise ValueError
    head = f"Content-Type: {content_type}\r\nMIME-Version: 1.0\r\n\r\n".encode()
    form = BytesParser().parsebytes(head + body)
    if form.get_content_type() != "multipart/form-data" or not form.is_multipart():
        raise ValueError
    for part in form.walk():
        if part.get_param("name", header="Content-Disposition") == "payload":
            return _content(part)
    raise ValueError


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        raise TypeError
    return content


def _notes(held: Mapping[str, object]) -> Iterator[Note | Change]:
    match held.get("type"):
        case "playing":
            for one in _each(held, "PlaySessionStateNotification"):
                yield from _played(one)
        case "timeline":
            for one in _each(held, "TimelineEntry"):
                yield from _processed(one)
        case "activity":
            for one in _each(held, "ActivityNotification"):
                yield from _refreshed(one)
        case _:
            return


def _played(raw: Raw) -> Iterator[Note]:
    state, key, session = (
        _STATES.get(text(raw, "state") or ""),
        text(raw, "ratingKey"),
        text(raw, "sessionKey"),
    )
    if state is None or key is None or session is None:
        return
    offset = number(raw, "viewOffset")
    yield Note(
        state=state,
        key=key,
        session=session,
        position=None if offset is None or offset < 0 else offset / 1000,
    )


def _processed(raw: Raw) -> Iterator[Change]:
    key = text(raw, "itemID")
    done = number(raw, "state") == _PROCESSED and text(raw, "identifier") == _LIBRARY
    if done and number(raw, "type") in _VIDEOS and key is not None:
        yield Change(key)


def _refreshed(raw: Raw) -> Iterator[Change]:
    activity = part_of(raw, "Activity")
    key = text(part_of(activity, "Context"), "key") or ""
    if raw.get("event") == "ended" and text(activity, "type") == _REFRESHED and key.startswith(_METADATA):
        yield Change(key.removeprefix(_METADATA).partition("/")[0])


def _each(held: Mapping[str, object], name: str) -> Iterator[Raw]:
    found = held.get(name)
    for one in found if isinstance(found, list) else []:
        if isinstance(one, dict):
            yield one


PLAYED = frozenset({MediaType.MOVIE, MediaType.EPISODE})
"""What is played: a show or a season is not."""
