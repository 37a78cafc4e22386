"""Pure mappings from each family of tags to `Tags`. The only shapes they know are text, lists and numbers."""

import re
from collections.abc import Iterable, Mapping, Sequence

from syncopate.audio.facts import Tags
from syncopate.domain.ids import ExternalId, IdKind, parse_isrc, parse_uuid

type Texts = Mapping[str, Sequence[str]]
"""Values by lower-case name, several values kept as several."""

_NUMBER = re.compile(r"\s*(\d{1,6})\b", re.ASCII)
_YEAR = re.compile(r"(?<!\d)([12]\d{3})(?!\d)", re.ASCII)

_VORBIS_IDS: Mapping[str, IdKind] = {
    "isrc": IdKind.ISRC,
    "musicbrainz_trackid": IdKind.MB_RECORDING,
    "musicbrainz_releasetrackid": IdKind.MB_TRACK,
    "musicbrainz_albumid": IdKind.MB_RELEASE,
    "acoustid_id": IdKind.ACOUSTID,
}
_SPACED_IDS: Mapping[str, IdKind] = {
    "isrc": IdKind.ISRC,
    "musicbrainz track id": IdKind.MB_RECORDING,
    "musicbrainz release track id": IdKind.MB_TRACK,
    "musicbrainz album id": IdKind.MB_RELEASE,
    "acoustid id": IdKind.ACOUSTID,
}
_ASF_IDS: Mapping[str, IdKind] = {
    "wm/isrc": IdKind.ISRC,
    "musicbrainz/track id": IdKind.MB_RECORDING,
    "musicbrainz/release track id": IdKind.MB_TRACK,
    "musicbrainz/album id": IdKind.MB_RELEASE,
    "acoustid/id": IdKind.ACOUSTID,
}


def from_vorbis(texts: Texts) -> Tags:
    """Map Vorbis comments (FLAC, Ogg, Opus)."""
    return _tags(
        texts,
        album_artist=("albumartist", "album artist", "album_artist"),
        number=("tracknumber", "track"),
        disc=("discnumber", "disc"),
        year=("date", "year", "originaldate"),
        id_names=_VORBIS_IDS,
    )


def from_ape(texts: Texts) -> Tags:
    """Map APEv2 items (Monkey's Audio, WavPack, Musepack)."""
    return _tags(
        texts,
        album_artist=("album artist", "albumartist"),
        number=("track", "tracknumber"),
        disc=("disc", "discnumber"),
        year=("year", "date", "originaldate"),
        id_names=_VORBIS_IDS,
    )


def from_asf(texts: Texts) -> Tags:
    """Map ASF attributes (WMA)."""
    return _tags(
        texts,
        artists=("wm/artists", "author"),
        album=("wm/albumtitle",),
        album_artist=("wm/albumartist",),
        number=("wm/tracknumber",),
        disc=("wm/partofset",),
        year=("wm/year",),
        id_names=_ASF_IDS,
    )


def from_id3(texts: Texts) -> Tags:
    """Map ID3 frames, given by frame id, `txxx:` description, and `ufid:` owner (all lower-case)."""
    ids = {f"txxx:{name}": kind for name, kind in _SPACED_IDS.items()}
    ids |= {"tsrc": IdKind.ISRC, "ufid:http://musicbrainz.org": IdKind.MB_RECORDING}
    return _tags(
        texts,
        title=("tit2",),
        artists=("txxx:artists", "tpe1"),
        album=("talb",),
        album_artist=("tpe2", "txxx:albumartist"),
        number=("trck",),
        disc=("tpos",),
        year=("tdrc", "tyer", "tdor"),
        id_names=ids,
    )


def from_mp4(texts: Texts) -> Tags:
    """Map MP4 atoms, given by atom name; freeform ones by their lower-case name; numbers as text."""
    return _tags(
        texts,
        title=("\xa9nam",),
        artists=("artists", "\xa9art"),
        album=("\xa9alb",),
        album_artist=("aart",),
        number=("trkn",),
        disc=("disk",),
        year=("\xa9day",),
        id_names=_SPACED_IDS,
    )


def _tags(
    texts: Texts,
    *,
    title: Sequence[str] = ("title",),
    artists: Sequence[str] = ("artists", "artist"),
    album: Sequence[str] = ("album",),
    album_artist: Sequence[str],
    number: Sequence[str],
    disc: Sequence[str],
    year: Sequence[str],
    id_names: Mapping[str, IdKind],
) -> Tags:
    return Tags(
        title=_first(texts, title),
        artists=_all(texts, artists),
        album=_first(texts, album),
        album_artist=_first(texts, album_artist),
        number=_whole(_first(texts, number)),
        disc=_whole(_first(texts, disc)),
        year=_year(_first(texts, year)),
        ids=frozenset(_ids(texts, id_names)),
    )


def _all(texts: Texts, names: Sequence[str]) -> tuple[str, ...]:
    for name in names:
        found = texts.get(name)
        if found:
            values = tuple(dict.fromkeys(text for value in found if (text := _clean(value))))
            if values:
                return values
    return ()


def _first(texts: Texts, names: Sequence[str]) -> str | None:
    values = _all(texts, names)
    return values[0] if values else None


def _clean(value: str) -> str:
    # Padding with NULs is common in old tags; surrogates cannot be stored.
    if value.isascii() and "\0" not in value:
        return value.strip()
    return value.replace("\0", " ").encode("utf-8", "replace").decode().strip()


def _whole(value: str | None) -> int | None:
    found = _NUMBER.match(value) if value else None
    return int(found[1]) or None if found else None


def _year(value: str | None) -> int | None:
    found = _YEAR.search(value) if value else None
    return int(found[1]) if found else None


def _ids(texts: Texts, names: Mapping[str, IdKind]) -> Iterable[ExternalId]:
    for name, kind in names.items():
        for value in texts.get(name, ()):
            external = parse_isrc(value) if kind is IdKind.ISRC else parse_uuid(kind, value)
            if external:
                yield external
