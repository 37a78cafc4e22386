"""Reads in which collections films and shows are: all of it, or what changed since the last time."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from syncopate.domain.problem import Problem
from syncopate.domain.reading import ReadEnd, ReadPart, Unread
from syncopate.domain.watch import Feature, InLists, Record, Values
from syncopate.errors import SyncopateError
from syncopate.providers._mediabrowser.box_sets import BoxSet, BoxSets
from syncopate.providers._mediabrowser.homes import homes_of
from syncopate.providers._mediabrowser.list_cursor import HeldList, ListCursor, names_in, read_list_cursor
from syncopate.providers._mediabrowser.raw import Raw
from syncopate.providers._mediabrowser.talk import Talk
from syncopate.providers._mediabrowser.titles import is_missing, key_of, read_item
from syncopate.providers._mediabrowser.video_lists import LISTED, Listing, VideoLists
from syncopate.providers._mediabrowser.video_views import Seen, VideoView, see
from syncopate.providers._mediabrowser.watch_probe import OVERLAP, WRITTEN, views_digest

_FEATURES = frozenset({Feature.LISTS})
_MOST_PROBLEMS = 200

type Lists = Mapping[str, HeldList]


class ListReading:
    """One read of a user's collections."""

    def __init__(self, talk: Talk, listing: Listing, cursor: str | None) -> None:
        self._talk = talk
        self._lists = VideoLists(talk, listing)
        self._box_sets = BoxSets(talk, self._lists)
        self._told = read_list_cursor(cursor)
        self._now = datetime.now(UTC)
        self._records: dict[str, Record] = {}
        self._problems: list[Problem] = []
        self._skew = timedelta()
        self._doing = "The collections"

    async def run(self) -> tuple[ReadPart, ReadEnd]:
        """Return what was read, and what else that told; what fails is a part that says so."""
        try:
            seen = await see(self._talk)
            self._skew = seen.skew
            part = await self._read(seen)
        except SyncopateError as error:
            missing = Unread(error.key, f"{self._doing}: {error.detail}", error.placeholders)
            part = ReadPart(features=_FEATURES, whole=False, missing=missing)
        return part, ReadEnd(skew=self._skew, problems=tuple(self._problems[:_MOST_PROBLEMS]))

    async def _read(self, seen: Seen) -> ReadPart:
        # Before all else: what comes while the rest is read is counted the next time.
        items = await self._lists.count(LISTED)
        known = self._known(seen)
        lists = await self._held({} if known is None else known.lists)
        part = None if known is None else await self._changes(seen, known, items, lists)
        if part is None:
            self._records.clear()
            self._problems.clear()
            await self._all(seen, names_in(lists))
            part = ReadPart(features=_FEATURES, records=tuple(self._records.values()))
        return replace(part, cursor=self._cursor(seen, items, lists))

    def _known(self, seen: Seen) -> ListCursor | None:
        """Return what was known, None where it says nothing of what is there now."""
        known = self._told
        if known is None or seen.date is None or known.since > seen.date:
            return None
        ours = (self._talk.server_id, self._talk.user_id, views_digest(seen))
        return known if (known.server, known.user, known.views) == ours else None

    def _cursor(self, seen: Seen, items: int, lists: Lists) -> str | None:
        if seen.date is None:
            return None
        return ListCursor(
            server=self._talk.server_id,
            user=self._talk.user_id,
            since=seen.date - OVERLAP,
            views=views_digest(seen),
            items=items,
            lists=lists,
        ).told()

    async def _held(self, before: Lists) -> Lists:
        """Return the collections as they are now; what is in those that are as before is not asked for."""
        found: dict[str, HeldList] = {}
        for one in await self._box_sets.every():
            held = before.get(one.key)
            same = held is not None and one.mark != "" and held.mark == one.mark
            keys = held.keys if held is not None and same else await self._members(one)
            found[one.key] = HeldList(name=one.name, mark=one.mark, keys=keys)
        self._doing = "The collections"
        return found

    async def _members(self, one: BoxSet) -> frozenset[str]:
        self._doing = f"The collection {one.name}"
        return await self._box_sets.members(one)

    async def _changes(self, seen: Seen, known: ListCursor, items: int, lists: Lists) -> ReadPart | None:
        """Return what changed, None where it cannot be told without reading all.

        No list names what was removed: where what the server has written down is not just what it has more
        than before, something else was changed or went.
        """
        since = known.since.astimezone(UTC).isoformat().replace("+00:00", "Z")
        fresh = await self._lists.rows(LISTED, Fields=self._lists.listing.fields, **{WRITTEN: since})
        if len(fresh) != items - known.items:
            return None
        before, now = names_in(known.lists), names_in(lists)
        changed = {key for key in before.keys() | now.keys() if before.get(key) != now.get(key)}
        told = {key_of(one, self._talk.what): one for one in fresh}
        there = await self._lists.with_keys(changed - told.keys())
        told |= {key_of(one, self._talk.what): one for one in there}
        homes = await homes_of(self._talk, seen.views, tuple(told.values()))
        if homes is None:
            return None
        for key, raw in told.items():
            self._take(raw, homes[key], now)
        return ReadPart(
            features=_FEATURES,
            records=tuple(self._records.values()),
            whole=False,
            gone=frozenset(changed - told.keys()),
        )

    async def _all(self, seen: Seen, names: Mapping[str, frozenset[str]]) -> None:
        for view in seen.views:
            rows = await self._lists.rows(_types(view), ParentId=view.key, Fields=self._lists.listing.fields)
            for one in rows:
                self._take(one, view.key, names)

    def _take(self, raw: Raw, section: str, names: Mapping[str, frozenset[str]]) -> None:
        """Note a title; what is in two libraries is in the first."""
        if is_missing(raw):
            return
        read = read_item(
            raw,
            what=self._talk.what,
            section=section,
            shows={},
            features=_FEATURES,
            now=self._now + self._skew,
        )
        self._problems += read.problems
        found = names.get(read.record.key)
        values = Values(lists=None if found is None else InLists(found))
        self._records.setdefault(read.record.key, replace(read.record, values=values))


def _types(view: VideoView) -> str:
    """Return what may stand in a collection of what is in a library, as servers name types of items."""
    kinds: Sequence[str] = [
        *(["Movie"] if "Movie" in view.types else []),
        *(["Series"] if view.has_shows else []),
    ]
    return ",".join(kinds)
