"""What only one of the servers understands when it is told what a user has to do with an item."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from syncopate.errors import InvalidInput, NotFound
from syncopate.providers._mediabrowser.raw import Raw, text, thing
from syncopate.providers._mediabrowser.talk import Query, Talk
from syncopate.providers._mediabrowser.titles import TICKS_A_SECOND
from syncopate.providers._mediabrowser.video_lists import Listing


class Marking[T: Talk](ABC):
    """Tells a server; every method raises NotFound where the user has no such item, else as `Talk`."""

    listing: ClassVar[Listing]

    def __init__(self, talk: T) -> None:
        self.talk = talk

    @abstractmethod
    async def see(self, key: str, at: datetime | None) -> bool:
        """Say that it was seen; without a time the server stamps it. Return whether it now says so."""

    @abstractmethod
    async def unsee(self, key: str) -> bool:
        """Say that it was not seen. Return whether the server now says so."""

    @abstractmethod
    async def place(self, key: str, seconds: float, at: datetime | None) -> bool:
        """Say how far it was seen, and when if that is known; all else stays. Return False if it was so."""

    async def rate(self, key: str, rating: float | None) -> None:
        """Say how it is rated, 1 to 10; None: it is no longer. Raises InvalidInput where that cannot be."""
        del key, rating
        raise InvalidInput(f"{self.talk.what} takes no ratings.", field="feature")

    @abstractmethod
    async def data(self, key: str) -> Raw:
        """Return what the user has to do with it."""

    async def like(self, key: str, *, liked: bool) -> bool:
        """Say whether the user likes it. Return whether the server now says so."""
        path, query = self.talk.favourite_path(self.talk.user_id, key)
        method = "POST" if liked else "DELETE"
        # Liking twice is liking once.
        answer = await self.ask(method, path, key, query=query, idempotent=True)
        return answer.get("IsFavorite") is liked

    async def ask(
        self, method: str, path: str, key: str, *, query: Query | None = None, idempotent: bool = False
    ) -> Raw:
        """Return what a server answers to a request about an item."""
        gone = NotFound(what="item", id=key)
        answer = await self.talk.http.json(method, path, query=query or {}, gone=gone, idempotent=idempotent)
        return thing(answer, self.talk.what)

    async def send(self, path: str, key: str, body: Mapping[str, object], query: Query) -> None:
        """Write what a user has to do with an item: the same again changes nothing."""
        gone = NotFound(what="item", id=key)
        await self.talk.http.nothing("POST", path, query=query, body=body, gone=gone, idempotent=True)


def ticks(seconds: float) -> int:
    """Return a time in steps of 100 ns."""
    return round(seconds * TICKS_A_SECOND)


def is_dated(data: Raw, at: datetime) -> bool:
    """Tell whether a user's data have a date, to the second."""
    said = text(data, "LastPlayedDate") or ""
    return said[:19] == f"{at:%Y-%m-%dT%H:%M:%S}"
