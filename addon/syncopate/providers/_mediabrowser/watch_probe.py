"""A cheap look at what a user has to do with films and shows: enough to tell whether it is as it was."""

from collections.abc import Iterable, Sequence, Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from syncopate.domain.watch import Feature
from syncopate.providers._mediabrowser.raw import Raw, inside, text, whole
from syncopate.providers._mediabrowser.talk import Talk
from syncopate.providers._mediabrowser.titles import key_of, user_data
from syncopate.providers._mediabrowser.video_lists import EVERY, LISTED, PLAYED, VideoLists
from syncopate.providers._mediabrowser.video_views import Seen
from syncopate.providers._mediabrowser.watch_cursor import (
    Marks,
    WatchCursor,
    changed_keys,
    digest,
    marks_of,
    was_seen,
)

OVERLAP = timedelta(minutes=2)
"""A server stamps what it writes before that is there to be read."""
WRITTEN = "MinDateLastSaved"
"""Asks for what the server wrote down itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """What a look told. `touched` are items that were written or marked since the cursor, None: all may be.

    `saved` is how many films and episodes the server has written down anew, `saved_shows` whether a show is
    among what it has; `recent` are the keys of what was begun since.
    """

    items: int
    played: int
    begun: Marks
    listed: Marks | None
    rated: str | None
    touched: frozenset[str] | None
    saved: int = 0
    saved_shows: bool = False
    recent: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Known:
    """What is known once something was read: a digest of what shows are called, and what was seen."""

    shows: str
    seen: str


class Prober:
    """Looks at one user's."""

    def __init__(self, talk: Talk, lists: VideoLists, features: frozenset[Feature]) -> None:
        self._talk = talk
        self._lists = lists
        self._features = features

    async def look(self, cursor: WatchCursor | None, now: datetime) -> Probe:
        """Return what a look tells, against what was known. Raises as `Talk`."""
        what, lists = self._talk.what, self._lists
        since = None if cursor is None else cursor.since
        saved = [] if since is None else await self._saved(since, lists.listing.since)
        recent = await lists.recent(since, now)
        begun = {
            key_of(one, what): _begun(one, what) for one in await lists.rows(PLAYED, Filters="IsResumable")
        }
        played = await lists.count(PLAYED, Filters="IsPlayed")
        listed = None
        if Feature.WATCHLIST in self._features:
            liked = await lists.rows(LISTED, Filters="IsFavorite")
            listed = {key_of(one, what): "1" for one in liked}
        recent_keys = frozenset(key_of(one, what) for one in recent.rows)
        saved_keys = frozenset(key_of(one, what) for one in saved)
        touched = None
        if cursor is not None:
            other = changed_keys(cursor.begun, begun)
            more = frozenset[str]() if listed is None else changed_keys(cursor.listed or {}, listed)
            touched = None if other is None or more is None else other | more | recent_keys | saved_keys
        written = await self._written(saved, since)
        return Probe(
            items=recent.total,
            played=played,
            begun=marks_of(begun),
            listed=None if listed is None else marks_of(listed),
            rated=await self._rated(),
            touched=touched,
            saved=sum(one.get("Type") != "Series" for one in written),
            saved_shows=any(one.get("Type") == "Series" for one in written),
            recent=recent_keys,
        )

    async def _saved(self, since: datetime, name: str) -> Sequence[Raw]:
        said = since.astimezone(UTC).isoformat().replace("+00:00", "Z")
        return await self._lists.rows(EVERY, **{name: said})

    async def _written(self, saved: Sequence[Raw], since: datetime | None) -> Sequence[Raw]:
        """Return those of what was saved that the server has written down anew, not only a user's marks."""
        if since is None or not saved or self._lists.listing.since == WRITTEN:
            return saved
        return await self._saved(since, WRITTEN)

    async def _rated(self) -> str | None:
        """Return a digest of all ratings: no list is by them, so all has to be gone through."""
        if Feature.RATINGS not in self._features:
            return None
        what = self._talk.what
        rows = await self._lists.rows(EVERY)
        said = ((key_of(one, what), user_data(one, what).get("Rating")) for one in rows)
        return digest(*sorted(f"{key}={rating}" for key, rating in said if rating is not None))


def next_cursor(
    talk: Talk, seen: Seen, probe: Probe, known: Known, features: frozenset[Feature]
) -> WatchCursor | None:
    """Return where reading goes on, by the server's own clock; None where it told no time."""
    if seen.date is None:
        return None
    return WatchCursor(
        server=talk.server_id,
        user=talk.user_id,
        features=features,
        since=seen.date - OVERLAP,
        views=views_digest(seen),
        items=probe.items,
        played=probe.played,
        begun=probe.begun,
        listed=probe.listed,
        rated=probe.rated,
        shows=known.shows,
        seen=known.seen,
    )


def views_digest(seen: Seen) -> str:
    """Return what is the same as long as the user sees the same libraries."""
    return digest(*sorted(f"{one.key} {one.collection}" for one in seen.views))


def shows_digest(rows: Sequence[Raw]) -> str:
    """Return what is the same as long as there are the same shows under the same ids."""
    said = (f"{text(one, 'Id')} {sorted(inside(one, 'ProviderIds').items())}" for one in rows)
    return digest(*sorted(said))


def adds_up(
    cursor: WatchCursor, probe: Probe, found: Sequence[Raw], gone: AbstractSet[str], what: str
) -> bool:
    """Tell whether what is known to have changed explains how many items there are, and were seen.

    No list names what was removed, and not every server names what is no longer marked as seen: both only
    show in how many are left. It is known of each item that changed whether it had been seen before, so that
    one that is un-watched shows also where another one was seen meanwhile, for the first time or once more.
    Where that leaves anything open all has to be read.

    It cannot see that one item was un-watched and another one marked as seen where no list names either of
    them, nor dates the mark: that shows when all is read the next time.
    """
    played = {key_of(one, what): one for one in found if one.get("Type") != "Series"}
    if probe.saved - (probe.items - cursor.items) != len(gone):
        return False
    seen = seen_keys(played.values(), what)
    changed = probe.played - cursor.played
    return changed == len(seen) - len(was_seen(cursor, played.keys() | gone))


def seen_keys(rows: Iterable[Raw], what: str) -> frozenset[str]:
    """Return which films and episodes were seen."""
    return frozenset(
        key_of(one, what)
        for one in rows
        if one.get("Type") != "Series" and user_data(one, what).get("Played") is True
    )


def _begun(raw: Raw, what: str) -> str:
    data = user_data(raw, what)
    return f"{whole(data, 'PlaybackPositionTicks') or 0}{'+' if data.get('Played') is True else ''}"
