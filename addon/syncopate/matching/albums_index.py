"""A library's tracks put together as albums, and the ways to find one of them."""

import hashlib
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from syncopate.domain.album import AlbumKind, Completeness, LibraryAlbum
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.media import Track
from syncopate.matching.album_titles import read_album_title
from syncopate.matching.artists import artist_key, artist_keys, joined_pieces
from syncopate.matching.completeness import completeness_of
from syncopate.matching.keys import compact, is_foreign, key, latin_key
from syncopate.matching.shelving import Group, group_tracks

RELEASE_KINDS = frozenset({IdKind.MB_RELEASE, IdKind.UPC})
"""Kinds of ids that name one edition of an album."""

SHELF_REVISION = 1
"""Raised by hand with every change that may put tracks together otherwise."""

_MOST = 64
_KEPT = 256
_EP_MOST = 6
_SINGLE_MOST = 3
_LIVE_ENDING = (" live", " unplugged", " in concert")
_LIVE = ("live at ", "live in ", "live from ", "mtv unplugged")


class AlbumIndex:
    """Albums of a library by title, artist and id. Built once, then only read.

    Holds rows of tracks, not the tracks: `at` gives them back.
    """

    __slots__ = ("_albums", "_artists", "_at", "_groups", "_ids", "_titles", "loose")

    def __init__(self, groups: list[Group], loose: array[int], at: Callable[[int], Track]) -> None:
        self.loose = loose
        self._groups = groups
        self._at = at
        self._albums: dict[int, LibraryAlbum] = {}
        self._titles: defaultdict[str, array[int]] = defaultdict(_row_numbers)
        self._artists: defaultdict[str, array[int]] = defaultdict(_row_numbers)
        self._ids: dict[ExternalId, int] = {}
        for number, group in enumerate(groups):
            self._post(number, group)

    @classmethod
    def build(cls, tracks: Iterable[Track], at: Callable[[int], Track] | None = None) -> AlbumIndex:
        """Put tracks together, in the order of their rows; about 10 µs each.

        `at` gives the track of a row; without it they are kept here.
        """
        held: list[Track] = []
        if at is None:
            tracks = held = list(tracks)
        groups, loose = group_tracks(tracks)
        return cls(groups, loose, at or held.__getitem__)

    def __len__(self) -> int:
        return len(self._groups)

    def __iter__(self) -> Iterator[LibraryAlbum]:
        return (album_of(group, map(self._at, group.rows)) for group in self._groups)

    def at(self, number: int) -> LibraryAlbum:
        """Return one album with its tracks, in order."""
        found = self._albums.get(number)
        if found is None:
            if len(self._albums) >= _KEPT:
                self._albums.clear()
            found = self._albums[number] = album_of(
                self._groups[number], map(self._at, self._groups[number].rows)
            )
        return found

    def loose_tracks(self) -> Iterator[Track]:
        """Give the tracks that are on no album."""
        return map(self._at, self.loose)

    def by_ids(self, ids: Iterable[ExternalId]) -> list[int]:
        """Return albums that share an id of a release."""
        return sorted({found for each in ids if (found := self._ids.get(each)) is not None})

    def by_title(self, title: str) -> list[int]:
        """Return albums with this base title (compact key); "~" before it looks for transliterations."""
        return list(self._titles.get(title, ()))[:_MOST]

    def by_artist(self, artist: str, limit: int = _MOST) -> list[int]:
        """Return albums of an artist (compact key)."""
        return list(self._artists.get(artist, ()))[:limit]

    def title_at(self, number: int) -> str:
        """Return the raw title of an album."""
        return self._groups[number].title

    def _post(self, number: int, group: Group) -> None:
        title = read_album_title(group.title)
        for name in {compact(title.base), compact(title.full)}:
            self._titles[name].append(number)
        if is_foreign(title.base) and (latin := latin_key(group.title)):
            self._titles["~" + compact(latin)].append(number)
        names = set(artist_keys(group.artists))
        for name in group.artists:
            names.update(joined_pieces(name))
        for name in names:
            self._artists[name].append(number)
        for external in group.ids:
            if external.kind in RELEASE_KINDS:
                self._ids.setdefault(external, number)


def album_of(group: Group, tracks: Iterable[Track]) -> LibraryAlbum:
    """Make the album of a group and its tracks, in whatever order they come."""
    held = tuple(sorted(tracks, key=_in_order))
    completeness = completeness_of(held)
    return LibraryAlbum(
        key=album_key(group),
        title=group.title,
        artists=group.artists,
        kind=kind_of(group.title, held, completeness, various=not group.artists),
        year=group.year,
        tracks=held,
        completeness=completeness,
        ids=frozenset(group.ids),
    )


def album_key(group: Group) -> str:
    """Return a short name for an album that lasts as long as its title and artist, or its release, do."""
    return _digest("\0".join(group.name))


def artist_shelf_key(name: str) -> str:
    """Return a short name for an artist, the same for all spellings; "" for a name that is nobody's."""
    found = artist_key(name)
    return _digest(found) if found else ""


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=10).hexdigest()


def _in_order(track: Track) -> tuple[int, int, str, str]:
    return track.disc or 1, track.number or 1_000, key(track.title), track.key


def kind_of(title: str, tracks: tuple[Track, ...], completeness: Completeness, *, various: bool) -> AlbumKind:
    """Say what sort of release it is: by its tags, else by title, artist and number of tracks."""
    said = next((track.release_type for track in tracks if track.release_type), None) or ""
    words = set(said.replace(";", " ").replace(",", " ").split())
    for word in ("soundtrack", "live", "compilation", "single", "ep", "album"):
        if word in words and not (word == "album" and various):
            return AlbumKind(word)
    return _kind_by_title(title, various=various) or _kind_by_count(completeness.total)


def _kind_by_title(title: str, *, various: bool) -> AlbumKind | None:
    read = read_album_title(title)
    if read.soundtrack:
        return AlbumKind.SOUNDTRACK
    if "live" in read.versions or read.base.startswith(_LIVE) or read.base.endswith(_LIVE_ENDING):
        return AlbumKind.LIVE
    if various:
        return AlbumKind.COMPILATION
    return AlbumKind(read.kind) if read.kind else None


def _kind_by_count(total: int | None) -> AlbumKind:
    if total is None or total > _EP_MOST:
        return AlbumKind.ALBUM
    return AlbumKind.SINGLE if total <= _SINGLE_MOST else AlbumKind.EP


def _row_numbers() -> array[int]:
    return array("I")
