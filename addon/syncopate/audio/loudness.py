"""How loud a track is, for players that level it: ReplayGain 2.0, measured after EBU R 128 by ffmpeg."""

import math
import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from syncopate.audio.tools import READING, run, source
from syncopate.domain.snapshot import Known, Maybe, Unknown

REFERENCE = -18.0
"""LUFS that ReplayGain 2.0 levels to."""
OPUS_REFERENCE = -23.0
"""LUFS that Opus levels to (RFC 7845, 5.2.1)."""
NOT_MEASURED = "not_measured"

_WITHIN = timedelta(minutes=10)
# Silence is told as -70 LUFS: the gate of R 128 lets nothing through.
_SILENCE = -69.5
# The summary stands last, and indented; lines before it tell how it was on the way.
_LOUDNESS = re.compile(r"^\s*I:\s+(-?\d+(?:\.\d+)?) LUFS", re.MULTILINE)
_PEAK = re.compile(r"^\s*Peak:\s+(-?\d+(?:\.\d+)?|-inf) dBFS", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Loudness:
    """The loudness of a whole track in LUFS, and its sample peak, 1.0 for full scale."""

    integrated: float
    peak: float

    @property
    def gain(self) -> float:
        """Decibels by which a player changes it."""
        return round(REFERENCE - self.integrated, 2)


def measure_loudness(path: Path) -> Maybe[Loudness]:
    """Listen to a whole file; some seconds. Unknown where ffmpeg is missing or hears nothing."""
    ran = run(
        "ffmpeg",
        (
            # The measurement is told at the level of information: to be quiet would be to say nothing.
            *(*READING, "-v", "info", "-nostats", "-i", source(path), "-map", "0:a:0"),
            *("-af", "ebur128=peak=sample:framelog=verbose", "-f", "null", "-"),
        ),
        within=_WITHIN,
    )
    if isinstance(ran, Unknown):
        return ran
    loudness, peak = _LOUDNESS.findall(ran.value.complaints), _PEAK.findall(ran.value.complaints)
    if ran.value.code or not loudness or not peak or float(loudness[-1]) <= _SILENCE:
        return Unknown(NOT_MEASURED, "There is nothing to be heard in it.")
    return Known(Loudness(float(loudness[-1]), round(math.pow(10, float(peak[-1]) / 20), 6)))
