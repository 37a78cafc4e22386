"""Items as JSON: what both servers say of them, with the fields that only come when asked for."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any

from fakes.mediabrowser.catalog import Catalog, digest
from fakes.mediabrowser.model import Album, Artist, BoxSet, Item, Library, Playlist, Track, User, UserData
from fakes.mediabrowser.videos import Episode, Season, Series, Video, leaves, playable

ALL_FIELDS = frozenset({"*"})
_NOTHING = UserData()


def stamp(moment: datetime) -> str:
    """Return a moment as .NET writes it, with seven digits."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}0Z"


def named(items: Iterable[Item]) -> list[dict[str, Any]]:
    """Return names with ids."""
    return [{"Name": item.name, "Id": item.id} for item in items]


class Shapes:
    """Writes items; what differs between the servers is the business of those who inherit."""

    def __init__(self, catalog: Catalog, server_id: str) -> None:
        self.catalog = catalog
        self.server_id = server_id

    def item(
        self,
        item: Item,
        fields: frozenset[str] = ALL_FIELDS,
        user: User | None = None,
        *,
        user_data: bool = True,
        images: bool = True,
    ) -> dict[str, Any]:
        """Return one item with the fields asked for, by lower-case name."""
        dto: dict[str, Any] = {"Name": item.name, "ServerId": self.server_id, "Id": item.id}
        every = "*" in fields
        self.always(item, dto)
        for name, write in _ON_DEMAND.items():
            if every or name in fields:
                write(self, item, dto, user)
        self.more(item, dto, fields, every=every)
        if images:
            dto["ImageTags"] = {"Primary": item.image_tag} if item.image_tag else {}
            dto["BackdropImageTags"] = []
        if user is not None and user_data:
            dto["UserData"] = self.user_data_of(user, item)
        return dto

    def always(self, item: Item, dto: dict[str, Any]) -> None:
        """Add what comes without asking."""
        dto["IsFolder"] = not (isinstance(item, Track) or playable(item))
        dto["Type"] = item.kind.value
        if item.year is not None:
            dto["ProductionYear"] = item.year
        match item:
            case Track():
                self._track(item, dto)
            case Album():
                dto["RunTimeTicks"] = sum(one.ticks for one in self.catalog.tracks_of(item))
                dto["Artists"] = [one.name for one in item.artists]
                dto["ArtistItems"] = named(item.artists)
                if item.artists:
                    dto["AlbumArtist"] = item.artists[0].name
                dto["AlbumArtists"] = named(item.artists)
            case Library():
                if item.collection is not None:
                    dto["CollectionType"] = item.collection
            case Video():
                _video(item, dto)
            case Playlist():
                dto["RunTimeTicks"] = sum(entry.track.ticks for entry in self.catalog.there(item))
            case _:
                pass

    @staticmethod
    def _track(item: Track, dto: dict[str, Any]) -> None:
        dto["Container"] = item.tags.container
        dto["RunTimeTicks"] = item.ticks
        if item.track is not None:
            dto["IndexNumber"] = item.track
        if item.disc is not None:
            dto["ParentIndexNumber"] = item.disc
        dto["Artists"] = [one.name for one in item.artists]
        dto["ArtistItems"] = named(item.artists)
        dto["Album"] = item.album.name
        dto["AlbumId"] = item.album.id
        if item.album.image_tag:
            dto["AlbumPrimaryImageTag"] = item.album.image_tag
        if item.album.artists:
            dto["AlbumArtist"] = item.album.artists[0].name
        dto["AlbumArtists"] = named(item.album.artists)

    def more(self, item: Item, dto: dict[str, Any], fields: frozenset[str], *, every: bool) -> None:
        """Add what only one of the servers says."""

    def genre(self, name: str) -> dict[str, Any]:
        """Return a genre with its id."""
        return {"Name": name, "Id": digest("genre", name)}

    def user_data_of(self, user: User, item: Item) -> dict[str, Any]:
        """Return what a user has to do with it; a show was seen when all its episodes were."""
        told = self.user_data(item, user.data.get(item, _NOTHING))
        if isinstance(item, Series | Season):
            there = leaves(item)
            left = sum(not user.data.get(one, _NOTHING).played for one in there)
            told |= {"UnplayedItemCount": left, "Played": bool(there) and not left}
        return told

    def user_data(self, item: Item, data: UserData) -> dict[str, Any]:
        """Return what a user has to do with it."""
        told: dict[str, Any] = {
            "PlaybackPositionTicks": data.position,
            "PlayCount": data.plays,
            "IsFavorite": data.favorite,
            "Played": data.played,
        }
        if data.last_played is not None:
            told["LastPlayedDate"] = stamp(data.last_played)
        if data.rating is not None:
            told["Rating"] = data.rating
        if data.position and isinstance(item, Video) and item.ticks:
            told["PlayedPercentage"] = 100 * data.position / item.ticks
        return told

    def parent_id(self, item: Item) -> str | None:
        """Return the id of what holds it."""
        match item:
            case Track():
                return item.album.id
            case Album():
                return item.artists[0].id if item.artists else item.library.id
            case Episode():
                return item.series.id if item.season is None else item.season.id
            case Season():
                return item.series.id
            case Video():
                return item.library.id
            case _:
                return None

    def children(self, item: Item) -> int:
        """Return how many are right below it."""
        match item:
            case Album():
                return len(self.catalog.tracks_of(item))
            case Playlist():
                return len(self.catalog.there(item))
            case BoxSet():
                return len(self.catalog.members_of(item))
            case Video():
                return len(leaves(item)) if isinstance(item, Series | Season) else 0
            case _:
                return sum(1 for one in self.catalog.albums.values() if item in one.artists)

    def may_delete(self, item: Item, user: User | None) -> bool:
        """Tell whether a user may delete it, None: a key."""
        if isinstance(item, Library | Artist):
            return False
        return user is None or user.admin or (isinstance(item, Playlist) and item.owner is user)

    def source(self, item: Track) -> dict[str, Any]:
        """Return the file of a track."""
        tags = item.tags
        return {
            "Protocol": "File",
            "Id": item.id,
            "Path": item.path,
            "Type": "Default",
            "Container": tags.container,
            "Size": tags.size,
            "Name": PurePosixPath(item.path).stem,
            "IsRemote": False,
            "RunTimeTicks": item.ticks,
            "ReadAtNativeFramerate": False,
            "SupportsTranscoding": True,
            "SupportsDirectStream": True,
            "SupportsDirectPlay": True,
            "IsInfiniteStream": False,
            "RequiresOpening": False,
            "RequiresClosing": False,
            "RequiresLooping": False,
            "SupportsProbing": True,
            "MediaStreams": [self.stream(item)],
            "Formats": [],
            "Bitrate": tags.bitrate,
            "RequiredHttpHeaders": {},
            "DefaultAudioStreamIndex": 0,
        }

    def stream(self, item: Track) -> dict[str, Any]:
        """Return the sound of a track."""
        tags = item.tags
        layout = {1: "mono", 2: "stereo", 6: "5.1"}.get(tags.channels, f"{tags.channels} channels")
        found: dict[str, Any] = {
            "Codec": tags.codec,
            "TimeBase": f"1/{tags.sample_rate}",
            "DisplayTitle": f"{tags.codec.upper()} - {layout.capitalize()}",
            "IsInterlaced": False,
            "ChannelLayout": layout,
            "BitRate": tags.bitrate,
            "Channels": tags.channels,
            "SampleRate": tags.sample_rate,
            "IsDefault": False,
            "IsForced": False,
            "IsHearingImpaired": False,
            "Type": "Audio",
            "Index": 0,
            "IsExternal": False,
            "IsTextSubtitleStream": False,
            "SupportsExternalStream": False,
            "Level": 0,
        }
        if tags.bit_depth is not None:
            found["BitDepth"] = tags.bit_depth
        return found


def _video(item: Video, dto: dict[str, Any]) -> None:
    if playable(item):
        dto["RunTimeTicks"] = item.ticks
    if item.virtual:
        dto["LocationType"] = "Virtual"
    match item:
        case Season():
            dto |= {"IndexNumber": item.number, "SeriesName": item.series.name, "SeriesId": item.series.id}
        case Episode():
            dto |= {"SeriesName": item.series.name, "SeriesId": item.series.id}
            numbers = {"IndexNumber": item.number, "IndexNumberEnd": item.end}
            dto |= {name: number for name, number in numbers.items() if number is not None}
            if item.season is not None:
                dto |= {
                    "SeasonId": item.season.id,
                    "SeasonName": item.season.name,
                    "ParentIndexNumber": item.season.number,
                }
        case _:
            pass


type _Write = Callable[[Shapes, Item, dict[str, Any], User | None], None]


def _path(_shapes: Shapes, item: Item, dto: dict[str, Any], _user: User | None) -> None:
    if not isinstance(item, Artist) and not (isinstance(item, Video) and item.virtual):
        dto["Path"] = item.path


def _overview(_shapes: Shapes, item: Item, dto: dict[str, Any], _user: User | None) -> None:
    if item.overview is not None:
        dto["Overview"] = item.overview


def _parent(shapes: Shapes, item: Item, dto: dict[str, Any], _user: User | None) -> None:
    if (parent := shapes.parent_id(item)) is not None:
        dto["ParentId"] = parent


def _genres(shapes: Shapes, item: Item, dto: dict[str, Any], _user: User | None) -> None:
    dto["Genres"] = list(item.genres)
    dto["GenreItems"] = [shapes.genre(name) for name in item.genres]


def _child_count(shapes: Shapes, item: Item, dto: dict[str, Any], _user: User | None) -> None:
    if not isinstance(item, Track | Library):
        dto["ChildCount"] = shapes.children(item)


def _sources(shapes: Shapes, item: Item, dto: dict[str, Any], _user: User | None) -> None:
    if isinstance(item, Track):
        dto["MediaSources"] = [shapes.source(item)]


def _streams(shapes: Shapes, item: Item, dto: dict[str, Any], _user: User | None) -> None:
    if isinstance(item, Track):
        dto["MediaStreams"] = [shapes.stream(item)]


def _plain(name: str, value: Callable[[Shapes, Item, User | None], Any]) -> _Write:
    def write(shapes: Shapes, item: Item, dto: dict[str, Any], user: User | None) -> None:
        dto[name] = value(shapes, item, user)

    return write


_ON_DEMAND: dict[str, _Write] = {
    "path": _path,
    "providerids": _plain("ProviderIds", lambda _, item, __: dict(item.provider_ids)),
    "datecreated": _plain("DateCreated", lambda _, item, __: stamp(item.created)),
    "sortname": _plain("SortName", lambda _, item, __: item.sort_name),
    "overview": _overview,
    "parentid": _parent,
    "etag": _plain("Etag", lambda _, item, __: digest(item.id, stamp(item.saved))),
    "genres": _genres,
    "candelete": _plain("CanDelete", lambda shapes, item, user: shapes.may_delete(item, user)),
    "childcount": _child_count,
    "mediasources": _sources,
    "mediastreams": _streams,
}
"""What comes only when asked for, by the field's lower-case name."""
