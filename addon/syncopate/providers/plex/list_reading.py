"""Reads in which collections films and shows are: all of it, or what changed.

A collection tells when it was changed and how much is in it: what is in those that did not is not read again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from syncopate.domain.problem import Problem
from syncopate.domain.reading import ReadPart, Unread
from syncopate.domain.watch import Feature, InLists, Record, Values
from syncopate.errors import NotFound, OddAnswer, SyncopateError
from syncopate.providers.plex.client import Client
from syncopate.providers.plex.collecting import (
    KINDS,
    VideoCollection,
    collections_in,
    kind_of_section,
    members_of,
)
from syncopate.providers.plex.fields import WHAT
from syncopate.providers.plex.list_cursor import HeldList, ListCursor, ListShelf, list_cursor_in
from syncopate.providers.plex.listing import Listing, by_keys
from syncopate.providers.plex.parse import SectionState
from syncopate.providers.plex.parse_titles import Video, problems_in
from syncopate.providers.plex.reading import since_of

_FEATURES = frozenset({Feature.LISTS})
_NOTHING_HELD: Mapping[str, HeldList] = {}


@dataclass(slots=True)
class _Reading:
    """What was read so far: titles by their keys, in which collections they are, sections as they are now."""

    videos: dict[str, Video] = field(default_factory=dict)
    names: dict[str, frozenset[str]] = field(default_factory=dict)
    shelves: dict[str, ListShelf] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)

    def records(self) -> tuple[Record, ...]:
        """Return what is said of the titles."""
        return tuple(_record(one, self.names.get(key)) for key, one in self.videos.items())


class ListReader:
    """Reads the collections of films and of shows; they are the same for all who see them."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._place = f"{client.machine}/lists"
        self._doing = "The collections"

    async def read(self, cursor: str | None) -> tuple[ReadPart, tuple[Problem, ...]]:
        """Return what changed since the cursor, all there is without one, and what is wrong with that."""
        try:
            began = datetime.now(UTC)
            states = await self._client.video_sections()
            since = since_of(next((one.told_at for one in states), None), began)
            found, whole = await self._since(states, list_cursor_in(cursor)), False
            if found is None:
                found, whole = await self._all(states), True
        except SyncopateError as error:
            unread = Unread(error.key, f"{self._doing}: {error.detail}", error.placeholders)
            return ReadPart(features=_FEATURES, whole=False, missing=unread), ()
        after = ListCursor(place=self._place, since=since, shelves=found.shelves)
        part = ReadPart(
            features=_FEATURES,
            records=found.records(),
            whole=whole,
            gone=frozenset(found.gone),
            cursor=str(after),
        )
        return part, tuple(problems_in(tuple(found.videos.values())))

    async def _all(self, states: Sequence[SectionState]) -> _Reading:
        found = _Reading()
        for state in states:
            videos = await Listing(self._client, state.key).everything(kind_of_section(state))
            shelf = await self._shelf(state, frozenset(videos))
            found.videos |= videos
            found.names |= shelf.names
            found.shelves[state.key] = shelf
        return found

    async def _since(self, states: Sequence[SectionState], known: ListCursor | None) -> _Reading | None:
        """Return what changed since, None where everything has to be read."""
        if known is None or known.place != self._place:
            return None
        if known.shelves.keys() != {one.key for one in states}:
            return None
        found = _Reading()
        changed: set[str] = set()
        for state in states:
            before = known.shelves[state.key]
            keys = await self._keys(state, before, known.since, found)
            if keys is None:
                return None
            shelf = await self._shelf(state, keys, before.lists, known.since)
            then, now = before.names, shelf.names
            changed |= {key for key in then.keys() | now.keys() if then.get(key) != now.get(key)}
            found.names |= now
            found.shelves[state.key] = shelf
        untold = changed - found.videos.keys()
        there = await by_keys(self._client, untold)
        found.videos |= there
        found.gone |= untold - there.keys()
        return found

    async def _keys(
        self, state: SectionState, before: ListShelf, since: int, found: _Reading
    ) -> frozenset[str] | None:
        """Note what came to a section or was changed there; return all it has, None where some went."""
        if state.marker.strip("/") and state.marker == before.marker:
            return before.keys
        listing, kind = Listing(self._client, state.key), kind_of_section(state)
        came = await listing.changed(kind, since)
        keys = before.keys | came.keys()
        if await listing.total(kind) != len(keys):
            return None
        found.videos |= came
        return keys

    async def _shelf(
        self,
        state: SectionState,
        keys: frozenset[str],
        before: Mapping[str, HeldList] = _NOTHING_HELD,
        since: int = 0,
    ) -> ListShelf:
        """Return a section as it is now; what is in collections that are as before is not asked for.

        One that was changed after `since` may have been changed once more within the same second.
        """
        self._doing = "The collections"
        lists: dict[str, HeldList] = {}
        for one in _plain(await collections_in(self._client, state.key), state):
            held = before.get(one.key)
            if held is not None and held.mark == one.mark and 0 < one.updated < since:
                members = held.keys
            else:
                members = await self._members(one)
            lists[one.key] = HeldList(name=one.name, mark=one.mark, keys=members)
        return ListShelf(marker=state.marker, keys=keys, lists=lists)

    async def _members(self, one: VideoCollection) -> frozenset[str]:
        self._doing = f"The collection {one.name}"
        try:
            return await members_of(self._client, one)
        except NotFound:
            said = f"{WHAT} lists the collection, but says that there is none of its key."
            raise OddAnswer(said, account=WHAT) from None


def _plain(every: Iterable[VideoCollection], state: SectionState) -> list[VideoCollection]:
    """Return those that people put titles into. Raises OddAnswer for one without a name."""
    kind = kind_of_section(state)
    found = [one for one in every if not one.smart and KINDS[one.of] is kind]
    if any(not one.name for one in found):
        raise OddAnswer(f"{WHAT} tells a collection without its name.", account=WHAT)
    return found


def _record(one: Video, names: frozenset[str] | None) -> Record:
    record = one.record
    return Record(
        key=record.key,
        title=record.title,
        values=Values(lists=None if names is None else InLists(names)),
        added_at=record.added_at,
        length=record.length,
        section=record.section,
    )
