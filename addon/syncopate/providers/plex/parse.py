"""A server's answers as values: small pure functions. They raise OddAnswer for what is none."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from syncopate.domain.ids import ExternalId, IdKind, parse_uuid
from syncopate.domain.media import AudioFormat, Track
from syncopate.domain.server import Section
from syncopate.errors import OddAnswer
from syncopate.providers.plex.fields import (
    WHAT,
    Raw,
    flag as _flag,
    listed as _listed,
    moment as _moment,
    needed as _needed,
    number as _number,
    positive as _positive,
    text as _text,
)

_LOSSLESS = frozenset({"flac", "alac", "wav", "pcm", "ape", "wavpack", "aiff", "tta", "dsd", "mlp", "truehd"})
_UNTOLD = frozenset({"[unknown album]", "[unknown artist]"})
"""What a server calls those of files without tags."""
MUSIC = frozenset({"artist"})
VIDEOS = frozenset({"movie", "show"})
_LAST_YEAR = 9999
_MBID = "mbid://"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page[T]:
    """A part of a list: its items, where it begins, and how many there are in all.

    `section` is the one they all lie in, "" where that is not told.
    """

    items: tuple[T, ...]
    start: int
    total: int
    section: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionState:
    """A section as the server lists it. `marker` changes whenever something in it does.

    `kind` is what it holds: artist, movie, show; `language` that of what is told of it.
    `told_at` is when that was told, by the server's clock, None where it tells no time.
    """

    key: str
    name: str
    folders: tuple[str, ...]
    marker: str
    refreshing: bool
    kind: str = "artist"
    language: str = ""
    told_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A playlist or collection, without what is in it."""

    key: str
    title: str
    summary: str
    smart: bool
    kind: str
    """What it holds: audio, video, photo of a playlist; track, album, artist of a collection."""


def container(answer: object) -> Raw:
    """Return what every good answer of a server holds."""
    if isinstance(answer, Mapping) and isinstance(held := answer.get("MediaContainer"), Mapping):
        return held
    raise OddAnswer(account=WHAT)


def page[T](answer: object, each: Callable[[Raw], T]) -> Page[T]:
    """Return a part of a list, made of each item what `each` makes of it."""
    held = container(answer)
    items = tuple(each(raw) for raw in _listed(held, "Metadata"))
    start = _number(held, "offset") or 0
    total = _number(held, "totalSize")
    if total is None and (total := _number(held, "size")) != len(items):
        raise OddAnswer(account=WHAT)
    return Page(items=items, start=start, total=total or 0, section=_text(held, "librarySectionID") or "")


def sections(
    answer: object, told_at: datetime | None = None, kinds: frozenset[str] = MUSIC
) -> tuple[SectionState, ...]:
    """Return the sections that hold music, or other kinds."""
    return tuple(
        SectionState(
            key=_needed(raw, "key"),
            name=_text(raw, "title") or "",
            folders=tuple(path for one in _listed(raw, "Location") if (path := _text(one, "path"))),
            marker="/".join(
                _text(raw, name) or "" for name in ("contentChangedAt", "updatedAt", "scannedAt")
            ),
            refreshing=_flag(raw, "refreshing"),
            kind=_text(raw, "type") or "",
            language=_text(raw, "language") or "",
            told_at=told_at,
        )
        for raw in _listed(container(answer), "Directory")
        if raw.get("type") in kinds
    )


def section_of(state: SectionState, tracks: int | None) -> Section:
    """Return a section as use cases see it."""
    return Section(key=state.key, name=state.name, tracks=tracks, folders=state.folders)


def machine(answer: object) -> str:
    """Return the identifier of the server that answers."""
    return _needed(container(answer), "machineIdentifier")


def friendly_name(answer: object) -> str:
    """Return what the server that answers is called."""
    return _text(container(answer), "friendlyName") or WHAT


def kept(raw: Raw) -> Kept:
    """Return a playlist or collection."""
    return Kept(
        key=_needed(raw, "ratingKey"),
        title=_text(raw, "title") or "",
        summary=_text(raw, "summary") or "",
        smart=_flag(raw, "smart"),
        kind=_text(raw, "playlistType") or _text(raw, "subtype") or "",
    )


def one_kept(answer: object) -> Kept:
    """Return the only playlist or collection of an answer."""
    return kept(_only(answer))


def place_of(raw: Raw) -> tuple[str, str]:
    """Return a playlist's name for the place, "" where it has none, and the track that stands there."""
    return _text(raw, "playlistItemID") or "", key_of(raw)


def key_of(raw: Raw) -> str:
    """Return the server's id of an item."""
    return _needed(raw, "ratingKey")


def ratings(answer: object) -> dict[str, float | None]:
    """Return what the user gave tracks, of ten, by their keys; None where nothing was given."""
    return dict(page(answer, rating).items)


def rating(raw: Raw) -> tuple[str, float | None]:
    """Return the server's id of an item, and what the user gave it, of ten."""
    given = raw.get("userRating")
    if given is not None and (isinstance(given, bool) or not isinstance(given, int | float)):
        raise OddAnswer(account=WHAT)
    return key_of(raw), given


def paths(raw: Raw) -> tuple[str, ...]:
    """Return the files a track is in."""
    return tuple(path for part, _ in _parts(raw) if (path := _text(part, "file")))


def thumb(answer: object) -> str | None:
    """Return where the picture of the only item of an answer is, a path on the server."""
    raw = _only(answer)
    found = next((path for name in ("thumb", "parentThumb") if (path := _text(raw, name))), None)
    return found if found and found.startswith("/") else None


def track(raw: Raw) -> Track:
    """Return a track. The track's own artist, where it has one, is not its album's."""
    if raw.get("type") != "track":
        raise OddAnswer(account=WHAT)
    album_artist = _name(raw, "grandparentTitle")
    artist = _name(raw, "originalTitle") or album_artist
    part, media = next(iter(_parts(raw)), ({}, {}))
    milliseconds = _number(raw, "duration")
    return Track(
        key=key_of(raw),
        title=_text(raw, "title") or "",
        # One text, also where several sing: a server of Plex has no list of a track's artists.
        artists=(artist,) if artist else (),
        album=_name(raw, "parentTitle"),
        album_artist=album_artist,
        duration=timedelta(milliseconds=milliseconds) if milliseconds else None,
        disc=_positive(raw, "parentIndex"),
        number=_positive(raw, "index"),
        year=_year(raw),
        album_key=_text(raw, "parentRatingKey"),
        added_at=_moment(raw, "addedAt"),
        ids=frozenset(_ids(raw)),
        path=_text(part, "file"),
        size=_positive(part, "size"),
        format=_format(media, part),
    )


def _ids(raw: Raw) -> Iterator[ExternalId]:
    """Give the MusicBrainz ids.

    Of a track it is the id of the track on its release, what taggers call MUSICBRAINZ_RELEASETRACKID, not of
    the recording (seen by users of scrobblers, which asked for recordings by it). What an older agent found
    stands in `guid` itself.
    """
    told = [_text(one, "id") or "" for one in _listed(raw, "Guid")] + [_text(raw, "guid") or ""]
    for text in told:
        if text.startswith(_MBID) and (found := parse_uuid(IdKind.MB_TRACK, text.removeprefix(_MBID))):
            yield found
    release = _text(raw, "parentGuid") or ""
    if release.startswith(_MBID) and (found := parse_uuid(IdKind.MB_RELEASE, release.removeprefix(_MBID))):
        yield found


def _parts(raw: Raw) -> Iterator[tuple[Raw, Raw]]:
    """Give the files of a track, each with how it is encoded."""
    for media in _listed(raw, "Media"):
        for part in _listed(media, "Part"):
            if _text(part, "file"):
                yield part, media


def _format(media: Raw, part: Raw) -> AudioFormat | None:
    codec = (_text(media, "audioCodec") or _text(media, "container") or "").lower()
    if not codec:
        return None
    stream = next((one for one in _listed(part, "Stream") if one.get("streamType") == 2), {})  # noqa: PLR2004 -- sound
    return AudioFormat(
        codec=codec,
        bitrate=_positive(media, "bitrate"),
        sample_rate=_positive(stream, "samplingRate"),
        bit_depth=_positive(stream, "bitDepth"),
        lossless=codec in _LOSSLESS or codec.startswith(("pcm", "dsd")),
    )


def _only(answer: object) -> Raw:
    items = tuple(_listed(container(answer), "Metadata"))
    if len(items) != 1:
        raise OddAnswer(account=WHAT)
    return items[0]


def _name(raw: Raw, name: str) -> str | None:
    value = _text(raw, name)
    return None if value is None or value.casefold() in _UNTOLD else value


def _year(raw: Raw) -> int | None:
    year = _positive(raw, "parentYear") or _positive(raw, "year")
    return year if year is not None and year <= _LAST_YEAR else None
