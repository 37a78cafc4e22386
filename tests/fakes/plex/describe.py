"""What a server says of its items."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from fakes.plex.media import (
    CODECS,
    CONTAINERS,
    Album,
    Artist,
    Collection,
    Item,
    Section,
    Track,
    Video,
    Views,
)
from fakes.plex.nodes import Node, Scalar
from fakes.plex.query import title_sort

IDENTIFIER: Final = "com.plexapp.plugins.library"
TAGS: Final[dict[str, Scalar]] = {
    "identifier": IDENTIFIER,
    "mediaTagPrefix": "/system/bundle/media/flags/",
    "mediaTagVersion": 1_603_922_053,
}
_METADATA: Final = "Metadata"
_LOUDNESS: Final[dict[str, Scalar]] = {
    "albumGain": "-6.50",
    "albumPeak": "0.990000",
    "albumRange": "7.100000",
    "gain": "-6.50",
    "loudness": "-12.20",
    "lra": "6.30",
    "peak": "0.980000",
}
"""What a server's own analysis of the sound found."""


def metadata_path(item: Item) -> str:
    return f"/library/{'collections' if isinstance(item, Collection) else 'metadata'}/{item.key}"


def thumb(item: Item, element: str = "thumb") -> str:
    return f"/library/metadata/{item.key}/{element}/{item.updated}"


def in_section(section: Section) -> dict[str, Scalar]:
    """Return what names the section on an item of its own, outside a listing of that section."""
    return {
        "librarySectionTitle": section.title,
        "librarySectionID": section.key,
        "librarySectionKey": f"/library/sections/{section.key}",
    }


def around(section: Section) -> dict[str, Scalar]:
    """Return what a listing of one section says of the section itself."""
    return {
        "allowSync": True,
        **TAGS,
        "librarySectionID": section.key,
        "librarySectionTitle": section.title,
        "librarySectionUUID": section.uuid,
    }


def pictures(section: Section) -> dict[str, Scalar]:
    word = section.kind.word
    return {"art": f"/:/resources/{word}-fanart.jpg", "thumb": f"/:/resources/{word}.png"}


def section_node(section: Section) -> Node:
    composite = f"/library/sections/{section.key}/composite/{section.scanned}"
    music = section.kind.word == "artist"
    attributes: dict[str, Scalar] = {
        "allowSync": True,
        "art": pictures(section)["art"],
        "composite": composite,
        "filters": True,
        "refreshing": section.refreshing,
        "thumb": pictures(section)["thumb"],
        "key": str(section.key),
        "type": section.kind.word,
        "title": section.title,
        "agent": "tv.plex.agents.music" if music else "tv.plex.agents.movie",
        "scanner": "Plex Music" if music else "Plex Movie",
        "language": "en-US",
        "uuid": section.uuid,
        "updatedAt": section.updated,
        "createdAt": section.created,
        "scannedAt": section.scanned,
        "content": True,
        "directory": True,
        "contentChangedAt": section.content_changed,
        "hidden": section.hidden,
    }
    folders = [
        Node("Location", {"id": section.key * 10 + n, "path": path})
        for n, path in enumerate(section.locations)
    ]
    return Node("Directory", attributes, folders)


def _seen(item: Item, views: Views) -> dict[str, Scalar]:
    """Return what the user asking thinks of the item; nothing when he never met it."""
    guid = item.guid
    seen: dict[str, Scalar] = {}
    if (rating := views.ratings.get(guid)) is not None:
        seen["userRating"], seen["lastRatedAt"] = rating
    if (plays := views.plays.get(guid)) is not None:
        seen["viewCount"], seen["lastViewedAt"] = plays
    return seen


def _guids(mbid: str, *, wanted: bool) -> list[Node]:
    return [Node("Guid", {"id": f"mbid://{mbid}"})] if wanted and mbid else []


def _tags(tag: str, texts: Sequence[str]) -> list[Node]:
    return [Node(tag, {"tag": text}) for text in texts]


@dataclass(frozen=True, slots=True)
class Depth:
    """How much is told: other services' ids, the section, and what only an item asked for by itself says."""

    guids: bool = False
    section: bool = False
    all: bool = False


FULL: Final = Depth(guids=True, section=True, all=True)


def node(item: Item, views: Views, depth: Depth) -> Node:
    """Describe an item as the user of these views sees it."""
    match item:
        case Track():
            return _track(item, views, depth)
        case Album():
            return _album(item, views, depth)
        case Artist():
            return _artist(item, views, depth)
        case Collection():
            return _collection(item, depth)
        case Video():
            return _video(item, views, depth)


def nodes(items: Iterable[Item], views: Views, depth: Depth) -> list[Node]:
    return [node(item, views, depth) for item in items]


def _track(track: Track, views: Views, depth: Depth) -> Node:
    album, artist = track.album, track.album.artist
    album_thumb, artist_thumb, art = thumb(album), thumb(artist), thumb(artist, "art")
    attributes: dict[str, Scalar] = {
        "ratingKey": str(track.key),
        "key": f"/library/metadata/{track.key}",
        "parentRatingKey": str(album.key),
        "grandparentRatingKey": str(artist.key),
        "guid": track.guid,
        "parentGuid": album.guid,
        "grandparentGuid": artist.guid,
        "parentStudio": album.studio or None,
        "type": "track",
        "title": track.title,
        "grandparentKey": f"/library/metadata/{artist.key}",
        "parentKey": f"/library/metadata/{album.key}",
        **(in_section(track.section) if depth.section else {}),
        "grandparentTitle": artist.title,
        "parentTitle": album.title,
        "originalTitle": track.artist_name or None,
        "summary": "",
        "index": track.index,
        "parentIndex": track.disc,
        **_seen(track, views),
        "parentYear": album.year,
        "thumb": album_thumb,
        "art": art,
        "parentThumb": album_thumb,
        "grandparentThumb": artist_thumb,
        "grandparentArt": art,
        "duration": track.duration,
        "addedAt": track.added,
        "updatedAt": track.updated,
    }
    return Node(
        "Track",
        attributes,
        [_media(track, streams=depth.all), *_guids(track.mbid, wanted=depth.guids)],
        name=_METADATA,
    )


def _media(track: Track, *, streams: bool) -> Node:
    ending = track.ending
    box = CONTAINERS.get(ending, ending)
    codec = CODECS.get(ending, ending)
    part: dict[str, Scalar] = {
        "id": track.key + 1_000_000,
        "key": f"/library/parts/{track.key + 1_000_000}/{track.added}/file.{ending}",
        "duration": track.duration,
        "file": track.file,
        "size": track.size,
        "container": box,
    }
    stream: dict[str, Scalar] = {
        "id": track.key + 3_000_000,
        "streamType": 2,
        "selected": True,
        "codec": codec,
        "index": 0,
        "channels": 2,
        "bitrate": track.bitrate,
        "audioChannelLayout": "stereo",
        "samplingRate": 44100,
        **_LOUDNESS,
        "displayTitle": f"{codec.upper()} (Stereo)",
        "extendedDisplayTitle": f"{codec.upper()} (Stereo)",
    }
    media: dict[str, Scalar] = {
        "id": track.key + 2_000_000,
        "duration": track.duration,
        "bitrate": track.bitrate,
        "audioChannels": 2,
        "audioCodec": codec,
        "container": box,
    }
    return Node("Media", media, [Node("Part", part, [Node("Stream", stream)] if streams else [])])


def _album(album: Album, views: Views, depth: Depth) -> Node:
    artist = album.artist
    attributes: dict[str, Scalar] = {
        "ratingKey": str(album.key),
        "key": f"/library/metadata/{album.key}/children",
        "parentRatingKey": str(artist.key),
        "guid": album.guid,
        "parentGuid": artist.guid,
        "studio": album.studio or None,
        "type": "album",
        "title": album.title,
        "parentKey": f"/library/metadata/{artist.key}",
        **(in_section(album.section) if depth.section else {}),
        "parentTitle": artist.title,
        "summary": album.summary,
        "index": 1,
        **_seen(album, views),
        "year": album.year,
        "thumb": thumb(album),
        "art": thumb(artist, "art"),
        "parentThumb": thumb(artist),
        "originallyAvailableAt": None if album.year is None else f"{album.year}-01-01",
        "leafCount": len(album.tracks),
        "viewedLeafCount": sum(track.guid in views.plays for track in album.tracks),
        "addedAt": album.added,
        "updatedAt": album.updated,
        "loudnessAnalysisVersion": "2",
    }
    tags = [*_tags("Genre", album.genres), *_tags("Label", album.labels if depth.all else ())]
    return Node("Directory", attributes, [*tags, *_guids(album.mbid, wanted=depth.guids)], name=_METADATA)


def _artist(artist: Artist, views: Views, depth: Depth) -> Node:
    attributes: dict[str, Scalar] = {
        "ratingKey": str(artist.key),
        "key": f"/library/metadata/{artist.key}/children",
        "guid": artist.guid,
        "type": "artist",
        "title": artist.title,
        "titleSort": _sort_title(artist.title),
        **(in_section(artist.section) if depth.section else {}),
        "summary": artist.summary,
        "index": 1,
        **_seen(artist, views),
        "thumb": thumb(artist),
        "art": thumb(artist, "art"),
        "addedAt": artist.added,
        "updatedAt": artist.updated,
    }
    tags = [*_tags("Genre", artist.genres), *_tags("Country", [artist.country] if artist.country else [])]
    tags += _tags("Label", artist.labels if depth.all else ())
    return Node("Directory", attributes, [*tags, *_guids(artist.mbid, wanted=depth.guids)], name=_METADATA)


def _sort_title(title: str) -> str | None:
    """Return the sort title as sent: only where it differs from the title."""
    sort = title_sort(title)
    return title[-len(sort) :] if sort != title.casefold() else None


def _collection(collection: Collection, depth: Depth) -> Node:
    years = [album.year for one in collection.members if (album := _album_of(one)) and album.year is not None]
    attributes: dict[str, Scalar] = {
        "ratingKey": str(collection.key),
        "key": f"/library/collections/{collection.key}/children",
        "guid": collection.guid,
        "type": "collection",
        "title": collection.title,
        **(in_section(collection.section) if depth.section else {}),
        "subtype": collection.of.word,
        "smart": True if collection.content else None,
        "content": collection.content if depth.all and collection.content else None,
        "summary": collection.summary,
        "index": collection.key,
        "ratingCount": len(collection.members),
        "thumb": f"/library/collections/{collection.key}/composite/{collection.updated}",
        "addedAt": collection.added,
        "updatedAt": collection.updated,
        "childCount": len(collection.members),
        "maxYear": max(years, default=None),
        "minYear": min(years, default=None),
    }
    return Node("Directory", attributes, _tags("Label", collection.labels), name=_METADATA)


def _album_of(item: Item) -> Album | None:
    return item.album if isinstance(item, Track) else item if isinstance(item, Album) else None


def _video(video: Video, views: Views, depth: Depth) -> Node:
    film = video.kind.word == "movie"
    attributes: dict[str, Scalar] = {
        "ratingKey": str(video.key),
        "key": f"/library/metadata/{video.key}" + ("" if film else "/children"),
        "guid": video.guid,
        "type": video.kind.word,
        "title": video.title,
        **(in_section(video.section) if depth.section else {}),
        "summary": video.summary,
        "index": None if film else 1,
        **_seen(video, views),
        "year": video.year,
        "thumb": thumb(video),
        "art": thumb(video, "art"),
        "duration": video.duration,
        "originallyAvailableAt": f"{video.year}-01-01",
        "leafCount": None if film else 0,
        "viewedLeafCount": None if film else 0,
        "childCount": None if film else 0,
        "addedAt": video.added,
        "updatedAt": video.updated,
    }
    return Node("Video" if film else "Directory", attributes, name=_METADATA)
