"""What a file really is, by ffprobe: what its name and its tags say counts for nothing here."""

import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from syncopate.audio.tools import READING, run, source
from syncopate.domain.media import AudioFormat
from syncopate.domain.quality import LOSSLESS
from syncopate.domain.snapshot import Known, Maybe, Unknown

NOT_MEDIA = "not_media"
"""The reason where a file holds nothing that can be played."""

_WITHIN = timedelta(seconds=30)
_LOCKED = frozenset({"drms", "drmi", "drmt", "enca", "encv"})
"""Names of tracks in MP4 files that are encrypted."""
_CODECS = {
    "wmav1": "wma",
    "wmav2": "wma",
    "wmapro": "wma",
    "wmalossless": "wma",
    "musepack7": "musepack",
    "musepack8": "musepack",
}
_MOST_SECONDS = 30 * 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Probed:
    """What a file holds. `containers` are the names that its kind of file goes by; `duration` is a claim.

    `sound` is None where there is none; `video` is a moving picture, not a cover; `locked` means encrypted.
    """

    containers: frozenset[str]
    sound: AudioFormat | None
    duration: timedelta | None
    channels: int | None = None
    video: bool = False
    locked: bool = False


def probe(path: Path) -> Maybe[Probed]:
    """Read what a file holds; Unknown with NOT_MEDIA where that is nothing, else where it cannot be told."""
    arguments = (
        *(each for each in READING if each != "-nostdin"),
        *("-v", "error", "-of", "json", "-show_format", "-show_streams", source(path)),
    )
    ran = run("ffprobe", arguments, within=_WITHIN)
    if isinstance(ran, Unknown):
        return ran
    try:
        said = json.loads(ran.value.output or b"{}")
    except ValueError:
        said = {}
    if ran.value.code or not said.get("streams"):
        return Unknown(NOT_MEDIA, _first_line(ran.value.complaints))
    return Known(_probed(said))


def _probed(said: dict[str, Any]) -> Probed:
    streams = said["streams"]
    container = said.get("format", {})
    sounds = [each for each in streams if each.get("codec_type") == "audio"]
    pictures = [each for each in streams if each.get("codec_type") == "video"]
    sound = sounds[0] if sounds else None
    return Probed(
        containers=frozenset(str(container.get("format_name", "")).split(",")),
        sound=None if sound is None else _format(sound, container),
        duration=_duration(sound or {}) or _duration(container),
        channels=None if sound is None else _whole(sound.get("channels")),
        video=any(not each.get("disposition", {}).get("attached_pic") for each in pictures),
        locked=any(_locked(each) for each in streams),
    )


def _format(stream: dict[str, Any], container: dict[str, Any]) -> AudioFormat:
    name = str(stream.get("codec_name") or "unknown")
    codec = (
        "wav" if name.startswith("pcm_") else "dsd" if name.startswith("dsd_") else _CODECS.get(name, name)
    )
    if codec == "wav" and "aiff" in str(container.get("format_name", "")):
        codec = "aiff"
    lossless = codec in LOSSLESS
    rate = _whole(stream.get("bit_rate")) or _whole(container.get("bit_rate"))
    depth = _whole(stream.get("bits_per_raw_sample")) or _whole(stream.get("bits_per_sample"))
    return AudioFormat(
        codec=codec,
        bitrate=round(rate / 1000) or None if rate else None,
        sample_rate=_whole(stream.get("sample_rate")),
        bit_depth=depth if lossless else None,
        lossless=lossless,
    )


def _locked(stream: dict[str, Any]) -> bool:
    kinds = {str(each.get("side_data_type", "")).lower() for each in stream.get("side_data_list", ())}
    return stream.get("codec_tag_string") in _LOCKED or any("encryption" in kind for kind in kinds)


def _duration(said: dict[str, Any]) -> timedelta | None:
    try:
        seconds = float(said.get("duration", 0))
    except TypeError, ValueError:
        return None
    return timedelta(seconds=round(seconds, 3)) if 0 < seconds < _MOST_SECONDS else None


def _whole(value: object) -> int | None:
    try:
        return int(str(value)) or None
    except ValueError:
        return None


def _first_line(text: str) -> str:
    return next((line.strip() for line in text.splitlines() if line.strip()), "")[:200]
