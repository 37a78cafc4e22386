"""Reads what the account's own user has seen, begun and rated on the server: all of it, or what changed.

Where nothing changed, one request a section tells so: the newest that was ever begun come with the number
of all that was. What is taken back loses its time, so it is missed by that number alone, and looked for. One
request more tells the plays that came.
"""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from syncopate.domain.problem import Problem
from syncopate.domain.watch import Feature, MediaType, Record, Values
from syncopate.providers.clock_skew import clock_skew
from syncopate.providers.plex.client import Client
from syncopate.providers.plex.listing import Lens, Listing, by_keys
from syncopate.providers.plex.parse import SectionState
from syncopate.providers.plex.parse_titles import Video, of_show, problems_in
from syncopate.providers.plex.plays import ByKey, Play, Plays, by_key, seen_at
from syncopate.providers.plex.reading_cursor import Cursor, Shelf

_OVERLAP_SECONDS = 300
_UNTOLD_OVERLAP_SECONDS = 3600
"""How far our clock may be ahead of the server's, where that tells no time."""

type Looks = Sequence[tuple[MediaType, Lens]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was read: all there is, or, not `whole`, what changed, with the keys of what is gone."""

    records: tuple[Record, ...]
    cursor: str
    whole: bool
    gone: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()
    skew: timedelta = timedelta()


@dataclass(slots=True)
class _Changes:
    """What has changed, as far as it was read."""

    since: int
    videos: dict[str, Video] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    shelves: dict[str, Shelf] = field(default_factory=dict)
    fresh: set[str] = field(default_factory=set)
    """Keys of what is told however often it was told before."""
    plays: Sequence[Play] | None = None
    """Those that came, None where nobody tells."""


class StateReader:
    """Reads for some features. Every method raises Unreachable or what is below it."""

    def __init__(self, client: Client, features: frozenset[Feature]) -> None:
        self._client = client
        self._features = features
        names = "+".join(sorted(features))
        self._place = f"{client.machine}/{client.account.user_id}/{names}"
        self._plays = Plays(client) if Feature.HISTORY in features else None

    async def read(self, cursor: Cursor | None) -> Found:
        """Return what changed since the cursor; all there is without one, or where changes cannot be told."""
        await self._client.people.certain()
        began = datetime.now(UTC)
        states = await self._client.video_sections()
        heard = datetime.now(UTC)
        told_at = next((one.told_at for one in states), None)
        skew = clock_skew(began, told_at, heard)
        since = since_of(told_at, began)
        known = cursor if cursor is not None and cursor.place == self._place else None
        if known is not None and known.shelves.keys() == {one.key for one in states}:
            changes = await self._changes(states, known)
            if changes is not None:
                return await self._told(changes, known, since, skew)
        return await self._all(states, since, skew)

    async def _all(self, states: Sequence[SectionState], since: int, skew: timedelta) -> Found:
        videos: list[Video] = []
        shelves: dict[str, Shelf] = {}
        # Before the titles: what is seen meanwhile is counted there, and told by the last time alone.
        plays = await self._plays.everything([one.key for one in states]) if self._plays else None
        for state in states:
            listing, held = Listing(self._client, state.key), dict[MediaType, Mapping[str, Video]]()
            for kind in _kinds(state):
                held[kind] = await listing.everything(kind)
            shelves[state.key] = Shelf(
                marker=state.marker,
                keys={kind: frozenset(told) for kind, told in held.items()},
                having={
                    (kind, lens): frozenset(key for key, one in held[kind].items() if _has(one, lens))
                    for kind, lens in self._looks(state)
                },
            )
            shows = held.get(MediaType.SHOW, {})
            told = (one for kind in self._told_kinds(state) for one in held[kind].values())
            videos += (of_show(one, shows[one.show]) if one.show in shows else one for one in told)
        recent = {one.key: _digest(one) for one in videos if max(one.viewed, one.rated) >= since}
        after = Cursor(
            place=self._place,
            since=since,
            shelves=shelves,
            recent=recent,
            plays_since=None if plays is None else since,
            plays=_numbers(plays or (), since),
        )
        return Found(
            records=self._records(videos, by_key(plays or ())),
            cursor=str(after),
            whole=True,
            problems=tuple(problems_in(videos)),
            skew=skew,
        )

    async def _changes(self, states: Sequence[SectionState], known: Cursor) -> _Changes | None:
        """Return what changed since, None where everything has to be read."""
        changes = _Changes(known.since)
        if self._plays is not None:
            changes.plays = await self._plays.since(known.plays_since or known.since)
            if changes.plays is not None and known.plays_since is None:
                return None
        for state in states:
            listing, shelf = Listing(self._client, state.key), known.shelves[state.key]
            if shelf.keys.keys() != set(_kinds(state)):
                return None
            keys: dict[MediaType, frozenset[str]] | None = dict(shelf.keys)
            if state.marker.strip("/") == "" or state.marker != shelf.marker:
                keys = await self._renewed(listing, state, shelf, changes)
            if keys is None:
                return None
            having = {
                (kind, lens): await self._seen(listing, kind, lens, shelf, changes)
                for kind, lens in self._looks(state)
            }
            changes.shelves[state.key] = Shelf(marker=state.marker, keys=keys, having=having)
        await self._played(changes, known)
        return changes

    async def _played(self, changes: _Changes, known: Cursor) -> None:
        """Note what was seen once more, whatever the titles say of it."""
        there = {key for shelf in changes.shelves.values() for keys in shelf.keys.values() for key in keys}
        seen = {one.key for one in changes.plays or () if one.id not in known.plays} & there
        changes.videos |= await by_keys(self._client, seen - changes.videos.keys())
        changes.fresh |= seen

    async def _renewed(
        self, listing: Listing, state: SectionState, shelf: Shelf, changes: _Changes
    ) -> dict[MediaType, frozenset[str]] | None:
        """Note what came or was changed; return the keys of all items, None where some are there no more."""
        keys: dict[MediaType, frozenset[str]] = {}
        for kind in _kinds(state):
            came = await listing.changed(kind, changes.since)
            keys[kind] = shelf.keys[kind] | came.keys()
            if await listing.total(kind) != len(keys[kind]):
                return None
            if kind in self._told_kinds(state):
                changes.videos |= came
                changes.fresh |= came.keys()
        return keys

    async def _seen(
        self, listing: Listing, kind: MediaType, lens: Lens, shelf: Shelf, changes: _Changes
    ) -> frozenset[str]:
        """Note what was seen or rated since, and of what that was taken back; return the keys of all that is.

        Something new may be known already: then it is counted once.
        """
        known = shelf.having[kind, lens]
        newest = await listing.newest(kind, lens, changes.since)
        changes.videos |= newest.videos
        now = known | newest.videos.keys()
        if len(now) == newest.total:
            return now
        all_now = await listing.having(kind, lens)
        changes.videos |= {key: one for key, one in all_now.items() if key not in known}
        if lost := known - all_now.keys():
            left = await by_keys(self._client, lost)
            changes.videos |= left
            changes.fresh |= left.keys()
            changes.gone |= lost - left.keys()
        return frozenset(all_now)

    async def _told(self, changes: _Changes, known: Cursor, since: int, skew: timedelta) -> Found:
        """Return changes with what is known of their shows, without those that were told before."""
        digests = {key: _digest(one) for key, one in changes.videos.items()}
        told = [
            one
            for key, one in changes.videos.items()
            if key in changes.fresh or known.recent.get(key) != digests[key]
        ]
        shows = await by_keys(self._client, {one.show for one in told if one.show})
        videos = [of_show(one, shows[one.show]) if one.show in shows else one for one in told]
        stamps = {key: max(one.viewed, one.rated) for key, one in changes.videos.items()}
        recent = {key: digest for key, digest in digests.items() if stamps[key] >= since}
        told_of = changes.plays
        after = Cursor(
            place=self._place,
            since=since,
            shelves=changes.shelves,
            recent=recent,
            plays_since=known.plays_since if told_of is None else since,
            plays=known.plays if told_of is None else _numbers(told_of, since),
        )
        plays = await self._plays.of(videos) if self._plays and told_of is not None else {}
        return Found(
            records=self._records(videos, plays),
            cursor=str(after),
            whole=False,
            gone=frozenset(changes.gone),
            problems=tuple(problems_in(videos)),
            skew=skew,
        )

    def _looks(self, state: SectionState) -> Looks:
        """Return what is looked at in a section, each by one request."""
        played = MediaType.MOVIE if state.kind == "movie" else MediaType.EPISODE
        viewed = [(played, Lens.VIEWED)] if self._features & {Feature.HISTORY, Feature.PROGRESS} else []
        rated = [(kind, Lens.RATED) for kind in _kinds(state)] if Feature.RATINGS in self._features else []
        return [*viewed, *rated]

    def _told_kinds(self, state: SectionState) -> Sequence[MediaType]:
        """Return of which kinds something is said: shows can be rated, and nothing else."""
        kinds = _kinds(state)
        return (
            kinds
            if Feature.RATINGS in self._features
            else [kind for kind in kinds if kind is not MediaType.SHOW]
        )

    def _records(self, videos: Iterable[Video], plays: ByKey) -> tuple[Record, ...]:
        seen = (seen_at(one, plays.get(one.key, ())) for one in videos)
        return tuple(_saying(one.record, self._features) for one in seen)


def _kinds(state: SectionState) -> Sequence[MediaType]:
    return [MediaType.MOVIE] if state.kind == "movie" else [MediaType.SHOW, MediaType.EPISODE]


def _has(one: Video, lens: Lens) -> bool:
    return one.viewed > 0 if lens is Lens.VIEWED else one.stars


def _saying(record: Record, features: frozenset[Feature]) -> Record:
    """Return a record that says something in these respects alone; whole shows are not played."""
    played = record.title.type in {MediaType.MOVIE, MediaType.EPISODE}
    values = record.values
    return Record(
        key=record.key,
        title=record.title,
        values=Values(
            watched=values.watched if played and Feature.HISTORY in features else None,
            position=values.position if played and Feature.PROGRESS in features else None,
            rating=values.rating if Feature.RATINGS in features else None,
        ),
        added_at=record.added_at,
        length=record.length,
        section=record.section,
    )


def _numbers(plays: Iterable[Play], since: int) -> frozenset[int]:
    """Return the numbers of those plays that are read again the next time."""
    return frozenset(one.id for one in plays if one.stamp >= since)


def since_of(told_at: datetime | None, began: datetime) -> int:
    """Return the time from which on all is new the next time: a little before this read, by its clock."""
    if told_at is None:
        return int(began.timestamp()) - _UNTOLD_OVERLAP_SECONDS
    return int(told_at.timestamp()) - _OVERLAP_SECONDS


def _digest(one: Video) -> int:
    return zlib.crc32(f"{one.viewed}/{one.rated}/{one.record.values}".encode())
