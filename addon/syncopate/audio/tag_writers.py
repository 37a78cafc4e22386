"""How each family of files writes its tags: names and shapes as Picard has them, which players know."""

import base64
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

from mutagen import MutagenError
from mutagen.flac import FLAC, Picture
from mutagen.id3 import APIC, TSRC, TXXX, UFID, Frames
from mutagen.mp4 import MP4Cover, MP4FreeForm

from syncopate.audio.beside import PictureKind
from syncopate.audio.loudness import OPUS_REFERENCE, Loudness
from syncopate.audio.tag_changes import TagField
from syncopate.domain.ids import IdKind

type Values = Mapping[TagField, Sequence[str]]
"""What to write, as texts. Of a number and its total both are given where either changes."""
type Ids = Mapping[IdKind, Sequence[str]]

_FRONT = 3
_VORBIS_NAMES = {
    TagField.TITLE: "title",
    TagField.ALBUM: "album",
    TagField.ALBUM_ARTIST: "albumartist",
    TagField.NUMBER: "tracknumber",
    TagField.TRACK_TOTAL: "tracktotal",
    TagField.DISC: "discnumber",
    TagField.DISC_TOTAL: "disctotal",
    TagField.DATE: "date",
    TagField.GENRES: "genre",
    TagField.RELEASE_TYPE: "releasetype",
}
_VORBIS_IDS = {
    IdKind.ISRC: "isrc",
    IdKind.MB_RECORDING: "musicbrainz_trackid",
    IdKind.MB_TRACK: "musicbrainz_releasetrackid",
    IdKind.MB_RELEASE: "musicbrainz_albumid",
    IdKind.MB_RELEASE_GROUP: "musicbrainz_releasegroupid",
    IdKind.ACOUSTID: "acoustid_id",
    IdKind.UPC: "barcode",
}
_SPACED_IDS = {
    IdKind.MB_RECORDING: "MusicBrainz Track Id",
    IdKind.MB_TRACK: "MusicBrainz Release Track Id",
    IdKind.MB_RELEASE: "MusicBrainz Album Id",
    IdKind.MB_RELEASE_GROUP: "MusicBrainz Release Group Id",
    IdKind.ACOUSTID: "Acoustid Id",
    IdKind.UPC: "BARCODE",
    IdKind.ISRC: "ISRC",
}
_ID3_FRAMES = {
    TagField.TITLE: "TIT2",
    TagField.ALBUM: "TALB",
    TagField.ALBUM_ARTIST: "TPE2",
    TagField.DATE: "TDRC",
    TagField.GENRES: "TCON",
}
_MP4_ATOMS = {
    TagField.TITLE: "\xa9nam",
    TagField.ALBUM: "\xa9alb",
    TagField.ALBUM_ARTIST: "aART",
    TagField.DATE: "\xa9day",
    TagField.GENRES: "\xa9gen",
}
_FREEFORM = "----:com.apple.iTunes:"
_TYPE = "MusicBrainz Album Type"
_GAIN, _PEAK = "REPLAYGAIN_TRACK_GAIN", "REPLAYGAIN_TRACK_PEAK"
_OPUS_GAIN = "r128_track_gain"


class TagWriter(ABC):
    """Writes into the open tags of a file; nothing is on the disk before they are saved."""

    def __init__(self, audio: Any) -> None:
        self.audio = audio
        if audio.tags is None:
            audio.add_tags()
        self.tags: Any = audio.tags

    @abstractmethod
    def write(self, values: Values) -> None:
        """Set fields. Several artists are one line for players, and a list besides."""

    @abstractmethod
    def write_ids(self, ids: Ids) -> None:
        """Set the ids of these kinds; those of other kinds stay."""

    @abstractmethod
    def has_cover(self) -> bool:
        """Tell whether a picture is embedded."""

    @abstractmethod
    def write_cover(self, data: bytes, kind: PictureKind) -> None:
        """Set the picture of the front; others stay."""

    @abstractmethod
    def has_loudness(self) -> bool:
        """Tell whether it says how loud it is."""

    @abstractmethod
    def write_loudness(self, loudness: Loudness) -> None:
        """Set how loud it is."""


class VorbisWriter(TagWriter):
    """Vorbis comments: FLAC, Ogg Vorbis, Opus."""

    def write(self, values: Values) -> None:
        """Set fields."""
        for field, texts in values.items():
            if field is TagField.ARTISTS:
                self.tags["artist"] = [_line(texts)]
                self._list("artists", texts)
            else:
                self.tags[_VORBIS_NAMES[field]] = list(texts)

    def _list(self, name: str, texts: Sequence[str]) -> None:
        if len(texts) > 1:
            self.tags[name] = list(texts)
        elif name in self.tags:
            del self.tags[name]

    def write_ids(self, ids: Ids) -> None:
        """Set ids."""
        for kind, texts in ids.items():
            self.tags[_VORBIS_IDS[kind]] = list(texts)

    def has_cover(self) -> bool:
        """Tell whether a picture is embedded."""
        if isinstance(self.audio, FLAC):
            return bool(self.audio.pictures)
        return bool(self.tags.get("metadata_block_picture") or self.tags.get("coverart"))

    def write_cover(self, data: bytes, kind: PictureKind) -> None:
        """Set the picture of the front."""
        picture = Picture()
        picture.type, picture.mime, picture.data = _FRONT, kind.value, data
        if isinstance(self.audio, FLAC):
            others = [each for each in self.audio.pictures if each.type != _FRONT]
            self.audio.clear_pictures()
            for each in (picture, *others):
                self.audio.add_picture(each)
            return
        kept = [text for text in self.tags.get("metadata_block_picture", []) if not _is_front(text)]
        block = base64.b64encode(picture.write()).decode("ascii")
        self.tags["metadata_block_picture"] = [block, *kept]

    def _is_opus(self) -> bool:
        return "opus" in type(self.audio).__name__.lower()

    def has_loudness(self) -> bool:
        """Tell whether it says how loud it is."""
        return (_OPUS_GAIN if self._is_opus() else _GAIN.lower()) in self.tags

    def write_loudness(self, loudness: Loudness) -> None:
        """Set how loud it is; Opus has a tag of its own (RFC 7845, 5.2.1)."""
        if self._is_opus():
            self.tags[_OPUS_GAIN] = [str(round((OPUS_REFERENCE - loudness.integrated) * 256))]
            return
        self.tags[_GAIN.lower()] = [_gain(loudness)]
        self.tags[_PEAK.lower()] = [_peak(loudness)]


class Id3Writer(TagWriter):
    """ID3v2.4 frames: MP3."""

    def write(self, values: Values) -> None:
        """Set fields."""
        for field, texts in values.items():
            if field is TagField.ARTISTS:
                self._frame("TPE1", [_line(texts)])
                self._free("ARTISTS", texts if len(texts) > 1 else ())
            elif field is TagField.RELEASE_TYPE:
                self._free(_TYPE, texts)
            elif field in _ID3_FRAMES:
                self._frame(_ID3_FRAMES[field], texts)
        for frame, (number, total) in _PAIRS.items():
            if number in values or total in values:
                self._frame(frame, ["/".join(_pair(values, number, total))])
                for name in _OTHER_TOTALS[total]:
                    self._free(name, ())

    def _frame(self, name: str, texts: Sequence[str]) -> None:
        self.tags.setall(name, [Frames[name](encoding=3, text=list(texts))])

    def _free(self, name: str, texts: Sequence[str]) -> None:
        for key in [key for key in self.tags if key.lower() == f"txxx:{name}".lower()]:
            del self.tags[key]
        if texts:
            self.tags.add(TXXX(encoding=3, desc=name, text=list(texts)))

    def write_ids(self, ids: Ids) -> None:
        """Set ids: of the recording as UFID, the ISRC as TSRC, others as free texts."""
        for kind, texts in ids.items():
            if kind is IdKind.ISRC:
                self.tags.setall("TSRC", [TSRC(encoding=3, text=list(texts))])
                self._free("ISRC", ())
            elif kind is IdKind.MB_RECORDING:
                owner = "http://musicbrainz.org"
                self.tags.setall(f"UFID:{owner}", [UFID(owner=owner, data=texts[0].encode("ascii"))])
                self._free(_SPACED_IDS[kind], ())
            else:
                self._free(_SPACED_IDS[kind], texts)

    def has_cover(self) -> bool:
        """Tell whether a picture is embedded."""
        return bool(self.tags.getall("APIC"))

    def write_cover(self, data: bytes, kind: PictureKind) -> None:
        """Set the picture of the front."""
        for key in [
            key for key, frame in self.tags.items() if key.startswith("APIC") and frame.type == _FRONT
        ]:
            del self.tags[key]
        self.tags.add(APIC(encoding=3, mime=kind.value, type=_FRONT, desc="Cover", data=data))

    def has_loudness(self) -> bool:
        """Tell whether it says how loud it is."""
        return any(key.lower() == f"txxx:{_GAIN}".lower() for key in self.tags)

    def write_loudness(self, loudness: Loudness) -> None:
        """Set how loud it is."""
        self._free(_GAIN, [_gain(loudness)])
        self._free(_PEAK, [_peak(loudness)])


class Mp4Writer(TagWriter):
    """Atoms of MP4: M4A."""

    def write(self, values: Values) -> None:
        """Set fields."""
        for field, texts in values.items():
            if field is TagField.ARTISTS:
                self.tags["\xa9ART"] = [_line(texts)]
                self._free("ARTISTS", texts if len(texts) > 1 else ())
            elif field is TagField.RELEASE_TYPE:
                self._free(_TYPE, texts)
            elif field in _MP4_ATOMS:
                self.tags[_MP4_ATOMS[field]] = list(texts)
        for atom, (number, total) in _ATOM_PAIRS.items():
            if number in values or total in values:
                pair = (*_pair(values, number, total), "0")
                self.tags[atom] = [(int(pair[0] or 0), int(pair[1]))]
                for name in _OTHER_TOTALS[total]:
                    self._free(name, ())

    def _free(self, name: str, texts: Sequence[str]) -> None:
        for key in [key for key in self.tags if key.lower() == f"{_FREEFORM}{name}".lower()]:
            del self.tags[key]
        if texts:
            self.tags[_FREEFORM + name] = [MP4FreeForm(text.encode()) for text in texts]

    def write_ids(self, ids: Ids) -> None:
        """Set ids as free texts."""
        for kind, texts in ids.items():
            self._free(_SPACED_IDS[kind], texts)

    def has_cover(self) -> bool:
        """Tell whether a picture is embedded."""
        return bool(self.tags.get("covr"))

    def write_cover(self, data: bytes, kind: PictureKind) -> None:
        """Set the first picture, which is the front."""
        form = MP4Cover.FORMAT_JPEG if kind is PictureKind.JPEG else MP4Cover.FORMAT_PNG
        self.tags["covr"] = [MP4Cover(data, imageformat=form), *list(self.tags.get("covr", []))[1:]]

    def has_loudness(self) -> bool:
        """Tell whether it says how loud it is."""
        return any(key.lower() == f"{_FREEFORM}{_GAIN}".lower() for key in self.tags)

    def write_loudness(self, loudness: Loudness) -> None:
        """Set how loud it is."""
        self._free(_GAIN, [_gain(loudness)])
        self._free(_PEAK, [_peak(loudness)])


_PAIRS = {"TRCK": (TagField.NUMBER, TagField.TRACK_TOTAL), "TPOS": (TagField.DISC, TagField.DISC_TOTAL)}
_ATOM_PAIRS = {"trkn": _PAIRS["TRCK"], "disk": _PAIRS["TPOS"]}
# Where totals may stand besides, and would be believed first.
_OTHER_TOTALS = {
    TagField.TRACK_TOTAL: ("TRACKTOTAL", "TOTALTRACKS"),
    TagField.DISC_TOTAL: ("DISCTOTAL", "TOTALDISCS"),
}

WRITERS: Mapping[str, type[TagWriter]] = {
    "FLAC": VorbisWriter,
    "OggVorbis": VorbisWriter,
    "OggOpus": VorbisWriter,
    "OggFLAC": VorbisWriter,
    "MP3": Id3Writer,
    "MP4": Mp4Writer,
}
"""Who writes what, by the class of mutagen that reads it."""


def _pair(values: Values, number: TagField, total: TagField) -> list[str]:
    first, second = values.get(number, ()), values.get(total, ())
    return [first[0] if first else "", *([second[0]] if second else [])]


def _line(artists: Sequence[str]) -> str:
    return ", ".join(artists)


def _gain(loudness: Loudness) -> str:
    return f"{loudness.gain:+.2f} dB"


def _peak(loudness: Loudness) -> str:
    return f"{loudness.peak:.6f}"


def _is_front(block: str) -> bool:
    try:
        return bool(Picture(base64.b64decode(block)).type == _FRONT)
    except ValueError, MutagenError:
        return False
