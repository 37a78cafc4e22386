"""Which class of mutagen reads which file, and how its tags are named: by extension, not by sniffing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from syncopate.audio import mapping
from syncopate.audio.facts import Tags
from syncopate.domain.media import AudioFormat

type Texts = dict[str, list[str]]

_FREEFORM = "----:com.apple.itunes:"
_MP4_NUMBERS = frozenset({"trkn", "disk"})


@dataclass(frozen=True, slots=True)
class Family:
    """A way of tagging: raw mutagen tags to texts by name, texts to `Tags`."""

    texts: Callable[[Any], Texts]
    tags: Callable[[Texts], Tags]


@dataclass(frozen=True, slots=True)
class Loader:
    """One class of mutagen, by module and name, so that it is imported when its first file comes."""

    module: str
    name: str
    family: Family
    codec: str
    lossless: bool = False

    def open(self, file: Any) -> Any:
        """Read tags and stream info from an open file. Raises what mutagen raises."""
        return _mutagen_class(self.module, self.name)(file)

    def format(self, info: Any) -> AudioFormat:
        """Say how the sound is stored."""
        codec, lossless = self.codec, self.lossless
        if codec == "mp4":
            said = str(getattr(info, "codec", ""))
            codec, lossless = ("alac", True) if said.startswith("alac") else ("aac", False)
        bitrate = _positive(getattr(info, "bitrate", None))
        return AudioFormat(
            codec=codec,
            bitrate=round(bitrate / 1000) or None if bitrate else None,
            sample_rate=_positive(getattr(info, "sample_rate", None)),
            bit_depth=_positive(getattr(info, "bits_per_sample", None)) if lossless else None,
            lossless=lossless,
        )


@cache
def _mutagen_class(module: str, name: str) -> Any:
    return getattr(import_module(module), name)


def _positive(value: object) -> int | None:
    return int(value) if isinstance(value, int | float) and value > 0 else None


def _vorbis_texts(tags: Any) -> Texts:
    texts: Texts = {}
    for name, value in tags:
        if name != "metadata_block_picture":
            texts.setdefault(name.lower(), []).append(value)
    return texts


def _id3_texts(tags: Any) -> Texts:
    texts: Texts = {}
    for frame in tags.values():
        name = frame.FrameID
        if name == "TXXX":
            texts.setdefault(f"txxx:{frame.desc.lower()}", []).extend(map(str, frame.text))
        elif name == "UFID":
            texts.setdefault(f"ufid:{frame.owner.lower()}", []).append(frame.data.decode("ascii", "replace"))
        elif name == "TCON":
            # Numbers of the old list, "(17)" or "17", as the names they stand for.
            texts.setdefault("tcon", []).extend(map(str, frame.genres))
        elif name[0] == "T" and hasattr(frame, "text"):
            texts.setdefault(name.lower(), []).extend(map(str, frame.text))
    return texts


def _mp4_texts(tags: Any) -> Texts:
    texts: Texts = {}
    for name, values in tags.items():
        lower = name.lower()
        if lower.startswith(_FREEFORM):
            texts[lower.removeprefix(_FREEFORM)] = [
                bytes(value).decode("utf-8", "replace") for value in values
            ]
        elif lower in _MP4_NUMBERS:
            texts[lower] = ["/".join(map(str, value[:2])) for value in values]
        elif lower == "cpil":
            texts[lower] = ["1"] if values else []
        elif lower != "covr" and isinstance(values, list):
            texts[lower] = [value for value in values if isinstance(value, str)]
    return texts


def _asf_texts(tags: Any) -> Texts:
    texts: Texts = {}
    for name, value in tags:
        if name != "WM/Picture":
            texts.setdefault(name.lower(), []).append(str(value))
    if "title" not in texts and "Title" in tags:
        texts["title"] = [str(value) for value in tags["Title"]]
    return texts


def _ape_texts(tags: Any) -> Texts:
    # Items of kind 0 are text, several values in one are parted by NUL.
    return {name.lower(): list(value) for name, value in tags.items() if getattr(value, "kind", None) == 0}


_VORBIS = Family(_vorbis_texts, mapping.from_vorbis)
_ID3 = Family(_id3_texts, mapping.from_id3)
_MP4 = Family(_mp4_texts, mapping.from_mp4)
_ASF = Family(_asf_texts, mapping.from_asf)
_APE = Family(_ape_texts, mapping.from_ape)

_OGG_VORBIS = Loader("mutagen.oggvorbis", "OggVorbis", _VORBIS, "vorbis")
_OGG_OPUS = Loader("mutagen.oggopus", "OggOpus", _VORBIS, "opus")
_OGG_FLAC = Loader("mutagen.oggflac", "OggFLAC", _VORBIS, "flac", lossless=True)
_OGG_SPEEX = Loader("mutagen.oggspeex", "OggSpeex", _VORBIS, "speex")
_FLAC = Loader("mutagen.flac", "FLAC", _VORBIS, "flac", lossless=True)
_MP3 = Loader("mutagen.mp3", "MP3", _ID3, "mp3")
_MPEG4 = Loader("mutagen.mp4", "MP4", _MP4, "mp4")
_WAVE = Loader("mutagen.wave", "WAVE", _ID3, "wav", lossless=True)
_AIFF = Loader("mutagen.aiff", "AIFF", _ID3, "aiff", lossless=True)

LOADERS: Mapping[str, Loader] = {
    ".flac": _FLAC,
    ".mp3": _MP3,
    ".ogg": _OGG_VORBIS,
    ".oga": _OGG_VORBIS,
    ".opus": _OGG_OPUS,
    ".spx": _OGG_SPEEX,
    ".m4a": _MPEG4,
    ".m4b": _MPEG4,
    ".aac": Loader("mutagen.aac", "AAC", _ID3, "aac"),
    ".wav": _WAVE,
    ".aif": _AIFF,
    ".aiff": _AIFF,
    ".aifc": _AIFF,
    ".wma": Loader("mutagen.asf", "ASF", _ASF, "wma"),
    ".ape": Loader("mutagen.monkeysaudio", "MonkeysAudio", _APE, "ape", lossless=True),
    ".wv": Loader("mutagen.wavpack", "WavPack", _APE, "wavpack", lossless=True),
    ".mpc": Loader("mutagen.musepack", "Musepack", _APE, "musepack"),
    ".tta": Loader("mutagen.trueaudio", "TrueAudio", _ID3, "tta", lossless=True),
    ".dsf": Loader("mutagen.dsf", "DSF", _ID3, "dsd", lossless=True),
}
"""The first loader to try for each extension (lower case, with its dot)."""

MISNAMED: tuple[tuple[bytes, Loader], ...] = (
    (b"fLaC", _FLAC),
    (b"ID3", _MP3),
    (b"\xff\xfb", _MP3),
    (b"RIFF", _WAVE),
    (b"FORM", _AIFF),
    (b"OggS", _OGG_VORBIS),
    (b"OggS", _OGG_OPUS),
    (b"OggS", _OGG_FLAC),
    (b"OggS", _OGG_SPEEX),
)
"""What else to try, by the first bytes, when the extension does not tell the truth."""


def is_audio(name: str) -> bool:
    """Tell by its extension whether a file is one that can be read."""
    dot = name.rfind(".")
    return dot > 0 and name[dot:].lower() in LOADERS
