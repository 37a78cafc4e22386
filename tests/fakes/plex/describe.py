"""What a server says of its items."""

from collections.abc import Iterable, Sequence
from typing import Final

from fakes.plex.describe_videos import seen_node
from fakes.plex.media import (
    CODECS,
    CONTAINERS,
    Album,
    Artist,
    Collection,
    Episode,
    Item,
    Kind,
    Season,
    Section,
    Track,
    Video,
    Views,
)
from fakes.plex.nodes import Node, Scalar
from fakes.plex.query import title_sort
from fakes.plex.telling import Depth, in_section, seen, thumb

IDENTIFIER: Final = "com.plexapp.plugins.library"
TAGS: Final[dict[str, Scalar]] = {
    "identifier": IDENTIFIER,
    "mediaTagPrefix": "/system/bundle/media/flags/",
    "mediaTagVersion": 1_603_922_053,
}
_METADATA: Final = "Metadata"
_AGENTS: Final = {
    Kind.ARTIST: ("tv.plex.agents.music", "Plex Music"),
    Kind.MOVIE: ("tv.plex.agents.movie", "Plex Movie"),
    Kind.SHOW: ("tv.plex.agents.series", "Plex TV Series"),
}
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
        "agent": _AGENTS[section.kind][0],
        "scanner": _AGENTS[section.kind][1],
        "language": section.language,
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


def _guids(mbid: str, *, wanted: bool) -> list[Node]:
    return [Node("Guid", {"id": f"mbid://{mbid}"})] if wanted and mbid else []


def _tags(tag: str, texts: Sequence[str]) -> list[Node]:
    return [Node(tag, {"tag": text}) for text in texts]


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
        case Video() | Season() | Episode():
            return seen_node(item, views, depth)


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
        **seen(track, views),
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
        **seen(album, views),
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
        **seen(artist, views),
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
