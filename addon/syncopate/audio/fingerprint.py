"""A file's fingerprint (Chromaprint), by fpcalc: what a service of fingerprints is asked with."""

import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from syncopate.audio.tools import run
from syncopate.domain.snapshot import Known, Maybe, Unknown

_WITHIN = timedelta(seconds=60)
_LENGTH = 120
"""Seconds of the sound that count: what AcoustID compares."""

NO_FINGERPRINT = "no_fingerprint"


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """How a sound is known: the compressed fingerprint, and how long the whole file is."""

    text: str
    duration: timedelta


def fingerprint(path: Path) -> Maybe[Fingerprint]:
    """Listen to the first two minutes of a file. Unknown where fpcalc is missing or makes nothing of it."""
    ran = run("fpcalc", ("-json", "-length", str(_LENGTH), str(path.absolute())), within=_WITHIN)
    if isinstance(ran, Unknown):
        return ran
    try:
        said = json.loads(ran.value.output)
        text, seconds = str(said["fingerprint"]), float(said["duration"])
    except KeyError, TypeError, ValueError:
        line = next(iter(ran.value.complaints.splitlines()), "")[:200]
        return Unknown(NO_FINGERPRINT, line or "There is too little sound in it.")
    if not text or seconds <= 0:
        return Unknown(NO_FINGERPRINT, "There is too little sound in it.")
    return Known(Fingerprint(text, timedelta(seconds=round(seconds, 3))))
