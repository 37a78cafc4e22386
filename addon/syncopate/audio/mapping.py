"""Pure mappings from each family of tags to `Tags`. The only shapes they know are text, lists and numbers."""

import re
from collections.abc import Iterable, Mapping, Sequence

from syncopate.audio.facts import Tags
from syncopate.domain.ids import ExternalId, IdKind, parse_isrc, parse_upc, parse_uuid

type Texts = Mapping[str, Sequence[str]]
"""Values by lower-case name, several values kept as several."""

_NUMBER = re.compile(r"\s*(\d{1,6})\b", re.ASCII)
_TOTAL = re.compile(r"\s*\d{0,6}\s*(?:/|of)\s*(\d{1,4})\s*$", re.ASCII)
_LONGEST_TYPE = 100
_LONGEST_GENRE = 100
_MOST_GENRES = 20
_SEVERAL = re.compile(r"[;|\x1f]|\\\\| / ")
_SEVERAL_OR_COMMA = re.compile(r"[;|,\x1f]|\\\\| / ")
_ONE_NAME = re.compile(r",\s*(?:&|and\b)", re.IGNORECASE)  # "Folk, World, & Country"
_YEAR = re.compile(r"(?<!\d)([12]\d{3})(?!\d)", re.ASCII)

_VORBIS_IDS: Mapping[str, IdKind] = {
    "isrc": IdKind.ISRC,
    "musicbrainz_trackid": IdKind.MB_RECORDING,
    "musicbrainz_releasetrackid": IdKind.MB_TRACK,
    "musicbrainz_albumid": IdKind.MB_RELEASE,
    "musicbrainz_releasegroupid": IdKind.MB_RELEASE_GROUP,
    "acoustid_id": IdKind.ACOUSTID,
    "barcode": IdKind.UPC,
    "upc": IdKind.UPC,
}
_SPACED_IDS: Mapping[str, IdKind] = {
    "isrc": IdKind.ISRC,
    "musicbrainz track id": IdKind.MB_RECORDING,
    "musicbrainz release track id": IdKind.MB_TRACK,
    "musicbrainz album id": IdKind.MB_RELEASE,
    "musicbrainz release group id": IdKind.MB_RELEASE_GROUP,
    "acoustid id": IdKind.ACOUSTID,
    "barcode": IdKind.UPC,
    "upc": IdKind.UPC,
}
_ASF_IDS: Mapping[str, IdKind] = {
    "wm/isrc": IdKind.ISRC,
    "musicbrainz/track id": IdKind.MB_RECORDING,
    "musicbrainz/release track id": IdKind.MB_TRACK,
    "musicbrainz/album id": IdKind.MB_RELEASE,
    "musicbrainz/release group id": IdKind.MB_RELEASE_GROUP,
    "acoustid/id": IdKind.ACOUSTID,
    "wm/barcode": IdKind.UPC,
}


def from_vorbis(texts: Texts) -> Tags:
    """Map Vorbis comments (FLAC, Ogg, Opus)."""
    return _tags(
        texts,
        album_artist=("albumartist", "album artist", "album_artist"),
        number=("tracknumber", "track"),
        disc=("discnumber", "disc"),
        track_total=("tracktotal", "totaltracks"),
        disc_total=("disctotal", "totaldiscs"),
        year=("date", "year", "originaldate"),
        release_type=("releasetype", "musicbrainz_albumtype"),
        compilation=("compilation",),
        id_names=_VORBIS_IDS,
    )


def from_ape(texts: Texts) -> Tags:
    """Map APEv2 items (Monkey's Audio, WavPack, Musepack)."""
    return _tags(
        texts,
        album_artist=("album artist", "albumartist"),
        number=("track", "tracknumber"),
        disc=("disc", "discnumber"),
        track_total=("tracktotal", "totaltracks"),
        disc_total=("disctotal", "totaldiscs"),
        year=("year", "date", "originaldate"),
        release_type=("musicbrainz_albumtype", "releasetype"),
        compilation=("compilation",),
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
        track_total=("tracktotal", "totaltracks"),
        disc_total=("disctotal", "totaldiscs"),
        year=("wm/year",),
        release_type=("musicbrainz/album type",),
        genres=("wm/genre", "genre"),
        compilation=("wm/iscompilation",),
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
        track_total=("txxx:tracktotal", "txxx:totaltracks"),
        disc_total=("txxx:disctotal", "txxx:totaldiscs"),
        year=("tdrc", "tyer", "tdor"),
        release_type=("txxx:musicbrainz album type", "txxx:releasetype"),
        genres=("tcon", "txxx:genre"),
        compilation=("tcmp", "txxx:compilation"),
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
        track_total=("tracktotal", "totaltracks"),
        disc_total=("disctotal", "totaldiscs"),
        year=("\xa9day",),
        release_type=("musicbrainz album type", "releasetype"),
        genres=("\xa9gen", "genre"),
        compilation=("cpil",),
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
    track_total: Sequence[str],
    disc_total: Sequence[str],
    year: Sequence[str],
    release_type: Sequence[str],
    genres: Sequence[str] = ("genre",),
    compilation: Sequence[str],
    id_names: Mapping[str, IdKind],
) -> Tags:
    return Tags(
        title=_first(texts, title),
        artists=_all(texts, artists),
        album=_first(texts, album),
        album_artist=_first(texts, album_artist),
        number=_whole(_first(texts, number)),
        disc=_whole(_first(texts, disc)),
        track_total=_whole(_first(texts, track_total)) or _total(_first(texts, number)),
        disc_total=_whole(_first(texts, disc_total)) or _total(_first(texts, disc)),
        release_type=_release_type(texts, release_type, compilation),
        genres=_genres(_all(texts, genres)),
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


def _total(value: str | None) -> int | None:
    """Return what stands behind the stroke in "3/12"."""
    found = _TOTAL.match(value) if value else None
    return int(found[1]) or None if found else None


def _release_type(texts: Texts, names: Sequence[str], compilation: Sequence[str]) -> str | None:
    """Return the kinds of release, in lower case; a bare compilation flag is one, too."""
    said = dict.fromkeys(
        word
        for value in _all(texts, names)
        for part in re.split("[;/,]", value)
        if (word := part.strip().lower())
    )
    if _first(texts, compilation) in {"1", "True", "true"}:
        said["compilation"] = None
    return "; ".join(said)[:_LONGEST_TYPE] or None


def _genres(values: Iterable[str]) -> tuple[str, ...]:
    """Return names of genres, several in one value parted; a comma parts names but in lists of one name."""
    found: dict[str, str] = {}
    for value in values:
        signs = _SEVERAL if _ONE_NAME.search(value) else _SEVERAL_OR_COMMA
        for part in signs.split(value):
            name = " ".join(part.split())[:_LONGEST_GENRE]
            # A number alone is the place in somebody's list of names.
            if name and not name.isdecimal():
                found.setdefault(name.casefold(), name)
    return tuple(found.values())[:_MOST_GENRES]


def _year(value: str | None) -> int | None:
    found = _YEAR.search(value) if value else None
    return int(found[1]) if found else None


def _ids(texts: Texts, names: Mapping[str, IdKind]) -> Iterable[ExternalId]:
    for name, kind in names.items():
        for value in texts.get(name, ()):
            external = _id(kind, value)
            if external:
                yield external


def _id(kind: IdKind, value: str) -> ExternalId | None:
    if kind is IdKind.ISRC:
        return parse_isrc(value)
    return parse_upc(value) if kind is IdKind.UPC else parse_uuid(kind, value)
