"""Whether a file may take the place of another: never that of a better or a longer one."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from syncopate.domain.media import AudioFormat
from syncopate.domain.quality import Profile

_APART = timedelta(seconds=3)
_APART_SHARE = 0.02


class Replacing(StrEnum):
    """What is done with a file whose place is taken."""

    PLACE = "place"
    """The place is free."""
    REPLACE = "replace"
    """What lies there goes to the bin."""
    KEEP = "keep"
    """What lies there stays, and the new file is not needed."""
    BESIDE = "beside"
    """Something else lies there: the new file gets another name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSound:
    """How long a file really is and how it sounds; None where that could not be read."""

    duration: timedelta | None
    sound: AudioFormat | None


@dataclass(frozen=True, slots=True)
class ReplacingDecision:
    """What is done, and why (a stable key)."""

    what: Replacing
    reason: str


def decide(
    there: FileSound | None, new: FileSound, profile: Profile, *, same_recording: bool = True
) -> ReplacingDecision:
    """Decide about a file whose place may be taken by `there`; what cannot be compared stays."""
    if there is None:
        return ReplacingDecision(Replacing.PLACE, "free")
    if not same_recording:
        return ReplacingDecision(Replacing.BESIDE, "other_recording")
    return ReplacingDecision(*_compared(there, new, profile))


def _compared(there: FileSound, new: FileSound, profile: Profile) -> tuple[Replacing, str]:
    if there.duration is None or there.sound is None or new.duration is None or new.sound is None:
        return Replacing.KEEP, "not_comparable"
    if there.duration - new.duration > max(_APART, there.duration * _APART_SHARE):
        return Replacing.KEEP, "there_is_longer"
    if _worth(new.sound) < _worth(there.sound):
        return Replacing.KEEP, "there_is_better"
    if profile.rank(new.sound) >= profile.rank(there.sound):
        return Replacing.KEEP, "as_good"
    return Replacing.REPLACE, "better"


def _worth(sound: AudioFormat) -> tuple[int, ...]:
    """Return how much there is of a sound, whatever a profile prefers: what is lossless is never given up."""
    if sound.lossless:
        return 1, sound.bit_depth or 0, sound.sample_rate or 0
    return 0, sound.bitrate or 0
