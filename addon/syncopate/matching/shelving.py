"""Putting a library's tracks together as albums: by release, else by title, album artist and folder."""

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from heapq import merge

from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.media import Track
from syncopate.matching.album_titles import shelf_key
from syncopate.matching.artists import artist_key
from syncopate.matching.keys import compact, key
from syncopate.matching.paths import path_of

_ALBUM_IDS = frozenset({IdKind.MB_RELEASE, IdKind.MB_RELEASE_GROUP, IdKind.UPC})
_FEW = 3
"""Albums of one name and artist that are told apart by year, and the tracks that each of them has."""


@dataclass(slots=True)
class Group:
    """The rows of one album, and what its tracks say of it. `name` tells it from all others."""

    title: str
    name: tuple[str, ...]
    artists: tuple[str, ...] = ()
    year: int | None = None
    rows: array[int] = field(default_factory=lambda: array("I"))
    ids: frozenset[ExternalId] = frozenset()


class _Year:
    """The tracks of one year: their rows, and which title has which place, both as hashes.

    There is one for each album of a library: lists of numbers, and a look-up only where it is asked.
    """

    __slots__ = ("_by_place", "_places", "_titles", "rows")

    def __init__(self) -> None:
        self.rows = array("I")
        self._places = array("q")
        self._titles = array("q")
        self._by_place: dict[int, int] | None = None

    def add(self, place: int, title: int) -> None:
        """Note a title; the first one in a place counts."""
        self._places.append(place)
        self._titles.append(title)
        if self._by_place is not None:
            self._by_place.setdefault(place, title)

    def at(self, place: int) -> int:
        """Return the title in a place, 0 for none."""
        if self._by_place is None:
            self._by_place = {}
            for each, title in zip(self._places, self._titles, strict=True):
                self._by_place.setdefault(each, title)
        return self._by_place.get(place, 0)


@dataclass(slots=True)
class _Heap:
    """Tracks that say the same album, before it is decided whose it is."""

    title: str
    owners: dict[tuple[str, ...], int] = field(default_factory=dict)
    by_year: dict[int, _Year] = field(default_factory=dict)
    ids: frozenset[ExternalId] = frozenset()
    clash: bool = False

    @property
    def rows(self) -> array[int]:
        """All rows, in the order they came."""
        if len(self.by_year) == 1:
            return next(iter(self.by_year.values())).rows
        return array("I", merge(*(year.rows for year in self.by_year.values())))


def group_tracks(tracks: Iterable[Track]) -> tuple[list[Group], array[int]]:
    """Return the albums, and the rows of tracks on none. Rows are places in the order given."""
    heaps: dict[tuple[str, str, str], _Heap] = {}
    loose = array("I")
    for row, track in enumerate(tracks):
        album = track.album
        if not album or not (shelf := shelf_key(album))[0]:
            loose.append(row)
            continue
        release, ids = _release(track)
        owner = artist_key(track.album_artist) if track.album_artist else ""
        if release:
            where = (release, "", "")
        elif track.album_artist:
            where = ("", shelf[0], f"={owner}")
        else:
            where = ("", shelf[0], _folder(track) or f"={_first(track.artists)}")
        heap = heaps.get(where)
        if heap is None:
            heap = heaps[where] = _Heap(_title_without_disc(album, shelf[1]))
        if ids:
            heap.ids = heap.ids.union(ids)
        names = (track.album_artist,) if track.album_artist else track.artists
        heap.owners[names] = heap.owners.get(names, 0) + 1
        _place(heap, row, track, shelf[1])
    return _settled(heaps), loose


def _place(heap: _Heap, row: int, track: Track, disc: int | None) -> None:
    """Notice two songs in one place: two albums of one name, told apart by their years."""
    year = track.year or 0
    own = heap.by_year.get(year)
    if own is None:
        own = heap.by_year[year] = _Year()
    own.rows.append(row)
    if track.number:
        place = hash((track.disc or disc or 1, track.number))
        title = hash(compact(key(track.title)))
        for other in heap.by_year.values():
            if other is not own and other.at(place) not in {0, title}:
                heap.clash = bool(title)
        own.add(place, title)


def _settled(heaps: dict[tuple[str, str, str], _Heap]) -> list[Group]:
    """Merge what was apart for want of tags, part what only shares its name."""
    merged: dict[tuple[str, ...], list[tuple[tuple[str, str, str], _Heap]]] = {}
    for where, heap in heaps.items():
        shelf = shelf_key(heap.title)[0]
        owner = _owner(heap)
        merged.setdefault((shelf, *sorted(filter(None, map(artist_key, owner)))), []).append((where, heap))
    groups: list[Group] = []
    heaps.clear()
    for name in list(merged):
        groups.extend(_parted(name, merged.pop(name)))
    return groups


def _parted(name: tuple[str, ...], found: list[tuple[tuple[str, str, str], _Heap]]) -> list[Group]:
    """Return one group, or one for each release where there are several."""
    releases = [item for item in found if item[0][0]]
    plain = [heap for where, heap in found if not where[0]]
    if len(releases) > 1:
        groups = [_group((where[0],), [heap]) for where, heap in releases]
        return groups + ([_group(name, plain)] if plain else [])
    heaps = plain + [heap for _where, heap in releases]
    if len(heaps) == 1 and not releases and _namesakes(heaps[0]):
        return _by_year(name, heaps[0])
    return [_group((releases[0][0][0],) if releases else name, heaps)]


def _namesakes(heap: _Heap) -> bool:
    """Return whether years part the tracks of a heap into a few albums that each fill the same places."""
    parts = heap.by_year.values()
    return heap.clash and 1 < len(parts) <= _FEW and all(len(part.rows) >= _FEW for part in parts)


def _by_year(name: tuple[str, ...], heap: _Heap) -> list[Group]:
    groups = []
    for year in sorted(heap.by_year):
        group = _group((*name, str(year)), [heap])
        group.rows, group.year = heap.by_year[year].rows, year or None
        groups.append(group)
    return groups


def _group(name: tuple[str, ...], heaps: list[_Heap]) -> Group:
    years: Counter[int] = Counter()
    owners: Counter[tuple[str, ...]] = Counter()
    group = Group(title=heaps[0].title, name=name)
    for heap in heaps:
        years.update({year: len(part.rows) for year, part in heap.by_year.items() if year})
        owners.update(heap.owners)
        group.rows.extend(heap.rows)
        group.ids |= heap.ids
    group.year = years.most_common(1)[0][0] if years else None
    group.artists = _artists(owners)
    return group


def _owner(heap: _Heap) -> tuple[str, ...]:
    return _artists(heap.owners)


def _artists(owners: Mapping[tuple[str, ...], int]) -> tuple[str, ...]:
    """Whose album it is: the album artist, else the one whom all tracks name; nobody for a compilation."""
    if len(owners) == 1:
        return tuple(name for name in next(iter(owners)) if artist_key(name))
    firsts: dict[str, str] = {}
    count: Counter[str] = Counter()
    for names, tracks in owners.items():
        for name in names:
            if known := artist_key(name):
                firsts.setdefault(known, name)
                count[known] += tracks
    if not count:
        return ()
    best, most = max(count.items(), key=lambda pair: (pair[1], pair[0]))
    return (firsts[best],) if 2 * most > sum(owners.values()) else ()


def _release(track: Track) -> tuple[str, tuple[ExternalId, ...]]:
    """Return the MusicBrainz release of a track, "" without, and all ids of its album."""
    if not track.ids:
        return "", ()
    found = tuple(each for each in track.ids if each.kind in _ALBUM_IDS)
    return next((each.value.lower() for each in found if each.kind is IdKind.MB_RELEASE), ""), found


def _first(artists: tuple[str, ...]) -> str:
    return artist_key(artists[0]) if artists else ""


def _folder(track: Track) -> str:
    """Return the folder of an album, its disc's folder left out; "" where no path is known."""
    path = path_of(track)
    if path is None:
        return ""
    folder = path.replace("\\", "/").rpartition("/")[0]
    above, _, name = folder.rpartition("/")
    plain, disc = shelf_key(f"x {name}") if name else ("", None)
    return above if disc is not None and plain == "x" else folder


def _title_without_disc(album: str, disc: int | None) -> str:
    """Return a title for people, without the remark which disc it is."""
    if disc is None:
        return album
    from_end = album.rstrip()
    for opening in ("(", "[", " - ", ","):
        cut = from_end.rfind(opening)
        if cut > 0 and shelf_key(from_end[:cut])[0] == shelf_key(album)[0]:
            return from_end[:cut].rstrip()
    words = from_end.split()
    for length in range(len(words) - 1, 0, -1):
        shorter = " ".join(words[:length])
        if shelf_key(shorter) == (shelf_key(album)[0], None):
            return shorter
    return album
