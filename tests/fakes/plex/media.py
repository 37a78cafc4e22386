"""What a Plex Media Server keeps: sections and the artists, albums, tracks and videos in them."""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Final


class Kind(IntEnum):
    """The numbers Plex gives its types of metadata."""

    MOVIE = 1
    SHOW = 2
    SEASON = 3
    EPISODE = 4
    ARTIST = 8
    ALBUM = 9
    TRACK = 10
    COLLECTION = 18

    @property
    def word(self) -> str:
        return self.name.lower()


CODECS: Final = {"m4a": "aac", "ogg": "vorbis", "opus": "opus"}
"""Where the codec's name is not the ending of the file."""
CONTAINERS: Final = {"m4a": "mp4", "opus": "ogg"}


@dataclass(slots=True, eq=False)
class Section:
    """A library, as people call it. `kind` is the type of what it lists first."""

    key: int
    kind: Kind
    title: str
    uuid: str
    locations: list[str]
    created: int
    updated: int
    scanned: int
    content_changed: int = 0
    """Counts changes of what is inside; no moment, though its name says so."""
    refreshing: bool = False
    hidden: int = 0
    language: str = "en-US"
    items: dict[Kind, dict[int, Item]] = field(default_factory=dict)
    lists: dict[object, tuple[Item, ...]] = field(default_factory=dict)
    """Sorted and filtered lists, kept until something changes."""

    def of(self, kind: Kind) -> dict[int, Item]:
        return self.items.setdefault(kind, {})


@dataclass(slots=True, eq=False)
class _Titled:
    key: int
    uid: int
    """What its guid is made of; it outlives a rebuilt library, as guids of Plex's agents do."""
    section: Section
    title: str
    added: int
    updated: int


@dataclass(slots=True, eq=False)
class Artist(_Titled):
    mbid: str = ""
    summary: str = ""
    country: str = ""
    genres: tuple[str, ...] = ()
    labels: list[str] = field(default_factory=list)
    albums: list[Album] = field(default_factory=list)

    kind = Kind.ARTIST

    @property
    def guid(self) -> str:
        return f"plex://artist/{self.uid:024x}"


@dataclass(slots=True, eq=False)
class Album(_Titled):
    artist: Artist
    year: int | None = None
    studio: str = ""
    mbid: str = ""
    summary: str = ""
    genres: tuple[str, ...] = ()
    labels: list[str] = field(default_factory=list)
    tracks: list[Track] = field(default_factory=list)

    kind = Kind.ALBUM

    @property
    def guid(self) -> str:
        return f"plex://album/{self.uid:024x}"


@dataclass(slots=True, eq=False)
class Track(_Titled):
    """`artist_name` is the track's own artist where it is not the album's; `duration` is in milliseconds."""

    album: Album
    file: str
    index: int | None = 1
    disc: int = 1
    duration: int | None = 180_000
    size: int = 7_200_000
    bitrate: int = 320
    artist_name: str = ""
    mbid: str = ""
    matched: bool = True
    """Whether Plex's agent knows it; else its guid is made of its ratingKey, and it has no other ids."""

    kind = Kind.TRACK

    @property
    def guid(self) -> str:
        return f"plex://track/{self.uid:024x}" if self.matched else f"local://{self.key}"

    @property
    def ending(self) -> str:
        return self.file.rpartition(".")[2].lower()


type Versions = tuple[tuple[tuple[str, int], ...], ...]
"""The versions of a film or an episode: of each its files, a path and milliseconds."""


@dataclass(slots=True, eq=False)
class Video(_Titled):
    """A film or a show. `ids` are others' for it, as "imdb://tt0133093"; `old_guid` is an older agent's name."""

    kind: Kind = Kind.MOVIE
    year: int = 2000
    duration: int = 5_400_000
    summary: str = ""
    ids: tuple[str, ...] = ()
    old_guid: str = ""
    versions: Versions = ()
    seasons: list[Season] = field(default_factory=list)

    @property
    def guid(self) -> str:
        return self.old_guid or f"plex://{self.kind.word}/{self.uid:024x}"


@dataclass(slots=True, eq=False)
class Season(_Titled):
    show: Video
    index: int
    episodes: list[Episode] = field(default_factory=list)

    kind = Kind.SEASON

    @property
    def guid(self) -> str:
        old = self.show.old_guid.partition("?")[0]
        return f"{old}/{self.index}?lang=en" if old else f"plex://season/{self.uid:024x}"


@dataclass(slots=True, eq=False)
class Episode(_Titled):
    """`duration` is in milliseconds, `aired` an ISO date."""

    season: Season
    index: int
    duration: int = 2_400_000
    aired: str = ""
    ids: tuple[str, ...] = ()
    versions: Versions = ()

    kind = Kind.EPISODE

    @property
    def show(self) -> Video:
        return self.season.show

    @property
    def guid(self) -> str:
        old = self.show.old_guid.partition("?")[0]
        place = f"{self.season.index}/{self.index}"
        return f"{old}/{place}?lang=en" if old else f"plex://episode/{self.uid:024x}"


@dataclass(slots=True, eq=False)
class Collection(_Titled):
    """Items of one kind and one section; a smart one has the query that makes it instead."""

    of: Kind
    summary: str = ""
    content: str = ""
    members: list[Item] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)

    kind = Kind.COLLECTION

    @property
    def guid(self) -> str:
        return f"collection://{self.uid:08x}-0000-4000-8000-000000000000"


type Item = Artist | Album | Track | Video | Season | Episode | Collection


@dataclass(slots=True)
class Views:
    """What one user thinks of a server's items, by guid. `version` moves with every change."""

    ratings: dict[str, tuple[float, int]] = field(default_factory=dict)
    """Guid → stars times two, and when they were given."""
    plays: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Guid → how often, and when last."""
    positions: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Guid → how far, in milliseconds, and when that was."""
    version: int = 0

    def rate(self, guid: str, rating: float | None, when: int) -> None:
        self.version += 1
        if rating is None:
            self.ratings.pop(guid, None)
        else:
            self.ratings[guid] = (rating, when)

    def play(self, guid: str, when: int) -> None:
        self.version += 1
        self.plays[guid] = (self.plays.get(guid, (0, 0))[0] + 1, when)
        self.positions.pop(guid, None)

    def stop(self, guid: str, offset: int, when: int) -> None:
        """Note how far it was played; at the beginning that is nothing."""
        self.version += 1
        if guid in self.plays:
            self.plays[guid] = (self.plays[guid][0], when)
        if offset <= 0:
            self.positions.pop(guid, None)
        else:
            self.positions[guid] = (offset, when)

    def last(self, guid: str) -> int:
        """Return when it was played last, 0: never."""
        told = [kept[guid][1] for kept in (self.plays, self.positions) if guid in kept]
        return max(told, default=0)

    def forget(self, guid: str) -> None:
        """Have it unseen: of what was never seen no time is kept."""
        self.version += 1
        self.plays.pop(guid, None)
        self.positions.pop(guid, None)


def above(item: Item, kind: Kind) -> Any:
    """Return the item itself, or what it belongs to of that kind; None when there is none."""
    while item.kind is not kind:
        match item:
            case Track():
                item = item.album
            case Album():
                item = item.artist
            case Episode():
                item = item.season
            case Season():
                item = item.show
            case _:
                return None
    return item


def leaves_of(item: Item) -> list[Item]:
    """Return what is played of an item: its tracks or episodes, a film itself."""
    match item:
        case Episode():
            return [item]
        case Season():
            return list(item.episodes)
        case Video():
            return (
                [item] if item.kind is Kind.MOVIE else [one for each in item.seasons for one in each.episodes]
            )
        case _:
            return list(tracks_of(item))


def over(item: Item) -> list[Item]:
    """Return what an item belongs to."""
    match item:
        case Track():
            return [item.album, item.album.artist]
        case Album():
            return [item.artist]
        case Episode():
            return [item.season, item.show]
        case Season():
            return [item.show]
        case _:
            return []


def tracks_of(item: Item) -> list[Track]:
    """Return the tracks in an item, in their order; of a video there are none."""
    match item:
        case Track():
            return [item]
        case Album():
            return list(item.tracks)
        case Artist():
            return [track for album in item.albums for track in album.tracks]
        case Collection():
            return [track for member in item.members for track in tracks_of(member)]
        case _:
            return []
