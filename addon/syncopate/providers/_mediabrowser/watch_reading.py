"""Reads what a user has to do with films and shows: all of it, or what changed since the last time."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from datetime import UTC, datetime, timedelta

from syncopate.domain.problem import Problem
from syncopate.domain.reading import ReadEnd, ReadPart, Unread
from syncopate.domain.watch import Feature, Record
from syncopate.errors import LoginLacksRights, SyncopateError
from syncopate.providers._mediabrowser.homes import homes_of
from syncopate.providers._mediabrowser.raw import Raw, inside, listed, text, things
from syncopate.providers._mediabrowser.talk import Talk
from syncopate.providers._mediabrowser.titles import Show, is_missing, key_of, read_item, show_of
from syncopate.providers._mediabrowser.video_lists import Listing, VideoLists
from syncopate.providers._mediabrowser.video_views import Seen, see
from syncopate.providers._mediabrowser.watch_cursor import WatchCursor, read_cursor, seen_of, seen_then
from syncopate.providers._mediabrowser.watch_probe import (
    Known,
    Probe,
    Prober,
    adds_up,
    next_cursor,
    seen_keys,
    shows_digest,
    views_digest,
)
from syncopate.providers.watching import Wanted

_MOST_PROBLEMS = 200
_SHOWN = frozenset({Feature.WATCHLIST, Feature.RATINGS})
"""What is said of shows as well."""
_FEW_SHOWS = 100


class Reading:
    """One read; all that is wanted is one part, since a server tells all of it with each item."""

    def __init__(self, talk: Talk, listing: Listing, wanted: Wanted) -> None:
        self._talk = talk
        self._lists = VideoLists(talk, listing)
        self._wanted = wanted
        self._features = wanted.features
        self._prober = Prober(talk, self._lists, wanted.features)
        self._now = datetime.now(UTC)
        self._records: dict[str, Record] = {}
        self._problems: list[Problem] = []
        self._skew = timedelta()

    async def run(self) -> AsyncGenerator[ReadPart | ReadEnd]:
        """Yield a part and the end; what fails is a part that says so."""
        playing = frozenset[str]()
        whole = True
        try:
            playing = await self._playing()
            seen = await see(self._talk)
            self._skew = seen.skew
            cursor = self._cursor(seen)
            whole = cursor is None
            part = await self._read(seen, cursor)
        except SyncopateError as error:
            missing = Unread(error.key, error.detail, error.placeholders)
            records = tuple(self._records.values())
            part = ReadPart(features=self._features, records=records, whole=whole, missing=missing)
        yield part
        problems = tuple(self._problems[:_MOST_PROBLEMS])
        yield ReadEnd(playing=playing, skew=self._skew, problems=problems)

    def _cursor(self, seen: Seen) -> WatchCursor | None:
        """Return what was known, None where it does not cover all that is wanted, or says nothing of it."""
        said = {self._wanted.cursors.get(feature) for feature in self._features}
        text_said = said.pop() if len(said) == 1 else None
        cursor = None if self._wanted.whole or text_said is None else read_cursor(text_said)
        if cursor is None or not cursor.features >= self._features:
            return None
        ours = (self._talk.server_id, self._talk.user_id, views_digest(seen))
        same = (cursor.server, cursor.user, cursor.views) == ours
        # A server that was set back in time says nothing of what was done since.
        return cursor if same and seen.date is not None and cursor.since <= seen.date else None

    async def _playing(self) -> frozenset[str]:
        """Return what the user watches right now."""
        try:
            rows = things(await self._talk.http.json("GET", "Sessions"), self._talk.what)
        except LoginLacksRights:
            return frozenset()
        return frozenset(
            key
            for one in rows
            if self._is_ours(one) and (key := text(inside(one, "NowPlayingItem"), "Id")) is not None
        )

    def _is_ours(self, session: Raw) -> bool:
        people = [session, *listed(session, "AdditionalUsers")]
        return any(bare(text(one, "UserId") or "") == bare(self._talk.user_id) for one in people)

    async def _read(self, seen: Seen, cursor: WatchCursor | None) -> ReadPart:
        probe = await self._prober.look(cursor, self._now)
        if cursor is not None and probe.touched is not None and probe.rated == cursor.rated:
            part = await self._changes(seen, cursor, probe)
            if part is not None:
                return part
            self._records.clear()
            self._problems.clear()
        known = await self._all(seen)
        ahead = next_cursor(self._talk, seen, probe, known, self._features)
        return ReadPart(
            features=self._features,
            records=tuple(self._records.values()),
            cursor=None if ahead is None else ahead.told(),
        )

    async def _changes(self, seen: Seen, cursor: WatchCursor, probe: Probe) -> ReadPart | None:
        """Return what changed, None where it cannot be told without reading all."""
        touched = probe.touched or frozenset[str]()
        if probe.saved_shows and shows_digest(await self._shows(seen)) != cursor.shows:
            return None
        rows = await self._lists.with_keys(touched)
        gone = touched - {key_of(one, self._talk.what) for one in rows}
        if not adds_up(cursor, probe, rows, gone, self._talk.what):
            return None
        homes = await homes_of(self._talk, seen.views, rows)
        if homes is None:
            return None
        shows = await self._shows_of(rows)
        for one in rows:
            self._take(one, homes[key_of(one, self._talk.what)], shows)
        now_seen = seen_keys(rows, self._talk.what)
        known = Known(cursor.shows, seen_then(cursor, now_seen, touched - now_seen))
        ahead = next_cursor(self._talk, seen, probe, known, self._features)
        return ReadPart(
            features=self._features,
            records=tuple(self._records.values()),
            whole=False,
            gone=gone | {key_of(one, self._talk.what) for one in rows if is_missing(one)},
            cursor=None if ahead is None else ahead.told(),
        )

    async def _shows(self, seen: Seen) -> Sequence[Raw]:
        found: list[Raw] = []
        for view in seen.views:
            if view.has_shows:
                found += await self._lists.rows(
                    "Series", ParentId=view.key, Fields=self._lists.listing.fields
                )
        return found

    async def _shows_of(self, rows: Sequence[Raw]) -> Mapping[str, Show]:
        """Return the shows that some episodes are of."""
        keys = sorted({key for one in rows if (key := text(one, "SeriesId")) is not None})
        shows: dict[str, Show] = {}
        for start in range(0, len(keys), _FEW_SHOWS):
            asked = {"Ids": ",".join(keys[start : start + _FEW_SHOWS]), "Fields": "ProviderIds"}
            for one in await self._lists.rows("Series", **asked):
                shows[key_of(one, self._talk.what)] = show_of(one)
        return shows

    async def _all(self, seen: Seen) -> Known:
        """Read everything, and return what is to be known of it."""
        every: list[Raw] = []
        played: set[str] = set()
        for view in seen.views:
            rows: Sequence[Raw] = ()
            if view.has_shows:
                rows = await self._lists.rows("Series", ParentId=view.key, Fields=self._lists.listing.fields)
            every += rows
            shows = {key_of(one, self._talk.what): show_of(one) for one in rows}
            for one in rows:
                self._take(one, view.key, shows)
            async with aclosing(
                self._lists.pages(view.types, ParentId=view.key, Fields=self._lists.listing.fields)
            ) as pages:
                async for page in pages:
                    played |= seen_keys(page, self._talk.what)
                    for one in page:
                        self._take(one, view.key, shows)
        return Known(shows_digest(every), seen_of(played))

    def _take(self, raw: Raw, section: str, shows: Mapping[str, Show]) -> None:
        """Note an item, unless nothing is to be said of it; what is in two libraries is in the first."""
        if is_missing(raw) or (raw.get("Type") == "Series" and not self._features & _SHOWN):
            return
        read = read_item(
            raw,
            what=self._talk.what,
            section=section,
            shows=shows,
            features=self._features,
            now=self._now + self._skew,
        )
        self._problems += read.problems
        self._records.setdefault(read.record.key, read.record)


def bare(user: str) -> str:
    """Return an id as it is compared: it is written with and without dashes."""
    return user.replace("-", "").casefold()
