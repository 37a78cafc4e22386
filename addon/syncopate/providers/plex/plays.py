"""Each time that something was seen: a server keeps a row for whatever was played to its end, with its time.

What is marked as seen by hand has no row, and rows outlive that it is taken back. So the last time that the
server tells is one more where no row stands for it, and of all these the newest count, as many as it counts.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from syncopate.domain.watch import MediaType, Watched
from syncopate.errors import (
    LibraryUnavailable,
    LoginLacksRights,
    LoginRejected,
    NotFound,
    OddAnswer,
    Unreachable,
)
from syncopate.providers.plex.client import PAGE, Client
from syncopate.providers.plex.fields import WHAT, Raw, moment, needed, number, text
from syncopate.providers.plex.parse_titles import Video
from syncopate.providers.plex.sessions import OWNERS_ID
from syncopate.providers.plex.wire import Query

PATH = "/status/sessions/history/all"
_FEW = 20
"""Of how many titles the plays are asked for one by one; of more, those of whole sections are read."""
_NEAR = timedelta(minutes=15)
"""How much later than its row something may be said to be seen last: it plays on to its very end."""
_AHEAD = timedelta(days=1)
_PLAYED = frozenset({MediaType.MOVIE, MediaType.EPISODE})
_LOG = logging.getLogger(__name__)

type ByKey = Mapping[str, Sequence[datetime]]
"""When items were seen, by their keys."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """A row: its number, the key of the item that was seen, and when. `stamp` is in the server's seconds."""

    id: int
    key: str
    stamp: int
    at: datetime


class Plays:
    """The rows of the account's own user. Every method raises Unreachable or what is below it.

    Each gives None where the server does not tell: some users have no right to it. That is said once.
    """

    def __init__(self, client: Client) -> None:
        self._client = client

    async def since(self, stamp: int) -> Sequence[Play] | None:
        """Return what was seen since a time, in the server's seconds, in all sections."""
        # It stands there as viewedAt>=…
        return await self._rows((("viewedAt>", str(stamp)),))

    async def everything(self, sections: Iterable[str]) -> Sequence[Play] | None:
        """Return all plays of some sections."""
        found: list[Play] = []
        for section in sections:
            rows = await self._rows((("librarySectionID", section),))
            if rows is None:
                return None
            found += rows
        return found

    async def of(self, videos: Iterable[Video]) -> ByKey:
        """Return the plays of these items, as far as they are told."""
        seen = [one for one in videos if one.record.values.watched is not None]
        if len(seen) > _FEW:
            sections = {one.record.section for one in seen if one.record.section}
            return by_key(await self.everything(sorted(sections)) or ())
        found: list[Play] = []
        for one in seen:
            rows = await self._rows((("metadataItemID", one.key),))
            if rows is None:
                return {}
            found += rows
        return by_key(found)

    async def _rows(self, asked: Query) -> Sequence[Play] | None:
        own = await self._own()
        if own is None:
            self._untold("nobody tells who it is there")
            return None
        try:
            return await self._all(own, (("accountID", own), *asked, ("sort", "viewedAt")))
        except LoginLacksRights, LoginRejected, NotFound:
            # It has let this user in just now: this is what the user may not see.
            self._untold("this user may not see it")
            return None

    async def _all(self, own: str, query: Query) -> Sequence[Play]:
        found: list[Play] = []
        start, total = 0, 1
        while start < total:
            page = await self._client.page(PATH, lambda raw: _play(raw, own), query, start=start, size=PAGE)
            if page.total < total and start:
                raise LibraryUnavailable("Plays were removed while they were read: they are read again.")
            # The oldest come first: what is played meanwhile stands at the end.
            start, total = start + len(page.items), page.total
            found += [one for one in page.items if one is not None]
        return found

    async def _own(self) -> str | None:
        """Return what the server calls the account's own user, None where nobody tells."""
        people = self._client.people
        try:
            return OWNERS_ID if await people.owns() else (await people.whom()).id or None
        except Unreachable:
            return OWNERS_ID if await self._client.rules() else None

    def _untold(self, why: str) -> None:
        if why not in self._client.said:
            self._client.said.add(why)
            _LOG.warning("Plex tells the last time alone that something was seen: %s.", why)


def by_key(plays: Iterable[Play]) -> ByKey:
    """Return when each item was seen."""
    found: dict[str, list[datetime]] = defaultdict(list)
    for one in plays:
        found[one.key].append(one.at)
    return found


def seen_at(one: Video, times: Sequence[datetime]) -> Video:
    """Return an item with each time it was seen, as far as that is known."""
    watched = one.record.values.watched
    if watched is None or not times:
        return one
    last = watched.at
    if last is not None and not any(_is_one(last, row, one.record.length) for row in times):
        times = (*times, last)
    plays = sorted(times)[-watched.count :]
    values = replace(one.record.values, watched=Watched(tuple(plays), watched.count))
    return replace(one, record=replace(one.record, values=values))


def _is_one(last: datetime, row: datetime, length: float | None) -> bool:
    """Tell whether the last time that is told is that of a row: nobody sees half of it in less than that."""
    return abs(last - row) <= max(_NEAR, timedelta(seconds=(length or 0.0) / 2))


def _play(raw: Raw, own: str) -> Play | None:
    """Return a row, None for one of another user, of music, or of what is there no more."""
    of, key = text(raw, "accountID"), text(raw, "ratingKey")
    if (of is not None and of != own) or key is None or text(raw, "type") not in _PLAYED:
        return None
    stamp, at = number(raw, "viewedAt"), moment(raw, "viewedAt")
    named = needed(raw, "historyKey").rpartition("/")[2]
    if stamp is None or not named.isdecimal():
        raise OddAnswer(account=WHAT)
    if at is None or at > datetime.now(UTC) + _AHEAD:
        return None
    return Play(id=int(named), key=key, stamp=stamp, at=at)
