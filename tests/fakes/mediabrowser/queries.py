"""Lists of items: what is asked for, and finding it fast enough for large libraries."""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from fakes.mediabrowser.catalog import Catalog
from fakes.mediabrowser.model import Album, Artist, BoxSet, Item, Kind, Library, Playlist, Track, User
from fakes.mediabrowser.videos import Video, below, playable

_KEPT = 16
_VIDEOS = frozenset({Kind.MOVIE, Kind.SERIES, Kind.SEASON, Kind.EPISODE})
_TOP = frozenset({Kind.MOVIE, Kind.SERIES})
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a list is to hold; None and empty ones ask for nothing special."""

    user: User | None
    parent: Item | None = None
    playlists_folder: bool = False
    """The parent is the folder of all playlists."""
    recursive: bool = False
    kinds: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    ids: frozenset[str] | None = None
    favorite: bool | None = None
    played: bool | None = None
    resumable: bool | None = None
    with_files: bool = False
    """Nothing that the server has no file of."""
    search: str = ""
    media_types: frozenset[str] = frozenset()
    artists: frozenset[str] = frozenset()
    albums: frozenset[str] = frozenset()
    saved_since: datetime | None = None
    saved_or_used_since: datetime | None = None
    """As `saved_since`, or the user's own data were saved since."""
    sort: tuple[tuple[str, bool], ...] = ()
    """Names and whether they go down."""


class Finder:
    """Answers what is wanted; the last lists are kept, so that their pages cost nothing."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._kept: OrderedDict[tuple[int, Wanted], list[Item]] = OrderedDict()

    def find(self, wanted: Wanted) -> list[Item]:
        """Return all that is wanted, in its order."""
        key = (self._catalog.revision, wanted)
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = self._sorted(wanted, self._matching(wanted))
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return found

    def count(self, wanted: Wanted, kind: Kind) -> int:
        """Return how many of one kind there are."""
        return len(self.find(replace(wanted, kinds=frozenset({kind}), recursive=True)))

    def _matching(self, wanted: Wanted) -> list[Item]:
        tests = list(self._tests(wanted))
        return [item for item in self._below(wanted) if all(test(item) for test in tests)]

    def _below(self, wanted: Wanted) -> Iterable[Item]:
        """Return what is below the parent, of the kinds wanted where that is cheap to tell."""
        catalog, parent = self._catalog, wanted.parent
        if wanted.ids is not None:
            return [item for one in sorted(wanted.ids) if (item := catalog.get(one)) is not None]
        if wanted.playlists_folder:
            return catalog.playlists
        if parent is None:
            return self._everything(wanted) if wanted.recursive else catalog.libraries
        return self._inside(parent, wanted)

    def _inside(self, parent: Item, wanted: Wanted) -> Iterable[Item]:
        catalog = self._catalog
        match parent:
            case Playlist() | BoxSet():
                return self._in_list(parent, wanted)
            case Album():
                return catalog.tracks_of(parent)
            case Artist():
                return self._by_artist(parent, wanted)
            case Library():
                return self._in_library(parent, wanted)
            case Video():
                return below(parent, recursive=wanted.recursive)
            case _:
                return []

    def _in_list(self, parent: Playlist | BoxSet, wanted: Wanted) -> Iterable[Item]:
        if isinstance(parent, Playlist):
            return [entry.track for entry in self._catalog.there(parent)]
        there = self._catalog.members_of(parent)
        inside = (each for one in there if isinstance(one, Video) for each in below(one, recursive=True))
        return [*there, *inside] if wanted.recursive else there

    def _by_artist(self, artist: Artist, wanted: Wanted) -> Iterable[Item]:
        albums = [one for one in self._catalog.albums.values() if artist in one.artists]
        tracks = (track for album in albums for track in self._catalog.tracks_of(album))
        return [*albums, *tracks] if wanted.recursive else albums

    def _everything(self, wanted: Wanted) -> Iterable[Item]:
        catalog = self._catalog
        if wanted.kinds == {Kind.AUDIO}:
            return catalog.tracks.values()
        if wanted.kinds and wanted.kinds <= _VIDEOS:
            return catalog.videos
        return catalog.all()

    def _in_library(self, library: Library, wanted: Wanted) -> Iterable[Item]:
        catalog = self._catalog
        if not wanted.recursive and library.collection != "music":
            return [one for one in catalog.videos if one.library is library and one.kind in _TOP]
        if not wanted.recursive:
            # The folders right below: one for each artist with albums here.
            return dict.fromkeys(
                artist
                for album in catalog.albums.values()
                if album.library is library
                for artist in album.artists
            )
        if wanted.kinds == {Kind.AUDIO}:
            return (track for track in catalog.tracks.values() if track.library is library)
        if wanted.kinds and wanted.kinds <= _VIDEOS:
            return (video for video in catalog.videos if video.library is library)
        return (item for item in catalog.all() if item is not library and library in catalog.homes(item))

    def _tests(self, wanted: Wanted) -> Iterable[Callable[[Item], Any]]:
        catalog, user = self._catalog, wanted.user
        if wanted.kinds:
            yield lambda item: item.kind in wanted.kinds
        if wanted.without:
            yield lambda item: item.kind not in wanted.without
        if user is not None and (user.libraries is not None or wanted.kinds != {Kind.AUDIO}):
            yield lambda item: catalog.seen_by(item, user)
        if wanted.search:
            yield lambda item: wanted.search.casefold() in item.name.casefold()
        if wanted.media_types:
            yield lambda item: media_type(item) in wanted.media_types
        if wanted.with_files:
            yield lambda item: not (isinstance(item, Video) and item.virtual)
        if (since := wanted.saved_since) is not None:
            yield lambda item: item.saved >= since
        if wanted.artists:
            yield lambda item: not wanted.artists.isdisjoint(_artist_ids(item))
        if wanted.albums:
            yield lambda item: isinstance(item, Track) and item.album.id in wanted.albums
        yield from _tests_of_user(wanted)

    def _sorted(self, wanted: Wanted, items: list[Item]) -> list[Item]:
        if not wanted.sort and isinstance(wanted.parent, Playlist):
            return items
        for name, down in reversed(wanted.sort or (("sortname", False),)):
            items.sort(key=self._order(name.casefold(), wanted.user), reverse=down)
        return items

    @staticmethod
    def _order(name: str, user: User | None) -> Callable[[Item], Any]:
        """Return what a list is sorted by; what was never played comes before all else."""
        data = {} if user is None else user.data
        if name == "dateplayed":
            return lambda item: (item in data and data[item].last_played) or _NEVER
        if name == "playcount":
            return lambda item: data[item].plays if item in data else 0
        return _SORTS.get(name, _SORTS["sortname"])


def _tests_of_user(wanted: Wanted) -> Iterable[Callable[[Item], Any]]:
    data = {} if wanted.user is None else wanted.user.data
    if (favorite := wanted.favorite) is not None:
        yield lambda item: (item in data and data[item].favorite) == favorite
    if (played := wanted.played) is not None:
        yield lambda item: (item in data and data[item].played) == played
    if (resumable := wanted.resumable) is not None:
        yield lambda item: (item in data and data[item].position > 0) == resumable
    if (since := wanted.saved_or_used_since) is not None:

        def fresh(item: Item) -> bool:
            used = data[item].saved if item in data else None
            return item.saved >= since or (used is not None and used >= since)

        yield fresh


def media_type(item: Item) -> str:
    """Return what is heard or seen of it."""
    if isinstance(item, Playlist):
        return item.media_type
    if playable(item):
        return "Video"
    return "Audio" if item.kind is Kind.AUDIO else "Unknown"


def _artist_ids(item: Item) -> set[str]:
    match item:
        case Track():
            return {one.id for one in (*item.artists, *item.album.artists)}
        case Album():
            return {one.id for one in item.artists}
        case _:
            return set()


def _album_artist(item: Item) -> str:
    album = item.album if isinstance(item, Track) else item
    return album.artists[0].name.casefold() if isinstance(album, Album) and album.artists else ""


_SORTS: dict[str, Callable[[Item], Any]] = {
    "sortname": lambda item: item.sort_name,
    "name": lambda item: item.name.casefold(),
    "album": lambda item: item.album.name.casefold() if isinstance(item, Track) else "",
    "albumartist": _album_artist,
    "artist": lambda item: item.artists[0].sort_name if isinstance(item, Track) and item.artists else "",
    "datecreated": lambda item: item.created,
    "datelastsaved": lambda item: item.saved,
    "productionyear": lambda item: item.year or 0,
    "premieredate": lambda item: item.year or 0,
    "runtime": lambda item: item.ticks if isinstance(item, Track | Video) else 0,
    "indexnumber": lambda item: (item.track or 0) if isinstance(item, Track) else 0,
    "parentindexnumber": lambda item: (item.disc or 0) if isinstance(item, Track) else 0,
    "isfolder": lambda item: isinstance(item, Track),
    # The order is free, so any that stays the same from page to page will do.
    "random": lambda item: hash(item.id),
}
