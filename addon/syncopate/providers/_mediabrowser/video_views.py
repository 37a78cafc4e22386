"""The libraries of films and shows that a user sees, and what time it is at their server."""

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from syncopate.domain.watch import MediaType
from syncopate.errors import OddAnswer
from syncopate.providers._mediabrowser.raw import Raw, text, thing, things
from syncopate.providers._mediabrowser.talk import Talk
from syncopate.providers.clock_skew import clock_skew

_TYPES = {"movies": "Movie", "tvshows": "Episode"}
_FOLDERS = frozenset({"CollectionFolder", "UserView"})


@dataclass(frozen=True, slots=True)
class VideoView:
    """A library; one that says of no kind what it holds may hold films and shows."""

    key: str
    name: str
    collection: str

    @property
    def types(self) -> str:
        """Return what is played of it, as servers name types of items."""
        return _TYPES.get(self.collection, "Movie,Episode")

    @property
    def has_shows(self) -> bool:
        """Tell whether there may be shows in it."""
        return self.collection != "movies"

    @property
    def type(self) -> MediaType:
        """Return what it is a library of."""
        return MediaType.SHOW if self.collection == "tvshows" else MediaType.MOVIE


@dataclass(frozen=True, slots=True)
class Seen:
    """What a user sees, when the server says it was, and how far its clock is ahead of ours."""

    views: tuple[VideoView, ...]
    date: datetime | None
    skew: timedelta


async def see(talk: Talk) -> Seen:
    """Return the libraries of films and shows. Raises OddAnswer where another server answers."""
    path, query = talk.views_path(talk.user_id)
    asked_at = datetime.now(UTC)
    fetched = await talk.http.bytes("GET", path, query=query)
    told_at = datetime.now(UTC)
    raw: object = None
    with suppress(ValueError, RecursionError):
        raw = json.loads(fetched.content)
    rows = things(thing(raw, talk.what).get("Items"), talk.what)
    servers = {said for one in rows if (said := text(one, "ServerId")) is not None}
    if talk.server_id and servers - {talk.server_id}:
        raise OddAnswer(f"At the address of {talk.what} is another server now.", account=talk.what)
    return Seen(
        tuple(_view(one, talk.what) for one in rows if _holds_videos(one)),
        fetched.date,
        clock_skew(asked_at, fetched.date, told_at),
    )


def _holds_videos(raw: Raw) -> bool:
    collection = text(raw, "CollectionType")
    return collection in {*_TYPES, "mixed"} or (collection is None and raw.get("Type") in _FOLDERS)


def _view(raw: Raw, what: str) -> VideoView:
    key, name = text(raw, "Id"), text(raw, "Name")
    if key is None or name is None:
        raise OddAnswer(account=what)
    return VideoView(key, name, text(raw, "CollectionType") or "")
