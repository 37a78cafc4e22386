"""What the name of a file claims of its sound (pure)."""

from collections.abc import Mapping

from syncopate.domain.media import AudioFormat

_LOSSLESS = frozenset({"flac", "wav", "aiff", "ape", "wavpack", "tta", "dsd", "alac"})
_CODECS: Mapping[str, str] = {
    "flac": "flac",
    "mp3": "mp3",
    "ogg": "vorbis",
    "oga": "vorbis",
    "opus": "opus",
    "spx": "speex",
    "m4a": "aac",
    "m4b": "aac",
    "mp4": "aac",
    "aac": "aac",
    "wav": "wav",
    "aif": "aiff",
    "aiff": "aiff",
    "aifc": "aiff",
    "wma": "wma",
    "ape": "ape",
    "wv": "wavpack",
    "mpc": "musepack",
    "tta": "tta",
    "dsf": "dsd",
}
_LOWEST_LOSSLESS = 450
"""kbit/s: no AAC that people share has more."""


def extension_of(name: str) -> str:
    """Return the extension of a name in lower case, without its dot, "" where there is none."""
    _, dot, extension = name.rpartition(".")
    return extension.lower() if dot and extension.isalnum() else ""


def claimed_format(
    extension: str,
    *,
    bitrate: int | None = None,
    sample_rate: int | None = None,
    bit_depth: int | None = None,
) -> AudioFormat | None:
    """Return what a file is said to be, None where its name is that of no sound. Rates as in AudioFormat."""
    codec = _CODECS.get(extension)
    if codec is None:
        return None
    if codec == "aac" and (bit_depth or (bitrate or 0) >= _LOWEST_LOSSLESS):
        codec = "alac"
    lossless = codec in _LOSSLESS
    return AudioFormat(
        codec=codec,
        bitrate=bitrate or None,
        sample_rate=sample_rate or None,
        bit_depth=(bit_depth or None) if lossless else None,
        lossless=lossless,
    )
