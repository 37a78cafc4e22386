"""The watchlist: read page by page, and titles put on it and taken off."""

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from syncopate.domain.link import Action, WatchOperation
from syncopate.domain.problem import Problem
from syncopate.domain.watch import Feature, Listed, MediaType, Record, Title, TitleId, TitleIdKind, Values
from syncopate.errors import NotFound, OddAnswer, SyncopateError
from syncopate.providers.plex.client import Client
from syncopate.providers.plex.fields import Raw, moment, needed
from syncopate.providers.plex.guids import guid_of, title_id
from syncopate.providers.plex.parse_titles import Video, kind_of, video
from syncopate.providers.plex.parse_tv import WHAT
from syncopate.providers.watching import Became, ReadPart, Unread, WatchOutcome

_PREFIX = "watchlist:"
"""Its entries are of Plex as a whole, not of the server: their keys are apart from those of its items."""
_ASKED = (TitleIdKind.IMDB, TitleIdKind.TMDB, TitleIdKind.TVDB)
_HELD = frozenset({MediaType.MOVIE, MediaType.SHOW})
_FEATURES = frozenset({Feature.WATCHLIST})


@dataclass(frozen=True, slots=True)
class Entry:
    """One title of Discover, by its own key; `listed`: since when it is on the watchlist, if that is told."""

    key: str
    title: Title | None
    listed: datetime | None = None
    problems: tuple[Problem, ...] = ()


class Watchlist:
    """The watchlist of the account's own user."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def read(self, cursor: str | None) -> tuple[ReadPart, tuple[Problem, ...]]:
        """Return what is on it, and what is wrong with that; nothing, where it is as the cursor says.

        What is put on it stands first, and what is taken off makes it shorter: by its first page and its
        length it is known whether it changed.
        """
        try:
            page = await self._client.discover.page(0, _entry)
            mark = _mark(page.total, page.items)
            if cursor == mark:
                return ReadPart(features=_FEATURES, whole=False, cursor=cursor), ()
            entries = list(page.items)
            while len(entries) < page.total:
                before = page.total
                page = await self._client.discover.page(len(entries), _entry)
                if page.total != before:
                    raise OddAnswer(f"{WHAT} changed the watchlist while it was read.", account=WHAT)
                entries += page.items
            found = await self._named(entries)
        except SyncopateError as error:
            unread = Unread(error.key, f"The watchlist: {error.detail}", error.placeholders)
            return ReadPart(features=_FEATURES, missing=unread), ()
        records = tuple(_record(one) for one in found if one.title is not None)
        return ReadPart(features=_FEATURES, records=records, cursor=mark), tuple(
            problem for one in found for problem in one.problems
        )

    async def write(self, operations: Sequence[WatchOperation]) -> list[WatchOutcome]:
        """Put titles on it or take them off."""
        return list(await asyncio.gather(*(self._written(one) for one in operations)))

    async def _written(self, operation: WatchOperation) -> WatchOutcome:
        act = self._client.discover.put_on
        if operation.action is Action.UNLIST:
            act = self._client.discover.take_off
        try:
            keys = await self._keys(operation)
            for key in keys:
                await act(key)
        except NotFound:
            return WatchOutcome(Became.UNRESOLVED)
        except SyncopateError as error:
            return WatchOutcome(Became.FAILED, error.key, error.detail)
        return WatchOutcome(Became.APPLIED if keys else Became.UNRESOLVED)

    async def _keys(self, operation: WatchOperation) -> list[str]:
        """Return what Discover calls a title: as the entry says, or the title, or whom its ids lead to."""
        entries = [key.removeprefix(_PREFIX) for key in operation.keys if key.startswith(_PREFIX)]
        if entries or operation.title.type not in _HELD:
            return entries
        ids = operation.title.ids
        if own := sorted(one.value for one in ids if one.kind is TitleIdKind.PLEX):
            return own[:1]
        for kind in _ASKED:
            for one in sorted(each for each in ids if each.kind is kind):
                if (key := await self._resolved(operation.title, one)) is not None:
                    return [key]
        return []

    async def _resolved(self, title: Title, called: TitleId) -> str | None:
        """Return the only title of this kind that is called so, None where it is not certain which."""
        guid = guid_of(called, title.type)
        if guid is None:
            return None
        entries = await self._client.discover.called(title.type, guid, _entry)
        found = {
            one.key
            for one in entries
            if one.title is not None and one.title.type is title.type and not _contradicts(one.title, title)
        }
        return found.pop() if len(found) == 1 else None

    async def _named(self, entries: Sequence[Entry]) -> list[Entry]:
        """Return entries with what others call them: where the list leaves that out it is asked for, once."""
        known = self._client.named
        for one in entries:
            if not _is_named(one) and one.key not in known:
                told = await self._client.discover.one(one.key, _entry)
                known[one.key] = None if told is None else told.title
        return [
            one if _is_named(one) else Entry(one.key, known[one.key] or one.title, one.listed, one.problems)
            for one in entries
        ]


def _entry(raw: Raw) -> Entry:
    """Return a title of Discover: what is not told of it yet is left out."""
    key = needed(raw, "ratingKey")
    listed = moment(raw, "watchlistedAt")
    kind = kind_of(raw)
    if kind not in _HELD:
        return Entry(key, None, listed)
    told: Video = video(raw)
    title, own = told.record.title, title_id(TitleIdKind.PLEX, key)
    ids = title.ids if own is None else title.ids | {own}
    plain = Title(type=title.type, ids=ids, name=title.name, year=title.year, aired=title.aired)
    return Entry(key, plain, listed, told.problems)


def _record(entry: Entry) -> Record:
    if entry.title is None:
        raise OddAnswer(account=WHAT)
    values = Values(listed=Listed(entry.listed if _has_been(entry.listed) else None))
    return Record(key=f"{_PREFIX}{entry.key}", title=entry.title, values=values)


def _has_been(at: datetime | None) -> bool:
    return at is not None and at <= datetime.now(UTC)


def _is_named(entry: Entry) -> bool:
    """Tell whether it is known what others than Plex call a title."""
    return entry.title is not None and any(one.kind is not TitleIdKind.PLEX for one in entry.title.ids)


def _contradicts(one: Title, other: Title) -> bool:
    """Tell whether two titles are surely not the same: they are called differently by somebody."""
    kinds = {each.kind for each in one.ids} & {each.kind for each in other.ids}
    return any(
        not {each for each in one.ids if each.kind is kind}
        & {each for each in other.ids if each.kind is kind}
        for kind in kinds
    )


def _mark(total: int, entries: Sequence[Entry]) -> str:
    said = f"{total}/" + ",".join(f"{one.key}@{one.listed}" for one in entries)
    return hashlib.sha256(said.encode()).hexdigest()
