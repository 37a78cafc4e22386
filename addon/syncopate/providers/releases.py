"""Capability RELEASES: catalogues that tell what artists bring out: what has come, and what will."""

from calendar import monthrange
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol, runtime_checkable

from syncopate.domain.ids import ExternalId
from syncopate.domain.snapshot import Snapshot
from syncopate.providers.capability import Checks


class ReleaseKind(StrEnum):
    """What is brought out."""

    ALBUM = "album"
    EP = "ep"
    SINGLE = "single"
    BROADCAST = "broadcast"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The days that are asked about, both of them included."""

    since: date
    until: date

    def holds(self, day: str) -> bool:
        """Tell whether a day may be in it that is told in whole or in part (2026, 2026-05, 2026-05-01)."""
        first, last = _span(day) or (date.max, date.min)
        return first <= self.until and last >= self.since


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedArtist:
    """An artist by the catalogue's own id; `hint` tells namesakes apart, "" where nothing does."""

    id: str
    name: str
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedRelease:
    """Something brought out, in all its editions. `day` may be told in part; `also`: what it is besides."""

    id: ExternalId
    title: str
    artists: tuple[str, ...]
    day: str
    kind: ReleaseKind
    also: tuple[str, ...] = ()
    url: str | None = None


@runtime_checkable
class ReleaseCalendar(Checks, Protocol):
    """Fulfilled by what knows when artists bring out what."""

    async def artists_called(self, name: str) -> Snapshot[NamedArtist]:
        """Return the artists that have this name, the likeliest first."""
        ...

    async def releases_of(
        self, artist_id: str, window: Window, kinds: Collection[ReleaseKind]
    ) -> Snapshot[DatedRelease]:
        """Return what an artist brings out within days, the earliest first.

        What has no date is left out: nobody knows when it comes.
        """
        ...


def _span(day: str) -> tuple[date, date] | None:
    """Return the first and the last day that a date told in part may mean, None for what is no date."""
    parts = day.split("-")
    try:
        year, month, number = (*map(int, parts), 0, 0)[:3]
        if not month:
            return date(year, 1, 1), date(year, 12, 31)
        last = monthrange(year, month)[1]
        return date(year, month, number or 1), date(year, month, number or last)
    except ValueError:
        return None
