"""Raw answers to our values: small pure functions. What is of another kind than told is not there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import cast

from syncopate.domain.ids import ExternalId, IdKind, parse_isrc, parse_uuid
from syncopate.domain.media import AudioFormat, IndexedTrack, Track
from syncopate.errors import OddAnswer
from syncopate.providers.subsonic.answers import Raw

_LOSSLESS = frozenset({"flac", "alac", "wav", "aiff", "ape", "wavpack", "tta", "dsf", "dff"})
_CODECS = {
    "wv": "wavpack",
    "aif": "aiff",
    "oga": "vorbis",
    "ogg": "vorbis",
    "mp4": "aac",
    "m4a": "aac",
    "m4b": "aac",
}
_NOBODY = frozenset({"[unknown]", "[unknown artist]", "[unknown album]", "[non-album tracks]", "[no artist]"})
"""What servers write where the tags say nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlbumFacts:
    """What a list of albums says of one of them; `count` is how many songs it has."""

    key: str
    count: int
    artist: str | None = None
    release: ExternalId | None = None
    release_type: str | None = None


def many(raw: Raw, name: str) -> list[Raw]:
    """Return the things of a list; old servers give a single one without the list around it."""
    value = raw.get(name)
    listed = value if isinstance(value, list) else [value]
    return [cast("Raw", one) for one in listed if isinstance(one, dict)]


def inside(raw: Raw, name: str) -> Raw:
    """Return a thing in a thing, an empty one where there is none."""
    value = raw.get(name)
    return cast("Raw", value) if isinstance(value, dict) else {}


def text(raw: Raw, name: str) -> str | None:
    """Return a text that says something; ids of old servers are numbers."""
    value = raw.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value.strip() or None if isinstance(value, str) else None


def whole(raw: Raw, name: str) -> int | None:
    """Return a whole number over 0, else None."""
    value = raw.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def moment(raw: Raw, name: str) -> datetime | None:
    """Return a point in time; what was never set is the year 1."""
    value = text(raw, name)
    try:
        found = datetime.fromisoformat(value or "")
    except ValueError:
        return None
    return None if found.year == 1 else found if found.tzinfo else found.replace(tzinfo=UTC)


def album_facts(raw: Raw, what: str) -> AlbumFacts:
    """Return what is said of an album. Raises OddAnswer for something else."""
    key = text(raw, "id")
    if key is None:
        raise OddAnswer(f"{what} lists an album without an id.", account=what)
    kinds = raw.get("releaseTypes")
    said = [one.strip().lower() for one in kinds if isinstance(one, str)] if isinstance(kinds, list) else []
    return AlbumFacts(
        key=key,
        count=whole(raw, "songCount") or 0,
        artist=_known(text(raw, "displayArtist") or text(raw, "artist")),
        release=parse_uuid(IdKind.MB_RELEASE, text(raw, "musicBrainzId") or ""),
        release_type="; ".join(one for one in said if one) or None,
    )


def indexed_track(raw: Raw, album: AlbumFacts | None, what: str) -> IndexedTrack | None:
    """Return a song, None for what is none (a folder, a video). Raises OddAnswer for what has no id."""
    key = text(raw, "id")
    if key is None:
        raise OddAnswer(f"{what} lists a song without an id.", account=what)
    if raw.get("isDir") is True or raw.get("isVideo") is True:
        return None
    path, seconds = text(raw, "path"), whole(raw, "duration")
    album_artist = _known(text(raw, "displayAlbumArtist")) or (album.artist if album else None)
    return IndexedTrack(
        track=Track(
            key=key,
            title=text(raw, "title") or _stem(path) or key,
            artists=_artists(raw, album_artist),
            album=_known(text(raw, "album")),
            album_artist=album_artist,
            duration=timedelta(seconds=seconds) if seconds else None,
            disc=whole(raw, "discNumber"),
            number=whole(raw, "track"),
            year=whole(raw, "year"),
            release_type=album.release_type if album else None,
            genres=_names(raw, "genres") or tuple(filter(None, [text(raw, "genre")])),
            album_key=text(raw, "albumId"),
            added_at=moment(raw, "created"),
            ids=_ids(raw, album),
            path=path,
            size=whole(raw, "size"),
            format=_format(raw),
        )
    )


def _ids(raw: Raw, album: AlbumFacts | None) -> frozenset[ExternalId]:
    """Return what outside catalogues call it; the MusicBrainz id of a song is that of its recording."""
    codes = raw.get("isrc")
    said = codes if isinstance(codes, list) else [codes]
    found: list[ExternalId | None] = [
        parse_isrc(one) for code in said if isinstance(code, str) for one in code.replace("/", ";").split(";")
    ]
    found.append(parse_uuid(IdKind.MB_RECORDING, text(raw, "musicBrainzId") or ""))
    found.append(album.release if album else None)
    return frozenset(one for one in found if one is not None)


def _artists(raw: Raw, album_artist: str | None) -> tuple[str, ...]:
    """Return who plays it, those the album goes under only where the song names nobody."""
    named = _names(raw, "artists") or tuple(
        filter(None, [_known(text(raw, "displayArtist") or text(raw, "artist"))])
    )
    known = tuple(name for name in dict.fromkeys(named) if _known(name))
    return known or ((album_artist,) if album_artist else ())


def _names(raw: Raw, name: str) -> tuple[str, ...]:
    return tuple(said for one in many(raw, name) if (said := text(one, "name")))


def _known(name: str | None) -> str | None:
    return None if name is None or name.casefold() in _NOBODY else name


def _format(raw: Raw) -> AudioFormat | None:
    suffix = (text(raw, "suffix") or (text(raw, "path") or "").rpartition(".")[2]).casefold()
    if not suffix or "/" in suffix:
        return None
    depth = whole(raw, "bitDepth")
    codec = _CODECS.get(suffix, suffix)
    if codec == "aac" and "alac" in (text(raw, "contentType") or ""):
        codec = "alac"
    lossless = codec in _LOSSLESS
    return AudioFormat(
        codec=codec,
        bitrate=whole(raw, "bitRate"),
        sample_rate=whole(raw, "samplingRate"),
        bit_depth=depth if lossless else None,
        lossless=lossless,
    )


def _stem(path: str | None) -> str | None:
    """Return the name of a file without its folders and its extension; servers run on Windows, too."""
    name = (path or "").replace("\\", "/").rpartition("/")[2]
    return name.rpartition(".")[0] or name or None


def keys_of(songs: Sequence[Raw]) -> list[str]:
    """Return the ids of songs, in order."""
    return [key for song in songs if (key := text(song, "id"))]
