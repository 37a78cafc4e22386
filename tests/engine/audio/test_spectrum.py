"""Lossless files that were lossy before, and real ones that must be left alone."""

from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from fakes.recordings import converted, music, write
from syncopate.audio import tools
from syncopate.audio.probing import probe
from syncopate.audio.spectrum import judge_spectrum, measure
from syncopate.domain.snapshot import Known
from syncopate.domain.verification import Finding, Result

pytestmark = pytest.mark.tool("ffmpeg")

SECONDS = 13.0


def _judged(path: Path) -> Finding:
    probed = probe(path)
    assert isinstance(probed, Known)
    return judge_spectrum(measure(path, probed.value))


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with real lossless sound: bright and dark at 44.1, 48 and 96 kHz; read only."""
    folder = tmp_path_factory.mktemp("real")
    for rate in (44_100, 48_000, 96_000):
        subtype = "PCM_24" if rate > 50_000 else "PCM_16"
        write(folder / f"bright-{rate}.flac", music(SECONDS, rate, roll_off=1.0), rate, subtype)
        write(folder / f"dark-{rate}.flac", music(SECONDS, rate, roll_off=8.0), rate, subtype)
    return folder


@pytest.mark.parametrize("rate", [44_100, 48_000, 96_000])
@pytest.mark.parametrize("kind", ["bright", "dark"])
def test_a_real_one_passes(real: Path, rate: int, kind: str) -> None:
    found = _judged(real / f"{kind}-{rate}.flac")
    assert found.result is Result.PASSED, found


@pytest.mark.parametrize(
    ("rate", "ending", "options", "lowest", "highest"),
    [
        (44_100, ".mp3", ("-b:a", "128k"), 15_500, 17_500),
        (44_100, ".mp3", ("-b:a", "192k"), 18_000, 19_900),
        (48_000, ".mp3", ("-b:a", "128k"), 15_500, 17_500),
        (44_100, ".m4a", ("-b:a", "96k"), 13_000, 18_500),
        (48_000, ".m4a", ("-b:a", "96k"), 13_000, 18_500),
        (44_100, ".ogg", ("-c:a", "libvorbis", "-b:a", "96k"), 13_000, 19_500),
    ],
)
def test_one_made_of_a_lossy_file_is_found(
    real: Path, tmp_path: Path, rate: int, ending: str, options: tuple[str, ...], lowest: int, highest: int
) -> None:
    lossy = converted(real / f"bright-{rate}.flac", tmp_path / f"lossy{ending}", *options)
    fake = converted(lossy, tmp_path / "fake.flac")
    found = _judged(fake)
    assert (found.result, found.reason) == (Result.FAILED, "was_lossy"), found
    assert lowest <= int(found.evidence["cut_off"].split()[0]) <= highest


def test_a_lossy_file_blown_up_to_high_resolution_is_found(real: Path, tmp_path: Path) -> None:
    lossy = converted(real / "bright-44100.flac", tmp_path / "lossy.mp3", "-b:a", "128k")
    fake = converted(lossy, tmp_path / "fake.flac", "-ar", "96000", "-sample_fmt", "s32")
    found = _judged(fake)
    assert (found.result, found.reason) == (Result.FAILED, "was_lossy"), found


@pytest.mark.parametrize("rate", [44_100, 48_000])
def test_a_lower_sample_rate_blown_up_is_found(real: Path, tmp_path: Path, rate: int) -> None:
    fake = converted(
        real / f"bright-{rate}.flac", tmp_path / "fake.flac", "-ar", "96000", "-sample_fmt", "s32"
    )
    found = _judged(fake)
    assert (found.result, found.reason) == (Result.FAILED, "upsampled"), found


def test_old_recordings_without_highs_are_left_alone(tmp_path: Path) -> None:
    """A recording that ends at 8 kHz, as tapes and shellac do, is none of an encoder's."""
    low = write(tmp_path / "old.flac", music(SECONDS, 44_100, top=8_000), 44_100)
    assert _judged(low).result is Result.PASSED


def test_silence_and_too_little_say_nothing(tmp_path: Path) -> None:
    silent = write(tmp_path / "silent.flac", np.zeros((44_100 * 5, 2)), 44_100)
    assert (_judged(silent).result, _judged(silent).reason) == (Result.UNVERIFIED, "silent")
    short = write(tmp_path / "short.flac", music(0.02, 44_100), 44_100)
    assert (_judged(short).result, _judged(short).reason) == (Result.UNVERIFIED, "too_short")


def test_without_ffmpeg_nothing_is_said(real: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    probed = probe(real / "bright-44100.flac")
    assert isinstance(probed, Known)
    assert probed.value.duration is not None
    assert abs(probed.value.duration - timedelta(seconds=SECONDS)) < timedelta(seconds=0.1)
    monkeypatch.setattr(tools, "tool_path", lambda _: None)
    found = judge_spectrum(measure(real / "bright-44100.flac", probed.value))
    assert (found.result, found.reason) == (Result.UNVERIFIED, tools.MISSING)
