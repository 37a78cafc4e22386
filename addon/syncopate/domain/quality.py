"""How good a file shall be: profiles, and which of two files fits one better.

Bit rates are kbit/s, sample rates Hz, depths bits. Files and offers are told apart by what is known of their
sound: a claim as long as the file was not read.
"""

from dataclasses import dataclass
from enum import StrEnum

from syncopate.domain.media import AudioFormat, Track


class ProfileName(StrEnum):
    """The profiles that are there, and the user's own."""

    AUDIOPHILE = "audiophile"
    BALANCED = "balanced"
    SPACE_SAVER = "space_saver"
    CUSTOM = "custom"


class Unfit(StrEnum):
    """Why a sound fits no level of a profile."""

    FORMAT = "format"
    """No level is of its format."""
    RATE_TOO_LOW = "rate_too_low"
    RATE_TOO_HIGH = "rate_too_high"
    DEPTH_TOO_LOW = "depth_too_low"
    UNKNOWN = "unknown"
    """What the level asks for is not known of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One kind of sound that is wanted: any of `codecs`, the bit rate from `minimum` to `maximum`."""

    codecs: frozenset[str]
    minimum: int | None = None
    maximum: int | None = None
    minimum_depth: int | None = None

    def __post_init__(self) -> None:
        """Refuse what nothing fits."""
        if not self.codecs:
            raise ValueError("a level names at least one format")
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            raise ValueError("the lowest bit rate of a level is above its highest")

    def refuses(self, sound: AudioFormat) -> Unfit | None:
        """Return why a sound is not of this level; None where it is."""
        if sound.codec not in self.codecs:
            return Unfit.FORMAT
        if self.minimum_depth is not None and (sound.bit_depth or self.minimum_depth) < self.minimum_depth:
            return Unfit.DEPTH_TOO_LOW
        return self._refuses_rate(sound.bitrate)

    def _refuses_rate(self, rate: int | None) -> Unfit | None:
        if self.minimum is None and self.maximum is None:
            return None
        if rate is None:
            return Unfit.UNKNOWN
        if self.minimum is not None and rate < self.minimum:
            return Unfit.RATE_TOO_LOW
        return Unfit.RATE_TOO_HIGH if self.maximum is not None and rate > self.maximum else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Levels, the best first. With `fall_back` what fits none is taken where nothing fits."""

    name: ProfileName = ProfileName.CUSTOM
    levels: tuple[Level, ...]
    fall_back: bool = True

    def __post_init__(self) -> None:
        """Refuse a profile that nothing fits."""
        if not self.levels:
            raise ValueError("a profile has at least one level")

    def level_of(self, sound: AudioFormat | None) -> int | None:
        """Return the place of the first level that a sound is of, None where it is of none."""
        if sound is None:
            return None
        return next((place for place, level in enumerate(self.levels) if level.refuses(sound) is None), None)

    def refuses(self, sound: AudioFormat | None) -> Unfit | None:
        """Return why a sound fits no level; of several reasons the one that was nearest to fitting."""
        if sound is None:
            return Unfit.UNKNOWN
        reasons = [level.refuses(sound) for level in self.levels]
        if None in reasons:
            return None
        return max((reason for reason in reasons if reason is not None), key=_NEARNESS.index)

    def rank(self, sound: AudioFormat | None) -> tuple[int, ...]:
        """Return a key to sort sounds by, the best first: level, depth, sample rate, bit rate.

        What is of no level comes last: lossless first where the profile wants such, else by bit rate.
        """
        if sound is None:
            return (len(self.levels) + 1, 0, 0, 0, 0)
        level = self.level_of(sound)
        # A lossless file's bit rate says how well it packs, no more: depth and sample rate come before it.
        depth, rate = (sound.bit_depth or 0, sound.sample_rate or 0) if sound.lossless else (0, 0)
        best = (-depth, -rate, -(sound.bitrate or 0))
        if level is not None:
            return (level, 0, *best)
        return (len(self.levels), int(sound.lossless is not self.wants_lossless), *best)

    @property
    def wants_lossless(self) -> bool:
        """Whether any level is of a lossless format."""
        return any(level.codecs & LOSSLESS for level in self.levels)


_NEARNESS = (Unfit.FORMAT, Unfit.UNKNOWN, Unfit.DEPTH_TOO_LOW, Unfit.RATE_TOO_LOW, Unfit.RATE_TOO_HIGH)

LOSSLESS = frozenset({"flac", "alac", "wav", "aiff", "ape", "wavpack", "tta", "dsd"})
"""Codecs, as they are named in an index, that lose nothing."""
LOSSY = frozenset({"mp3", "aac", "vorbis", "opus"})
"""Codecs of the lossy levels that are no more particular."""

# Variable rates lie around what they are called by: V0 is told as 245 and means 256.
_FLAC = Level(codecs=frozenset({"flac"}))
_MP3_320 = Level(codecs=frozenset({"mp3"}), minimum=312)
_320 = Level(codecs=LOSSY, minimum=312)
_256 = Level(codecs=LOSSY, minimum=224, maximum=311)
_192 = Level(codecs=LOSSY, minimum=160, maximum=223)

AUDIOPHILE = Profile(name=ProfileName.AUDIOPHILE, levels=(_FLAC, _MP3_320))
BALANCED = Profile(name=ProfileName.BALANCED, levels=(_320, _FLAC, _256))
SPACE_SAVER = Profile(name=ProfileName.SPACE_SAVER, levels=(_256, _192))

PRESETS = {profile.name: profile for profile in (AUDIOPHILE, BALANCED, SPACE_SAVER)}
"""The profiles that are there."""

_BITS = 8
_INFLATED = 0.8


def sound_of(track: Track) -> AudioFormat | None:
    """Return how a file sounds as far as is told, its bit rate reckoned from size and length where need be.

    A rate that the size cannot hold is not believed: the file has what fits into it.
    """
    sound = track.format
    if sound is None or track.size is None or not track.duration or track.duration.total_seconds() <= 0:
        return sound
    holds = round(track.size * _BITS / track.duration.total_seconds() / 1000)
    if holds <= 0:
        return sound
    believed = sound.bitrate is not None and (sound.lossless or holds >= sound.bitrate * _INFLATED)
    if believed:
        return sound
    return AudioFormat(
        codec=sound.codec,
        bitrate=holds,
        sample_rate=sound.sample_rate,
        bit_depth=sound.bit_depth,
        lossless=sound.lossless,
    )
