"""Whether a lossless file was ever lossy: lossy encoders cut the highs off, steeply and for good.

The power of the sound is averaged in narrow bands. Music fades out towards the highs; an encoder leaves a
wall, and nothing behind it. A file that is upsampled has its wall where the old sample rate ended.
"""

import cmath
import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from itertools import batched
from pathlib import Path

from syncopate.audio.probing import Probed
from syncopate.audio.tools import READING, run, source
from syncopate.domain.snapshot import Known, Maybe, Unknown
from syncopate.domain.verification import Finding, Gate, Result

_PLACES = (0.2, 0.45, 0.7)
"""Where in the file is listened, as shares of its length."""
_EXCERPT = 6
"""Seconds that are listened to at each place."""
_WINDOWS = 50
"""Windows of an excerpt that are looked at."""
_BAND = 250.0
"""Width of a band in Hz."""
_WITHIN = timedelta(seconds=60)

_LOWEST_WALL = 10_000.0
_LOSSY = 19_900.0
"""No lossless recording has a wall below: filters of converters begin above 20 kHz."""
_OLD_RATE = 28_000.0
"""Sounds of 44.1 and 48 kHz end below, also where the filter that blew them up was a lazy one."""
_HIGH_RATE = 50_000
_DROP = 24.0
"""Decibels by which the power falls at a wall, within `_STEEP` Hz."""
_STEEP = 1_250.0
_LOWEST_FLOOR = -125.0
"""Power of the noise of 16 bits: what is below is nothing, however deep a file of 24 bits goes."""
_NEAR_NOTHING = 12.0
"""Decibels above the floor that are still nothing."""
_QUIET = 30.0
"""Decibels above the floor that the sound must have before its wall for it to be told from fading out."""


@dataclass(frozen=True, slots=True)
class Spectrum:
    """The mean power of each band of 250 Hz, in decibels of full scale, from 0 Hz on."""

    sample_rate: int
    powers: tuple[float, ...]


def measure(path: Path, probed: Probed) -> Maybe[Spectrum]:
    """Listen into a file at three places; one to two seconds of a core. Unknown where ffmpeg cannot."""
    if probed.sound is None or not probed.sound.sample_rate:
        return Unknown("no_sound", "There is nothing to listen to.")
    rate = probed.sound.sample_rate
    length = probed.duration.total_seconds() if probed.duration else 0.0
    size = 2048 if rate < _HIGH_RATE else 4096
    sums = [0.0] * (size // 2)
    count = 0
    for begin in _beginnings(length):
        heard = _excerpt(path, begin, rate)
        if isinstance(heard, Unknown):
            return heard
        for window in _windows(heard.value, size):
            for place, power in enumerate(_powers(window)):
                sums[place] += power
            count += 1
    if not count:
        return Unknown("too_short", "There is too little sound in it.")
    return Known(Spectrum(rate, _bands([total / count for total in sums], rate / size)))


def judge_spectrum(heard: Maybe[Spectrum]) -> Finding:
    """Say whether the highs were cut off. Sound that fades out by itself is let through."""
    if isinstance(heard, Unknown):
        return Finding(gate=Gate.SPECTRUM, result=Result.UNVERIFIED, reason=heard.reason, detail=heard.detail)
    spectrum = heard.value
    if max(spectrum.powers, default=-math.inf) < _SILENT:
        return Finding(
            gate=Gate.SPECTRUM, result=Result.UNVERIFIED, reason="silent", detail="There is no sound in it."
        )
    found = wall(spectrum)
    evidence = {"sample_rate": str(spectrum.sample_rate)}
    if found is None:
        return Finding(gate=Gate.SPECTRUM, result=Result.PASSED, evidence=evidence)
    evidence["cut_off"] = f"{found:.0f} Hz"
    if found <= _LOSSY:
        detail = f"Nothing is above {found / 1000:.1f} kHz: it was made of a lossy file."
        return Finding(
            gate=Gate.SPECTRUM, result=Result.FAILED, reason="was_lossy", detail=detail, evidence=evidence
        )
    if spectrum.sample_rate > _HIGH_RATE and found <= _OLD_RATE:
        detail = f"Nothing is above {found / 1000:.1f} kHz: it was made of a file of a lower sample rate."
        return Finding(
            gate=Gate.SPECTRUM, result=Result.FAILED, reason="upsampled", detail=detail, evidence=evidence
        )
    return Finding(gate=Gate.SPECTRUM, result=Result.PASSED, evidence=evidence)


_SILENT = -90.0


def wall(spectrum: Spectrum) -> float | None:
    """Return the frequency in Hz where the sound ends steeply, with nothing above; None where it fades."""
    powers = spectrum.powers
    step = round(_STEEP / _BAND)
    top = len(powers) - 1
    floor = max(min(powers[-step:], default=0.0), _LOWEST_FLOOR)
    if top <= 2 * step:
        return None
    last = next((place for place in range(top, 0, -1) if powers[place] > floor + _NEAR_NOTHING), 0)
    if last * _BAND < _LOWEST_WALL or last + 1 >= top - step // 2:
        return None
    before = sorted(powers[max(0, last - 2 * step) : last - 1])
    level = before[len(before) // 2] if before else floor
    behind = powers[min(top, last + 2)]
    steep = level - behind >= _DROP and level - floor >= _QUIET
    return (last + 1) * _BAND if steep else None


def _beginnings(length: float) -> Sequence[float]:
    if length <= 2 * _EXCERPT:
        return (0.0,)
    return tuple(min(length * place, length - _EXCERPT) for place in _PLACES)


def _excerpt(path: Path, begin: float, rate: int) -> Maybe[tuple[float, ...]]:
    """Return one channel of an excerpt, samples from -1 to 1: the first, as a mix may cancel highs out."""
    ran = run(
        "ffmpeg",
        (
            *(*READING, "-v", "error", "-ss", f"{begin:.3f}", "-t", str(_EXCERPT), "-i", source(path)),
            *("-map", "0:a:0", "-af", "pan=mono|c0=c0", "-f", "f32le", "-"),
        ),
        within=_WITHIN,
        most=4 * rate * (_EXCERPT + 1),
    )
    if isinstance(ran, Unknown):
        return ran
    data = ran.value.output
    return Known(struct.unpack(f"<{len(data) // 4}f", data[: len(data) // 4 * 4]))


def _windows(samples: Sequence[float], size: int) -> list[list[complex]]:
    """Return evenly spaced windows, weighted (Hann)."""
    if len(samples) < size:
        return []
    weights = _hann(size)
    step = max(1, (len(samples) - size) // _WINDOWS)
    begins = range(0, len(samples) - size + 1, step)
    return [
        [
            complex(sample * weight)
            for sample, weight in zip(samples[begin : begin + size], weights, strict=True)
        ]
        for begin in begins[: _WINDOWS + 1]
    ]


def _powers(window: list[complex]) -> list[float]:
    """Return the power of each frequency, 1.0 for a sine of full scale."""
    scale = (4.0 / len(window)) ** 2
    return [scale * (each.real**2 + each.imag**2) for each in _transformed(window)[: len(window) // 2]]


def _transformed(values: list[complex]) -> list[complex]:
    """Transform a power of two of values (Cooley and Tukey)."""
    count = len(values)
    if count == 1:
        return values
    even, odd = _transformed(values[::2]), _transformed(values[1::2])
    turned = [turn * each for turn, each in zip(_turns(count), odd, strict=True)]
    return [one + other for one, other in zip(even, turned, strict=True)] + [
        one - other for one, other in zip(even, turned, strict=True)
    ]


@cache
def _turns(count: int) -> tuple[complex, ...]:
    return tuple(cmath.exp(-2j * math.pi * place / count) for place in range(count // 2))


@cache
def _hann(size: int) -> tuple[float, ...]:
    return tuple(0.5 - 0.5 * math.cos(2 * math.pi * place / (size - 1)) for place in range(size))


def _bands(powers: Sequence[float], width: float) -> tuple[float, ...]:
    """Return the mean power of each band in decibels; `width` is that of one frequency in Hz."""
    together = max(1, round(_BAND / width))
    whole = powers[: len(powers) // together * together]
    means = [sum(band) / len(band) for band in batched(whole, together, strict=True)]
    return tuple(10 * math.log10(mean) if mean > 0 else -240.0 for mean in means)
