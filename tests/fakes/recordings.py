"""Sounds made for tests: noise like music's, files of every kind by ffmpeg."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import soundfile


def music(seconds: float, rate: int, *, roll_off: float = 0.0, top: float | None = None) -> np.ndarray:
    """Return stereo noise that falls off like music: 1/f, then `roll_off` dB per kHz above 12 kHz.

    Up to `top` Hz, steeply, where that is given.
    """
    count = int(seconds * rate)
    random = np.random.default_rng(7)
    frequencies = np.fft.rfftfreq(count, 1 / rate)
    shape = 1 / np.sqrt(np.maximum(frequencies, 40.0))
    shape *= 10 ** (-np.maximum(frequencies - 12_000, 0) / 1000 * roll_off / 20)
    if top is not None:
        shape[frequencies > top] = 0
    channels = []
    for _ in range(2):
        spectrum = shape * (random.normal(size=frequencies.size) + 1j * random.normal(size=frequencies.size))
        wave = np.fft.irfft(spectrum, count)
        channels.append(0.5 * wave / np.abs(wave).max())
    return np.stack(channels, axis=1)


def write(path: Path, wave: np.ndarray, rate: int, subtype: str = "PCM_16") -> Path:
    """Write a sound as what the path's ending says."""
    soundfile.write(path, wave, rate, subtype=subtype)
    return path


def ffmpeg(*arguments: str | Path) -> None:
    """Run ffmpeg, which has to succeed."""
    command: Sequence[str] = ["ffmpeg", "-v", "error", "-nostdin", "-y", *map(str, arguments)]
    subprocess.run(command, check=True, capture_output=True)


def converted(source: Path, target: Path, *options: str) -> Path:
    """Make another file of one."""
    ffmpeg("-i", source, *options, target)
    return target
