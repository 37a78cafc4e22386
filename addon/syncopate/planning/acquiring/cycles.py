"""What one run over the wishlist takes: albums or singles, and which tracks are fetched as one album."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from syncopate.domain.download import Wanted, WantKind
from syncopate.domain.ids import IdKind

TOGETHER = 2
"""So many tracks of one album that are wanted are sought as the album."""


class Cycle(StrEnum):
    """What a run takes."""

    ALBUMS = "albums"
    SINGLES = "singles"


class Share(StrEnum):
    """What a run may take, as it was asked for."""

    ALL = "all"
    ALBUMS = "albums"
    SINGLES = "singles"


@dataclass(frozen=True, slots=True)
class Due:
    """A want that is due."""

    id: str
    wanted: Wanted


@dataclass(frozen=True, slots=True)
class Batch:
    """Wants that are sought together: tracks of one album, an album, or a single track.

    `album` is its title where they are of one, `artist` whose it is.
    """

    cycle: Cycle
    wants: tuple[Due, ...]
    album: str | None = None
    artist: str | None = None


def batches(due: Iterable[Due]) -> tuple[Batch, ...]:
    """Put wants together that are of one album; the order is that of the first of each."""
    groups: defaultdict[tuple[str, str], list[Due]] = defaultdict(list)
    for each in due:
        groups[_album_of(each)].append(each)
    return tuple(_batch(wants) for wants in groups.values())


def next_cycle(before: Cycle | None, share: Share, found: Sequence[Batch]) -> Cycle | None:
    """Return what the next run takes: the other than `before`, unless there is none of it. None: nothing.

    Where only one of them was asked for, it is that one.
    """
    there = {batch.cycle for batch in found}
    if share is not Share.ALL:
        asked = Cycle(share.value)
        return asked if asked in there else None
    first = Cycle.SINGLES if before is Cycle.ALBUMS else Cycle.ALBUMS
    second = Cycle.ALBUMS if first is Cycle.SINGLES else Cycle.SINGLES
    return next((cycle for cycle in (first, second) if cycle in there), None)


def _batch(wants: Sequence[Due]) -> Batch:
    first = wants[0].wanted
    whole = any(each.wanted.kind is WantKind.ALBUM for each in wants)
    if not whole and len(wants) < TOGETHER:
        return Batch(Cycle.SINGLES, tuple(wants))
    album = next((each.wanted for each in wants if each.wanted.kind is WantKind.ALBUM), None)
    title = album.title if album is not None else first.album
    return Batch(Cycle.ALBUMS, tuple(wants), title, _artist_of(album or first) or None)


def _album_of(due: Due) -> tuple[str, str]:
    """Return what the wants of one album share; a track without an album shares it with none."""
    wanted = due.wanted
    release = min((each.value for each in wanted.ids if each.kind is IdKind.MB_RELEASE), default=None)
    if release is not None:
        return "release", release
    title = wanted.title if wanted.kind is WantKind.ALBUM else wanted.album
    artist = _artist_of(wanted)
    if not title or not artist:
        return "want", due.id
    return _folded(title), _folded(artist)


def _artist_of(wanted: Wanted) -> str:
    return wanted.album_artist or (wanted.artists[0] if wanted.artists else "")


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
