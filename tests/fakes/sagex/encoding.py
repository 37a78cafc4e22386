"""How SageX writes objects: each method that begins with Get or Is is a field, as far as a filter lets it."""

from typing import Any
from xml.sax.saxutils import escape

from fakes.sagex.model import Airing, Library, Media, Show

type Json = dict[str, Any]


def told_media(library: Library, media: Media, wanted: frozenset[str] | None) -> Json:
    """Return a media file. A field whose method throws is told as an error in its place."""
    airing = media.airing
    fields: Json = {
        "FileDuration": sum(part.end - part.start for part in media.parts),
        "FileEndTime": media.end,
        "FileStartTime": media.start,
        "IsBluRay": media.kind == "B",
        "IsCompleteRecording": not media.recording,
        "IsDVD": media.kind == "D",
        "IsDVDDrive": False,
        "IsFileCurrentlyRecording": media.recording,
        "IsLibraryFile": media.kind != "T",
        "IsLocalFile": True,
        "IsMediaFileObject": True,
        "IsMusicFile": False,
        "IsPictureFile": False,
        "IsTVFile": media.kind == "T",
        "IsThumbnailLoaded": True,
        "IsVideoFile": media.kind != "D",
        "MediaFileEncoding": "",
        "MediaFileFormatDescription": "MPEG2-PS",
        "MediaFileID": media.id,
        "MediaFileMetadataProperties": media.properties,
        "MediaFileRelativePath": "",
        "MediaTitle": airing.show.title,
        "NumberOfSegments": len(media.parts),
        "ParentDirectory": _folder_of(media.parts[0].path),
        "SegmentFiles": [part.path for part in media.parts],
        "Size": 3_634_982_808,
    }
    told = {name: value for name, value in fields.items() if wanted is None or name in wanted}
    if wanted is None or "MediaFileAiring" in wanted:
        told["Airing"] = told_airing(library, airing, wanted, media.broken)
    return _broken(told, media.broken)


def told_airing(
    library: Library,
    airing: Airing,
    wanted: frozenset[str] | None,
    broken: set[str] = frozenset(),  # type: ignore[assignment]
) -> Json:
    """Return an airing."""
    watch = airing.watch
    fields: Json = {
        "AiringChannelName": "KGODT",
        "AiringChannelNumber": "7-1",
        "AiringDuration": airing.duration,
        "AiringEndTime": airing.end,
        "AiringID": airing.id,
        "AiringPartNumber": 1,
        "AiringStartTime": airing.start,
        "AiringTitle": airing.show.title,
        "AiringTotalParts": 1,
        "IsAiringObject": True,
        "IsDontLike": False,
        "IsFavorite": True,
        "IsManualRecord": False,
        "IsWatched": library.is_watched(airing),
        "IsWatchedCompletely": library.is_complete(airing),
        "LatestWatchedTime": library.resume_at(airing),
        "ParentalRating": "TVPG",
        "RealWatchedEndTime": 0 if watch is None else watch.real_end,
        "RealWatchedStartTime": 0 if watch is None else watch.real_start,
        "RecordingName": "",
        "ScheduleDuration": airing.duration,
        "ScheduleEndTime": airing.end,
        "ScheduleStartTime": airing.start,
        "TrackNumber": 0,
        "WatchedDuration": 0 if watch is None else watch.end - watch.start,
        "WatchedEndTime": 0 if watch is None else watch.end,
        "WatchedStartTime": 0 if watch is None else watch.start,
    }
    told = {name: value for name, value in fields.items() if wanted is None or name in wanted}
    if wanted is None or "Show" in wanted:
        told["Show"] = _told_show(airing.show, wanted)
    return _broken(told, broken)


def _told_show(show: Show, wanted: frozenset[str] | None) -> Json:
    fields: Json = {
        "IsShowEPGDataUnique": show.unique,
        "IsShowObject": True,
        "OriginalAiringDate": show.aired,
        "PeopleListInShow": [],
        "RolesInShow": [],
        "ShowCategoriesList": show.categories,
        "ShowCategoriesString": " / ".join(show.categories),
        "ShowCategory": show.categories[0] if show.categories else "",
        "ShowDescription": "",
        "ShowDuration": 0,
        "ShowEpisode": show.episode,
        "ShowEpisodeNumber": show.number,
        "ShowExternalID": show.external_id,
        "ShowLanguage": "English",
        "ShowSeasonNumber": show.season,
        "ShowTitle": show.title,
        "ShowYear": show.year,
    }
    return {name: value for name, value in fields.items() if wanted is None or name in wanted}


def as_xml(answer: Json) -> str:
    """Return an answer as the encoder that is used when none is named writes it."""
    return f"<?xml version='1.0'?>{''.join(_element(name, value) for name, value in answer.items())}"


def _element(name: str, value: Any) -> str:
    if isinstance(value, dict):
        inside = "".join(_element(key, each) for key, each in value.items())
    elif isinstance(value, list):
        inside = "".join(_element("Item", each) for each in value)
    else:
        inside = escape(str(value).lower() if isinstance(value, bool) else str(value))
    return f"<{name}>{inside}</{name}>"


def _broken(told: Json, broken: set[str]) -> Json:
    for name in broken & set(told):
        del told[name]
        told["error"] = {"message": f"Failed while Calling Method: Get{name}", "exception": "null"}
    return told


def _folder_of(path: str) -> str:
    separator = "\\" if "\\" in path else "/"
    return path.rpartition(separator)[0]
