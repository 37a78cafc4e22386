"""What SageX says of a media file, read out of its JSON: plain values, nothing judged yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from syncopate.errors import OddAnswer

WHAT = "SageTV"

type Raw = Mapping[str, object]

FIELDS = (
    "MediaFileID",
    "MediaTitle",
    "MediaFileMetadataProperties",
    "SegmentFiles",
    "NumberOfSegments",
    "FileStartTime",
    "FileEndTime",
    "FileDuration",
    "IsTVFile",
    "IsDVD",
    "IsBluRay",
    "IsFileCurrentlyRecording",
    # The airing is called by its method in a filter, by its type in an answer.
    "MediaFileAiring",
    "Airing",
    "AiringID",
    "AiringStartTime",
    "AiringEndTime",
    "AiringDuration",
    "IsWatched",
    "IsWatchedCompletely",
    "WatchedStartTime",
    "WatchedEndTime",
    "WatchedDuration",
    "RealWatchedEndTime",
    "Show",
    "ShowTitle",
    "ShowEpisode",
    "ShowSeasonNumber",
    "ShowEpisodeNumber",
    "ShowExternalID",
    "ShowYear",
    "ShowCategoriesList",
    "OriginalAiringDate",
)
"""All that is asked for: what contains others has to be named too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """What is broadcast. Numbers are 0 where nobody knows them; `aired` is in ms since 1970."""

    title: str
    episode: str
    season: int
    number: int
    external_id: str
    year: str
    categories: tuple[str, ...]
    aired: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaFile:
    """A recording or an imported video. All moments are in ms since 1970, 0 where there is none.

    `start` and `end` are those of the file, `airing_start` and `airing_end` of the broadcast. `watched` may
    be said because of another airing of the same show, `complete` is about this one alone. `watched_start`
    and `watched_end` are moments of the broadcast, `watched_at` is one of the server's clock.
    """

    id: str
    airing: str
    title: str
    show: Show
    properties: Mapping[str, str]
    files: tuple[str, ...]
    segments: int
    start: int
    end: int
    length_ms: int
    airing_start: int
    airing_end: int
    is_tv: bool
    is_disc: bool
    recording: bool
    watched: bool
    complete: bool
    watched_start: int
    watched_end: int
    watched_ms: int
    watched_at: int

    @property
    def counted_from(self) -> int:
        """From where on the server counts what was seen: the later one of both beginnings."""
        return max(self.start, self.airing_start)


def envelope(answer: object) -> Raw:
    """Return an answer as the object it has to be. Raises OddAnswer."""
    if not isinstance(answer, dict):
        raise OddAnswer(account=WHAT)
    return answer


def number_in(answer: Raw) -> int:
    """Return the number that is answered. Raises OddAnswer."""
    found = answer.get("Result")
    if isinstance(found, bool) or not isinstance(found, int):
        raise OddAnswer(account=WHAT)
    return found


def list_in(answer: Raw) -> Sequence[object]:
    """Return the list that is answered. Raises OddAnswer."""
    found = answer.get("Result")
    if not isinstance(found, list):
        raise OddAnswer(account=WHAT)
    return found


def texts_in(answer: Raw) -> tuple[str, ...]:
    """Return the texts that are answered. Raises OddAnswer."""
    return tuple(each for each in list_in(answer) if isinstance(each, str))


def id_of(given: object) -> str | None:
    """Return the id of what may be a media file."""
    found = given.get("MediaFileID") if isinstance(given, dict) else None
    return str(found) if isinstance(found, int) and not isinstance(found, bool) else None


def media_file(given: object) -> MediaFile | None:
    """Return a media file, None where it does not tell what it is or whether it was watched."""
    key = id_of(given)
    if key is None or not isinstance(given, dict):
        return None
    airing = given.get("Airing")
    if not isinstance(airing, dict) or not isinstance(airing.get("IsWatched"), bool):
        return None
    number = _number(airing, "AiringID")
    if not number:
        return None
    start = _number(airing, "AiringStartTime")
    return MediaFile(
        id=key,
        airing=str(number),
        title=_text(given, "MediaTitle"),
        show=_show(airing.get("Show")),
        properties=_properties(given.get("MediaFileMetadataProperties")),
        files=_texts(given.get("SegmentFiles")),
        segments=_number(given, "NumberOfSegments"),
        start=_number(given, "FileStartTime"),
        end=_number(given, "FileEndTime"),
        length_ms=_number(given, "FileDuration"),
        airing_start=start,
        airing_end=_number(airing, "AiringEndTime") or start + _number(airing, "AiringDuration"),
        is_tv=given.get("IsTVFile") is True,
        is_disc=given.get("IsDVD") is True or given.get("IsBluRay") is True,
        recording=given.get("IsFileCurrentlyRecording") is True,
        watched=airing["IsWatched"] is True,
        complete=airing.get("IsWatchedCompletely") is True,
        watched_start=_number(airing, "WatchedStartTime"),
        watched_end=_number(airing, "WatchedEndTime"),
        watched_ms=_number(airing, "WatchedDuration"),
        watched_at=_number(airing, "RealWatchedEndTime"),
    )


def _show(given: object) -> Show:
    raw: Raw = given if isinstance(given, dict) else {}
    return Show(
        title=_text(raw, "ShowTitle"),
        episode=_text(raw, "ShowEpisode"),
        season=_number(raw, "ShowSeasonNumber"),
        number=_number(raw, "ShowEpisodeNumber"),
        external_id=_text(raw, "ShowExternalID"),
        year=_text(raw, "ShowYear"),
        categories=_texts(raw.get("ShowCategoriesList")),
        aired=_number(raw, "OriginalAiringDate"),
    )


def _properties(given: object) -> Mapping[str, str]:
    """Return what the file itself or a scraper says: all of it is text, "" and "0" where it says nothing."""
    if not isinstance(given, dict):
        return {}
    return {name: value.strip() for name, value in given.items() if isinstance(value, str)}


def _text(given: Raw, name: str) -> str:
    found = given.get(name)
    return found.strip() if isinstance(found, str) else ""


def _texts(given: object) -> tuple[str, ...]:
    return tuple(each for each in given if isinstance(each, str)) if isinstance(given, list) else ()


def _number(given: Raw, name: str) -> int:
    found = given.get(name)
    return found if isinstance(found, int) and not isinstance(found, bool) else 0
