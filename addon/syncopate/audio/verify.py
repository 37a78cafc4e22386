"""Whether a file is what it was said to be: it is there, it is sound, it plays to its end, it is long enough.

What cannot be told without a tool that is missing is UNVERIFIED, with the reason.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from syncopate.audio.probing import NOT_MEDIA, Probed, probe
from syncopate.audio.tools import READING, run, source
from syncopate.domain.media import AudioFormat
from syncopate.domain.snapshot import Known, Maybe, Unknown
from syncopate.domain.verification import Finding, Gate, Result, Verification

APART = timedelta(seconds=3)
APART_SHARE = 0.02
"""How far a length may be from the one that is wanted: the larger of the two."""

_SECONDS_PER_SECOND = 0.5
_LEAST = timedelta(seconds=30)
_MOST = timedelta(minutes=20)
_CUT_OFF = timedelta(seconds=1)
_CUT_OFF_SHARE = 0.02
_RATE_SLACK = 0.88
"""A lossy file may have so much of the bit rate that was claimed, at least: rates vary."""
_TIME = re.compile(rb"^out_time_us=(\d+)", re.MULTILINE)
_COMPLAINTS_SHOWN = 3
# What is said of the sound; of tags that are odd much is said, too.
_OF_THE_SOUND = re.compile(
    r"decod|invalid data|invalid (?:sync|residual|frame)|header missing|corrupt|crc|overread|truncat",
    re.IGNORECASE,
)
_FEW_COMPLAINTS = 4
"""So many about a lossy file come of what was hung on to its end, and nobody hears it."""

_CONTAINERS = {
    ".flac": {"flac"},
    ".mp3": {"mp3"},
    ".ogg": {"ogg"},
    ".oga": {"ogg"},
    ".opus": {"ogg"},
    ".spx": {"ogg"},
    ".m4a": {"m4a", "mp4", "mov"},
    ".m4b": {"m4a", "mp4", "mov"},
    ".aac": {"aac"},
    ".wav": {"wav"},
    ".aif": {"aiff"},
    ".aiff": {"aiff"},
    ".aifc": {"aiff"},
    ".wma": {"asf"},
    ".ape": {"ape"},
    ".wv": {"wv"},
    ".mpc": {"mpc", "mpc8"},
    ".tta": {"tta"},
    ".dsf": {"dsf"},
}


def verify_file(
    path: Path, *, wanted: timedelta | None = None, claim: AudioFormat | None = None
) -> Verification:
    """Look at a file. `wanted` is how long it should be, `claim` how it was said to sound.

    Blocks, for seconds. Each finding names what was measured; none of them raises for a bad file.
    """
    try:
        size = path.stat().st_size
    except OSError as error:
        return Verification((_failed(Gate.PRESENT, "unreadable_file", f"{error.strerror}."),))
    if not path.is_file() or not size:
        return Verification((_failed(Gate.PRESENT, "empty_file", "It has no bytes.", size=size),))
    return Verification((_passed(Gate.PRESENT, size=size), *_looked_into(path, probe(path), wanted, claim)))


def _looked_into(
    path: Path, probed: Maybe[Probed], wanted: timedelta | None, claim: AudioFormat | None
) -> Iterator[Finding]:
    if isinstance(probed, Unknown):
        if probed.reason == NOT_MEDIA:
            yield _failed(Gate.AUDIO, NOT_MEDIA, probed.detail or "It holds nothing that can be played.")
        else:
            yield from (
                _unverified(gate, probed.reason, probed.detail)
                for gate in (Gate.AUDIO, Gate.EXTENSION, Gate.DECODES, Gate.DURATION, Gate.CLAIM)
            )
        return
    found = probed.value
    if found.locked:
        yield _failed(Gate.PROTECTED, "protected", "It is encrypted: only its shop's players can play it.")
        return
    if found.sound is None:
        yield _failed(Gate.AUDIO, "no_sound", "It holds no sound.")
        return
    if found.video:
        yield _failed(Gate.AUDIO, "video", "It is a video.", codec=found.sound.codec)
    else:
        yield _passed(Gate.AUDIO, codec=found.sound.codec)
    yield _extension(path, found)
    decoded = decode(path, found.duration)
    yield _decodes(decoded, found.duration, lossless=found.sound.lossless)
    yield _duration(decoded, wanted)
    yield _claim(found.sound, claim)


def decode(path: Path, claimed: timedelta | None) -> Maybe[tuple[timedelta, tuple[str, ...]]]:
    """Play a file to its end; return how long that is and the complaints about its sound on the way."""
    within = min(_MOST, _LEAST + (claimed or timedelta(minutes=30)) * _SECONDS_PER_SECOND)
    ran = run(
        "ffmpeg",
        (
            *(*READING, "-v", "error", "-i", source(path), "-map", "0:a:0"),
            *("-f", "null", "-progress", "pipe:1", "-"),
        ),
        within=within,
        most=8 << 20,
    )
    if isinstance(ran, Unknown):
        return ran
    times = _TIME.findall(ran.value.output)
    length = timedelta(microseconds=int(times[-1])) if times else timedelta()
    lines = [line.strip() for line in ran.value.complaints.splitlines() if _OF_THE_SOUND.search(line)]
    if ran.value.code and not lines:
        lines = [f"ffmpeg ended with {ran.value.code}."]
    return Known((length, tuple(lines)))


def _extension(path: Path, found: Probed) -> Finding:
    ending = path.suffix.lower()
    expected = _CONTAINERS.get(ending)
    named = {"extension": ending, "container": ", ".join(sorted(found.containers))}
    if expected is None:
        detail = f'"{ending}" is no name for a file of music.'
        return Finding(
            gate=Gate.EXTENSION,
            result=Result.FAILED,
            reason="unknown_extension",
            detail=detail,
            evidence=named,
        )
    if expected & found.containers:
        return Finding(gate=Gate.EXTENSION, result=Result.PASSED, evidence=named)
    detail = f'It is called "{ending}" and is {named["container"]}.'
    return Finding(
        gate=Gate.EXTENSION, result=Result.FAILED, reason="lying_extension", detail=detail, evidence=named
    )


def _decodes(
    decoded: Maybe[tuple[timedelta, tuple[str, ...]]], claimed: timedelta | None, *, lossless: bool
) -> Finding:
    if isinstance(decoded, Unknown):
        return _unverified(Gate.DECODES, decoded.reason, decoded.detail)
    length, complaints = decoded.value
    seconds = _seconds(length)
    if not length:
        return _failed(
            Gate.DECODES, "broken_file", "Nothing of it can be played.", complaints=_some(complaints)
        )
    if claimed is not None and claimed - length > max(_CUT_OFF, claimed * _CUT_OFF_SHARE):
        detail = f"It ends after {seconds} s of {_seconds(claimed)} s."
        return _failed(Gate.DECODES, "cut_off", detail, decoded=seconds, claimed=_seconds(claimed))
    if len(complaints) > (0 if lossless else _FEW_COMPLAINTS):
        detail = "Parts of it are damaged."
        return _failed(Gate.DECODES, "damaged", detail, decoded=seconds, complaints=_some(complaints))
    told = {"complaints": _some(complaints)} if complaints else {}
    return _passed(Gate.DECODES, decoded=seconds, **told)


def _duration(decoded: Maybe[tuple[timedelta, tuple[str, ...]]], wanted: timedelta | None) -> Finding:
    if isinstance(decoded, Unknown):
        return _unverified(Gate.DURATION, decoded.reason, decoded.detail)
    length = decoded.value[0]
    if wanted is None or not wanted:
        return _unverified(Gate.DURATION, "length_not_known", "Nobody says how long it should be.")
    measured = {"decoded": _seconds(length), "wanted": _seconds(wanted)}
    if abs(length - wanted) <= max(APART, wanted * APART_SHARE):
        return Finding(gate=Gate.DURATION, result=Result.PASSED, evidence=measured)
    detail = f"It lasts {measured['decoded']} s and should last {measured['wanted']} s."
    return Finding(
        gate=Gate.DURATION, result=Result.FAILED, reason="other_length", detail=detail, evidence=measured
    )


def _claim(sound: AudioFormat, claim: AudioFormat | None) -> Finding:
    measured = _told(sound)
    if claim is None:
        return _unverified(Gate.CLAIM, "nothing_claimed", "Nobody said how it sounds.", measured=measured)
    both = {"measured": measured, "claimed": _told(claim)}
    reason = _less_than(sound, claim)
    if reason is None:
        return Finding(gate=Gate.CLAIM, result=Result.PASSED, evidence=both)
    detail = f"It is {both['measured']} and was said to be {both['claimed']}."
    return Finding(gate=Gate.CLAIM, result=Result.FAILED, reason=reason, detail=detail, evidence=both)


def _less_than(sound: AudioFormat, claim: AudioFormat) -> str | None:
    """Return in what a file is less than was claimed: more is welcome."""
    if sound.codec != claim.codec:
        return None if sound.lossless and claim.lossless else "other_codec"
    if not sound.lossless and _below(sound.bitrate, claim.bitrate, _RATE_SLACK):
        return "lower_bit_rate"
    if sound.lossless and _below(sound.bit_depth, claim.bit_depth):
        return "lower_depth"
    return "lower_sample_rate" if _below(sound.sample_rate, claim.sample_rate) else None


def _below(real: int | None, said: int | None, slack: float = 1.0) -> bool:
    return real is not None and said is not None and real < said * slack


def _told(sound: AudioFormat) -> str:
    parts = [sound.codec]
    parts += [f"{sound.bitrate} kbit/s"] if sound.bitrate and not sound.lossless else []
    parts += [f"{sound.bit_depth} bit"] if sound.bit_depth else []
    parts += [f"{sound.sample_rate} Hz"] if sound.sample_rate else []
    return " ".join(parts)


def _seconds(length: timedelta) -> str:
    return f"{length.total_seconds():.1f}"


def _some(complaints: tuple[str, ...]) -> str:
    return "; ".join(complaints[:_COMPLAINTS_SHOWN])[:300]


def _passed(gate: Gate, **evidence: object) -> Finding:
    return Finding(gate=gate, result=Result.PASSED, evidence=_texts(evidence))


def _failed(gate: Gate, reason: str, detail: str, **evidence: object) -> Finding:
    return Finding(gate=gate, result=Result.FAILED, reason=reason, detail=detail, evidence=_texts(evidence))


def _unverified(gate: Gate, reason: str, detail: str, **evidence: object) -> Finding:
    return Finding(
        gate=gate, result=Result.UNVERIFIED, reason=reason, detail=detail, evidence=_texts(evidence)
    )


def _texts(evidence: dict[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in evidence.items()}
