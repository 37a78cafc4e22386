"""A library held in memory for matching."""

from array import array
from collections.abc import Callable, Hashable, Iterable, Iterator
from datetime import timedelta
from itertools import chain

from syncopate.domain.ids import ExternalId
from syncopate.domain.media import Track
from syncopate.matching.filing import By, cell_of
from syncopate.matching.identity import id_of_identity, title_of_identity, track_identities
from syncopate.matching.paths import components, path_of, shared_suffix
from syncopate.matching.reading import Reading, normal_ids, read_track
from syncopate.matching.segment import NOTHING_GONE, Gone, Segment
from syncopate.matching.vocabulary import Vocabulary

FEW = 256
"""Rows that are looked at one by one, at most."""
_KEPT_READINGS = 4096
_LONGEST_PATH = 32
_SAME_END = 16
_WORN = 10
_SMALL = 1000


class LibraryIndex:
    """Finds the tracks of a library that an entry might be. A value: changes make another one.

    The bulk of the tracks lies in one segment. What changed since it was written lies in a second, small one;
    rows of the first that are out of date are marked, and both are written anew when that gets too much.
    """

    __slots__ = ("_base", "_gone", "_readings", "_recent", "_start", "_tracks")

    def __init__(self, base: Segment, gone: Gone, recent: Segment | None) -> None:
        self._base = base
        self._gone = gone
        self._recent = recent
        self._start = len(base)
        self._readings: dict[int, Reading] = {}
        self._tracks: dict[int, Track] = {}

    @classmethod
    def build(cls, tracks: Iterable[Track]) -> LibraryIndex:
        """Read the tracks of a library, one at a time; about 30 µs each. ValueError above 16 million."""
        return cls(Segment.of(tracks), NOTHING_GONE, None)

    def __len__(self) -> int:
        return self._start - len(self._gone.rows) + (len(self._recent) if self._recent else 0)

    @property
    def size(self) -> int:
        """Bytes in memory, roughly."""
        return self._base.size + (self._recent.size if self._recent else 0) + self._gone.size

    @property
    def room(self) -> int:
        """How many more changes are taken in beside the bulk; for more, all is written anew."""
        held = len(self._gone.rows) + (len(self._recent) if self._recent else 0)
        return max(0, max(_SMALL, self._start // _WORN) - held)

    def with_changes(self, changed: Iterable[Track], removed: Iterable[str]) -> LibraryIndex:
        """Return the index of the library as it is now: `removed` keys are gone, `changed` are new or other.

        A key in both is there. The costs are those of the changes since the bulk was written.
        """
        fresh = {track.key: track for track in changed}
        outdated = fresh.keys() | set(removed)
        rows = {row for key in outdated for row in self._rows_of_key(key) if row < self._start}
        kept = [track for track in self._recent_tracks() if track.key not in outdated]
        if len(outdated) > self.room:
            gone = self._gone.rows | rows
            living = (self._base.columns.track(row) for row in range(self._start) if row not in gone)
            return LibraryIndex.build(chain(living, kept, fresh.values()))
        recent = Segment.of(chain(kept, fresh.values()))
        gone_now = self._gone.and_also(rows, self._base)
        return LibraryIndex(self._base, gone_now, recent if len(recent) else None)

    def rows(self) -> array[int]:
        """Return the rows of all tracks, in the order of `tracks`."""
        end = self._start + (len(self._recent) if self._recent else 0)
        return array("I", (row for row in range(end) if row not in self._gone.rows))

    def tracks(self) -> Iterator[Track]:
        """Give all tracks, one at a time."""
        for row in range(self._start):
            if row not in self._gone.rows:
                yield self._base.columns.track(row)
        yield from self._recent_tracks()

    def track(self, key: str) -> Track | None:
        """Return the track with this key of the library's own."""
        row = next(iter(self._rows_of_key(key)), None)
        return None if row is None else self.at(row)

    def at(self, row: int) -> Track:
        """Return the track of a row."""
        found = self._tracks.get(row)
        if found is None:
            if len(self._tracks) >= _KEPT_READINGS:
                self._tracks.clear()
            segment, place = self._place(row)
            found = self._tracks[row] = segment.columns.track(place)
        return found

    def reading(self, row: int) -> Reading:
        """Return a row read for comparison."""
        found = self._readings.get(row)
        if found is None:
            if len(self._readings) >= _KEPT_READINGS:
                self._readings.clear()
            found = self._readings[row] = read_track(self.at(row))
        return found

    def key_at(self, row: int) -> str:
        """Return the library's own key of a row."""
        segment, place = self._place(row)
        return segment.columns.key(place)

    def title_at(self, row: int) -> str:
        """Return the base title key of a row."""
        segment, place = self._place(row)
        return segment.base(place)

    def artists_at(self, row: int) -> tuple[str, ...]:
        """Return the names of a row's artists."""
        segment, place = self._place(row)
        return segment.columns.artists(place)

    def duration_at(self, row: int) -> timedelta | None:
        """Return the length of a row."""
        segment, place = self._place(row)
        return segment.columns.duration(place)

    def by_ids(self, ids: Iterable[ExternalId]) -> list[int]:
        """Return the rows that share an id (normalised, see `normal_ids`)."""
        wanted = frozenset(ids)
        rows = {row for each in wanted for row in self._find(FEW, By.ID, each.kind, each.value)}
        return sorted(row for row in rows if wanted & normal_ids(self.at(row).ids))

    def by_identities(self, identities: frozenset[str]) -> list[int]:
        """Return the rows whose recording has one of these names (see `track_identities`)."""
        rows: set[int] = set()
        for identity in identities:
            external, title = id_of_identity(identity), title_of_identity(identity)
            if external is not None:
                rows.update(self._find(FEW, By.ID, external.kind, external.value))
            rows.update(self._find(FEW, By.IDENTITY, identity))
            if title is not None:
                for cell in _cells_of(identity):
                    rows.update(self._find(FEW, By.TITLE_AND_LENGTH, title, cell))
        return sorted(row for row in rows if identities & track_identities(self.at(row)))

    def by_path(self, path: str) -> tuple[list[int], int]:
        """Return the rows that end like a path, the longest ending only, and its length in names.

        Of many that end alike only some: none of them is meant.
        """
        wanted = components(path)[-_LONGEST_PATH:]
        best, longest = list[int](), 0
        for row in self._with_last_names(wanted):
            length = shared_suffix(wanted, components(path_of(self.at(row)) or ""))
            if length > longest:
                best, longest = [row], length
            elif length and length == longest:
                best.append(row)
        for length in range(len(wanted), max(longest, 1) - 1, -1):
            whole = self._find(FEW, By.WHOLE_PATH, wanted[-length:])
            if whole and components(path_of(self.at(whole[0])) or "") == wanted[-length:]:
                return whole[:_SAME_END], length
        return best[:_SAME_END], longest

    def by_name(self, artist: str, title: str, limit: int = FEW) -> list[int]:
        """Return the rows of an artist's title (compact keys)."""
        return self._find(limit, By.ARTIST_AND_TITLE, artist, title)

    def by_title(self, title: str, limit: int = FEW) -> list[int]:
        """Return rows of a title by anyone (compact key)."""
        return self._find(limit, By.TITLE, title)

    def by_length(self, title: str, duration: timedelta, *, cells: int = 2, limit: int = FEW) -> list[int]:
        """Return rows of a title (compact key) about as long: at least `cells` times 4 s more or less."""
        middle = cell_of(duration) or 0
        near = (self._find(limit, By.TITLE_AND_LENGTH, title, middle + at) for at in range(-cells, cells + 1))
        return [row for rows in near for row in rows]

    def by_artist(self, artist: str, limit: int = FEW) -> list[int]:
        """Return rows of an artist (compact key)."""
        return self._find(limit, By.ARTIST, artist)

    def by_album(self, album: str, limit: int = FEW) -> list[int]:
        """Return rows of albums with this title (compact base key)."""
        return self._find(limit, By.ALBUM, album)

    def by_word(self, word: str, limit: int = FEW) -> list[int]:
        """Return rows whose base title has this word."""
        return self._find(limit, By.WORD, word)

    def starred_by(self, artist: str) -> list[int]:
        """Return rows of an artist whose titles have letters starred out."""
        return self._find(FEW, By.STARRED, artist)

    def is_by(self, row: int, artist: str) -> bool:
        """Return whether a row is by an artist (compact key)."""
        return self._holds(row, By.ARTIST, artist)

    def has_word(self, row: int, word: str) -> bool:
        """Return whether the base title of a row has this word."""
        return self._holds(row, By.WORD, word)

    def is_titled(self, row: int, title: str) -> bool:
        """Return whether a row can be looked up by this title (compact key)."""
        return self._holds(row, By.TITLE, title)

    def knows_artist(self, artist: str) -> bool:
        """Return whether any track is by this artist (compact key)."""
        return self._count(By.ARTIST, artist) > 0

    def tracks_by(self, artist: str) -> int:
        """Return how many tracks are by an artist (compact key)."""
        return self._count(By.ARTIST, artist)

    def tracks_with(self, word: str) -> int:
        """Return how many base titles have this word."""
        return self._count(By.WORD, word)

    def words_like(self, word: str) -> list[str]:
        """Return words of titles that are one letter away, or swapped neighbours; in alphabetical order."""
        found = self._vocabulary(lambda segment: segment.words, lambda words: words.near(word))
        return sorted(each for each in found if self._count(By.WORD, each))

    def artists_like(self, artist: str) -> set[str]:
        """Return artists (compact keys) that are one letter away, or swapped neighbours."""
        found = self._vocabulary(lambda segment: segment.artists, lambda artists: artists.near(artist))
        return {each for each in found if self._count(By.ARTIST, each)}

    def artists_with(self, handle: str) -> set[str]:
        """Return artists (compact keys) with a handle (see `handles_of`) that not too many have."""
        found = self._vocabulary(
            lambda segment: segment.artists, lambda artists: artists.with_handle(handle, FEW)
        )
        return {each for each in found if self._count(By.ARTIST, each)}

    def _vocabulary(
        self, which: Callable[[Segment], Vocabulary], ask: Callable[[Vocabulary], Iterable[str]]
    ) -> set[str]:
        found = set(ask(which(self._base)))
        if self._recent is not None:
            found.update(ask(which(self._recent)))
        return found

    def _recent_tracks(self) -> Iterator[Track]:
        if self._recent is not None:
            yield from map(self._recent.columns.track, range(len(self._recent)))

    def _rows_of_key(self, key: str) -> list[int]:
        rows = self._find(FEW, By.KEY, key)
        if "." in key:
            rows += self._find(FEW, By.WHOLE_PATH, components(key))
        return [row for row in rows if self.key_at(row) == key]

    def _with_last_names(self, wanted: tuple[str, ...]) -> list[int]:
        """Return rows that share as many of the last three names of a path as any row does."""
        rows: list[int] = []
        if len(wanted) > 2:  # noqa: PLR2004 -- see LAST_THREE
            rows = self._find(FEW, By.LAST_THREE, wanted[-3:])
        if not rows and len(wanted) > 1:
            rows = self._find(FEW, By.LAST_TWO, wanted[-2:])
        return rows or (self._find(FEW, By.LAST_NAME, wanted[-1]) if wanted else [])

    def _place(self, row: int) -> tuple[Segment, int]:
        if row < self._start or self._recent is None:
            return self._base, row
        return self._recent, row - self._start

    def _find(self, limit: int, *name: Hashable) -> list[int]:
        """Return rows of a name, `limit` at most; reads no more than those and what is gone of the name."""
        gone = self._gone.postings.count(*name) if self._gone.rows else 0
        rows = self._base.postings.find(*name, limit=limit + gone)
        if gone:
            rows = [row for row in rows if row not in self._gone.rows][:limit]
        if self._recent is not None and len(rows) < limit:
            start = self._start
            recent = self._recent.postings.find(*name, limit=limit - len(rows))
            rows += [row + start for row in recent]
        return rows

    def _count(self, *name: Hashable) -> int:
        """Return how many rows have a name."""
        count = self._base.postings.count(*name)
        if count and self._gone.rows:
            count -= self._gone.postings.count(*name)
        return count + (self._recent.postings.count(*name) if self._recent is not None else 0)

    def _holds(self, row: int, *name: Hashable) -> bool:
        segment, place = self._place(row)
        return segment.postings.holds(place, *name)


def _cells_of(identity: str) -> list[int | None]:
    """Return the cells of lengths that a text identity stands for: `a` is the grid they are filed by."""
    grid = identity.rpartition("|")[2]
    if grid == "-":
        return [None]
    try:
        cell = int(grid[1:])
    except ValueError:
        return []
    return [cell] if grid.startswith("a") else [cell - 1, cell]
