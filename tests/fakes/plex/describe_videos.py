"""What a server says of films, shows, seasons and episodes."""

from collections.abc import Sequence

from fakes.plex.media import Episode, Season, Versions, Video, Views
from fakes.plex.nodes import Node, Scalar
from fakes.plex.telling import Depth, in_section, seen, thumb

_METADATA = "Metadata"


def seen_node(item: Video | Season | Episode, views: Views, depth: Depth) -> Node:
    match item:
        case Video():
            return _video(item, views, depth)
        case Season():
            return _season(item, views, depth)
        case Episode():
            return _episode(item, views, depth)


def _video(video: Video, views: Views, depth: Depth) -> Node:
    film = video.kind.word == "movie"
    episodes = [one for season in video.seasons for one in season.episodes]
    attributes: dict[str, Scalar] = {
        "ratingKey": str(video.key),
        "key": f"/library/metadata/{video.key}" + ("" if film else "/children"),
        "guid": video.guid,
        "type": video.kind.word,
        "title": video.title,
        **(in_section(video.section) if depth.section else {}),
        "summary": video.summary,
        "index": None if film else 1,
        **seen(video, views),
        "year": video.year,
        "thumb": thumb(video),
        "art": thumb(video, "art"),
        "duration": video.duration,
        "originallyAvailableAt": f"{video.year}-01-01",
        "leafCount": None if film else len(episodes),
        "viewedLeafCount": None if film else sum(one.guid in views.plays for one in episodes),
        "childCount": None if film else len(video.seasons),
        "addedAt": video.added,
        "updatedAt": video.updated,
    }
    media = _media(video.key, video.versions)
    return Node(
        "Video" if film else "Directory", attributes, [*media, *_guids(video.ids, depth)], name=_METADATA
    )


def _season(season: Season, views: Views, depth: Depth) -> Node:
    show = season.show
    attributes: dict[str, Scalar] = {
        "ratingKey": str(season.key),
        "key": f"/library/metadata/{season.key}/children",
        "parentRatingKey": str(show.key),
        "guid": season.guid,
        "parentGuid": show.guid,
        "type": "season",
        "title": season.title,
        "parentKey": f"/library/metadata/{show.key}",
        **(in_section(season.section) if depth.section else {}),
        "parentTitle": show.title,
        "summary": "",
        "index": season.index,
        "parentIndex": 1,
        **seen(season, views),
        "parentYear": show.year,
        "thumb": thumb(season),
        "art": thumb(show, "art"),
        "parentThumb": thumb(show),
        "leafCount": len(season.episodes),
        "viewedLeafCount": sum(one.guid in views.plays for one in season.episodes),
        "addedAt": season.added,
        "updatedAt": season.updated,
    }
    return Node("Directory", attributes, name=_METADATA)


def _episode(episode: Episode, views: Views, depth: Depth) -> Node:
    season, show = episode.season, episode.show
    attributes: dict[str, Scalar] = {
        "ratingKey": str(episode.key),
        "key": f"/library/metadata/{episode.key}",
        "parentRatingKey": str(season.key),
        "grandparentRatingKey": str(show.key),
        "guid": episode.guid,
        "parentGuid": season.guid,
        "grandparentGuid": show.guid,
        "type": "episode",
        "title": episode.title,
        "grandparentKey": f"/library/metadata/{show.key}",
        "parentKey": f"/library/metadata/{season.key}",
        **(in_section(episode.section) if depth.section else {}),
        "grandparentTitle": show.title,
        "parentTitle": season.title,
        "summary": "",
        "index": episode.index,
        "parentIndex": season.index,
        **seen(episode, views),
        "year": int(episode.aired[:4]) if episode.aired else show.year,
        "thumb": thumb(episode),
        "art": thumb(show, "art"),
        "parentThumb": thumb(season),
        "grandparentThumb": thumb(show),
        "duration": episode.duration,
        "originallyAvailableAt": episode.aired or None,
        "addedAt": episode.added,
        "updatedAt": episode.updated,
    }
    media = _media(episode.key, episode.versions)
    return Node("Video", attributes, [*media, *_guids(episode.ids, depth)], name=_METADATA)


def _guids(ids: Sequence[str], depth: Depth) -> list[Node]:
    return [Node("Guid", {"id": one}) for one in ids] if depth.guids else []


def _media(key: int, versions: Versions) -> list[Node]:
    """Describe the versions, the first one first; of several files each tells its own length."""
    told: list[Node] = []
    for number, files in enumerate(versions):
        base = key * 100 + number * 10
        parts = [
            Node(
                "Part",
                {
                    "id": base + 1_000_000 + place,
                    "key": f"/library/parts/{base + 1_000_000 + place}/1600000000/file.mkv",
                    "duration": length,
                    "file": path,
                    "size": 2_000_000_000,
                    "container": "mkv",
                },
            )
            for place, (path, length) in enumerate(files)
        ]
        media: dict[str, Scalar] = {
            "id": base + 2_000_000,
            "duration": sum(length for _, length in files),
            "bitrate": 6000,
            "width": 1920,
            "height": 1080,
            "aspectRatio": 1.78,
            "audioChannels": 6,
            "audioCodec": "ac3",
            "videoCodec": "hevc",
            "videoResolution": "1080",
            "container": "mkv",
        }
        told.append(Node("Media", media, parts))
    return told
